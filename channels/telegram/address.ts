// A chat as an Address, and back: a private chat is a conversation, in a group each person has one of their own.
import { z } from 'zod';
import type { Address } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { PlatformId } from '../channel.ts';

export interface Chat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly title?: string | undefined;
}

/** Where in Telegram a message goes. In a group it replies to the person's last message, and stays in its topic. */
export interface Place {
  readonly chatId: number;
  readonly replyTo: number | undefined;
  readonly topic: number | undefined;
}

const properties = z.object({ replyTo: z.int().optional(), topic: z.int().optional() }).catch({});

export function toAddress(of: {
  readonly chat: Chat;
  readonly from: { readonly id: string; readonly name: string };
  readonly bot: { readonly id: string; readonly username: string | undefined };
  readonly replyTo: number | undefined;
  readonly topic: number | undefined;
}): Address {
  const { chat, from, bot, replyTo, topic } = of;
  const isGroup = chat.type !== 'private';
  return {
    channelId: 'telegram',
    conversation: {
      id: isGroup ? `${chat.id}:${from.id}` : String(chat.id),
      isGroup,
      conversationType: isGroup ? 'group' : 'personal',
      name: chat.title ?? '',
      ...(isGroup && { properties: { replyTo, topic } }),
    },
    user: from,
    bot: { id: bot.id, name: bot.username ?? '' },
  };
}

/** @throws DeliveryError for an address of another platform. */
export function toPlace({ conversation }: Address): Place {
  const chatId = Number(conversation.id.split(':')[0] || Number.NaN);
  if (!Number.isSafeInteger(chatId))
    throw new DeliveryError('address_gone', `"${conversation.id}" is no chat of Telegram's.`);
  const { replyTo, topic } = properties.parse(conversation.properties ?? {});
  return { chatId, replyTo, topic };
}

/** `CHAT:MESSAGE`: Telegram numbers messages within a chat only. */
export function toPlatformId(chatId: number, messageId: number): PlatformId {
  return `${chatId}:${messageId}`;
}

/** @throws DeliveryError for an id that Telegram never gave. */
export function toMessageId(part: PlatformId): number {
  const messageId = Number(part.split(':').at(-1));
  if (Number.isSafeInteger(messageId) && messageId > 0) return messageId;
  throw new DeliveryError('message_gone', `"${part}" is no message of Telegram's.`);
}
