// Files both ways: what staff attach goes up as photo or document, what customers sent is read from Telegram.
import { basename, extname } from 'node:path';
import { DeliveryError } from '../../src/model/errors.ts';
import { FILE_LIMIT_BYTES, type FileContent, type OpenFile, type PlatformId } from '../channel.ts';
import { type Place, toPlatformId } from './address.ts';
import { type Api, fileTooLarge } from './api.ts';
import { FILE_SCHEME } from './attachments.ts';
import type { TelegramPayload } from './encode.ts';
import { isRefusal } from './refusal.ts';

export interface UploadDeps {
  readonly api: Api;
  /** Reads the files of other platforms. */
  readonly openFile: OpenFile;
}

const TRANSFER_TIMEOUT_MS = 60_000;
const LOOK_UP_TIMEOUT_MS = 10_000;
/** Larger pictures go as documents. */
const MAX_PHOTO_BYTES = 10_000_000;
const PHOTO_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp']);
const NO_PHOTO = /photo|image/i;
const TOO_BIG = /file is too big/i;
// Telegram serves every file as application/octet-stream.
const TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.pdf': 'application/pdf',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.tgs': 'application/x-tgsticker',
};

/** @throws DeliveryError */
export async function sendFile(
  { api, openFile }: UploadDeps,
  place: Place,
  payload: Extract<TelegramPayload, { kind: 'file' }>,
): Promise<PlatformId> {
  const signal = AbortSignal.timeout(TRANSFER_TIMEOUT_MS);
  const content = await openFile(payload.contentUrl, signal);
  const upload = { source: Buffer.from(content.bytes), filename: safeName(payload.name) };
  const options = { timeoutMs: TRANSFER_TIMEOUT_MS, signal };
  const sendDocument = () => api.call('sendDocument', { ...targetOf(place), document: upload }, options);
  const isPhoto = PHOTO_TYPES.has(content.contentType) && content.bytes.length <= MAX_PHOTO_BYTES;
  const sent = isPhoto
    ? await api.call('sendPhoto', { ...targetOf(place), photo: upload }, options).catch((error: unknown) => {
        // Of odd dimensions, or no picture at all in spite of its type: as a document it goes.
        if (isRefusal(error, NO_PHOTO)) return sendDocument();
        throw error;
      })
    : await sendDocument();
  return toPlatformId(sent.chat.id, sent.message_id);
}

// A form's fields are texts; Telegraf would drop an object that holds no file.
function targetOf({ chatId, replyTo, topic }: Place) {
  const reply = { message_id: replyTo, allow_sending_without_reply: true };
  return {
    chat_id: chatId,
    ...(topic !== undefined && { message_thread_id: topic }),
    ...(replyTo !== undefined && { reply_parameters: JSON.stringify(reply) as never }),
  };
}

// It stands in a header between quotes.
function safeName(name: string): string {
  return name.replace(/["\\\r\n]/g, '_');
}

/** Reads `telegram:FILE_ID`. @throws DeliveryError */
export async function openTelegramFile(
  api: Api,
  contentUrl: string,
  signal: AbortSignal,
): Promise<FileContent> {
  if (!contentUrl.startsWith(FILE_SCHEME))
    throw new DeliveryError('file_unknown', `"${contentUrl}" is no file of Telegram's.`);
  const file_id = contentUrl.slice(FILE_SCHEME.length);
  const found = await api
    .call('getFile', { file_id }, { timeoutMs: LOOK_UP_TIMEOUT_MS, signal })
    .catch((error: unknown) => {
      throw isRefusal(error, TOO_BIG) ? fileTooLarge() : error;
    });
  if ((found.file_size ?? 0) > FILE_LIMIT_BYTES) throw fileTooLarge();
  if (!found.file_path)
    throw new DeliveryError(
      'file_gone',
      'Telegram does not have this file any more. Ask the customer to send it again.',
    );
  const bytes = await api.download(found.file_path, { timeoutMs: TRANSFER_TIMEOUT_MS, signal });
  const name = basename(found.file_path);
  return { name, contentType: TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream', bytes };
}
