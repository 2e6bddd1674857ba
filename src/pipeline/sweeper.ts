// Rings again for everything left behind, from what the database says and never from a queue's memory.
import type { Log } from '../log.ts';
import { asStoreError, type Pool } from '../store/pool.ts';
import { findDueReadings } from '../store/readings.ts';
import { findDueDeliveries, findIdleConversations, type Work } from '../store/sweep.ts';
import { deleteExpiredSessions } from '../store/users.ts';
import type { Queue } from './queue.ts';
import type { ReportRounds } from './reports.ts';

/** Short enough that a lost ring is never felt as silence, long enough to cost nothing. */
const INTERVAL_MS = 2_000;
/** Younger messages have a bell of their own on its way. */
const IDLE_MS = 2_000;
const HOUSEKEEPING_ROUNDS = 300;
const REMINDER_ROUNDS = 15;

/** What else is looked at from time to time, by the database's clock and state. */
export interface Rounds {
  /** Every round: threads of the staff room that are behind. */
  readonly findThreads?: () => Promise<readonly Work[]>;
  /** Every round: alerts that the staff room lacks. Returns at once. */
  readonly showAlerts?: () => void;
  /** Every round: what platforms told of our messages, and whose quiet is over. */
  readonly reports?: ReportRounds;
  /** Every half a minute: hand-overs that wait. */
  readonly remind?: () => Promise<void>;
}

/** The first sweep runs at once and takes everything: what a crash left behind doesn't wait for a timer. */
export function startSweeper(
  deps: Rounds & { readonly pool: Pool; readonly queue: Queue; readonly log: Log },
): () => Promise<void> {
  let rounds = 0;
  let round: Promise<void> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    try {
      for (const work of await findIdleConversations(deps.pool, rounds === 0 ? 0 : IDLE_MS))
        deps.queue.ring({ kind: 'turn', ...work });
      for (const work of await findDueReadings(deps.pool)) deps.queue.ring({ kind: 'reading', ...work });
      for (const work of await findDueDeliveries(deps.pool)) deps.queue.ring({ kind: 'delivery', ...work });
      for (const work of (await deps.findThreads?.()) ?? []) deps.queue.ring({ kind: 'desk', ...work });
      deps.showAlerts?.();
      await deps.reports?.settle();
      await deps.reports?.endQuiet();
      if (rounds % REMINDER_ROUNDS === 0) await deps.remind?.();
      if (rounds % HOUSEKEEPING_ROUNDS === 0) await deleteExpiredSessions(deps.pool);
      rounds += 1;
    } catch (error) {
      deps.log.error({ err: asStoreError(error) }, 'the sweep failed; the next one is in a moment');
    }
  };
  let isSweeping = false;
  const begin = (): void => {
    if (isSweeping) return;
    isSweeping = true;
    round = sweep().finally(() => {
      isSweeping = false;
    });
  };
  begin();
  const timer = setInterval(begin, INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
