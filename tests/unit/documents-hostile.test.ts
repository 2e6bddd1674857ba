// Files made to harm, and files that simply are not readable: each ends as one sentence, soon.
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../knowledge/parse/archive.ts';
import { readFile } from '../../knowledge/parse/file.ts';
import { findPicturePages } from '../../knowledge/parse/pdf-picture.ts';
import { readKnown } from '../../knowledge/parse/readers.ts';
import { makePdf, makeWord, makeZip } from '../support/documents.ts';
import { createFuzz } from '../support/fuzz.ts';
import {
  makeBook,
  makeOpenDocument,
  makeShape,
  makeSlides,
  makeWorkbook,
} from '../support/office-documents.ts';
import { makeEndlessPdf, makeLockedPdf, makePagedPdf, makeScannedPdf } from '../support/pdf-documents.ts';

const LIMITS = { mostChars: 100_000 };
const read = (name: string, bytes: Buffer | string) =>
  readKnown({ name, bytes: Uint8Array.from(Buffer.from(bytes)) }, LIMITS.mostChars);
const cfb = (text: string): Buffer =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(text, 'utf16le')]);
const lockedZip = (): Buffer => {
  const zip = makeZip({ 'prices.txt': 'Tea $2' });
  zip.writeUInt16LE(1, zip.indexOf('PK\x01\x02') + 8);
  return zip;
};

describe('a file that cannot be read', () => {
  it.each([
    ['a PDF with a password', 'a.pdf', makeLockedPdf(), /password/],
    ['an Excel file with a password', 'a.xlsx', cfb('EncryptedPackage'), /password/],
    [
      'an OpenDocument with a password',
      'a.odt',
      makeOpenDocument('text', '', '<manifest:encryption-data/>'),
      /password/,
    ],
    [
      'a book that only one reader opens',
      'a.epub',
      makeBook('T', ['<p>x</p>'], {
        'META-INF/encryption.xml':
          '<encryption><EncryptedData><CipherData><CipherReference URI="OEBPS/text/c%200.xhtml"/></CipherData></EncryptedData></encryption>',
      }),
      /password/,
    ],
    ['an old Word file', 'a.doc', cfb('WordDocument'), /save it as \.docx/],
    ['a scan', 'a.pdf', makePagedPdf([[], []]), /scan.*OCR/],
    ['a scan of one page with its number', 'a.pdf', makeScannedPdf([['Page 1']]), /scan.*OCR/],
    [
      'a scan that a program wrote its name on, and a fax its header',
      'a.pdf',
      makeScannedPdf(
        [1, 2, 3].map((page) => ['Scanned with PocketScan', `FROM THE KITCHEN 11:4${page}  P.${page}/3`]),
      ),
      /scan.*OCR/,
    ],
    ['a Word document with nothing in it', 'a.docx', makeWord(['', ' ']), /no text/],
    ['a workbook with nothing in it', 'a.xlsx', makeWorkbook({ Sheet1: '<row/>' }), /no text/],
    ['slides with nothing in them', 'a.pptx', makeSlides(['']), /no text/],
    ['a text of blanks', 'a.txt', ' \n\t\n', /no text/],
    ['half an office document', 'a.pptx', makeSlides([makeShape(['Tea'])]).subarray(0, 700), /damaged/],
    [
      'an office document without its main part',
      'a.docx',
      makeZip({ '[Content_Types].xml': '', 'word/x': '' }),
      /damaged/,
    ],
    ['a PDF without its beginning', 'a.pdf', Buffer.from('\x90\0\x03\0\0\0\x04'), /damaged/],
    ['a program', 'a.exe', Buffer.from('MZ\x90\0\x03\0\0\0\x04'), /not read/],
    ['a picture', 'a.jpg', Buffer.from('ffd8ffe000104a46', 'hex'), /Pictures/],
  ])('is called what it is: %s', async (_name, name, bytes, words) => {
    await expect(read(name, bytes)).rejects.toMatchObject({
      name: 'Unreadable',
      message: expect.stringMatching(words),
    });
  });

  it('whose drawings never end keeps its text: its pictures are looked for only for a while', async () => {
    const page = { view: [0, 0, 595, 842], getOperatorList: () => new Promise(() => undefined) };
    const endless = { getPage: async () => page } as unknown as Parameters<typeof findPicturePages>[0];
    expect(await findPicturePages(endless, [{ number: 1, lines: [] }])).toEqual(new Set());
  });

  it('is empty, or locked within an archive', async () => {
    await expect(readFile({ name: 'a.pdf', bytes: Buffer.alloc(0) }, LIMITS)).rejects.toThrow(/is empty/);
    const archive = openArchive(lockedZip(), { bytes: 1_000, parts: 10 });
    expect(() => archive.read('prices.txt')).toThrow(/password/);
  });
});

