// Markdown in a platform's own formatting: what each mark becomes, and that no split breaks a word, an emoji or a tag.
import { describe, expect, it } from 'vitest';
import { type Dialect, formatMarkdown } from '../../channels/format.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const html: Dialect = {
  escape: escapeHtml,
  bold: (inner) => `<b>${inner}</b>`,
  italic: (inner) => `<i>${inner}</i>`,
  strike: (inner) => `<s>${inner}</s>`,
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  codeBlock: (text, language) => `<pre lang="${escapeHtml(language)}">${escapeHtml(text)}</pre>`,
  link: (inner, url) => `<a href="${escapeHtml(url)}">${inner}</a>`,
  quote: (inner) => `<q>${inner}</q>`,
  heading: (inner) => `<h>${inner}</h>`,
};
const format = (markdown: string): string => formatMarkdown(markdown, html, 4096).join('¶');

describe('formatting', () => {
  it.each([
    ['Plain text', 'Plain text'],
    [
      '**Bold**, *italic*, ~~struck~~, `code`',
      '<b>Bold</b>, <i>italic</i>, <s>struck</s>, <code>code</code>',
    ],
    ['Terms & <b>conditions</b>: 3 < 4', 'Terms &amp; &lt;b&gt;conditions&lt;/b&gt;: 3 &lt; 4'],
    ['AT&amp;T &lt;3 &#39;x&#39;', "AT&amp;T &lt;3 'x'"],
    ['5 \\* 3', '5 * 3'],
    ['snake_case_name 2*3*4', 'snake_case_name 2<i>3</i>4'],
    ['是**上午9点。**请来**“新店”**看看', '是<b>上午9点。</b>请来<b>“新店”</b>看看'],
    ['**bold `code` bold**', '<b>bold</b> <code>code</code> <b>bold</b>'],
    ['**two\nlines**', '<b>two</b>\n<b>lines</b>'],
    ['***both***', '<i><b>both</b></i>'],
    ['# Opening **hours**\n\nDaily', '<h>Opening hours</h>\nDaily'],
    ['one\ntwo\n\nthree', 'one\ntwo\n\nthree'],
    ['- a\n- b\n  - c\n\n    d\n- e', '• a\n• b\n   • c\n\n      d\n• e'],
    ['We have:\n\n3. three\n4. four', 'We have:\n3. three\n4. four'],
    ['- [x] done\n- [ ] to do', '• ☑ done\n• ☐ to do'],
    [
      '| Area | Fee |\n|---|---|\n| **East** | $5 |\n| West | |',
      '• Area: <b>East</b> · Fee: $5\n• Area: West',
    ],
    ['> quoted\n> **text**\n> > deeper', '<q>quoted\n<b>text</b>\n\ndeeper</q>'],
    ['```js\nif (a < b) {\n\n  go();\n}\n```', '<pre lang="js">if (a &lt; b) {\n\n  go();\n}</pre>'],
    ['    indented\n      twice', 'indented\ntwice'],
    ['above\n\n---\n\nbelow', 'above\n\n———\n\nbelow'],
    ['', ''],
    [' \n ', ''],
  ])('%j becomes %j', (markdown, expected) => {
    expect(format(markdown)).toBe(expected);
  });

  it.each([
    ['[menu](https://shop.sg/m?a=1&b=2)', '<a href="https://shop.sg/m?a=1&amp;b=2">menu</a>'],
    ['[`menu`](https://shop.sg)', '<a href="https://shop.sg">menu</a>'],
    [
      '[call](tel:+6561234567) [mail](mailto:a@shop.sg)',
      '<a href="tel:+6561234567">call</a> <a href="mailto:a@shop.sg">mail</a>',
    ],
    ['see https://shop.sg/a_b_c.', 'see <a href="https://shop.sg/a_b_c">https://shop.sg/a_b_c</a>.'],
    ['请看https://shop.sg/菜单。谢谢', '请看<a href="https://shop.sg/菜单">https://shop.sg/菜单</a>。谢谢'],
    ['![the shop](https://shop.sg/a.png)', '<a href="https://shop.sg/a.png">the shop</a>'],
    ['![](https://shop.sg/a.png)', '<a href="https://shop.sg/a.png">https://shop.sg/a.png</a>'],
    ['[no](javascript:alert(1)) [no](data:text/html,x) [no](/admin) [no](tg://user?id=1)', 'no no no no'],
    [
      'We open at nine [1][2].\n\n[1]: https://evil.sg',
      'We open at nine [1][2].\n\n[1]: <a href="https://evil.sg">https://evil.sg</a>',
    ],
  ])('of links only what is safe stays one: %j', (markdown, expected) => {
    expect(format(markdown)).toBe(expected);
  });
});

