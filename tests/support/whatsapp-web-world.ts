// What the simulated WhatsApp knows on its servers, whatever happens to browsers: chats, messages, files and who is paired.
import { randomBytes } from 'node:crypto';

/** A message as the page's own models have it. */
export interface RawMessage {
  readonly id: { readonly fromMe: boolean; readonly remote: string; readonly id: string };
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly body: string;
  readonly t: number;
  readonly ack: number;
  readonly [more: string]: unknown;
}

export interface Chat {
  readonly id: string;
  readonly name: string;
  readonly lid?: string;
  readonly phone?: string;
  readonly isGroup?: boolean;
  readonly messages: RawMessage[];
}

const HISTORY_PAGE = 20;

export class World {
  readonly account: { readonly phone: string; readonly lid: string };
  readonly chats = new Map<string, Chat>();
  readonly files = new Map<string, Buffer>();
  /** The key of the linked browser. */
  device: string | undefined;

  constructor(phone: string) {
    this.account = { phone: `${phone}@c.us`, lid: `99${phone}@lid` };
  }

  addChat(chat: Omit<Chat, 'messages'>): Chat {
    const added = { ...chat, messages: [] };
    this.chats.set(chat.id, added);
    return added;
  }

  /** By either of a person's ids. */
  findChat(id: string): Chat | undefined {
    return (
      this.chats.get(id) ?? [...this.chats.values()].find(({ lid, phone }) => lid === id || phone === id)
    );
  }

  addFile(bytes: Uint8Array): string {
    const path = `/v/t62/${randomBytes(8).toString('hex')}.enc`;
    this.files.set(path, Buffer.from(bytes));
    return path;
  }

  /** Written by the customer, or by the owner on the phone. */
  write(chat: Chat, fromMe: boolean, more: Partial<RawMessage>): RawMessage {
    const me = chat.id.endsWith('@lid') ? this.account.lid : this.account.phone;
    const message: RawMessage = {
      id: { fromMe, remote: chat.id, id: `3A${randomBytes(9).toString('hex').toUpperCase()}` },
      from: fromMe ? me : chat.id,
      to: fromMe ? chat.id : me,
      type: 'chat',
      body: '',
      t: Math.floor(Date.now() / 1_000),
      ack: 1,
      ...(!fromMe && { notifyName: chat.name }),
      ...more,
    };
    chat.messages.push(message);
    return message;
  }

  change(chat: Chat, id: string, changes: Partial<RawMessage>): void {
    const index = chat.messages.findIndex((message) => message.id.id === id);
    const before = chat.messages[index];
    if (before) chat.messages[index] = { ...before, ...changes };
  }

  /** As the page shows chats after a start: the newest page of each. */
  overview(): readonly object[] {
    return [...this.chats.values()].map((chat) => ({
      ...chat,
      t: chat.messages.at(-1)?.t ?? 0,
      messages: chat.messages.slice(-HISTORY_PAGE),
    }));
  }

  /** The page of history before a message; the newest where there is none. */
  earlier(chatId: string, before: unknown): readonly RawMessage[] {
    const messages = this.findChat(chatId)?.messages ?? [];
    const index = messages.findIndex(({ id }) => id.id === before);
    return messages.slice(0, index < 0 ? messages.length : index).slice(-HISTORY_PAGE);
  }
}

export function serializeId({ id }: RawMessage): string {
  return `${id.fromMe}_${id.remote}_${id.id}`;
}