describe('a file made to harm', () => {
  const entities = Array.from({ length: 30 }, (_, at) => `<!ENTITY e${at} "${`&e${at - 1};`.repeat(10)}">`);
  const doctype = `<!DOCTYPE x [<!ENTITY own SYSTEM "file:///etc/passwd"><!ENTITY far SYSTEM "http://127.0.0.1:9/">${entities.join('')}]>`;

  it('gets no entity of its own and no other file by XML', async () => {
    const xml = `<?xml version="1.0"?>${doctype}<shop><tea>hot &own;&far;&e29;</tea></shop>`;
    expect((await read('a.xml', xml)).text).toBe('tea: hot &own;&far;&e29;');
    const sheet = makeWorkbook({ A: '<row><c t="inlineStr"><is><t>tea &own;&e29;</t></is></c></row>' });
    expect((await read('a.xlsx', sheet)).text).toContain('tea &own;&e29;');
  });

  it.each([
    ['XML', 'a.xml', `<?xml version="1.0"?>${'<a>'.repeat(300_000)}`],
    ['HTML', 'a.html', `<html><body>${'<div>'.repeat(300_000)}x`],
    ['JSON', 'a.json', `${'['.repeat(500_000)}"tea"`],
    ['RTF', 'a.rtf', `{\\rtf1 tea${'{'.repeat(500_000)}`],
    [
      'mail',
      'a.eml',
      `MIME-Version: 1.0\r\n${Array.from({ length: 900 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join('')}tea`,
    ],
    ['a workbook', 'a.xlsx', makeWorkbook({ A: '<a>'.repeat(300_000) })],
  ])('nested without end ends soon: %s', async (_name, name, content) => {
    const started = performance.now();
    await read(name, content).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    ['a PDF whose pages are each other’s parents', 'a.pdf', makeEndlessPdf()],
    [
      'a workbook that unpacks to far more',
      'a.xlsx',
      makeWorkbook({ A: '' }, { 'xl/styles.xml': Buffer.alloc(160_000_000) }),
    ],
  ])('is refused in good time by its thread: %s', async (_name, name, bytes) => {
    await expect(readFile({ name, bytes }, LIMITS)).rejects.toMatchObject({ name: 'Unreadable' });
  });

  it('finds the words after a million empty rows, and no more than it may take', async () => {
    const words = '<row><c t="inlineStr"><is><t>Tea</t></is></c><c><v>2</v></c></row>';
    const sheet = makeWorkbook({ A: `${'<row><c/></row>'.repeat(400_000)}${words.repeat(20_000)}` });
    const { text, warnings } = await read('a.xlsx', sheet);
    expect(text).toMatch(/^<!-- sheet A -->\n\n\| Tea \| 2 \|\n/);
    expect(text.length).toBeLessThanOrEqual(LIMITS.mostChars);
    expect(warnings.join()).toMatch(/first 100,000 characters/);
  });
});

describe('a broken file', () => {
  const plain: readonly (readonly [name: string, content: string, tries: number])[] = [
    ['a.csv', 'Item,Fee\n"Tea, hot",2\n'.repeat(5), 200],
    ['a.json', '{"shop":"Kaki","items":[{"name":"Tea","fee":2}]}', 200],
    ['a.xml', '<?xml version="1.0"?><a><b id="1"><n>Tea</n></b></a>', 200],
    ['a.html', '<html><table><tr><td>Tea</td></tr></table><ul><li>Hot</li></ul></html>', 200],
    ['a.rtf', "{\\rtf1{\\fonttbl{\\f0\\fcharset134 A;}}\\f0 \\'b2\\'e8\\u8364?\\cell\\row\\par}", 200],
    [
      'a.eml',
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nTea\r\n--x--',
      200,
    ],
    ['a.pdf', makePdf(['Tea', 'Toast']).toString('latin1'), 60],
  ];
  const packed: readonly (readonly [name: string, bytes: Buffer, tries: number])[] = [
    ['a.docx', makeWord(['Tea', 'Toast']), 60],
    ['a.pptx', makeSlides([makeShape(['Tea'], 'title'), makeShape(['Toast'])]), 200],
    ['a.xlsx', makeWorkbook({ A: '<row r="1"><c r="A1"><v>2</v></c></row>' }), 200],
    ['a.odt', makeOpenDocument('text', '<text:p>Tea</text:p><text:list/>'), 200],
    [
      'a.ods',
      makeOpenDocument(
        'spreadsheet',
        '<table:table><table:table-row table:number-rows-repeated="9"/></table:table>',
      ),
      200,
    ],
    ['a.epub', makeBook('Tea', ['<p>Hot</p>', '<p>Cold</p>']), 200],
  ];

  const outlives = async (name: string, tries: number, make: (seed: number) => Buffer): Promise<void> => {
    for (let seed = 1; seed <= tries; seed += 1) {
      const started = performance.now();
      const end = await read(name, make(seed)).catch((error: Error) => error);
      expect(end instanceof Error || end.text.length > 0).toBe(true);
      expect(performance.now() - started).toBeLessThan(3_000);
    }
  };

  it.each(plain)('of any seed ends: %s', async (name, content, tries) => {
    await outlives(name, tries, (seed) => createFuzz(seed).break(Buffer.from(content, 'latin1')));
  });

  it.each(packed)('of any seed ends, its parts packed anew: %s', async (name, bytes, tries) => {
    const archive = openArchive(bytes, { bytes: 1_000_000, parts: 100 });
    const parts = Object.fromEntries(
      archive.names.map((part) => [part, archive.read(part) ?? Buffer.alloc(0)]),
    );
    await outlives(name, tries, (seed) => {
      const fuzz = createFuzz(seed);
      const part = fuzz.pick(archive.names);
      return makeZip({ ...parts, [part]: fuzz.break(parts[part] ?? Buffer.alloc(0)) });
    });
  });
});
