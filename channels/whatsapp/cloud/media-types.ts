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

// What begins alike, and WhatsApp tells apart: films for old phones by their brand, Office before 2007 by its name.
const OLD_FILM = /^.{4}ftyp3g/s;
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

function mediaTypeOf(bytes: Uint8Array, name: string): string {
  const type = typeOf(bytes);
  if (type === 'application/x-cfb') return OLD_OFFICE_TYPES[extname(name).toLowerCase()] ?? type;
  const isOldFilm =
    type === 'video/mp4' && OLD_FILM.test(Buffer.from(bytes.subarray(0, 16)).toString('latin1'));
  return isOldFilm ? 'video/3gpp' : type;
}

function isOpus(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, HEAD_BYTES)).includes('OpusHead');
}
