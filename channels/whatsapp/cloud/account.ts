// How the business's number is doing at Meta: asked at the start until it answers, then learnt from every call.
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from '../../../src/log.ts';
import { normalizePhone } from '../../../src/model/identity.ts';
import type { AccountState, AccountStatus } from '../../account.ts';
import type { Graph } from './graph.ts';
import { Refusal } from './refusal.ts';

/** Where trouble was learnt of: a call that was refused, or a message that failed after it had been taken. */
type Source = 'call' | 'receipt';

export interface CloudAccount {
  status(): AccountStatus;
  /** Of an account that is affected as a whole; any other refusal tells nothing of it. */
  refused(refusal: Refusal, source: Source): void;
  /** Ends the trouble that was learnt of in the same way: Meta takes messages of a locked account, then fails them. */
  succeeded(source: Source): void;
  /** Asks once, then in the background until the number is known or the signal is aborted. Never rejects. */
  begin(graph: Graph, signal: AbortSignal): Promise<{ readonly ended: Promise<void> }>;
  stop(): void;
}

const TITLE = 'WhatsApp, Cloud API';
/** The start waits for no longer than this. */
const ASK_TIMEOUT_MS = 8_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

const number = z.object({ display_phone_number: z.string().catch('') });

export function createAccount(deps: {
  readonly phoneNumberId: string;
  readonly log: Log;
  readonly now: () => number;
  readonly onStatus: ((status: AccountStatus) => void) | undefined;
}): CloudAccount {
  const { log, now, onStatus } = deps;
  let trouble: { readonly source: Source; readonly code: number | undefined } | undefined;
  let status: AccountStatus = {
    channel: 'whatsapp',
    key: 'whatsapp-cloud',
    title: TITLE,
    state: 'stopped',
    since: new Date(now()),
    detail: '',
    phone: undefined,
    qr: undefined,
  };
  const become = (state: AccountState, detail = '', phone = status.phone): void => {
    if (state === status.state && detail === status.detail && phone === status.phone) return;
    const since = state === status.state ? status.since : new Date(now());
    status = { ...status, state, detail, phone, since };
    onStatus?.(status);
  };
  return {
    status: () => status,
    refused(refusal, source) {
      if (!refusal.isAccount || status.state === 'stopped') return;
      // Meta's words hold the time of day: the same trouble in other words is no change.
      if (status.state === 'trouble' && trouble?.code === refusal.graphCode) return;
      trouble = { source, code: refusal.graphCode };
      become('trouble', refusal.message);
    },
    succeeded(source) {
      const isOver = status.state === 'trouble' && trouble?.source === source;
      if (isOver || (status.state === 'connecting' && source === 'call')) become('ready');
    },
    async begin(graph, signal) {
      become('connecting');
      const ask = async (): Promise<boolean> => {
        const phone = await askPhone(graph, deps.phoneNumberId, signal);
        if (signal.aborted) return true;
        if (typeof phone === 'string') become('ready', '', normalizePhone(phone));
        else if (!(phone instanceof Refusal) || !phone.isAccount) become('connecting', phone.message);
        if (typeof phone !== 'string') log.warn({ err: phone }, 'Meta did not tell the number of WhatsApp');
        return typeof phone === 'string';
      };
      return { ended: (await ask()) ? Promise.resolve() : keepAsking(ask, signal) };
    },
    stop: () => become('stopped'),
  };
}

async function askPhone(graph: Graph, id: string, signal: AbortSignal): Promise<string | Error> {
  const path = `${id}?fields=display_phone_number,verified_name,quality_rating`;
  try {
    const told = number.parse(await graph.call(path, { timeoutMs: ASK_TIMEOUT_MS, signal }));
    return told.display_phone_number;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function keepAsking(ask: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted || (await ask())) return;
  }
}
