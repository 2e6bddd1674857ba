// What was written or edited while nobody listened: read from the chats themselves, oldest first.
import type { Client, Message } from 'whatsapp-web.js';
import { listChats, listMessages, within } from './page.ts';
import { isSpoken } from './reading.ts';

/** WhatsApp lets people edit for a quarter of an hour, which moves no chat up; and a minute for clocks. */
const EDITABLE_S = 16 * 60;
const MOST_CHATS = 1_000;
const MOST_MESSAGES = 300;
/** Each chat may have to be fetched from the phone. */
const CHAT_TIMEOUT_MS = 20_000;
/** So many chats may be unreadable before it is the page that is broken. */
const MOST_BROKEN = 3;

export interface Found {
  readonly messages: readonly Message[];
  /** Whether every chat could be read as far back as was asked for. */
  readonly isWhole: boolean;
}

/** @param since epoch seconds. @throws Error where the page itself does not answer. */
export async function findMissed(client: Client, since: number): Promise<Found> {
  const reach = since - EDITABLE_S;
  const chats = await within(CHAT_TIMEOUT_MS, 'listing the chats', listChats(client, reach));
  const found: Message[] = [];
  let isWhole = true;
  let broken = 0;
  for (const chat of chats.slice(0, MOST_CHATS)) {
    const read = await readChat(client, chat, { since, reach }).catch((error: unknown) => {
      broken += 1;
      if (broken >= Math.min(MOST_BROKEN, chats.length)) throw error;
      return { messages: [], isWhole: false };
    });
    found.push(...read.messages);
    isWhole &&= read.isWhole;
  }
  return { messages: found.toSorted((one, other) => one.timestamp - other.timestamp), isWhole };
}

/** What was said or edited in one chat since then. @param of.reach so far back edits are looked for. */
export async function readChat(
  client: Client,
  chat: string,
  of: { readonly since: number; readonly reach: number },
): Promise<Found> {
  const listing = listMessages(client, chat, { ...of, most: MOST_MESSAGES });
  const { ids, isWhole } = await within(CHAT_TIMEOUT_MS, 'reading a chat', listing);
  const messages: Message[] = [];
  for (const id of ids) {
    const message = await within(CHAT_TIMEOUT_MS, 'reading a message', client.getMessageById(id));
    if (message && isSpoken(message)) messages.push(message);
  }
  return { messages, isWhole };
}
