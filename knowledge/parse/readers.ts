// Each format and its reader.
import { cleanText } from '../../src/model/text.ts';
import type { FileText, ReadBytes } from './file-text.ts';
import { type Format, formatOf, type NamedBytes } from './format.ts';
import { withoutPlaces } from './place.ts';
import { Unreadable, type UnreadableReason } from './unreadable.ts';
import { firstCharacters } from './warnings.ts';

// Loaded when needed: a thread that reads a note loads no PDF.
const READERS: Readonly<Partial<Record<Format, (file: NamedBytes) => Promise<ReadBytes>>>> = {
  pdf: async () => (await import('./pdf.ts')).readPdf,
  word: async () => (await import('./word.ts')).readWord,
  slides: async () => (await import('./slides.ts')).readSlides,
  workbook: async () => (await import('./workbook.ts')).readWorkbook,
  open_text: async () => (await import('./open-document.ts')).readOpenDocument,
  open_workbook: async () => (await import('./open-document.ts')).readOpenDocument,
  open_slides: async () => (await import('./open-document.ts')).readOpenDocument,
  book: async () => (await import('./book.ts')).readBook,
  rtf: async () => (await import('./rtf.ts')).readRtf,
  html: async () => (await import('./page.ts')).readHtml,
  csv: async () => (await import('./csv.ts')).readCsv,
  json: async () => (await import('./json.ts')).readJson,
  xml: async () => (await import('./data-xml.ts')).readXml,
  mail: async () => (await import('./mail.ts')).readMail,
  text: async () => (await import('./plain.ts')).readPlain,
  markdown: async () => (await import('./plain.ts')).readMarkdown,
};

const REFUSED: Readonly<Partial<Record<Format, UnreadableReason>>> = {
  archive: 'archive',
  broken: 'damaged',
  old_office: 'old_office',
  picture: 'needs_model',
  audio: 'needs_model',
};

// What Office locks with a password is put into a file of the old kind.
function isLockedOffice(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    'EncryptedPackage',
    0,
    'utf16le',
  );
}

/**
 * Without bounds of time: threads have them.
 * @param onBegin once its reader is loaded; what fails before is not the file's fault.
 * @throws Unreadable; whatever a parser trips over.
 */
export async function readKnown(
  file: NamedBytes,
  mostChars: number,
  onBegin: () => void = () => undefined,
): Promise<FileText> {
  const format = formatOf(file);
  if (format === 'old_office' && isLockedOffice(file.bytes)) throw new Unreadable('locked');
  const load = READERS[format];
  if (!load) throw new Unreadable(REFUSED[format] ?? 'unknown_format');
  const read = await load(file);
  onBegin();
  const reading = await read(file.bytes, mostChars);
  const text = cleanText(reading.text.slice(0, mostChars)).trim();
  if (!/[\p{L}\p{N}]/u.test(withoutPlaces(text))) throw new Unreadable('no_text');
  return {
    title: cleanText(reading.title ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    kind: reading.kind ?? 'markdown',
    text,
    warnings: [
      ...(reading.warnings ?? []),
      ...(reading.text.length > mostChars ? [firstCharacters(mostChars)] : []),
    ],
  };
}
