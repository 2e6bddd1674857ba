// Where in a file a passage stands: kept from the file to the citation that a customer reads.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cutBlocks } from '../../knowledge/chunk.ts';
import { parseMarkdown } from '../../knowledge/parse/markdown.ts';
import { markPlace, parsePlaces, withoutPlaces } from '../../knowledge/parse/place.ts';
import { parseText } from '../../knowledge/parse/text.ts';
import { readContent } from '../../knowledge/reader.ts';
import type { Found } from '../../knowledge/search.ts';
import { cite } from '../../src/agent/converse.ts';
import { loadTokenCounter } from '../../src/llm/tokens.ts';
import { parseId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';

const countTokens = await loadTokenCounter();
const cut = (body: string, parse = parseMarkdown) =>
  cutBlocks(parsePlaces(body, parse), { language: 'en', countTokens }).map(({ place, trail, text }) => [
    place,
    trail.join(' › '),
    text,
  ]);

describe('a passage', () => {
  it('never goes on from one sheet, slide or chapter to the next, nor takes its heading along', () => {
    const body =
      '<!-- slide 1 -->\n\n## Delivery\n\nThree days.\n\n<!-- slide 2 -->\n\nReturns are free.\n\n<!-- sheet Prices -->\n\n| Tea | 2 |\n| --- | --- |\n| Toast | 3 |';
    expect(cut(body)).toEqual([
      ['slide 1', 'Delivery', 'Three days.'],
      ['slide 2', '', 'Returns are free.'],
      ['sheet Prices', '', '| Tea | 2 |\n| --- | --- |\n| Toast | 3 |'],
    ]);
  });

  it('goes on across pages, and stands where it begins', () => {
    const body = '<!-- page 1 -->\nThe van leaves at ten.\n\n<!-- page 2 -->\nIt is back by noon.';
    expect(cut(body, parseText)).toEqual([['page 1', '', 'The van leaves at ten.\n\nIt is back by noon.']]);
    const long = Array.from(
      { length: 6 },
      (_, page) => `${markPlace('page', page + 1)}\n${`Van ${page} leaves at ten. `.repeat(30)}`,
    );
    expect(cut(long.join('\n'), parseText).map(([place]) => place)).toEqual(
      Array.from({ length: 6 }, (_, page) => `page ${page + 1}`),
    );
  });

  it('is not swallowed by what the place before left open', () => {
    expect(cut('<!-- slide 1 -->\n\n```\ncode\n\n<!-- slide 2 -->\n\nTea').map(([place]) => place)).toEqual([
      'slide 1',
      'slide 2',
    ]);
  });

  it('of a document that has no places has none', () => {
    expect(cut('# Tea\n\nHot. <!-- page 3 -->')[0]?.[0]).toBe('');
  });

  it('is found by the name of its sheet', async () => {
    const passages = await readContent({
      kind: 'markdown',
      title: 'Shop',
      body: `${markPlace('sheet', 'Hampers 2025 -->')}\n\n| Tea | 2 |\n| --- | --- |`,
      alsoAsked: '',
      language: 'en',
      source: 'shop.xlsx',
      hash: '',
    });
    expect(passages.map(({ place }) => place)).toEqual(['sheet Hampers 2025 ->']);
    expect(passages[0]?.index.terms).toContain('hamper');
  });
});

describe('a citation', () => {
  const found = (place: string, heading = ''): Found => ({
    passageId: parseId<'passage'>(randomUUID()),
    documentId: parseId<'document'>(randomUUID()),
    title: 'Delivery.pdf',
    heading,
    place,
    text: 'Three days.',
    kind: 'text',
    language: 'en',
    isHumanOnly: false,
    score: 1,
    lexical: 1,
    similarity: undefined,
  });

  it.each([
    ['en', 'page 3', 'Delivery.pdf, page 3'],
    ['zh', 'page 3', 'Delivery.pdf，第 3 页'],
    ['ms', 'page 3', 'Delivery.pdf, halaman 3'],
    ['ta', 'page 3', 'Delivery.pdf, பக்கம் 3'],
    ['en', 'slide 2', 'Delivery.pdf, slide 2'],
    ['zh', 'sheet $& Prices', 'Delivery.pdf，工作表 $& Prices'],
    ['en', '', 'Delivery.pdf'],
  ] as const)('says in %s where it stands: %s', (language: Language, place, title) => {
    expect(cite('Three days [1].', [found(place)], language).citations[0]?.title).toBe(title);
  });

  it('names the heading before the place', () => {
    expect(cite('Yes [1].', [found('page 3', 'Vans')], 'en').citations[0]?.title).toBe(
      'Delivery.pdf › Vans, page 3',
    );
  });
});

describe('the mark of a place', () => {
  it('is gone where the text is read as a whole', () => {
    expect(withoutPlaces('<!-- page 1 -->\nTea\n\n<!-- sheet A -->\nToast <!-- kept -->')).toBe(
      'Tea\n\nToast <!-- kept -->',
    );
  });
});
