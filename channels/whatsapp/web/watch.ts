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
const UNREACHED = new Set(['OPENING', 'TIMEOUT']);
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
  let answeredAt = 0;
  while (!signal.aborted) {
    await wait(settling ? timings.lookMs : timings.probeMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const seen = await look(watched);
    const refusal = REFUSED[seen?.state ?? ''];
    if (refusal) return watched.end(refusal, `the page's state is ${seen?.state}`);
    // A page that loaded itself anew begins from the beginning.
    if (watched.account() === undefined || seen?.isHeard === false) {
      settling ??= { startedAt: now() };
      const stuck = await findStuck(watched, seen, settling);
      if (stuck) return watched.end(stuck, 'WhatsApp Web did not become ready in time');
      continue;
    }
    settling = undefined;
    goneSince = seen && seen.state !== CONNECTED ? (goneSince ?? now()) : undefined;
    if (goneSince !== undefined && now() - goneSince > timings.reconnectMs)
      return watched.end('offline', 'WhatsApp Web could not reach WhatsApp');
    if (goneSince !== undefined) continue;
    const found = seen ? await examine(watched, answeredAt) : 'failed';
    if (found === 'answered') answeredAt = now();
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

/** @returns how a session ends that is not ready in time. */
async function findStuck(
  watched: Watched,
  seen: Look | undefined,
  settling: Settling,
): Promise<End | undefined> {
  const { client, timings, now, heardAt } = watched;
  if (UNPAIRED.test(seen?.state ?? '')) {
    if (seen?.state === 'UNPAIRED_IDLE') await refreshCode(client).catch(() => undefined);
    return undefined;
  }
  if (seen?.state === CONNECTED && settling.connectedAt === undefined) {
    settling.connectedAt = now();
    watched.connecting();
  }
  if (seen?.hasSynced) await nudge(watched, settling);
  const { startedAt, connectedAt } = settling;
  const isLate =
    connectedAt === undefined
      ? now() - Math.max(startedAt, heardAt()) > timings.startMs
      : now() - Math.max(connectedAt, heardAt()) > timings.readyMs;
  if (!isLate) return undefined;
  // A line that swallows everything: the page does not load, or comes from the browser's cache and gets no answer.
  const isUnreached = UNREACHED.has(seen?.state ?? '') || client.pupPage?.url() === 'about:blank';
  return connectedAt === undefined && isUnreached ? 'offline' : 'failed';
}

// The library waits for the end of the sync, which may have come before it listened: then `ready` would never be told.
async function nudge({ client, timings, now }: Watched, settling: Settling): Promise<void> {
  settling.syncedAt ??= now();
  if (now() - settling.syncedAt < timings.nudgeMs) return;
  settling.syncedAt = now();
  await within(timings.probeTimeoutMs, 'a nudge', tellSynced(client)).catch(() => undefined);
}

/** @param answeredAt when WhatsApp last answered a question of ours. */
async function examine(
  watched: Watched,
  answeredAt: number,
): Promise<'well' | 'answered' | 'unheard' | 'failed'> {
  const { client, timings, now, account, heardAt } = watched;
  try {
    if (await watched.findUnheard()) return 'unheard';
    if (now() - Math.max(heardAt(), answeredAt) < timings.quietMs) return 'well';
    const self = client.getNumberId(account() ?? '');
    return (await within(timings.probeTimeoutMs, 'asking WhatsApp', self)) ? 'answered' : 'failed';
  } catch {
    return 'failed';
  }
}
