// What whatsapp-web.js hands out as a message, read into ours; in the child, where nothing it says is trusted yet.
import type { Message } from 'whatsapp-web.js';
import { z } from 'zod';
import type { People } from './people.ts';
import type { WebMessage } from './protocol.ts';

/** Everything else in a chat is a notice of WhatsApp's, a vote, a call: nothing that somebody said. */
const SPOKEN = new Set([
  'chat',
  'image',
  'video',
  // A video note: round, and filmed in the chat.
  'ptv',
  'audio',
  'ptt',
  'document',
  'sticker',
  'location',
  'vcard',
  'multi_vcard',
  'order',
  'product',
  'list_response',
  'buttons_response',
  'template_button_reply',
]);
const FILES = new Set(['image', 'video', 'ptv', 'audio', 'ptt', 'document', 'sticker']);
// 0 is WhatsApp's own chat.
const PERSON = /^[1-9]\d*@(c\.us|lid)$/;
const QUOTED_CHARS = 500;

const shown = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
/** Of the page's own model, which the library passes on unread. */
const model = z.object({
  notifyName: shown,
  mimetype: shown,
  filename: shown,
  caption: shown,
  size: number,
  title: shown,
  latestEditSenderTimestampMs: number,
  quotedMsg: z.object({ body: shown, caption: shown, type: shown }).optional().catch(undefined),
});

/** The chat in which it was written. */
export function chatOf(message: Message): string {
  return message.fromMe ? message.to : message.from;
}

/** Somebody says something, to one person: no group, no status, no channel, nothing that WhatsApp says itself. */
export function isSpoken(message: Message): boolean {
  return PERSON.test(chatOf(message)) && SPOKEN.has(message.type) && !message.isStatus && !message.broadcast;
}

/** @param message is spoken. */
export async function readMessage(message: Message, account: string, people: People): Promise<WebMessage> {
  const chat = chatOf(message);
  const data = model.parse(message.rawData);
  const { customer, phone } = await people.find(chat);
  const quoted = data.quotedMsg?.body ?? data.quotedMsg?.caption;
  return {
    id: message.id._serialized,
    account,
    chat,
    customer,
    name: (!message.fromMe && data.notifyName) || '',
    ...(phone !== undefined && { phone }),
    fromMe: message.fromMe,
    type: message.type,
    text: textOf(message, data),
    at: message.timestamp,
    // What may be seen once only is not handed to linked devices: then the file is told of, and can't be opened.
    ...(isFile(message) && { media: mediaOf(data) }),
    ...placeOf(message),
    vcards: message.vCards ?? [],
    // What is quoted of a picture is its preview, in letters.
    ...(quoted && !/^\/9j\//.test(quoted) && { quoted: quoted.slice(0, QUOTED_CHARS) }),
  };
}

function isFile({ hasMedia, type }: Message): boolean {
  return hasMedia || FILES.has(type);
}

// The body of a file or a place is its preview's letters, that of a card is the card.
function textOf(message: Message, { caption, title }: z.infer<typeof model>): string {
  const { type, body } = message;
  if (isFile(message)) return caption ?? '';
  if (type === 'location' || type === 'vcard' || type === 'multi_vcard') return '';
  return body || (type === 'order' || type === 'product' ? (title ?? '') : '');
}

function mediaOf({ mimetype, filename, size }: z.infer<typeof model>) {
  return {
    contentType: mimetype ?? 'application/octet-stream',
    ...(filename && { name: filename }),
    ...(size !== undefined && { sizeBytes: size }),
  };
}

function placeOf({ location }: Message) {
  const latitude = Number(location?.latitude);
  const longitude = Number(location?.longitude);
  if (!location || Number.isNaN(latitude + longitude)) return {};
  const { name, address } = location;
  return { place: { latitude, longitude, title: [name, address].filter(Boolean).join(', ') } };
}

/** When this message was last edited, in epoch milliseconds; undefined where it never was. */
export function editedAt(message: Message): number | undefined {
  return model.parse(message.rawData).latestEditSenderTimestampMs;
}
