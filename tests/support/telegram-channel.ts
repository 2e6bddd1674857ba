// The Telegram channel on a simulated Telegram, with what it received.
import { randomUUID } from 'node:crypto';
import type { OpenFile } from '../../channels/channel.ts';
import type { Clock } from '../../channels/clock.ts';
import { createTelegram, type Telegram } from '../../channels/telegram/telegram.ts';
import { createLog } from '../../src/log.ts';
import type { Inbound } from '../../src/model/activity.ts';
import type { Queryable } from '../../src/store/pool.ts';
import { createProcessLease, type ProcessLease } from '../../src/store/process-lease.ts';
import type { TelegramSimulator } from './telegram-simulator.ts';

/** A lease that nobody else wants. */
export const FREE_LEASE: ProcessLease = {
  durationMs: 10_000,
  acquire: async () => true,
  renew: async () => true,
  release: async () => undefined,
};

export function leaseOn(db: Queryable, durationMs = 10_000): ProcessLease {
  return createProcessLease(db, { name: 'telegram', owner: randomUUID(), durationMs });
}

export const WEBHOOK_SECRET = 'a-secret_of-Telegram-0123456789';

export function buildTelegram(
  simulator: Pick<TelegramSimulator, 'apiRoot' | 'token'>,
  of: {
    readonly webhookUrl?: string;
    readonly poller?: ProcessLease;
    readonly openFile?: OpenFile;
    readonly now?: () => number;
    readonly spacing?: Clock;
  } = {},
): Telegram {
  return createTelegram({
    token: simulator.token,
    apiRoot: simulator.apiRoot,
    webhook: of.webhookUrl === undefined ? undefined : { url: of.webhookUrl, secret: WEBHOOK_SECRET },
    poller: of.poller ?? FREE_LEASE,
    openFile: of.openFile ?? (() => Promise.reject(new Error('no file was to be read'))),
    log: createLog('silent'),
    now: of.now ?? Date.now,
    ...(of.spacing && { spacing: of.spacing }),
  });
}

/** A receiver that keeps what it is given, and fails as often as told. */
export function createReceiver() {
  const received: Inbound[] = [];
  const failures: Error[] = [];
  return {
    received,
    failNext: (...errors: Error[]) => void failures.push(...errors),
    receive: async (inbound: Inbound): Promise<void> => {
      const failure = failures.shift();
      if (failure) throw failure;
      received.push(inbound);
    },
  };
}
