// Messages that came while nobody listened: read from the chats themselves, oldest first.
import type { Client, Message } from 'whatsapp-web.js';
import { listChats, listMessages, within } from './page.ts';
import { isSpoken } from './reading.ts';

const MOST_CHATS = 200;
const MOST_MESSAGES = 300;
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
export async function readChat(client: Client, chat: string, since: number): Promise<readonly Message[]> {
  const listing = listMessages(client, chat, { since, most: MOST_MESSAGES });
  const found: Message[] = [];
  for (const id of await within(CHAT_TIMEOUT_MS, 'reading a chat', listing)) {
    const message = await within(CHAT_TIMEOUT_MS, 'reading a message', client.getMessageById(id));
    if (message && isSpoken(message)) found.push(message);
  }
  return found;
}
