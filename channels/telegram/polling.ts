// Asking Telegram for updates, by one process at a time; nothing is confirmed to Telegram before it is stored.
import type { Update } from 'telegraf/types';
import type { Log } from '../../src/log.ts';
import { DeliveryError, StoreError } from '../../src/model/errors.ts';
import type { ProcessLease } from '../../src/store/process-lease.ts';
import type { Api } from './api.ts';
import { backoffMs, pause } from './pause.ts';
import { ALLOWED_UPDATES } from './webhook.ts';

export interface PollingDeps {
  readonly api: Api;
  readonly lease: ProcessLease;
  readonly log: Log;
  readonly now: () => number;
  /** Stores one update; repeats are dropped behind it. @throws StoreError */
  readonly take: (update: Update) => Promise<void>;
}

/** Telegram holds a request open for so long when there is nothing to tell. */
const HOLD_S = 25;
const ANSWER_WITHIN_MS = (HOLD_S + 10) * 1_000;
/** The database is asked so often whether the other process still polls. */
const ASK_LEASE_MS = 2_000;
// A server that answers "nothing" at once, instead of holding the request, is not asked without pause.
const HELD_AT_LEAST_MS = 250;
const UNHELD_PAUSE_MS = 500;
const CALL_TIMEOUT_MS = 10_000;

/** Polls until the signal is aborted; waits while another process does. Never rejects. */
export async function pollUpdates(deps: PollingDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await acquire(deps)) await pollWhileHeld(deps, signal);
    else await pause(ASK_LEASE_MS, signal);
  }
}

async function acquire({ lease, log }: PollingDeps): Promise<boolean> {
  return lease.acquire().catch((error: unknown) => {
    log.warn({ err: error }, 'Telegram is not polled: the database did not answer');
    return false;
  });
}

async function pollWhileHeld(deps: PollingDeps, signal: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const stopRenewing = keepRenewing(deps, lost);
  try {
    await poll(deps, AbortSignal.any([signal, lost.signal]));
  } finally {
    stopRenewing();
    // What fails here runs out by itself.
    await deps.lease
      .release()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'a lease was not released'));
  }
}

function keepRenewing({ lease, now, log }: PollingDeps, lost: AbortController): () => void {
  let renewedAt = now();
  const timer = setInterval(async () => {
    const isHeld = await lease.renew().catch(() => undefined);
    if (isHeld) renewedAt = now();
    if (isHeld === false || now() - renewedAt > lease.durationMs) {
      log.warn({}, 'Telegram is not polled here any more: the lease was lost');
      lost.abort();
    }
  }, lease.durationMs / 4);
  return () => clearInterval(timer);
}

async function poll(deps: PollingDeps, signal: AbortSignal): Promise<void> {
  let offset: number | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const updates = await ask(deps, offset, signal);
      const isStored = await takeAll(deps, updates, signal);
      if (isStored) offset = offsetAfter(updates);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      await recover(deps, error, { failures, signal });
    }
  }
}

// An offset is told once: the call that comes back empty has confirmed it. A later one would confirm, and so lose, what
// comes after a quiet week, when Telegram starts to count anew at any number, lower ones too.
function offsetAfter(updates: readonly Update[]): number | undefined {
  return updates.length === 0 ? undefined : Math.max(...updates.map((update) => update.update_id)) + 1;
}

async function ask(
  { api, now }: PollingDeps,
  offset: number | undefined,
  signal: AbortSignal,
): Promise<readonly Update[]> {
  const askedAt = now();
  const updates = await api.call(
    'getUpdates',
    {
      timeout: HOLD_S,
      limit: 100,
      allowed_updates: ALLOWED_UPDATES,
      ...(offset !== undefined && { offset }),
    },
    { timeoutMs: ANSWER_WITHIN_MS, signal },
  );
  if (updates.length === 0 && now() - askedAt < HELD_AT_LEAST_MS) await pause(UNHELD_PAUSE_MS, signal);
  return updates;
}

// What can't be read or stored whatever the time must not stand in the way of all that comes behind it.
async function takeAll(deps: PollingDeps, updates: readonly Update[], signal: AbortSignal): Promise<boolean> {
  for (const update of updates) {
    if (signal.aborted) return false;
    try {
      await deps.take(update);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      deps.log.error({ err: error, updateId: update.update_id }, 'an update of Telegram was given up');
    }
  }
  return true;
}

async function recover(
  { api, log }: PollingDeps,
  error: unknown,
  { failures, signal }: { readonly failures: number; readonly signal: AbortSignal },
): Promise<void> {
  log.warn({ err: error, failures }, 'Telegram could not be polled');
  const known = error instanceof DeliveryError ? error : undefined;
  if (known?.code === 'webhook_set') {
    await api
      .call('deleteWebhook', {}, { timeoutMs: CALL_TIMEOUT_MS, signal })
      .catch((cause: unknown) => log.warn({ err: cause }, 'the webhook was not removed'));
  }
  // The other poller of a 409 has the same right: who comes back sooner only throws it out again.
  await pause(backoffMs(failures, known?.retryAfterMs), signal);
}
