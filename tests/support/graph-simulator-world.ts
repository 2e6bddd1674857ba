// What the simulated WhatsApp knows: its people and their phones, the files it keeps, and what time it is there.
import { createHash, randomBytes } from 'node:crypto';
import type { Upload } from './telegram-simulator-requests.ts';

export interface Person {
  readonly name: string;
  /** Digits, with the country; the number stays theirs even where they hide it. */
  readonly phone: string;
  /** What Meta calls this person to this business. */
  readonly userId: string;
  /** Shows a name instead of the number: the business is told `userId` alone. */
  readonly isNumberHidden: boolean;
}

/** A message of the business as the phone shows it. */
export interface ShownMessage {
  /** The wamid. */
  readonly id: string;
  readonly kind: 'text' | 'options' | 'file' | 'template';
  /** In WhatsApp's own formatting; '' beside a file. Of a template: its name and language. */
  readonly text: string;
  readonly options: readonly { readonly id: string; readonly title: string; readonly description?: string }[];
  readonly file?: Upload & { readonly shownAs: string };
}

/** What a lookup tells of a file against the truth. */
export interface MediaLies {
  readonly fileSize?: number;
  readonly contentType?: string;
  readonly sha256?: string;
  readonly url?: string;
}

interface StoredMedia extends Upload {
  readonly lies: MediaLies;
  /** By the simulator's clock, in ms; from then on its addresses are dead. */
  urlsDieAt: number;
}

const URL_LIVES_MS = 5 * 60_000;
export const WINDOW_MS = 24 * 3_600_000;

export class GraphWorld {
  readonly people = new Map<string, Person>();
  readonly shown = new Map<string, ShownMessage[]>();
  readonly media = new Map<string, StoredMedia>();
  /** When each person last wrote, by the simulator's clock. */
  readonly lastWroteAt = new Map<string, number>();
  readonly blocked = new Set<string>();
  readonly unread = new Map<string, string[]>();
  /** What the business is seen to do, newest last. */
  readonly typing: { readonly phone: string; readonly messageId: string; readonly at: number }[] = [];
  /** Who wrote which message. */
  readonly written = new Map<string, string>();
  #aheadMs = 0;
  #next = 1;

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  newWamid(): string {
    this.#next += 1;
    return `wamid.${Buffer.from(`${this.#next}:${randomBytes(9).toString('hex')}`).toString('base64')}`;
  }

  addPerson(of: Partial<Person>): Person {
    this.#next += 1;
    const phone = of.phone ?? `65912${String(this.#next).padStart(5, '0')}`;
    const person: Person = {
      name: 'Mei Ling Tan',
      userId: `SG.${phone.slice(2)}0001`,
      isNumberHidden: false,
      ...of,
      phone,
    };
    this.people.set(phone, person);
    this.shown.set(phone, []);
    this.unread.set(phone, []);
    return person;
  }

  /** By number or by Meta's id of them. */
  find(recipient: string): Person | undefined {
    return this.people.get(recipient) ?? [...this.people.values()].find(({ userId }) => userId === recipient);
  }

  /** @returns its id. */
  store(upload: Upload, lies: MediaLies = {}): string {
    const id = String(1_000_000_000_000 + this.#next);
    this.#next += 1;
    this.media.set(id, { ...upload, lies, urlsDieAt: 0 });
    return id;
  }

  /** A fresh address is given, good for five minutes. */
  lookUp(id: string, apiUrl: string): object | undefined {
    const media = this.media.get(id);
    if (!media) return undefined;
    media.urlsDieAt = this.now() + URL_LIVES_MS;
    const { lies, bytes } = media;
    return {
      messaging_product: 'whatsapp',
      url: lies.url ?? `${apiUrl}/whatsapp_business/attachments/?mid=${id}&ext=${media.urlsDieAt}`,
      mime_type: lies.contentType ?? media.contentType,
      sha256: lies.sha256 ?? createHash('sha256').update(bytes).digest('hex'),
      file_size: lies.fileSize ?? bytes.length,
      id,
    };
  }

  /** Every address that was given is dead; the files are still there. */
  expireMedia(): void {
    for (const media of this.media.values()) media.urlsDieAt = 0;
  }

  isWindowOpen(phone: string): boolean {
    return this.now() - (this.lastWroteAt.get(phone) ?? Number.NEGATIVE_INFINITY) < WINDOW_MS;
  }
}
