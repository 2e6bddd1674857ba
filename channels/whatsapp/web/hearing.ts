// Every message of the paired phone's chats is told once: as it happens, or when it is found to have been missed.
import type { Client, Message } from 'whatsapp-web.js';
import { type Found, findMissed } from './catch-up.ts';
import type { People } from './people.ts';
import { type FromChild, keyOf, type Timings, type WebMessage } from './protocol.ts';
import { editedAt, isSpoken, readMessage } from './reading.ts';
import type { Sending } from './sending.ts';
import type { Progress } from './through.ts';

export interface HearingDeps {
  readonly client: Client;
  readonly people: People;
  readonly progress: Progress;
  readonly sending: Sending;
  readonly timings: Timings;
  readonly now: () => number;
  readonly tell: (event: FromChild) => void;
}

/** Events may be told in another order than that of the messages' times. */
const OVERLAP_S = 120;
const DEBT = 'missed messages';
/** A chat that could not be read whole so often is broken: everybody else's words must not wait for it. */
const MOST_TRIES = 3;

export function createHearing({ client, people, progress, sending, timings, now, tell }: HearingDeps) {
  const told = new Set<string>();
  let account: string | undefined;
  let owedSince: number | undefined;
  let tries = 0;
  /** When the chats were last looked through, in epoch milliseconds. */
  let lookedAt = now();
  // One after the other: who somebody is may have to be looked up, and words must not overtake each other meanwhile.
  let line = Promise.resolve();

  const inLine = (what: string, act: () => Promise<void>): void => {
    line = line.then(act).catch((error: unknown) => tell({ kind: 'log', why: `${what}: ${String(error)}` }));
  };
  const pass = async (message: Message, to: string): Promise<void> => {
    const read = await readMessage(message, to, people);
    if (read.customer === to || isEmpty(read)) progress.stored(read.id);
    else if (read.fromMe) sending.hear(read);
    else tell({ kind: 'message', message: read });
  };
  /** @returns whether it had not been told before. */
  const take = (message: Message): boolean => {
    const id = message.id._serialized;
    const to = account;
    if (to === undefined || !isSpoken(message) || told.has(id)) return false;
    told.add(id);
    progress.took(id, message.timestamp);
    inLine('a message', () => pass(message, to));
    return true;
  };
  const takeEdit = (message: Message, at: number | undefined): void => {
    const to = account;
    if (to === undefined || at === undefined || message.fromMe || !isSpoken(message)) return;
    const key = keyOf({ id: message.id._serialized, editedAt: at });
    if (told.has(key)) return;
    told.add(key);
    progress.took(key, Math.floor(at / 1_000));
    inLine('an edit', async () =>
      tell({ kind: 'message', message: { ...(await readMessage(message, to, people)), editedAt: at } }),
    );
  };
  /** What was written before is known: of that only edits are news. */
  const takeMissed = async (since: number): Promise<Found> => {
    const at = now();
    const { messages, isWhole } = await findMissed(client, since);
    lookedAt = at;
    const fresh = messages.filter((message) => message.timestamp >= since && take(message));
    for (const message of messages) {
      // By the sender's clock, which may be slow: what was written since then was edited since then, too.
      const edited = editedAt(message);
      if (edited !== undefined && Math.max(edited, message.timestamp * 1_000) >= since * 1_000)
        takeEdit(message, edited);
    }
    return { messages: fresh, isWhole };
  };
  // Until what was missed has been looked for, nothing newer counts as all that there is.
  const payDebt = async (): Promise<void> => {
    const since = owedSince;
    if (since === undefined) return;
    const { isWhole } = await takeMissed(since);
    tries += 1;
    if (!isWhole && tries < MOST_TRIES) return;
    if (!isWhole) tell({ kind: 'log', why: 'some chats could not be read as far back as was needed' });
    if (owedSince === since) owedSince = undefined;
    progress.stored(DEBT);
  };

  return {
    /** Digits; undefined until it is ready. */
    account: () => account,
    take,
    /** @param before the words that were changed. */
    takeEdit(message: Message, before: unknown): void {
      // The body of a picture is its preview, which changes by itself; what had no words was not readable before.
      if (before) takeEdit(message, editedAt(message) ?? (message.type === 'chat' ? now() : undefined));
    },
    /** @throws Error where the page did not tell what was missed: `findUnheard` tries again. */
    async becomeReady(paired: string): Promise<void> {
      account = paired;
      owedSince = progress.begin(paired);
      tries = 0;
      progress.took(DEBT, owedSince);
      tell({ kind: 'ready', account });
      await payDebt();
    },
    /**
     * Takes what stands in the chats and no event told. @returns whether that is proof that events do not come: only a
     * customer's words that lay there a while are. @param heardAt when the last event was told.
     */
    async findUnheard(heardAt: number): Promise<boolean> {
      if (owedSince !== undefined) return payDebt().then(() => false);
      // Nothing is looked for while the page has lost WhatsApp, and a word afterwards proves nothing about those before.
      const since = Math.floor(Math.min(heardAt, lookedAt) / 1_000) - OVERLAP_S;
      const { messages: fresh } = await takeMissed(since);
      const isLate = ({ timestamp }: Message): boolean => now() - timestamp * 1_000 > timings.lateMs;
      return fresh.some((message) => !message.fromMe && isLate(message));
    },
  };
}

function isEmpty({ text, media, place, vcards }: WebMessage): boolean {
  return text === '' && !media && !place && vcards.length === 0;
}
