// Which files WhatsApp takes, and as what: by what is in them, since names and declared types lie.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
import { extname } from 'node:path';
import { HEAD_BYTES, typeOf } from '../../../src/model/file.ts';

export type MediaKind = 'image' | 'video' | 'audio' | 'sticker' | 'document';

export interface Media {
  readonly kind: MediaKind;
  readonly contentType: string;
}

const MB = 1_000_000;
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const WORD = 'application/msword';

/** Of each type: how it is shown, and up to which size. */
const SHOWN: Readonly<Record<string, { readonly kind: MediaKind; readonly mostBytes: number }>> = {
  'image/jpeg': { kind: 'image', mostBytes: 5 * MB },
  'image/png': { kind: 'image', mostBytes: 5 * MB },
  'video/mp4': { kind: 'video', mostBytes: 16 * MB },
  'video/3gpp': { kind: 'video', mostBytes: 16 * MB },
  'audio/aac': { kind: 'audio', mostBytes: 16 * MB },
  'audio/mp4': { kind: 'audio', mostBytes: 16 * MB },
  'audio/mpeg': { kind: 'audio', mostBytes: 16 * MB },
  'audio/amr': { kind: 'audio', mostBytes: 16 * MB },
  'audio/ogg': { kind: 'audio', mostBytes: 16 * MB },
  'image/webp': { kind: 'sticker', mostBytes: 0.5 * MB },
};
const DOCUMENTS = new Set([
  'application/pdf',
  'text/plain',
  WORD,
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  `${OFFICE}.wordprocessingml.document`,
  `${OFFICE}.spreadsheetml.sheet`,
  `${OFFICE}.presentationml.presentation`,
]);

const SIGNATURES: readonly (readonly [contentType: string, beginning: RegExp])[] = [
  ['audio/amr', /^#!AMR/],
  // ADTS, which would pass for MPEG audio.
  ['audio/aac', /^\xff[\xf0\xf1\xf8\xf9]/],
  ['video/3gpp', /^.{4}ftyp3g/s],
];
// The parts of an Office file stand by name in its archive.
const PARTS: readonly (readonly [part: string, contentType: string])[] = [
  ['word/document', `${OFFICE}.wordprocessingml.document`],
  ['xl/workbook', `${OFFICE}.spreadsheetml.sheet`],
  ['ppt/presentation', `${OFFICE}.presentationml.presentation`],
];
// Before 2007 Office wrote them all alike: their name has to tell.
const OLD_OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const OLD_OFFICE_TYPES: Readonly<Record<string, string>> = {
  '.doc': WORD,
  '.xls': 'application/vnd.ms-excel',
  '.ppt': 'application/vnd.ms-powerpoint',
};

/** undefined where WhatsApp takes no such file. Too large to be shown, pictures, films and sound go as documents. */
export function toMedia(bytes: Uint8Array, name: string): Media | undefined {
  const contentType = mediaTypeOf(bytes, name);
  if (DOCUMENTS.has(contentType)) return { kind: 'document', contentType };
  const shown = SHOWN[contentType];
  if (!shown || (contentType === 'audio/ogg' && !isOpus(bytes))) return undefined;
  if (bytes.length <= shown.mostBytes) return { kind: shown.kind, contentType };
  return shown.kind === 'sticker' ? undefined : { kind: 'document', contentType };
}

/** `application/octet-stream` where the bytes tell nothing. @param name tells old Office files apart. */
export function mediaTypeOf(bytes: Uint8Array, name: string): string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const beginning = file.toString('latin1', 0, 16);
  const special = SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0];
  if (special) return special;
  if (beginning.startsWith('PK\x03\x04')) {
    return PARTS.find(([part]) => file.includes(part))?.[1] ?? 'application/zip';
  }
  if (file.subarray(0, OLD_OFFICE.length).equals(OLD_OFFICE))
    return OLD_OFFICE_TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  return typeOf(bytes);
}

function isOpus(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEAD_BYTES)).includes('OpusHead');
}
