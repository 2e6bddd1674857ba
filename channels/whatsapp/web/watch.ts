// Looks after the page: `ready` that never comes, a page that hangs, a session that went deaf without a word.
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'whatsapp-web.js';
import { type Look, lookAtPage, refreshCode, tellSynced, within } from './page.ts';
import type { End, Timings } from './protocol.ts';

export interface Watched {
  readonly client: Client;
  readonly timings: Timings;
  readonly now: () => number;
  /** Digits of the account once it is ready. */
  account(): string | undefined;
  /** When the page last told anything. */
  heardAt(): number;
  /** Looks whether the chats hold words that no event told; rejects where the page does not answer. */
  findUnheard(): Promise<boolean>;
  /** A code was scanned, or the session is being taken up. */
  connecting(): void;
  end(end: End, why: string): void;
}

const CONNECTED = 'CONNECTED';
const UNPAIRED = /^UNPAIRED/;
const REFUSED: Readonly<Record<string, End>> = {
  CONFLICT: 'conflict',
  TOS_BLOCK: 'blocked',
  SMB_TOS_BLOCK: 'blocked',
};
/** Failures in a row before a session counts as deaf: one alone may be a slow moment. */
const FAILURES = 2;

export async function watchPage(watched: Watched, signal: AbortSignal): Promise<void> {
  const { timings, now, heardAt } = watched;
  let settling: Settling | undefined = { startedAt: now() };
  let failures = 0;
  let goneSince: number | undefined;
  let unheardAt: number | undefined;
  while (!signal.aborted) {
    await wait(settling ? timings.lookMs : timings.probeMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const seen = await look(watched);
    const refusal = REFUSED[seen?.state ?? ''];
    if (refusal) return watched.end(refusal, `the page's state is ${seen?.state}`);
    // A page that loaded itself anew begins from the beginning.
    if (watched.account() === undefined || seen?.isHeard === false) {
      settling ??= { startedAt: now() };
      if (await isStuck(watched, seen, settling))
        return watched.end('failed', 'WhatsApp Web did not become ready in time');
      continue;
    }
    settling = undefined;
    goneSince = seen && seen.state !== CONNECTED ? (goneSince ?? now()) : undefined;
    if (goneSince !== undefined && now() - goneSince > timings.reconnectMs)
      return watched.end('offline', 'WhatsApp Web could not reach WhatsApp');
    if (goneSince !== undefined) continue;
    const found = seen ? await examine(watched) : 'failed';
    failures = found === 'failed' ? failures + 1 : 0;
    // Once may be a page that fetched by itself what it had missed; twice, with nothing told in between, is deaf.
    const isDeaf = found === 'unheard' && unheardAt === heardAt();
    if (found === 'unheard') unheardAt = heardAt();
    if (isDeaf || failures >= FAILURES)
      return watched.end('deaf', 'the page does not tell what happens any more');
  }
}

/** A page on its way to `ready`. */
interface Settling {
  readonly startedAt: number;
  connectedAt?: number;
  /** When it was found synced, or last told so. */
  syncedAt?: number;
}

async function look({ client, timings }: Watched): Promise<Look | undefined> {
  return within(timings.probeTimeoutMs, 'looking at the page', lookAtPage(client)).catch(() => undefined);
}

async function isStuck(watched: Watched, seen: Look | undefined, settling: Settling): Promise<boolean> {
  const { client, timings, now, heardAt } = watched;
  if (UNPAIRED.test(seen?.state ?? '')) {
    if (seen?.state === 'UNPAIRED_IDLE') await refreshCode(client).catch(() => undefined);
    return false;
  }
  if (seen?.state === CONNECTED && settling.connectedAt === undefined) {
    settling.connectedAt = now();
    watched.connecting();
  }
  if (seen?.hasSynced) await nudge(watched, settling);
  const { startedAt, connectedAt } = settling;
  if (connectedAt === undefined) return now() - Math.max(startedAt, heardAt()) > timings.startMs;
  return now() - Math.max(connectedAt, heardAt()) > timings.readyMs;
}

// The library waits for the end of the sync, which may have come before it listened: then `ready` would never be told.
async function nudge({ client, timings, now }: Watched, settling: Settling): Promise<void> {
  settling.syncedAt ??= now();
  if (now() - settling.syncedAt < timings.nudgeMs) return;
  settling.syncedAt = now();
  await within(timings.probeTimeoutMs, 'a nudge', tellSynced(client)).catch(() => undefined);
}

async function examine(watched: Watched): Promise<'well' | 'unheard' | 'failed'> {
  const { client, timings, now, account, heardAt } = watched;
  try {
    if (await watched.findUnheard()) return 'unheard';
    if (now() - heardAt() < timings.quietMs) return 'well';
    const self = client.getNumberId(account() ?? '');
    return (await within(timings.probeTimeoutMs, 'asking WhatsApp', self)) ? 'well' : 'failed';
  } catch {
    return 'failed';
  }
}
