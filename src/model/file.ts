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
  ['image/heic', /^.{4}ftyp(hei|mif1|msf1)/s],
  ['audio/mp4', /^.{4}ftypM4A/s],
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

/** `application/octet-stream` where the bytes tell nothing. */
export function typeOf(bytes: Uint8Array): string {
  const known = pictureType(bytes) ?? findType(OTHERS, bytes);
  return known ?? (isText(bytes) ? 'text/plain' : 'application/octet-stream');
}

function findType(types: typeof PICTURES, bytes: Uint8Array): string | undefined {
  const beginning = Buffer.from(bytes.subarray(0, SIGNATURE_BYTES)).toString('latin1');
  return types.find(([, signature]) => signature.test(beginning))?.[0];
}

// A letter of several bytes may be cut at the end of the head: `stream` lets that pass.
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, HEAD_BYTES), {
      stream: true,
    });
    return text !== '' && cleanText(text) === text.replace(/\r\n?/g, '\n');
  } catch {
    return false;
  }
}

// Marks that turn the reading direction make "fdp.exe" out of "exe.pdf".
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;

/** The last part of the path that a sender may have given, on one line; `fallback` where nothing is left of it. */
export function cleanFileName(given: string, fallback: string): string {
  const base = cleanText(given).replace(DIRECTION, '').split(/[\\/]/).at(-1) ?? '';
  const name = base.replace(/\s+/g, ' ').trim();
  return /^\.*$/.test(name) ? fallback : shorten(name, NAME_CHARS);
}
