import { describe, expect, it } from 'vitest';
import { cutBlocks, MAX_TOKENS } from '../../knowledge/chunk.ts';
import { toContent } from '../../knowledge/draft.ts';
import type { Block } from '../../knowledge/parse/block.ts';
import { parseHtml } from '../../knowledge/parse/html.ts';
import { parseMarkdown } from '../../knowledge/parse/markdown.ts';
import { parsePlaces } from '../../knowledge/parse/place.ts';
import { parseText } from '../../knowledge/parse/text.ts';
import { readContent } from '../../knowledge/reader.ts';
import { loadTokenCounter } from '../../src/llm/tokens.ts';
import type { Language } from '../../src/model/language.ts';

const countTokens = await loadTokenCounter();
const cut = (markdown: string, language: Language = 'en') =>
  cutBlocks(parseMarkdown(markdown), { language, countTokens });

describe('cutting into passages', () => {
  it('gives each section its own passage, under the trail of its headings', () => {
    const chunks = cut(
      '# Care\nKeep dry.\n\n## Wood\nOil it twice a year.\n\n## Brass\nWipe it.\n\n# Repairs\nWe mend chairs.',
    );
    expect(chunks.map(({ trail, text }) => [trail.join(' › '), text])).toEqual([
      ['Care', 'Keep dry.'],
      ['Care › Wood', 'Oil it twice a year.'],
      ['Care › Brass', 'Wipe it.'],
      ['Repairs', 'We mend chairs.'],
    ]);
  });

  it('keeps a heading with nothing under it as text, so that it can be found', () => {
    const chunks = cut('# Shop\n\n## Closed on Vesak Day\n\n## Lifts\nNone.');
    expect(chunks[0]).toMatchObject({ trail: ['Shop'], text: 'Closed on Vesak Day' });
  });

  it('cuts long prose between sentences, within the limit', () => {
    const prose = Array.from(
      { length: 60 },
      (_, i) => `Lamp number ${i} hangs in the hall above the old stair.`,
    );
    const chunks = cut(prose.join(' '));
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) {
      expect(chunk.tokens).toBeLessThanOrEqual(MAX_TOKENS);
      expect(chunk.text).toMatch(/^Lamp.*stair\.$/s);
    }
    expect(chunks.map(({ text }) => text).join(' ')).toBe(prose.join(' '));
  });

  it('cuts Chinese prose between its sentences', () => {
    const chunks = cut(
      Array.from({ length: 80 }, (_, i) => `第${i}盏灯挂在旧楼梯上面的大厅里。`).join(''),
      'zh',
    );
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) expect(chunk.text).toMatch(/^第.*。$/s);
  });

  it('never cuts a list item, and repeats the line that introduces the list', () => {
    const items = Array.from(
      { length: 40 },
      (_, i) => `- Chair ${i}: ash wood, with a woven seat and a loose cushion`,
    );
    const chunks = cut(`Our chairs are these:\n\n${items.join('\n')}`);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) expect(chunk.text.startsWith('Our chairs are these:\n- Chair')).toBe(true);
    expect(chunks.flatMap(({ text }) => text.split('\n').slice(1))).toEqual(items);
  });

  it('repeats the header of a table that is cut', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `| Lamp ${i} | S$${i}.50 | in stock at the shop |`);
    const chunks = cut(`| Lamp | Price | Stock |\n|---|---|---|\n${rows.join('\n')}`);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks)
      expect(chunk.text).toMatch(/^\| Lamp \| Price \| Stock \|\n\|---\|---\|---\|\n\| Lamp \d/);
    expect(chunks.flatMap(({ text }) => text.split('\n').slice(2))).toEqual(rows);
  });

  it('cuts a word without end in good time', () => {
    const started = performance.now();
    expect(cut('a'.repeat(300_000)).length).toBeGreaterThan(10);
    expect(cut('灯'.repeat(100_000), 'zh').length).toBeGreaterThan(10);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('takes as many headings and items as a document can have', () => {
    const headings: readonly Block[] = Array.from({ length: 150_000 }, () => ({
      kind: 'heading',
      level: 1,
      text: 'a',
    }));
    expect(parsePlaces('', () => headings)).toHaveLength(headings.length);
    const items = headings.map(() => 'a');
    expect(cutBlocks([{ kind: 'list', items }], { language: 'en', countTokens }).length).toBeGreaterThan(10);
  });

  it('of a book leaves turns to customers', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const body = '当天下单，第二天送到您的家门口。'.repeat(10_000);
    await readContent(toContent({ kind: 'text', title: '手册', body }));
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it('takes text such as a model marker as text', () => {
    expect(cut('Type <|endoftext|> to stop.')[0]?.text).toContain('<|endoftext|>');
  });
});

describe('reading formats', () => {
  it('reads what a visitor of a web page sees, tables with their header', () => {
    const blocks = parseHtml(
      `<html><head><title>Lamps</title><style>p{}</style></head><body><nav><a href="/">Home</a></nav>
       <h2>Care</h2><p>Keep <b>dry</b>.</p><script>steal()</script>
       <table><tr><th>Lamp</th><th>Price</th></tr><tr><td>Globe</td><td>S$40</td></tr></table></body></html>`,
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 2, text: 'Care' },
      { kind: 'paragraph', text: 'Keep **dry**.' },
      { kind: 'table', header: '| Lamp | Price |\n| --- | --- |', rows: ['| Globe | S$40 |'] },
    ]);
  });

  it('reads headings and bullets of plain text', () => {
    expect(
      parseText('Opening hours\n\nWe open daily.\n\nBring:\n• a lamp\n  with its cord\n2. the receipt'),
    ).toEqual([
      { kind: 'heading', level: 2, text: 'Opening hours' },
      { kind: 'paragraph', text: 'We open daily.' },
      { kind: 'paragraph', text: 'Bring:' },
      { kind: 'list', items: ['• a lamp\n  with its cord', '2. the receipt'] },
    ]);
  });

  it('does not take amounts for bullets', () => {
    expect(parseText('3.50 each\n-5 degrees')).toEqual([
      { kind: 'paragraph', text: '3.50 each\n-5 degrees' },
    ]);
  });
});
