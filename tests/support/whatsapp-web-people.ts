// The people around the simulated WhatsApp Web: customers who write and read, and the owner with the phone in hand.
import { type Chat, type RawMessage, serializeId, type World } from './whatsapp-web-world.ts';

export interface Customer {
  readonly chatId: string;
  /** @returns the message's id, as whatsapp-web.js writes it. */
  says(text: string, more?: Partial<RawMessage>): string;
  /** A picture, a voice note (`ptt`), a document. */
  sends(file: {
    readonly type: string;
    readonly mimetype: string;
    readonly bytes: Uint8Array;
    readonly filename?: string;
    readonly caption?: string;
    /** What the message tells, where that is not its true size. */
    readonly size?: number;
    /** `FETCHING`: the page loads it by itself at the moment. */
    readonly mediaStage?: string;
  }): string;
  edits(id: string, text: string): void;
  deletes(id: string): void;
  /** Everything that arrived: the ticks turn blue. */
  reads(): void;
  /** What arrived in this chat from the business, in order. */
  sees(): readonly RawMessage[];
  texts(): readonly string[];
}

/** Tells the page of something, where one is connected. */
export type Tell = (kind: string, event: object) => void;

export function createCustomer(world: World, chat: Chat, tell: Tell): Customer {
  const arrived = (): readonly RawMessage[] => chat.messages.filter(({ id }) => id.fromMe);
  const write = (more: Partial<RawMessage>): string => {
    const message = world.write(chat, false, more);
    tell('message', { chat, message });
    return serializeId(message);
  };
  const change = (id: string, changes: Partial<RawMessage>): void => {
    world.change(chat, id.split('_')[2] ?? '', changes);
    tell('changed', { id, changes });
  };
  return {
    chatId: chat.id,
    says: (text, more) => write({ body: text, ...more }),
    sends: ({ bytes, ...file }) =>
      write({
        size: bytes.length,
        ...file,
        directPath: world.addFile(bytes),
        mediaKey: 'key',
        filehash: 'hash',
      }),
    edits: (id, text) => change(id, { body: text, latestEditSenderTimestampMs: Date.now() }),
    deletes: (id) => change(id, { type: 'revoked', body: '' }),
    reads() {
      for (const message of arrived()) change(serializeId(message), { ack: 3 });
    },
    sees: arrived,
    texts: () => arrived().map(({ body }) => body),
  };
}

/** The owner types on the paired phone, or on another linked device. */
export function typeOnPhone(world: World, tell: Tell, to: string, text: string): string {
  const chat = world.findChat(to);
  if (!chat) throw new Error(`nobody is called ${to}`);
  const message = world.write(chat, true, { body: text, ack: 2 });
  tell('message', { chat, message });
  return serializeId(message);
}
