// ZIP archives of files: each file on its own, and whatever is wrong with one is said of that one.
import { describe, expect, it } from 'vitest';
import { type FileOutcome, kindOf, readFiles } from '../../knowledge/parse/file.ts';
import { makePdf, makeWord, makeZip } from '../support/documents.ts';
import { encodeText } from '../support/encodings.ts';

const readAll = async (name: string, bytes: Uint8Array): Promise<readonly FileOutcome[]> => {
  const outcomes: FileOutcome[] = [];
  for await (const outcome of readFiles({ name, bytes }, { mostChars: 10_000 })) outcomes.push(outcome);
  return outcomes;
};
const summary = (outcome: FileOutcome): string =>
  `${outcome.name}: ${'text' in outcome ? outcome.text.text : outcome.error.reason}`;

describe('an archive', () => {
  it('is read file by file, without what computers leave in it', async () => {
    const bytes = makeZip({
      'shop/': '',
      'shop/delivery.txt': encodeText('送货需要三天。', 'gb18030'),
      'shop/prices.pdf': makePdf(['Tea 2 dollars']),
      '__MACOSX/shop/._prices.pdf': 'x',
      'shop/.DS_Store': 'x',
      'terms.docx': makeWord(['Returns are free.']).subarray(0, 400),
      'empty.txt': '',
      'photo.png': Buffer.from('89504e470d0a1a0a', 'hex'),
      'more.zip': makeZip({ 'a.txt': 'x' }),
    });
    expect((await readAll('shop.zip', bytes)).map(summary)).toEqual([
      'delivery.txt: 送货需要三天。',
      'prices.pdf: <!-- page 1 -->\nTea 2 dollars',
      'terms.docx: damaged',
      'empty.txt: empty',
      'photo.png: needs_model',
      'more.zip: archive_inside',
    ]);
  });

  it('is not believed, and one file of it that unpacks to far more costs the others nothing', async () => {
    const bytes = makeZip({ 'a.txt': Buffer.alloc(70_000_000, ' '), 'b.txt': 'Tea' }, 10);
    expect((await readAll('a.zip', bytes)).map(summary)).toEqual(['a.txt: too_large', 'b.txt: Tea']);
  });

  it('of more files than anybody looks through is refused', async () => {
    const parts = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`${at}.txt`, 'Tea']));
    expect((await readAll('a.zip', makeZip(parts))).map(summary)).toEqual(['a.zip: too_many_files']);
  });

  it('that breaks off is one damaged file', async () => {
    expect((await readAll('a.zip', makeZip({ 'a.txt': 'Tea' }).subarray(0, 40))).map(summary)).toEqual([
      'a.zip: damaged',
    ]);
  });
});

describe('a file alone', () => {
  it('is read as an archive of itself', async () => {
    expect((await readAll('a.txt', Buffer.from('Tea'))).map(summary)).toEqual(['a.txt: Tea']);
  });

  it.each([
    ['document', 'a.docx', makeWord(['Tea'])],
    ['document', 'a.csv', Buffer.from('Tea,2')],
    ['document', 'a.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['archive', 'a.docx', makeZip({ 'a.txt': 'Tea' })],
    ['picture', 'a.pdf', Buffer.from('ffd8ffe000104a46', 'hex')],
    ['audio', 'a.txt', Buffer.from('OggS\0')],
    ['unknown', 'a.exe', Buffer.from('MZ\0\x01\x02\x03')],
  ])('is a %s by what is in it, called %s', (kind, name, bytes) => {
    expect(kindOf(bytes, name)).toBe(kind);
  });
});
