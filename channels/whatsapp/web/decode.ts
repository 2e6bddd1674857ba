// A message of the paired phone's chats as an Inbound, or as a person's own words.
import type { Attachment, Inbound, OwnWords } from '../../../src/model/activity.ts';
import { InvalidInput } from '../../../src/model/errors.ts';
import { cleanFileName } from '../../../src/model/file.ts';
import { normalizePhone } from '../../../src/model/identity.ts';
import { cleanText, shorten } from '../../../src/model/text.ts';
import { toAddress } from '../address.ts';
import { fromChild, keyOf, type WebMessage } from './protocol.ts';

export const FILE_SCHEME = 'whatsapp:web:';
const QUOTED_CHARS = 200;
const NAME_CHARS = 120;
const GEO = 'application/vnd.geo+json';
/** What a file is called that came without a name. */
const NAMES: Readonly<Record<string, string>> = {
  image: 'photo.jpg',
  video: 'video.mp4',
  ptv: 'video.mp4',
  audio: 'audio.mp3',
  sticker: 'sticker.webp',
  document: 'file',
};

/** @param raw an event of the child's. @throws InvalidInput where it is none. */
export function decodeEvent(raw: unknown): readonly Inbound[] {
  const read = fromChild.safeParse(raw);
  if (!read.success)
    throw new InvalidInput('whatsapp_malformed', 'This is no event of WhatsApp Web.', { cause: read.error });
  return read.data.kind === 'message' && !read.data.message.fromMe ? [toInbound(read.data.message)] : [];
}

export function toInbound(message: WebMessage): Inbound {
  const { id, account, customer, editedAt, quoted } = message;
  const name = nameOf(message);
  return {
    type: 'message',
    channel: 'whatsapp',
    account,
    id: keyOf(message),
    from: { id: customer, name },
    address: toAddress({ transport: 'web', account, customer, lastMessage: id }, name),
    text: cleanText(message.text),
    attachments: toAttachments(message),
    ...(editedAt !== undefined && { editOf: id }),
    ...(quoted && { quoted: shorten(cleanText(quoted), QUOTED_CHARS) }),
    ...proofsOf(message),
    writtenAt: new Date(editedAt ?? message.at * 1_000),
  };
}

export function toOwnWords(message: WebMessage): OwnWords {
  const { id, account, customer } = message;
  const name = nameOf(message);
  return {
    channel: 'whatsapp',
    account,
    id,
    address: toAddress({ transport: 'web', account, customer, lastMessage: undefined }, name),
    text: cleanText(message.text),
    attachments: toAttachments(message),
    customer: { id: customer, name },
    ...proofsOf(message),
    writtenAt: new Date(message.at * 1_000),
  };
}

function nameOf({ name, phone }: WebMessage): string {
  return shorten(cleanText(name), NAME_CHARS) || (phone === undefined ? '' : `+${phone}`);
}

function proofsOf({ phone }: WebMessage) {
  const value = phone === undefined ? undefined : normalizePhone(`+${phone}`);
  return value === undefined ? {} : { proofs: [{ kind: 'phone', value }] as const };
}

function toAttachments({ id, type, media, place, vcards }: WebMessage): readonly Attachment[] {
  const contentUrl = `${FILE_SCHEME}${id}`;
  if (type === 'ptt') return [{ contentType: 'audio/ogg', contentUrl, name: 'voice.ogg' }];
  if (media) {
    // "audio/ogg; codecs=opus" is audio/ogg.
    const contentType = shorten(cleanText(media.contentType.split(';')[0] ?? ''), NAME_CHARS);
    return [{ contentType, contentUrl, name: cleanFileName(media.name ?? '', NAMES[type] ?? 'file') }];
  }
  if (place) {
    const { latitude, longitude, title } = place;
    const name = shorten(cleanText(title) || `Location ${latitude}, ${longitude}`, NAME_CHARS);
    // RFC 7946: longitude first.
    return [{ contentType: GEO, name, content: { type: 'Point', coordinates: [longitude, latitude] } }];
  }
  return vcards.map(toContact);
}

function toContact(vcard: string): Attachment {
  const content = cleanText(vcard);
  const name = /^FN[^:\n]*:(.*)$/m.exec(content)?.[1]?.trim() ?? '';
  const phone = /^(?:item\d+\.)?TEL[^:\n]*:(.*)$/m.exec(content)?.[1]?.trim() ?? '';
  const title = ['Contact', [name, phone].filter(Boolean).join(', ')].join(' ').trim();
  return { contentType: 'text/vcard', name: shorten(title, NAME_CHARS), content };
}
