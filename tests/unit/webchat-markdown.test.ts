// What Markdown becomes in the widget: readable in every script, and never anything that runs.
import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../channels/webchat/widget/markdown.ts';
import type { Markup, MarkupElement } from '../../channels/webchat/widget/markup.ts';

// The tree in a form that reads well in a test; it is not what the browser is given.
function show(markup: readonly Markup[]): string {
  return markup
    .map((part) => {
      if (typeof part === 'string') return part;
      const attribute = part.href ? ` ${part.href}` : part.start ? ` ${part.start}` : '';
      return `<${part.tag}${attribute}>${show(part.children)}</${part.tag}>`;
    })
    .join('')
    .replaceAll('</br>', '')
    .replaceAll('</hr>', '');
}

const shown = (text: string, sources: readonly number[] = []): string =>
  show(parseMarkdown(text, { sources }));

function elements(markup: readonly Markup[]): readonly MarkupElement[] {
  return markup.flatMap((part) => (typeof part === 'string' ? [] : [part, ...elements(part.children)]));
}

function plain(markup: readonly Markup[]): string {
  return markup.map((part) => (typeof part === 'string' ? part : plain(part.children))).join('');
}

test.each([
  ['one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
  [
    '**bold** *em* ~~no~~ `code *x*`',
    '<p><strong>bold</strong> <em>em</em> <del>no</del> <code>code *x*</code></p>',
  ],
  [
    '***both*** and **bold *in*** end',
    '<p><strong><em>both</em></strong> and <strong>bold <em>in</em></strong> end</p>',
  ],
  ['2*3*4, snake_case_name, 5 * 6 * 7', '<p>2*3*4, snake_case_name, 5 * 6 * 7</p>'],
  ['a ** b, **open', '<p>a ** b, **open</p>'],
  ['\\*as is\\* &amp; &lt;b&gt; &unknown;', '<p>*as is* & <b> &unknown;</p>'],
  ['# Title #\ntext', '<h4>Title</h4><p>text</p>'],
  ['> said\n> twice', '<blockquote><p>said<br>twice</p></blockquote>'],
  ['```js\n**raw** <b>\n```\nafter', '<pre><code>**raw** <b></code></pre><p>after</p>'],
  ['above\n\n---\nbelow', '<p>above</p><hr><p>below</p>'],
  [
    '[site](https://a.sg/x_(1)) <https://b.sg>',
    '<p><a https://a.sg/x_(1)>site</a> <a https://b.sg>https://b.sg</a></p>',
  ],
  ['see https://a.sg/p?q=1&r=2.', '<p>see <a https://a.sg/p?q=1&r=2>https://a.sg/p?q=1&r=2</a>.</p>'],
  ['[**call**](tel:+6561234567)', '<p><a tel:+6561234567><strong>call</strong></a></p>'],
])('reads %j', (text, markup) => {
  expect(shown(text)).toBe(markup);
});

test.each([
  ['营业时间是**上午9点。**请来', '<p>营业时间是<strong>上午9点。</strong>请来</p>'],
  ['配送费**$8**，满**$60**免费', '<p>配送费<strong>$8</strong>，满<strong>$60</strong>免费</p>'],
  ['我们在**“淡滨尼”**营业', '<p>我们在<strong>“淡滨尼”</strong>营业</p>'],
  ['网址：https://a.sg/菜单。谢谢', '<p>网址：<a https://a.sg/菜单>https://a.sg/菜单</a>。谢谢</p>'],
  ['**கடை**க்கு *வாருங்கள்*', '<p><strong>கடை</strong>க்கு <em>வாருங்கள்</em></p>'],
])('emphasises where words have no spaces: %s', (text, markup) => {
  expect(shown(text)).toBe(markup);
});

describe('lists', () => {
  test.each([
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['We have:\n* a\n* b', '<p>We have:</p><ul><li>a</li><li>b</li></ul>'],
    ['1. a\n2. b\n\n3. c', '<ol><li>a</li><li>b</li><li>c</li></ol>'],
    ['3) c\n4) d', '<ol 3><li>c</li><li>d</li></ol>'],
    ['- a\n  - b\n    - c\n- d', '<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>'],
    ['1. a\n   - b\n   - c\n2. d', '<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>'],
    ['- a\n  goes on\n- b\n\nend', '<ul><li>a<br>goes on</li><li>b</li></ul><p>end</p>'],
    ['- **a**: 1\n- b\n1. c', '<ul><li><strong>a</strong>: 1</li><li>b</li></ul><ol><li>c</li></ol>'],
    ['-5 degrees', '<p>-5 degrees</p>'],
    ['-', '<ul><li></li></ul>'],
  ])('reads %j', (text, markup) => {
    expect(shown(text)).toBe(markup);
  });
});

test('tables become tables', () => {
  expect(shown('| Zone | Fee |\n|---|:-:|\n| East | **$8** |\n\nend')).toBe(
    '<div><table><tr><th>Zone</th><th>Fee</th></tr><tr><td>East</td><td><strong>$8</strong></td></tr></table></div><p>end</p>',
  );
});

test('numbers in brackets are sources only where there is one', () => {
  expect(shown('Free above $60 [1][2], see [3].', [1, 2])).toBe(
    '<p>Free above $60 <sup>1</sup><sup>2</sup>, see [3].</p>',
  );
});

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](//evil.example/x)',
  '[x](https:javascript)',
  '[x](https://ok.sg" onmouseover="alert(1))',
  '![x](https://evil.example/pixel.png)',
  '![x](javascript:alert(1))',
  '<javascript:alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '```<script>\nalert(1)\n```',
  '[a]: javascript:alert(1)\n[a]',
  '<style>*{display:none}</style>',
  '| <b> | x |\n|---|---|\n| <script> | [y](javascript:1) |',
  '\u202etxt.exe',
];

test.each(ATTACKS)('%j becomes text and safe links, nothing else', (attack) => {
  for (const text of [attack, `**${attack}**`, `- ${attack}`, `> ${attack}`, `# ${attack}`]) {
    for (const { tag, href, start, children: _, ...others } of elements(parseMarkdown(text))) {
      expect(tag).toMatch(/^(p|h4|[uo]l|li|blockquote|pre|code|hr|br|strong|em|del|a|sup|div|table|t[rhd])$/);
      expect(others).toEqual({});
      expect(tag === 'a' ? href : 'tel:1').toMatch(/^(https?:\/\/|mailto:|tel:)/i);
      expect(start).toBe(undefined);
    }
  }
});

test('what was written as HTML is read as it was written', () => {
  expect(plain(parseMarkdown('<script>alert("1")</script>'))).toBe('<script>alert("1")</script>');
});

test.each(['**a ', '*a', '[', '[a](', '`a', '<', '_a ', '> ', '- ', '  - x\n', '|a|\n|-|\n', '!['])(
  'takes its time from the length alone: %j, 60,000 characters of it',
  (piece) => {
    const text = piece.repeat(Math.ceil(60_000 / piece.length));
    // The processor's time, which is the same on a busy machine.
    const before = process.cpuUsage();
    parseMarkdown(text);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  },
);
