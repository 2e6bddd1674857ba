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
  const startedAt = watched.now();
  let connectedAt: number | undefined;
  let failures = 0;
  let goneSince: number | undefined;
  let unheardAt: number | undefined;
  while (!signal.aborted) {
    const isReady = watched.account() !== undefined;
    const { timings, now } = watched;
    await wait(isReady ? timings.probeMs : timings.lookMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const seen = await look(watched);
    const refusal = REFUSED[seen?.state ?? ''];
    if (refusal) return watched.end(refusal, `the page's state is ${seen?.state}`);
    if (!isReady) {
      if (seen?.state === CONNECTED && connectedAt === undefined) {
        connectedAt = now();
        watched.connecting();
      }
      if (await isStuck(watched, seen, { startedAt, connectedAt }))
        return watched.end('failed', 'WhatsApp Web did not become ready in time');
      continue;
    }
    goneSince = seen && seen.state !== CONNECTED ? (goneSince ?? now()) : undefined;
    if (goneSince !== undefined && now() - goneSince > timings.reconnectMs)
      return watched.end('offline', 'WhatsApp Web could not reach WhatsApp');
    if (goneSince !== undefined) continue;
    const found = await examine(watched, seen);
    failures = found === 'failed' ? failures + 1 : 0;
    // Once may be a page that fetched by itself what it had missed; twice, with nothing told in between, is deaf.
    const isDeaf = found === 'unheard' && unheardAt === watched.heardAt();
    if (found === 'unheard') unheardAt = watched.heardAt();
    if (isDeaf || failures >= FAILURES)
      return watched.end('deaf', 'the page does not tell what happens any more');
  }
}

async function look({ client, timings }: Watched): Promise<Look | undefined> {
  return within(timings.probeTimeoutMs, 'looking at the page', lookAtPage(client)).catch(() => undefined);
}

async function isStuck(
  { client, timings, now, heardAt }: Watched,
  seen: Look | undefined,
  { startedAt, connectedAt }: { readonly startedAt: number; readonly connectedAt: number | undefined },
): Promise<boolean> {
  if (UNPAIRED.test(seen?.state ?? '')) {
    if (seen?.state === 'UNPAIRED_IDLE') await refreshCode(client).catch(() => undefined);
    return false;
  }
  const { readyMs, startMs, probeTimeoutMs } = timings;
  if (connectedAt === undefined) return now() - Math.max(startedAt, heardAt()) > startMs;
  const passedMs = now() - Math.max(connectedAt, heardAt());
  if (seen?.hasSynced && passedMs > readyMs / 4)
    await within(probeTimeoutMs, 'a nudge', tellSynced(client)).catch(() => undefined);
  return passedMs > readyMs;
}

async function examine(watched: Watched, seen: Look | undefined): Promise<'well' | 'unheard' | 'failed'> {
  const { client, timings, now, account, heardAt } = watched;
  if (!seen) return 'failed';
  if (!seen.isHeard) {
    if (seen.hasSynced) await tellSynced(client).catch(() => undefined);
    return 'failed';
  }
  try {
    if (await watched.findUnheard()) return 'unheard';
    if (now() - heardAt() < timings.quietMs) return 'well';
    const self = client.getNumberId(account() ?? '');
    return (await within(timings.probeTimeoutMs, 'asking WhatsApp', self)) ? 'well' : 'failed';
  } catch {
    return 'failed';
  }
}
