// Sends from the page, once and only once as far as that can be known, and tells our own words from a person's.
import { readFile } from 'node:fs/promises';
import type { Client, Message, MessageMedia } from 'whatsapp-web.js';
import { readChat } from './catch-up.ts';
import { within } from './page.ts';
import type { People } from './people.ts';
import type { Timings, ToChild, WebMessage } from './protocol.ts';
import { type Entry, hashOf, type Sends, type Spoken } from './sends.ts';

export type SendCommand = Extract<ToChild, { kind: 'send' }>;

export interface SendingDeps {
  readonly client: Client;
  readonly toMedia: (contentType: string, base64: string, name: string) => MessageMedia;
  readonly people: People;
  readonly sends: Sends;
  readonly timings: Timings;
  /** A message from this account that this program did not send. */
  readonly spoke: (message: WebMessage) => void;
  /** One that it did send. */
  readonly echoed: (message: WebMessage) => void;
}

interface Sent {
  readonly id: string;
  readonly entry: Entry;
}

/** The page refused, and trying again is of no use. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const SHOWN_AS_THEMSELVES = /^(image\/(jpeg|png|webp)|video\/mp4|audio\/)/;
const FOUND_SLACK_S = 60;

export function createSending(deps: SendingDeps) {
  const { client, people, sends, timings } = deps;
  const inFlight = new Map<string, number>();
  const onTheirWay = new Map<string, Promise<Sent>>();
  const registered = new Set<string>();
  let held: WebMessage[] = [];

  const judge = (message: WebMessage): void => {
    if (isOurs(sends, message)) deps.echoed(message);
    else deps.spoke(message);
  };
  const release = (customer: string): void => {
    const left = (inFlight.get(customer) ?? 1) - 1;
    if (left > 0) return void inFlight.set(customer, left);
    inFlight.delete(customer);
    const waiting = held.filter((message) => message.customer === customer);
    held = held.filter((message) => message.customer !== customer);
    waiting.forEach(judge);
  };

  const requireRegistered = async (customer: string): Promise<void> => {
    if (customer.includes('@') || registered.has(customer)) return;
    const found = await within(timings.sendMs, 'looking a number up', client.getNumberId(customer));
    if (!found) throw new Refused('address_gone', 'This number is not on WhatsApp.');
    registered.add(customer);
  };

  const post = async (command: SendCommand): Promise<string> => {
    const chat = people.chatOf(command.customer);
    const { content, options, timeoutMs } = await compose(deps, command);
    const sent = await within(timeoutMs, 'sending', client.sendMessage(chat, content, options));
    if (!sent) throw new Error('the page did not take the message');
    return sent.id._serialized;
  };

  const sendOnce = async (command: SendCommand, spoken: Spoken): Promise<Sent> => {
    const lost = sends.findLost(spoken, command.had);
    const found = lost && (lost.id ?? (await findSent(deps, spoken, lost)));
    if (lost && found !== undefined) {
      sends.went(lost, found);
      return { id: found, entry: lost };
    }
    await requireRegistered(command.customer);
    const entry = lost ?? sends.begin(spoken);
    inFlight.set(command.customer, (inFlight.get(command.customer) ?? 0) + 1);
    try {
      const id = await post(command);
      sends.went(entry, id);
      return { id, entry };
    } finally {
      release(command.customer);
    }
  };

  return {
    /**
     * The same words to the same customer while they are on their way: somebody was tired of waiting, and gets the same
     * answer. @returns the message's id. @throws Refused, or another Error where it may be tried again.
     */
    send(command: SendCommand): Promise<Sent> {
      const spoken = toSpoken(command);
      const key = `${spoken.customer} ${spoken.hash}`;
      const sent = onTheirWay.get(key) ?? sendOnce(command, spoken).finally(() => onTheirWay.delete(key));
      onTheirWay.set(key, sent);
      return sent;
    },
    /** A message from this account: while one is on its way to that customer, nobody knows yet whose it is. */
    hear(message: WebMessage): void {
      if (inFlight.has(message.customer)) held.push(message);
      else judge(message);
    },
  };
}
export type Sending = ReturnType<typeof createSending>;

function toSpoken({ customer, text, file }: SendCommand): Spoken {
  return { customer, hash: hashOf(file ? `file ${kindOf(file.contentType)}` : text) };
}

// WhatsApp makes pictures smaller and forgets what they were called.
function isOurs(sends: Sends, { id, customer, text, media, at }: WebMessage): boolean {
  const hash = hashOf(media ? `file ${kindOf(media.contentType)}` : text);
  return sends.owns({ id, customer, hash, atMs: at * 1_000 });
}

function kindOf(contentType: string): string {
  return SHOWN_AS_THEMSELVES.test(contentType) ? (contentType.split('/')[0] ?? '') : 'document';
}

// An earlier try may have gone through without anybody hearing of it.
async function findSent(
  { client, people, sends }: SendingDeps,
  spoken: Spoken,
  lost: Entry,
): Promise<string | undefined> {
  const since = Math.floor(lost.at / 1_000) - FOUND_SLACK_S;
  const { messages } = await readChat(client, people.chatOf(spoken.customer), { since, reach: since });
  const ids = messages
    .filter((message) => message.fromMe && hashOfMessage(message) === spoken.hash)
    .map((message) => message.id._serialized);
  return ids.find((id) => !sends.has(id));
}

function hashOfMessage(message: Message): string {
  const { mimetype = '' } = message.rawData as { readonly mimetype?: string };
  return hashOf(message.hasMedia ? `file ${kindOf(mimetype)}` : message.body);
}

async function compose({ toMedia, timings }: SendingDeps, { text, file }: SendCommand) {
  // A preview waits for WhatsApp to fetch the page behind a link.
  const options = { sendSeen: false, linkPreview: false, parseVCards: false, waitUntilMsgSent: true };
  if (!file) return { content: text, options, timeoutMs: timings.sendMs };
  const bytes = await readFile(file.path);
  return {
    content: toMedia(file.contentType, bytes.toString('base64'), file.name),
    options: { ...options, sendMediaAsDocument: !SHOWN_AS_THEMSELVES.test(file.contentType) },
    timeoutMs: timings.transferMs,
  };
}
