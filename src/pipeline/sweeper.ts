// Rings again for everything left behind, from what the database says and never from a queue's memory.
import type { Log } from '../log.ts';
import { asStoreError, type Pool, ping } from '../store/pool.ts';
import { findDueReadings } from '../store/readings.ts';
import type { Served } from '../store/served.ts';
import { findDueDeliveries, findIdleConversations, type Work } from '../store/sweep.ts';
import { deleteExpiredSessions } from '../store/users.ts';
import type { Bell, Queue } from './queue.ts';
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
  /** Every ten minutes, but not at the start, when others are starting too: what nobody sends. */
  readonly giveUpForsaken?: () => Promise<void>;
}

interface SweeperDeps extends Rounds {
  readonly pool: Pool;
  readonly queue: Queue;
  /** Now: who speaks through an account may change. */
  readonly served: () => Served;
  readonly log: Log;
}

/** The first sweep runs at once and takes everything: what a crash left behind doesn't wait for a timer. */
export function startSweeper(deps: SweeperDeps): () => Promise<void> {
  let rounds = 0;
  let round: Promise<void> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    for (const step of stepsOf(deps, rounds)) {
      try {
        await step();
      } catch (error) {
        deps.log.error({ err: asStoreError(error) }, 'the sweep failed; the next one is in a moment');
        // One step's fault keeps no other away; without a database they would all fail, each after its own time-out.
        if (!(await isReachable(deps.pool))) return;
      }
    }
    rounds += 1;
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

function stepsOf(deps: SweeperDeps, rounds: number): readonly (() => Promise<void> | void)[] {
  const { pool, queue, served } = deps;
  const ring = (kind: Bell['kind'], find: () => Promise<readonly Work[]>) => async () => {
    for (const work of await find()) queue.ring({ kind, ...work });
  };
  return [
    ring('turn', () => findIdleConversations(pool, served(), rounds === 0 ? 0 : IDLE_MS)),
    ring('reading', () => findDueReadings(pool, served())),
    ring('delivery', () => findDueDeliveries(pool, served())),
    ring('desk', async () => (await deps.findThreads?.()) ?? []),
    () => deps.showAlerts?.(),
    () => deps.reports?.settle(),
    () => deps.reports?.endQuiet(),
    ...(rounds % REMINDER_ROUNDS === 0 ? [() => deps.remind?.()] : []),
    ...(rounds % HOUSEKEEPING_ROUNDS === 0 ? [() => deleteExpiredSessions(pool)] : []),
    ...(rounds % HOUSEKEEPING_ROUNDS === HOUSEKEEPING_ROUNDS - 1 ? [() => deps.giveUpForsaken?.()] : []),
  ];
}

async function isReachable(pool: Pool): Promise<boolean> {
  return ping(pool).then(
    () => true,
    () => false,
  );
}
