// Runs in a thread of its own: reads one file and ends. Whatever the file does, it does it here.
import { parentPort, workerData } from 'node:worker_threads';
import { cleanText } from '../../src/model/text.ts';
import { openArchive } from './archive.ts';
import type { FileText, ReadBytes } from './file-text.ts';
import { type Format, formatOf, type NamedBytes } from './format.ts';
import { Unreadable, type UnreadableReason } from './unreadable.ts';

/** `path` is of the file within the archive. */
export type FileJob = { readonly name: string; readonly mostChars: number } & (
  | { readonly bytes: Uint8Array }
  | { readonly archive: SharedArrayBuffer; readonly path: string }
);

export type FileResult =
  | { readonly kind: 'text'; readonly file: FileText }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

const MEMBER_LIMITS = { bytes: 60_000_000, parts: 5_000 };

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

async function read(file: NamedBytes, mostChars: number): Promise<FileText> {
  const format = formatOf(file);
  if (format === 'old_office' && isLockedOffice(file.bytes)) throw new Unreadable('locked');
  const reader = READERS[format];
  if (!reader) throw new Unreadable(REFUSED[format] ?? 'unknown_format');
  const reading = await (await reader(file))(file.bytes, mostChars);
  const text = cleanText(reading.text.slice(0, mostChars)).trim();
  if (!/[\p{L}\p{N}]/u.test(text)) throw new Unreadable('no_text');
  return {
    title: cleanText(reading.title ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    kind: reading.kind ?? 'markdown',
    text,
    warnings: reading.warnings ?? [],
  };
}

function open(job: FileJob): NamedBytes {
  if ('bytes' in job) return job;
  const content = openArchive(new Uint8Array(job.archive), MEMBER_LIMITS).read(job.path);
  if (!content) throw new Unreadable('damaged');
  if (content.length === 0) throw new Unreadable('empty');
  // What is stored unpacked is a view of memory that all threads share, which not every reader takes.
  const file = { name: job.name, bytes: Uint8Array.from(content) };
  if (formatOf(file) === 'archive') throw new Unreadable('archive_inside');
  return file;
}

async function run(job: FileJob): Promise<FileResult> {
  try {
    return { kind: 'text', file: await read(open(job), job.mostChars) };
  } catch (error) {
    // What a parser trips over is the file's fault.
    return { kind: 'unreadable', reason: error instanceof Unreadable ? error.reason : 'damaged' };
  }
}

parentPort?.postMessage(await run(workerData as FileJob));
