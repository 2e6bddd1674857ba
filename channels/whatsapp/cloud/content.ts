// What a message says and carries: text, files that can be read later, and places and people as data.
import type { Attachment } from '../../../src/model/activity.ts';
import { cleanFileName } from '../../../src/model/file.ts';
import { cleanText, shorten } from '../../../src/model/text.ts';
import type { CloudContent } from './event.ts';

export const FILE_SCHEME = 'whatsapp:cloud:';
const MAX_NAME_CHARS = 120;

export interface Content {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

// The app shows more than Meta hands on: that something came must not be lost.
export const UNSUPPORTED: Content = {
  text: '',
  attachments: [
    {
      contentType: 'application/vnd.whatsapp.unsupported',
      name: 'Message of a kind that WhatsApp does not hand on',
    },
  ],
};

/** Never empty: what can't be read is told as such. */
export function readContent(message: CloudContent): Content {
  const { text, interactive, button, location, contacts } = message;
  const pressed = interactive?.button_reply ?? interactive?.list_reply;
  // Our replies' ids carry what pressing them says.
  const said = text?.body ?? (pressed && (pressed.id || pressed.title)) ?? button?.text ?? '';
  const file = readFile(message);
  if (file) return file;
  if (location) return { text: '', attachments: [toPlace(location)] };
  if (contacts) return { text: '', attachments: contacts.map(toCard) };
  const words = cleanText(said).trim();
  return words ? { text: words, attachments: [] } : UNSUPPORTED;
}

function readFile({ image, video, audio, document, sticker }: CloudContent): Content | undefined {
  if (image) return toFile(image, 'image/jpeg', 'photo.jpg');
  if (video) return toFile(video, 'video/mp4', 'video.mp4');
  if (audio) return toFile(audio, 'audio/ogg', audio.voice ? 'voice.ogg' : 'audio.mp3');
  if (document) return toFile(document, 'application/octet-stream', 'file');
  return sticker && toFile(sticker, 'image/webp', 'sticker.webp');
}

function toFile(
  { id, mime_type, filename, caption }: NonNullable<CloudContent['image']>,
  contentType: string,
  name: string,
): Content {
  // "audio/ogg; codecs=opus" is of the type before the semicolon.
  const type = cleanText(mime_type ?? '')
    .split(';')[0]
    ?.trim();
  const attachment = {
    contentType: shorten(type || contentType, MAX_NAME_CHARS),
    contentUrl: `${FILE_SCHEME}${id}`,
    name: cleanFileName(filename ?? '', name),
  };
  return { text: cleanText(caption ?? '').trim(), attachments: [attachment] };
}

function toPlace(location: NonNullable<CloudContent['location']>): Attachment {
  const { latitude, longitude } = location;
  // RFC 7946: longitude first.
  const geometry = { type: 'Point', coordinates: [longitude, latitude] };
  const [title, address] = [cleanText(location.name ?? ''), cleanText(location.address ?? '')];
  const label = [title, address].filter(Boolean).join(', ');
  return {
    contentType: 'application/vnd.geo+json',
    name: shorten(label || `Location ${latitude}, ${longitude}`, MAX_NAME_CHARS),
    content: label ? { type: 'Feature', geometry, properties: { title, address } } : geometry,
  };
}

function toCard({ name, phones }: NonNullable<CloudContent['contacts']>[number]): Attachment {
  const title = cleanText(name?.formatted_name ?? '').trim();
  const numbers = phones.flatMap(({ phone, wa_id: id }) => {
    const given = cleanText(phone ?? (id ? `+${id}` : '')).trim();
    return given ? [given] : [];
  });
  return {
    contentType: 'text/vcard',
    name: shorten(`Contact ${[title, ...numbers].filter(Boolean).join(', ')}`, MAX_NAME_CHARS),
    content: toVcard(title, numbers),
  };
}

function toVcard(name: string, phones: readonly string[]): string {
  const value = (text: string): string => text.replace(/[\\,;]/g, '\\$&').replace(/\s+/g, ' ');
  const lines = [`FN:${value(name)}`, ...phones.map((phone) => `TEL:${value(phone)}`)];
  return ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\n');
}