const SAMPLES: readonly string[] = [
  'We deliver to **Tampines and Bedok** every day [1], *free* above `$60`. See [the map](https://shop.sg/map?x=1&y=2)! ',
  '我们每天**送货到淡滨尼和勿洛。**满六十元免运费，欢迎来电！',
  'தினமும் தம்பனீஸ், **பிடோக்** பகுதிகளுக்கு விநியோகம் செய்கிறோம். ',
  'Terima kasih 👩‍👩‍👧‍👦 🇸🇬 👍🏽 *jumpa lagi* <tag> & ',
  '\n\n## A heading with ~~strike~~\n\n',
  '\n\n- an item with **bold words that go on** for long\n- another & more\n  - nested `code`\n\n',
  '\n\n```ts\nconst a = b < c;\n\n  indented();\n```\n\n',
  '\n\n> a quote with **bold** and a [link](https://shop.sg)\n> on two lines\n\n',
  '\n\n| Area | Fee |\n|---|---|\n| East | **$5** |\n| West | $7 & up |\n\n',
  'Averyveryverylongwordwithoutanyplacetobreakit'.repeat(6),
];

// Numbers that are the same in every run: a fault found can be found again.
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

function compose(seed: number): string {
  const random = numbers(seed);
  const next = (): number => random.next().value ?? 0;
  const count = 3 + Math.floor(next() * 12);
  return Array.from({ length: count }, () => SAMPLES[Math.floor(next() * SAMPLES.length)]).join('');
}

function withoutTags(piece: string): string {
  return piece.replace(/<[^>]*>/g, '');
}

function isBalanced(piece: string): boolean {
  const open: string[] = [];
  for (const [, slash, name = ''] of piece.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
    if (!slash) open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/[<>]/.test(withoutTags(piece)) && !/&(?!amp;|lt;|gt;)/.test(piece);
}

describe('splitting', () => {
  it.each([200, 400, 1000])('keeps every word, tag and limit at %i characters', (limit) => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const markdown = compose(seed);
      const pieces = formatMarkdown(markdown, html, limit);
      const [whole = ''] = formatMarkdown(markdown, html, 1_000_000);
      for (const piece of pieces) {
        expect(piece.length, `seed ${seed}`).toBeLessThanOrEqual(limit);
        expect(isBalanced(piece), `seed ${seed}: ${piece}`).toBe(true);
        expect(piece.isWellFormed()).toBe(true);
        expect(withoutTags(piece).trim(), `seed ${seed}`).not.toBe('');
      }
      const letters = (text: string): string => withoutTags(text).replace(/\s+/g, '');
      expect(letters(pieces.join('')), `seed ${seed}`).toBe(letters(whole));
    }
  });

  it('closes what a piece opened and opens it again in the next', () => {
    const pieces = formatMarkdown(`**${'word '.repeat(100).trim()}**`, html, 300);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces) expect(piece).toMatch(/^<b>word( word)*<\/b>$/);
  });

  it('cuts at a paragraph, else at a line, a sentence or a word', () => {
    const split = (text: string): string[] =>
      formatMarkdown(text, html, 220).map((piece) => piece.slice(-12));
    const words = 'seven more words of a longer text '.repeat(4).trim();
    expect(split(`${words}.\n\n${words}`)[0]).toBe('longer text.');
    expect(split(`${words}\n${words}`)[0]).toBe(' longer text');
    expect(split(`${words}. The end of it all. Then ${words}`)[0]).toBe('d of it all.');
    expect(split(`${words} ${words}`)[0]).toMatch(/\b(seven|more|words|of|a|longer|text)$/);
  });

  it('never cuts inside a family, a flag or a letter with its vowel sign', () => {
    for (const cluster of ['👩‍👩‍👧‍👦', '🇸🇬', '👍🏽', 'கொ', 'e\u0301']) {
      const pieces = formatMarkdown(cluster.repeat(300), html, 201);
      expect(pieces.length).toBeGreaterThan(1);
      for (const piece of pieces) expect(piece.replaceAll(cluster, '')).toBe('');
    }
  });

  it('turns a link whose address alone would fill a message into text', () => {
    const pieces = formatMarkdown(`[label](https://shop.sg/${'a'.repeat(300)})`, html, 200);
    expect(pieces).toEqual(['label']);
  });

  it('keeps the indentation of a program that goes on in another message', () => {
    const line = '    indented();\n';
    const pieces = formatMarkdown(`\`\`\`\n${line.repeat(60)}\`\`\``, html, 200);
    for (const piece of pieces) expect(piece).toMatch(/^<pre lang=""> {4}indented/);
  });

  it.each([
    '>'.repeat(20_000),
    '- '.repeat(20_000),
    '['.repeat(20_000),
    '*a '.repeat(10_000),
    '**a *b '.repeat(5_000),
    '`'.repeat(20_000),
    '\u0301'.repeat(20_000),
    '<a '.repeat(7_000),
    '&'.repeat(20_000),
    `${'x '.repeat(20_000)}`,
  ])('takes what nobody writes without hanging or overflowing (%#)', (text) => {
    const from = performance.now();
    for (const piece of formatMarkdown(text, html, 4096)) expect(piece.length).toBeLessThanOrEqual(4096);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});
