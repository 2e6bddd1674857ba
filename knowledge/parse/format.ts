// Which reader a file is for: its bytes decide; its name only tells kinds of text apart.
import { typeOf } from '../../src/model/file.ts';
import { openArchive } from './archive.ts';
import { looksLikeText } from './encoding.ts';

export type Format =
  | 'pdf'
  | 'word'
  | 'slides'
  | 'workbook'
  | 'open_text'
  | 'open_workbook'
  | 'open_slides'
  | 'book'
  | 'rtf'
  | 'html'
  | 'markdown'
  | 'text'
  | 'csv'
  | 'json'
  | 'xml'
  | 'mail'
  | 'old_office'
  | 'archive'
  | 'picture'
  | 'audio'
  /** What was one of the others before it was damaged: an archive that breaks off, a PDF without its beginning. */
  | 'broken'
  | 'unknown';

const BY_TYPE: Readonly<Record<string, Format>> = {
  'application/pdf': 'pdf',
  'application/rtf': 'rtf',
  'application/x-cfb': 'old_office',
  'text/plain': 'text',
};
const BY_EXTENSION: Readonly<Record<string, Format>> = {
  htm: 'html',
  html: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  json: 'json',
  xml: 'xml',
  eml: 'mail',
};
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument.';
const BY_MIMETYPE: readonly (readonly [beginning: string, format: Format])[] = [
  [`${OPEN_DOCUMENT}text`, 'open_text'],
  [`${OPEN_DOCUMENT}spreadsheet`, 'open_workbook'],
  [`${OPEN_DOCUMENT}presentation`, 'open_slides'],
  ['application/epub+zip', 'book'],
];
// What is called so and is nothing that we know was one of them once.
const READ_BY_NAME = /\.(?:pdf|docx|pptx|xlsx|od[tsp]|epub|rtf|x?html?|md|txt|csv|tsv|json|xml|eml|zip)$/i;
const HEAD_CHARS = 2_000;
const LIST_LIMITS = { bytes: 10_000, parts: 20_000 };

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function formatOf({ name, bytes }: NamedBytes): Format {
  const type = typeOf(bytes);
  if (isArchiveType(type)) return archiveFormat(bytes);
  const known = BY_TYPE[type];
  if (known && known !== 'text') return known;
  if (type.startsWith('image/')) return 'picture';
  if (type.startsWith('audio/')) return 'audio';
  if (isPdf(bytes)) return 'pdf';
  if (known === 'text' || looksLikeText(bytes)) return textFormat(name, bytes);
  return READ_BY_NAME.test(name) ? 'broken' : 'unknown';
}

function isArchiveType(type: string): boolean {
  return type === 'application/zip' || type.startsWith('application/vnd.') || type === 'application/epub+zip';
}

// Mail gateways and scanners put lines before a PDF; its readers look for it that far.
function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
}

// By the list of its parts: an archive may hold an office document whose own parts' names stand in it, too.
function archiveFormat(bytes: Uint8Array): Format {
  try {
    const archive = openArchive(bytes, LIST_LIMITS);
    const has = (beginning: string): boolean => archive.names.some((name) => name.startsWith(beginning));
    const mimetype = has('mimetype') ? (archive.read('mimetype')?.toString() ?? '') : '';
    const open = BY_MIMETYPE.find(([beginning]) => mimetype.startsWith(beginning));
    if (open) return open[1];
    if (has('META-INF/container.xml')) return 'book';
    if (!has('[Content_Types].xml')) return 'archive';
    return has('word/') ? 'word' : has('ppt/') ? 'slides' : has('xl/') ? 'workbook' : 'archive';
  } catch {
    return 'broken';
  }
}

function textFormat(name: string, bytes: Uint8Array): Format {
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const head = Buffer.from(bytes.subarray(0, HEAD_CHARS)).toString('latin1').replaceAll('\0', '').trimStart();
  const markup = head.replace(/^(?:ï»¿|ÿþ|þÿ)\s*/, '');
  if (/^<(?:!doctype html|html|head|body)\b/i.test(markup)) return 'html';
  if (/^<\?xml\b/i.test(markup)) return /<(?:!doctype )?html\b/i.test(markup) ? 'html' : 'xml';
  if (/^\{\\rtf/.test(markup)) return 'rtf';
  if (/^[\w-]{1,40}:/.test(markup) && /^mime-version:/im.test(markup)) return 'mail';
  return BY_EXTENSION[extension] ?? 'text';
}
