import { describe, expect, it } from 'vitest';
import { openArchive } from '../../knowledge/parse/archive.ts';
import { readFile } from '../../knowledge/parse/file.ts';
import { withoutPlaces } from '../../knowledge/parse/place.ts';
import { makePdf, makePdfOf, makeWord, makeZip } from '../support/documents.ts';

const pdf = (bytes: Buffer) => ({ name: 'order.pdf', bytes });
const word = (bytes: Buffer) => ({ name: 'order.docx', bytes });
const text = (bytes: Buffer) => ({ name: 'order.txt', bytes });
const LIMITS = { mostChars: 1_000 };
const textOf = async (file: Parameters<typeof readFile>[0], limits = LIMITS): Promise<string> =>
  withoutPlaces((await readFile(file, limits)).text);

describe('a document', () => {
  it('of PDF is read line by line', async () => {
    const bytes = makePdf(['Invoice 2041', 'Kaya toast (2) $4.80', 'Total $4.80']);
    expect(await textOf(pdf(bytes), LIMITS)).toBe('Invoice 2041\nKaya toast (2) $4.80\nTotal $4.80');
  });

  it('of Word is read as Markdown, its tables too', async () => {
    const cell = (words: string) => `<w:tc><w:p><w:r><w:t>${words}</w:t></w:r></w:p></w:tc>`;
    const row = (...words: string[]) => `<w:tr>${words.map(cell).join('')}</w:tr>`;
    const body = `<w:p><w:r><w:t>Order for Friday</w:t></w:r></w:p><w:tbl>${row('Item', 'Number')}${row('Kueh', '40')}</w:tbl>`;
    const read = await textOf(word(makeWord([], body)), LIMITS);
    expect(read).toMatch(/^Order for Friday\n\n\| Item \| Number \|\n\|( ---)? ?.*\n\| Kueh \| 40 \|$/s);
  });

  it.each([
    ['UTF-8', Buffer.from('名字,数量\n叻沙,3')],
    [
      'UTF-16 as Windows writes it',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('名字,数量\n叻沙,3', 'utf16le')]),
    ],
  ])('of plain text is read in %s', async (_name, bytes) => {
    expect(await textOf(text(bytes), LIMITS)).toBe('名字,数量\n叻沙,3');
  });

  it('is cut where the limit is', async () => {
    const bytes = makePdf(Array.from({ length: 40 }, (_, index) => `Line ${index} of a long list of things`));
    expect(await textOf(pdf(bytes), { mostChars: 100 })).toMatch(/^Line 0 .{60,90}$/s);
  });

  it.each([
    ['a scan without text', pdf(makePdfOf('0 0 100 100 re f')), 'scan'],
    ['a PDF that breaks off', pdf(makePdf(['Invoice']).subarray(0, 60)), 'damaged'],
    ['an archive that breaks off', word(makeWord(['Order']).subarray(0, 300)), 'damaged'],
    ['an archive that is no Word document', word(makeZip({ 'a.txt': 'word/document.xml' })), 'archive'],
    ['blanks', text(Buffer.from(' \n\n ')), 'no_text'],
    ['a format that nobody reads', { name: 'a.bin', bytes: Buffer.from('MZ\x90\0\x03\0') }, 'unknown_format'],
  ])('that is %s is told to be unreadable', async (_name, file, reason) => {
    await expect(readFile(file, LIMITS)).rejects.toMatchObject({ name: 'Unreadable', reason });
  });
});

describe('a hostile document', () => {
  const zeros = Buffer.alloc(60_000_000, ' ');

  it.each([
    ['says how large it is', undefined],
    ['says that it is small', 10],
  ])(
    'that unpacks to far more than it is, and %s, is refused before it is unpacked',
    async (_name, claimed) => {
      const bomb = makeZip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': zeros }, claimed);
      expect(bomb.length).toBeLessThan(100_000);
      await expect(readFile(word(bomb), LIMITS)).rejects.toMatchObject({ reason: 'too_large' });
    },
  );

  it('of very many parts is refused', () => {
    const parts = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`, 'x']));
    expect(() => openArchive(makeZip(parts), { bytes: 1_000, parts: 49 })).toThrow(/far more/);
    expect(openArchive(makeZip(parts), { bytes: 1_000, parts: 50 }).names).toHaveLength(50);
  });

  it('that takes for ever ends at its deadline, and holds up nobody meanwhile', async () => {
    const endless = pdf(makePdfOf(Buffer.alloc(200_000_000, 'q Q 1 0 0 1 0 0 cm BT (a) Tj ET ')));
    const started = performance.now();
    let longestMs = 0;
    let last = started;
    const beat = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 10);
    await expect(readFile(endless, { ...LIMITS, deadlineMs: 1_500 })).rejects.toMatchObject({
      name: 'Unreadable',
    });
    clearInterval(beat);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(longestMs).toBeLessThan(1_000);
  });

  it('leaves the next ones to be read', async () => {
    const reads = Array.from({ length: 5 }, () => textOf(pdf(makePdf(['Hello']))));
    expect(await Promise.all(reads)).toEqual(Array(5).fill('Hello'));
  });

  it('is called off with its reading', async () => {
    const signal = AbortSignal.timeout(300);
    const endless = pdf(makePdfOf(Buffer.alloc(100_000_000, 'q Q BT (a) Tj ET ')));
    await expect(readFile(endless, { ...LIMITS, signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});
