// The people, chats and files of a simulated Telegram, and what each chat shows.
import type { Entity } from './telegram-simulator-html.ts';
import { Refused, type Upload } from './telegram-simulator-requests.ts';

export interface Person {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface SimulatedChat {
  readonly id: number;
  readonly type: 'private' | 'supergroup';
  readonly title?: string;
  readonly first_name?: string;
}

export interface KeyboardButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
}

/** What stands in place of the letters; one for one time is hidden when it was pressed. */
export interface ReplyKeyboard {
  readonly rows: readonly (readonly { readonly text: string; readonly request_contact?: boolean }[])[];
  readonly isOneTime: boolean;
  isHidden: boolean;
}

/** A message as the chat shows it. */
export interface ShownMessage {
  readonly messageId: number;
  readonly from: Person;
  /** '' beside a file without words. */
  text: string;
  entities: readonly Entity[];
  buttons: readonly (readonly KeyboardButton[])[];
  readonly file?: Upload & { readonly kind: 'photo' | 'document' };
  readonly replyTo?: number;
  readonly topic?: number;
  isEdited: boolean;
}

interface StoredFile extends Upload {
  readonly path: string;
}

const BLOCKED = 'Forbidden: bot was blocked by the user';

export class World {
  readonly bot: Person;
  readonly people = new Map<number, Person>();
  readonly chats = new Map<number, SimulatedChat>();
  readonly shown = new Map<number, ShownMessage[]>();
  readonly files = new Map<string, StoredFile>();
  readonly keyboards = new Map<number, ReplyKeyboard>();
  /** Chats in which the bot sees 403 with this reason. */
  readonly forbidden = new Map<number, string>();
  /** What the bot is seen to do, newest last. */
  readonly actions: { readonly chatId: number; readonly action: string; readonly at: number }[] = [];
  #nextUser = 700_000_001;
  #nextMessage = 11;
  #nextFile = 1;

  constructor(bot: Person) {
    this.bot = bot;
  }

  addPerson(of: Partial<Omit<Person, 'id'>>): Person {
    const person: Person = { is_bot: false, first_name: 'Mei Ling', ...of, id: this.#nextUser };
    this.#nextUser += 1;
    this.people.set(person.id, person);
    this.addChat({ id: person.id, type: 'private', first_name: person.first_name });
    return person;
  }

  addChat(chat: SimulatedChat): SimulatedChat {
    this.chats.set(chat.id, chat);
    this.shown.set(chat.id, []);
    return chat;
  }

  show(chatId: number, message: Omit<ShownMessage, 'messageId' | 'isEdited'>): ShownMessage {
    const shown = { ...message, messageId: this.#nextMessage, isEdited: false };
    this.#nextMessage += 1;
    this.messagesOf(chatId).push(shown);
    return shown;
  }

  messagesOf(chatId: number): ShownMessage[] {
    return this.shown.get(chatId) ?? [];
  }

  /** @throws Refused where the bot can't speak there. */
  reachable(chatId: unknown): SimulatedChat {
    const chat = this.chats.get(Number(chatId));
    if (!chat) throw new Refused(400, 'Bad Request: chat not found');
    const reason = this.forbidden.get(chat.id);
    if (reason !== undefined) throw new Refused(403, reason);
    return chat;
  }

  block(chatId: number, reason = BLOCKED): void {
    this.forbidden.set(chatId, reason);
  }

  /** @returns its `file_id`. */
  store(upload: Upload): string {
    const id = `AgACAgUAAxkBAAI${String(this.#nextFile).padStart(6, '0')}`;
    const extension = upload.name.includes('.') ? upload.name.slice(upload.name.lastIndexOf('.')) : '';
    this.files.set(id, { ...upload, path: `files/file_${this.#nextFile}${extension}` });
    this.#nextFile += 1;
    return id;
  }
}
