// What the child tells, stored in order: nothing counts as received before it is, and what is stored once stays known.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import type { Receipt } from '../../../src/model/activity.ts';
import { StoreError } from '../../../src/model/errors.ts';
import type { Receive, Reports } from '../../channel.ts';
import { toInbound, toOwnWords } from './decode.ts';
import { type FromChild, keyOf } from './protocol.ts';

export type Told = Extract<FromChild, { kind: 'message' | 'own' | 'ack' }>;

export interface InletDeps {
  readonly receive: Receive;
  readonly reports: Reports | undefined;
  /** The child may forget about it. */
  readonly stored: (id: string) => void;
  readonly log: Log;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];
const MOST_KNOWN = 2_000;
const STATES: Readonly<Record<number, Receipt['state']>> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'read',
};

export function createInlet({ receive, reports, stored, log }: InletDeps) {
  const over = new AbortController();
  const known = new Set<string>();
  let line = Promise.resolve();

  const store = async (told: Told): Promise<void> => {
    if (told.kind === 'ack') return reports?.receipt(toReceipt(told));
    const { message } = told;
    const key = keyOf(message);
    if (!known.has(key)) {
      if (told.kind === 'own') await reports?.spoke(toOwnWords(message));
      else await receive(toInbound(message));
      known.add(key);
      if (known.size > MOST_KNOWN)
        for (const oldest of [...known].slice(0, MOST_KNOWN / 2)) known.delete(oldest);
    }
    stored(key);
  };

  // The database may be away for a while; anything else would fail again, and must not stand in the way.
  const keepTrying = async (told: Told): Promise<void> => {
    for (let failures = 0; !over.signal.aborted; failures += 1) {
      try {
        return await store(told);
      } catch (error) {
        if (!(error instanceof StoreError)) {
          log.error({ err: error, kind: told.kind }, 'something of WhatsApp Web was given up');
          return told.kind === 'ack' ? undefined : stored(keyOf(told.message));
        }
        log.warn({ err: error }, 'something of WhatsApp Web could not be stored yet');
        const pauseMs = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)];
        await wait(pauseMs, undefined, { signal: over.signal }).catch(() => undefined);
      }
    }
  };

  return {
    hear(told: Told): void {
      if (told.kind === 'ack' && STATES[told.ack] === undefined) return;
      line = line.then(() => keepTrying(told));
    },
    async stop(): Promise<void> {
      over.abort();
      await line;
    },
  };
}
export type Inlet = ReturnType<typeof createInlet>;

function toReceipt({ account, id, ack }: Extract<Told, { kind: 'ack' }>): Receipt {
  const state = STATES[ack] ?? 'sent';
  const failure = {
    code: 'whatsapp_failed',
    message: 'WhatsApp could not deliver this message. Look at the phone, or write again.',
    retryable: false,
  };
  return { channel: 'whatsapp', account, id, state, ...(state === 'failed' && { failure }) };
}
