// Messages that came while nobody listened: read from the chats themselves, oldest first.
import type { Client, Message } from 'whatsapp-web.js';
import { listChats, within } from './page.ts';
import { isSpoken } from './reading.ts';

const MOST_CHATS = 200;
const FIRST_MESSAGES = 30;
const MOST_MESSAGES = 270;
/** Each chat may have to be fetched from the phone. */
const CHAT_TIMEOUT_MS = 20_000;

/** @param since epoch seconds. */
export async function findMissed(client: Client, since: number): Promise<readonly Message[]> {
  const chats = await within(CHAT_TIMEOUT_MS, 'listing the chats', listChats(client, since));
  const found: Message[] = [];
  for (const chat of chats.slice(0, MOST_CHATS)) found.push(...(await readChat(client, chat, since)));
  return found.toSorted((one, other) => one.timestamp - other.timestamp);
}

/** What was said in one chat since then. */
export async function readChat(client: Client, id: string, since: number): Promise<readonly Message[]> {
  const chat = await within(CHAT_TIMEOUT_MS, 'opening a chat', client.getChatById(id));
  for (let limit = FIRST_MESSAGES; ; limit *= 3) {
    const messages = await within(CHAT_TIMEOUT_MS, 'reading a chat', chat.fetchMessages({ limit }));
    const isAll = messages.length < limit || messages.some(({ timestamp }) => timestamp < since);
    if (isAll || limit >= MOST_MESSAGES)
      return messages.filter((message) => message.timestamp >= since && isSpoken(message));
  }
}
