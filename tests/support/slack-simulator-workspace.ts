// The simulated Slack's memory: people, channels, messages, files. What it looks like to those who are in it.
export const TEAM = 'T0KAKI001';
export const BOT_USER = 'U0KAKIBOT';
export const BOT_ID = 'B0KAKIBOT';

export interface SimulatedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly bytes: Uint8Array;
  /** Where it claims to be: this simulator, unless a test says otherwise. */
  url?: string;
}

export interface SimulatedMessage {
  readonly ts: string;
  readonly user: string;
  readonly bot_id?: string;
  readonly team?: string;
  readonly thread_ts?: string;
  readonly metadata?: unknown;
  readonly files?: readonly SimulatedFile[];
  /** Seen by that user only. */
  readonly onlyFor?: string;
  text: string;
  blocks: readonly Record<string, unknown>[];
  subtype?: string;
  edited?: { readonly user: string; readonly ts: string };
  readonly reactions: string[];
}

export interface SimulatedChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im';
  readonly members: Set<string>;
  readonly messages: SimulatedMessage[];
  archived: boolean;
}

export interface SimulatedUser {
  readonly id: string;
  readonly name: string;
  readonly display: string;
  readonly team: string;
  readonly locale: string;
  readonly isBot: boolean;
}

export class Workspace {
  readonly channels = new Map<string, SimulatedChannel>();
  readonly users = new Map<string, SimulatedUser>();
  readonly files = new Map<string, SimulatedFile>();
  #lastTs = 0;
  #ids = 0;

  constructor() {
    this.addUser({ id: BOT_USER, name: 'kaki', display: 'Kaki', isBot: true });
  }

  /** Unique and rising, as Slack's are. */
  nextTs(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, Date.now() * 1000);
    const digits = String(this.#lastTs);
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  nextId(letter: string): string {
    this.#ids += 1;
    return `${letter}0SIM${String(this.#ids).padStart(5, '0')}`;
  }

  addUser(given: Partial<SimulatedUser> & { readonly display: string }): SimulatedUser {
    const id = given.id ?? this.nextId('U');
    const name = given.display.toLowerCase().replace(/\W+/g, '.');
    const user = { name, team: TEAM, locale: 'en-GB', isBot: false, ...given, id };
    this.users.set(id, user);
    return user;
  }

  addChannel(
    given: Partial<Pick<SimulatedChannel, 'kind' | 'name' | 'id'>> & { members?: readonly string[] },
  ) {
    const kind = given.kind ?? 'channel';
    const id = given.id ?? this.nextId({ channel: 'C', group: 'G', im: 'D' }[kind]);
    const members = new Set(given.members ?? [BOT_USER]);
    const channel: SimulatedChannel = {
      id,
      name: given.name ?? id,
      kind,
      members,
      messages: [],
      archived: false,
    };
    this.channels.set(id, channel);
    return channel;
  }

  /** The direct conversation of a user with the app. */
  directOf(user: string): SimulatedChannel {
    const known = [...this.channels.values()].find(({ kind, members }) => kind === 'im' && members.has(user));
    return known ?? this.addChannel({ kind: 'im', members: [BOT_USER, user] });
  }

  addFile(given: { name: string; mimetype?: string; bytes: Uint8Array; url?: string }): SimulatedFile {
    const id = this.nextId('F');
    const file = { mimetype: 'application/octet-stream', title: given.name, ...given, id };
    this.files.set(id, file);
    return file;
  }

  add(
    channel: SimulatedChannel,
    given: Omit<SimulatedMessage, 'ts' | 'reactions' | 'blocks'> & { blocks?: SimulatedMessage['blocks'] },
  ) {
    const message: SimulatedMessage = { blocks: [], ...given, ts: this.nextTs(), reactions: [] };
    channel.messages.push(message);
    return message;
  }

  message(channel: string, ts: string): SimulatedMessage {
    const found = this.channels.get(channel)?.messages.find((message) => message.ts === ts);
    if (!found) throw new Error(`No message ${ts} in ${channel}.`);
    return found;
  }

  /** A message leaves; one that has replies leaves a tombstone. Tells which. */
  remove(channel: SimulatedChannel, message: SimulatedMessage): 'gone' | 'tombstone' {
    const hasReplies = channel.messages.some(
      ({ ts, thread_ts }) => thread_ts === message.ts && ts !== message.ts,
    );
    if (!hasReplies) {
      channel.messages.splice(channel.messages.indexOf(message), 1);
      return 'gone';
    }
    Object.assign(message, {
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: 'USLACKBOT',
      blocks: [],
    });
    return 'tombstone';
  }
}
