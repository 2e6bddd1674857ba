// What Telegram tells, read into the words of the domain: pure, given who the bot is.
import type { Inbound } from '../../src/model/activity.ts';
import { normalizePhone } from '../../src/model/identity.ts';
import { isLanguage, type Language } from '../../src/model/language.ts';
import { cleanText, shorten } from '../../src/model/text.ts';
import { type Chat, toAddress, toPlatformId } from './address.ts';
import { toAttachments } from './attachments.ts';
import { readPressed } from './buttons.ts';
import { readGroupText } from './mention.ts';
import {
  parseUpdate,
  type TelegramMessage,
  type TelegramPress,
  type TelegramUpdate,
  type TelegramUser,
} from './update.ts';

export interface Bot {
  readonly id: string;
  /** Known once Telegram was asked; until then a group can address the bot by a reply only. */
  readonly username: string | undefined;
}

const MAX_QUOTE_CHARS = 300;
// What "Start" and "/help" say: a greeting in the language of the person's Telegram, which is answered by one.
const GREETINGS: Readonly<Record<Language, string>> = {
  en: 'hello',
  zh: '你好',
  ms: 'selamat sejahtera',
  ta: 'வணக்கம்',
};

/** [] for what nobody says to the bot: service messages, channel posts, other bots, talk among a group. @throws InvalidInput */
export function decodeUpdate(raw: unknown, bot: Bot): readonly Inbound[] {
  const update = parseUpdate(raw);
  const inbound = toInbound(update, bot);
  return inbound ? [inbound] : [];
}

/** Of an update that was decoded: the press that the customer's app shows as busy until it is answered. */
export function pressOf(decoded: unknown): string | undefined {
  return (decoded as TelegramUpdate).callback_query?.id;
}

function toInbound(update: TelegramUpdate, bot: Bot): Inbound | undefined {
  if (update.message) return fromMessage(update.message, bot);
  if (update.edited_message) return fromEdit(update.edited_message, bot);
  return update.callback_query && fromPress(update.callback_query, bot);
}

function fromMessage(message: TelegramMessage, bot: Bot): Inbound | undefined {
  const { chat, from, message_id: messageId } = message;
  if (!from || from.is_bot || chat.type === 'channel') return undefined;
  const phone = ownPhone(message, from);
  if (phone)
    return {
      ...envelope({ chat, from, bot, message }),
      id: toPlatformId(chat.id, messageId),
      text: `/link ${phone}`,
      attachments: [],
      proofs: [{ kind: 'phone', value: phone }],
    };
  const said =
    chat.type === 'private' ? (message.text ?? message.caption ?? '') : readGroupText(message, bot);
  if (said === undefined) return undefined;
  // A number can be asked for in a private chat only.
  if (chat.type !== 'private' && /^\/link(?:@\w+)?\s*$/i.test(said)) return undefined;
  const attachments = toAttachments(message);
  const text = toText(said.trim() || (message.sticker?.emoji ?? ''), from);
  if (text === '' && attachments.length === 0) return undefined;
  const quoted = quotedBy(message);
  return {
    ...envelope({ chat, from, bot, message }),
    id: toPlatformId(chat.id, messageId),
    text,
    attachments,
    ...(quoted && { quoted }),
  };
}

// A live location that moves is told as an edit, over and over.
function fromEdit(message: TelegramMessage, bot: Bot): Inbound | undefined {
  const inbound = message.location ? undefined : fromMessage(message, bot);
  return inbound && { ...inbound, id: `${inbound.id}:edit:${message.edit_date ?? 0}`, editOf: inbound.id };
}

function fromPress(press: TelegramPress, bot: Bot): Inbound | undefined {
  const { message, from, id } = press;
  const text = readPressed(press);
  if (!message || text === undefined || from.is_bot || message.chat.type === 'channel') return undefined;
  return {
    ...envelope({ chat: message.chat, from, bot, message }),
    id: `${message.chat.id}:press:${id}`,
    text,
    attachments: [],
  };
}

// Telegram says whose number it is: only the sender's own proves anything, and only there where nobody else listens. A
// forwarded one is as old as its first message: the number may be another person's by now.
function ownPhone(message: TelegramMessage, from: TelegramUser): string | undefined {
  const { chat, contact } = message;
  if (chat.type !== 'private' || !contact || contact.user_id !== from.id) return undefined;
  if (message.forward_origin || message.via_bot) return undefined;
  return normalizePhone(`+${contact.phone_number.replace(/^\+/, '')}`);
}

function envelope(of: {
  readonly chat: Chat;
  readonly from: TelegramUser;
  readonly bot: Bot;
  readonly message: {
    readonly message_id?: number | undefined;
    readonly is_topic_message?: boolean | undefined;
    readonly message_thread_id?: number | undefined;
  };
}): Pick<Inbound, 'type' | 'channel' | 'account' | 'from' | 'address' | 'locale'> {
  const { chat, bot, message } = of;
  const name = cleanText([of.from.first_name, of.from.last_name].filter(Boolean).join(' ')).trim();
  const from = { id: String(of.from.id), name };
  const topic = message.is_topic_message ? message.message_thread_id : undefined;
  const locale = of.from.language_code;
  return {
    type: 'message',
    channel: 'telegram',
    account: bot.id,
    from,
    address: toAddress({ chat, from, bot, replyTo: message.message_id, topic }),
    ...(locale && /^[\w-]{2,35}$/.test(locale) && { locale }),
  };
}

function toText(said: string, from: TelegramUser): string {
  if (!/^\/(?:start|help)(?:@\w+)?(?:\s|$)/i.test(said)) return said.replace(/^(\/\w+)@\w+/, '$1');
  const language = from.language_code?.split('-')[0];
  return GREETINGS[isLanguage(language) ? language : 'en'];
}

function quotedBy({ quote, reply_to_message: original }: TelegramMessage): string | undefined {
  if (!original && !quote) return undefined;
  const text = quote?.text ?? original?.text ?? original?.caption;
  return shorten(
    cleanText(text || (original ? (toAttachments(original)[0]?.name ?? '') : '')),
    MAX_QUOTE_CHARS,
  );
}
