// A worker's side of the paired phone: tells the other processes how its account is, and does there what owners ask.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import type { HostedAccount, Wish } from '../../../src/store/hosted-accounts.ts';
import type { AccountStatus } from '../../account.ts';
import type { Transport } from '../transport.ts';

export interface HostingDeps {
  readonly save: (account: HostedAccount) => Promise<void>;
  readonly takeWish: (key: string) => Promise<Wish | undefined>;
  /** Whether the phone is this process's: nobody else tells of it. */
  readonly isHeld: () => boolean;
  readonly log: Log;
}

/** Well within what counts as silence, and short enough for who pressed a button. */
const ROUND_MS = 2_000;

export interface Hosting {
  /** Every change is told at once: a code is good for seconds. */
  readonly tell: (status: AccountStatus) => void;
  /** The transport, telling also that it lives. */
  host(transport: Transport): Transport;
}

export function createHosting(deps: HostingDeps): Hosting {
  const { isHeld, log } = deps;
  let latest: AccountStatus | undefined;
  let saving: Promise<void> | undefined;

  // One after the other: what is told last must stand last.
  const saveAll = async (): Promise<void> => {
    for (let next = latest; next; next = latest) {
      latest = undefined;
      const { key, state, since, detail, phone, qr } = next;
      await deps.save({ key, state, since, detail, phone, qr }).catch(failed);
    }
    saving = undefined;
  };
  // Its message alone: a database's error may repeat the row, and with it the code.
  const failed = (error: unknown): void =>
    log.warn({ reason: String(error) }, 'the other processes could not be told how WhatsApp Web is');
  const tell = (status: AccountStatus): void => {
    if (!isHeld()) return;
    latest = status;
    saving ??= saveAll();
  };

  const obey = async ({ key, restart, unlink }: AccountStatus): Promise<void> => {
    const wish = await deps.takeWish(key);
    if (wish === 'restart') restart?.();
    if (wish === 'unlink') await unlink?.();
  };
  const keepTelling = async (transport: Transport, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await wait(ROUND_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || !isHeld()) continue;
      tell(transport.status());
      await obey(transport.status()).catch((err: unknown) =>
        log.warn({ err }, 'what an owner asked of WhatsApp Web was not done'),
      );
    }
  };

  return {
    tell,
    host: (transport) => ({
      ...transport,
      async start(receive, reports) {
        const stop = await transport.start(receive, reports);
        const over = new AbortController();
        const ended = keepTelling(transport, over.signal);
        return async () => {
          over.abort();
          await stop();
          await ended;
          await saving;
        };
      },
    }),
  };
}
