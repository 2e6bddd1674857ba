// What the conversation shows, in order, each thing once: repeats, echoes and streams are known by their keys.
import type { Activity, Attachment, Claim } from './wire.ts';

export interface Entry {
  /** Own message: by the client's id. Otherwise: the message's id, which is its stream's too. */
  readonly key: string;
  readonly author: 'customer' | 'bot' | 'staff' | 'system';
  readonly name: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The server's place in the order; Infinity until it has one. */
  readonly sequence: number;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly isStreaming: boolean;
  /** Changed, or taken back, after it was first shown. */
  readonly change?: 'edited' | 'takenBack' | undefined;
  readonly attachments: readonly Attachment[];
  /** The customer's own, until the server shows them. */
  readonly files: readonly File[];
  readonly citations: readonly Claim[];
  readonly suggestions: readonly { readonly title: string; readonly value: string }[];
}

type Fields = Pick<Entry, 'key' | 'author' | 'text'> & Partial<Entry>;

const AUTHORS: readonly string[] = ['bot', 'staff', 'system'];

export class Timeline {
  readonly #entries = new Map<string, Entry>();
  readonly #streamSequences = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** By the server's order; what it hasn't placed yet comes last, as it came. */
  entries(): readonly Entry[] {
    const order = (a: Entry, b: Entry): number => (a.sequence === b.sequence ? 0 : a.sequence - b.sequence);
    return [...this.#entries.values()].sort(order);
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#streamSequences.clear();
  }

  /** Shown before the server has it. @returns its key. */
  addOwn(clientId: string, text: string, files: readonly File[] = []): string {
    const key = `own:${clientId}`;
    this.#put({ key, author: 'customer', text, files, state: 'sending', sequence: Number.POSITIVE_INFINITY });
    return key;
  }

  /** Never back from what the server has shown. */
  setState(key: string, state: Entry['state']): void {
    const entry = this.#entries.get(key);
    if (entry && entry.sequence === Number.POSITIVE_INFINITY) this.#put({ ...entry, state });
  }

  /** @returns true where something new is to be seen. */
  apply(activity: Activity): boolean {
    if (activity.type === 'message') return this.#applyMessage(activity);
    if (activity.type === 'messageDelete') return this.#takeBack(toKey(activity));
    const { streamId, streamType } = activity.channelData ?? {};
    if (activity.type !== 'typing' || !streamId) return false;
    if (streamType === 'final') return this.#withdraw(`reply:${streamId}`);
    if (streamType === 'streaming') return this.#applyStream(streamId, activity);
    return false;
  }

  /** The line broke: whatever was being said is told whole when it is back. */
  dropStreams(): void {
    for (const { key, isStreaming } of this.#entries.values()) if (isStreaming) this.#entries.delete(key);
  }

  #applyMessage(activity: Activity): boolean {
    const { author, edited, ...data } = activity.channelData ?? {};
    const key = toKey(activity);
    const text = activity.text ?? '';
    const known = this.#entries.get(key);
    const isPlaced = known && !known.isStreaming && known.sequence !== Number.POSITIVE_INFINITY;
    if (isPlaced && (!edited || known.change === 'takenBack' || (known.change && known.text === text)))
      return false;
    this.#put({
      key,
      author: isOwn(activity) ? 'customer' : toAuthor(author),
      name: activity.from?.name ?? '',
      text,
      change: edited ? 'edited' : undefined,
      at: Date.parse(activity.timestamp ?? '') || this.#now(),
      sequence: data['webchat:sequence-id'] ?? Number.MAX_SAFE_INTEGER,
      attachments: activity.attachments ?? [],
      citations: activity.entities?.flatMap((entity) => entity.citation ?? []) ?? [],
      suggestions: activity.suggestedActions?.actions ?? [],
    });
    return true;
  }

  // Nothing of it stays but its place.
  #takeBack(key: string): boolean {
    const known = this.#entries.get(key);
    if (!known || known.change === 'takenBack') return false;
    const { author, name, at, sequence } = known;
    this.#put({ key, author, name, at, sequence, text: '', change: 'takenBack' });
    return true;
  }

  #applyStream(streamId: string, activity: Activity): boolean {
    const key = `reply:${streamId}`;
    const sequence = activity.channelData?.streamSequence ?? 0;
    const known = this.#entries.get(key);
    // Said whole already, withdrawn, or overtaken on the way.
    if ((known && !known.isStreaming) || sequence <= (this.#streamSequences.get(key) ?? 0)) return false;
    this.#streamSequences.set(key, sequence);
    if (!activity.text) return false;
    this.#put({
      key,
      author: 'bot',
      name: activity.from?.name ?? '',
      text: activity.text,
      isStreaming: true,
      sequence: Number.POSITIVE_INFINITY,
      ...(known && { at: known.at }),
    });
    return true;
  }

  #withdraw(key: string): boolean {
    this.#streamSequences.set(key, Number.POSITIVE_INFINITY);
    return this.#entries.get(key)?.isStreaming === true && this.#entries.delete(key);
  }

  #put(fields: Fields): void {
    this.#entries.set(fields.key, {
      name: '',
      at: this.#now(),
      sequence: Number.POSITIVE_INFINITY,
      state: 'sent',
      isStreaming: false,
      attachments: [],
      files: [],
      citations: [],
      suggestions: [],
      ...fields,
    });
  }
}

function isOwn(activity: Activity): boolean {
  return activity.from?.role === 'user';
}

// An activity's id is the conversation's and the message's: the second is what a stream is called by, too.
function toKey(activity: Activity): string {
  const { id = '', channelData: { clientActivityID } = {} } = activity;
  if (isOwn(activity)) return clientActivityID ? `own:${clientActivityID}` : id;
  return `reply:${id.slice(id.indexOf('|') + 1)}`;
}

function toAuthor(author: string | undefined): Entry['author'] {
  return AUTHORS.includes(author ?? '') ? (author as Entry['author']) : 'bot';
}
