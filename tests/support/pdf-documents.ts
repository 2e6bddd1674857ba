// PDF files as people have them: of several pages, in Chinese without its letters, locked, scanned, and made to harm.
import { makePdfObjects } from './documents.ts';

const PAGE = (contents: number): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
const HELVETICA = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

function drawn(lines: readonly string[]): string {
  return `BT /F1 12 Tf\n${lines.map((line, at) => `1 0 0 1 50 ${780 - at * 14} Tm ${line} Tj`).join('\n')}\nET`;
}

function makePages(contents: readonly string[], font: readonly string[], trailer = ''): Buffer {
  const first = 3 + font.length;
  const kids = contents.map((_, at) => `${first + 2 * at} 0 R`).join(' ');
  return makePdfObjects(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
      ...font,
      ...contents.flatMap((content, at) => [PAGE(first + 2 * at + 1), stream(content)]),
    ],
    trailer,
  );
}

/** A page for each; without lines it is like a scan. */
export function makePagedPdf(pages: readonly (readonly string[])[]): Buffer {
  return makePages(
    pages.map((lines) => (lines.length > 0 ? drawn(lines.map((line) => `(${line})`)) : '0 0 100 100 re f')),
    [HELVETICA],
  );
}

/** A picture on each page, `share` of it wide, and these lines over it, as a scanner or a stamp writes them. */
export function makeScannedPdf(pages: readonly (readonly string[])[], share = 1): Buffer {
  const bits = '\x55'.repeat(16);
  const [picture, first] = [4, 5];
  const kids = pages.map((_, at) => `${first + 2 * at} 0 R`).join(' ');
  const page = (contents: number): string =>
    PAGE(contents).replace('/Font', `/XObject << /I ${picture} 0 R >> /Font`);
  const image =
    '/Type /XObject /Subtype /Image /Width 16 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1';
  return makePdfObjects([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    HELVETICA,
    stream(bits).replace('<<', `<< ${image}`),
    ...pages.flatMap((lines, at) => [
      page(first + 2 * at + 1),
      stream(`q ${595 * share} 0 0 842 0 0 cm /I Do Q ${drawn(lines.map((line) => `(${line})`))}`),
    ]),
  ]);
}

/** In a font of the reader's own: only the name of its character map tells what its codes mean. */
export function makeChinesePdf(text: string): Buffer {
  const codes = [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(4, '0')).join('');
  return makePages(
    [drawn([`<${codes}>`])],
    [
      '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
      '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>',
      '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 800 /Descent -200 /FontBBox [0 0 1000 1000] /StemV 80 /ItalicAngle 0 /CapHeight 700 >>',
    ],
  );
}

/** Nobody knows its password. */
export function makeLockedPdf(): Buffer {
  const secret = '11'.repeat(32);
  return makePages(
    [drawn(['(Secret)'])],
    [HELVETICA],
    `/ID [<${secret}> <${secret}>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <${secret}> /U <${secret}> /P -4 >>`,
  );
}

/** Says that it has a million pages, which are each other's parents. */
export function makeEndlessPdf(): Buffer {
  return makePdfObjects([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1000000 /Kids [3 0 R 2 0 R] >>',
    '<< /Type /Pages /Parent 2 0 R /Count 999999 /Kids [2 0 R 3 0 R] >>',
  ]);
}
