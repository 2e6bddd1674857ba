// What a file is, by its bytes, and what it may be called: nothing that its sender says of it is believed.
import { cleanText, shorten } from './text.ts';

/** So many bytes from the beginning tell the type. */
export const HEAD_BYTES = 1024;
const SIGNATURE_BYTES = 16;
const NAME_CHARS = 120;

// Browsers draw these without running anything.
const PICTURES: readonly (readonly [contentType: string, beginning: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF.{4}WEBP/s],
];

const OTHERS: typeof PICTURES = [
  ['application/pdf', /^%PDF-/],
  ['application/zip', /^PK[^ -~]{2}/],
  ['application/x-cfb', /^\xd0\xcf.\xe0\xa1\xb1.\xe1/s],
  ['application/rtf', /^\{\\rtf/],
  ['image/heic', /^.{4}ftyp(hei|hev|mif1|msf1)/s],
  ['image/avif', /^.{4}ftypavi/s],
  ['audio/mp4', /^.{4}ftypM4[AB]/s],
  ['audio/amr', /^#!AMR/],
  ['audio/flac', /^fLaC/],
  ['audio/aac', /^\xff[\xf1\xf9]/],
  ['video/mp4', /^.{4}ftyp/s],
  ['video/webm', /^.E\xdf\xa3/s],
  ['audio/ogg', /^OggS/],
  ['audio/wav', /^RIFF.{4}WAVE/s],
  ['audio/mpeg', /^(ID3|\xff[\xfb\xf3\xf2])/],
];

/** The type of a picture that is safe to draw; undefined for everything else, drawings with scripts in them included. */
export function pictureType(bytes: Uint8Array): string | undefined {
  return findType(PICTURES, bytes);
}

export const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

// Office documents are archives: which kind, the names of their parts tell, wherever in the file these are.
const ARCHIVES: readonly (readonly [contentType: string, part: string])[] = [
  [WORD_TYPE, 'word/document.xml'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xl/workbook.xml'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'ppt/presentation.xml'],
  ...[
    'application/vnd.oasis.opendocument.text',
    'application/vnd.oasis.opendocument.spreadsheet',
    'application/vnd.oasis.opendocument.presentation',
    'application/epub+zip',
  ].map((type) => [type, `mimetype${type}`] as const),
];

/** `application/octet-stream` where the bytes tell nothing. The beginning is enough for all but office documents. */
export function typeOf(bytes: Uint8Array): string {
  const known = pictureType(bytes) ?? findType(OTHERS, bytes);
  if (known === 'application/zip') return archiveType(bytes);
  return known ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream');
}

function archiveType(bytes: Uint8Array): string {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return ARCHIVES.find(([, part]) => archive.includes(part))?.[0] ?? 'application/zip';
}

function findType(types: typeof PICTURES, bytes: Uint8Array): string | undefined {
  const beginning = Buffer.from(bytes.subarray(0, SIGNATURE_BYTES)).toString('latin1');
  return types.find(([, signature]) => signature.test(beginning))?.[0];
}

// A letter of several bytes may be cut at the end of the head: `stream` lets that pass.
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes.subarray(0, HEAD_BYTES), {
      stream: true,
    });
    return text !== '' && cleanText(text) === text.replace(/\r\n?/g, '\n');
  } catch {
    return false;
  }
}

/** Of a text: UTF-16 where it begins by saying so, as Windows writes it; else UTF-8. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

// Marks that turn the reading direction make "fdp.exe" out of "exe.pdf".
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** The last part of the path that a sender may have given, on one line; `fallback` where nothing is left of it. */
export function cleanFileName(given: string, fallback: string): string {
  const base = cleanText(given).replace(DIRECTION, '').split(/[\\/]/).at(-1) ?? '';
  const name = base.replace(/\s+/g, ' ').trim();
  return /^\.*$/.test(name) ? fallback : shorten(name, NAME_CHARS);
}
