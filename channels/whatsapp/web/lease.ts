// One process at a time has the phone: two would end each other's browsers, and take each other's words for the owner's.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import type { ProcessLease } from '../../../src/store/process-lease.ts';
import type { Stop } from '../../channel.ts';

export interface Holding {
  readonly lease: ProcessLease;
  readonly log: Log;
  /** It is ours from now on. */
  readonly begin: () => Promise<void>;
  /** It is another process's. */
  readonly lost: () => Promise<void>;
  /** It is given up. */
  readonly halt: () => Promise<void>;
}

/** Takes the lease as soon as nobody else has it. @returns what gives it up, once all that it allowed has ended. */
export function holdLease(holding: Holding): Stop {
  const over = new AbortController();
  const ended = keepHolding(holding, over.signal);
  return () => {
    over.abort();
    return ended;
  };
}

async function keepHolding(holding: Holding, signal: AbortSignal): Promise<void> {
  const { lease, log, lost, halt } = holding;
  let isOurs: boolean | undefined;
  while (!signal.aborted) {
    const isHeld = await ask(isOurs ? lease.renew : lease.acquire, log);
    // A database that is away gives the phone to nobody else either.
    if (isHeld !== undefined && isHeld !== isOurs && !signal.aborted) {
      if (!isHeld) await lost();
      isOurs = isHeld && (await beginNow(holding));
    }
    await wait(lease.durationMs / 4, undefined, { signal }).catch(() => undefined);
  }
  if (isOurs) await halt();
  // What fails here runs out by itself.
  await lease.release().catch((error: unknown) => log.warn({ err: error }, 'a lease was not released'));
}

async function beginNow({ begin, log }: Holding): Promise<boolean> {
  return begin().then(
    () => true,
    (error: unknown) => {
      log.error({ err: error }, 'WhatsApp Web could not begin');
      return false;
    },
  );
}

/** @returns undefined where the database did not answer. */
async function ask(question: () => Promise<boolean>, log: Log): Promise<boolean | undefined> {
  return question().catch((error: unknown) => {
    log.warn({ err: error }, 'nobody could tell which process has WhatsApp Web');
    return undefined;
  });
}
