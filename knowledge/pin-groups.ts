// What comes in many at once is published in groups: pinned questions are asked once for all of a group, and again for each
// half of one that would change an answer, until whatever changes it stands alone.
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../src/model/errors.ts';
import type { TenantId } from '../src/model/ids.ts';
import { asStoreError, inTransaction, type Pool, type Queryable } from '../src/store/pool.ts';
import type { Check } from './ingest.ts';

/** One text that waits to be published. */
export interface Arrival {
  /** So long is its text. */
  readonly chars: number;
  /** As in `Publishing`. Whoever has any is asked about alone. */
  readonly days?: readonly Date[];
  readonly signal: AbortSignal;
  /** Does what takes time. @param isCompared pinned questions are asked with it. @returns what stores it; it may be asked to more than once. */
  prepare(isCompared: boolean): Promise<(db: Queryable) => Promise<void>>;
}

type Publish = (
  tenantId: TenantId,
  of: {
    readonly isForced: boolean;
    readonly days: readonly Date[];
    readonly signal: AbortSignal;
  },
  work: (check: Check | undefined) => Promise<void>,
) => Promise<void>;

interface Waiting extends Arrival {
  readonly settle: (error?: unknown) => void;
}

interface Line {
  readonly waiting: Waiting[];
  isMoving: boolean;
  /** Questions were asked with the last group. */
  isCompared: boolean;
  /** Until then others have the database: customers, and the files that are read for the next group. */
  restsUntil: number;
  /** A shop where every text changes an answer asks no more often than for each by itself. */
  most: number;
}

// In the embedded database customers wait for the transaction of a group: for its questions (0.25 s for a hundred), and
// for its texts (0.5 s for so many Chinese characters).
const MOST = 12;
const MOST_CHARS = 40_000;
const LONGEST_REST_MS = 300;
// Each may call the embedding model.
const PREPARED_AT_ONCE = 2;

/** @returns what publishes a text as `publish` does, with those that wait at the same time. @throws PinsWouldChange for it alone. */
export function createGroups(
  pool: Pool,
  publish: Publish,
): (tenantId: TenantId, arrival: Arrival) => Promise<void> {
  const lines = new Map<TenantId, Line>();
  const move = async (tenantId: TenantId, line: Line): Promise<void> => {
    line.isMoving = true;
    while (line.waiting.length > 0) {
      await sleep(Math.max(0, line.restsUntil - performance.now()));
      const beganAt = performance.now();
      const group = line.waiting.splice(0, countGroup(line));
      const isWhole = await publishGroup({ pool, publish, tenantId, line }, group);
      line.most = isWhole ? Math.min(MOST, 2 * line.most) : 1;
      const endedAt = performance.now();
      if (line.isCompared) line.restsUntil = endedAt + Math.min(LONGEST_REST_MS, endedAt - beganAt);
    }
    line.isMoving = false;
  };
  return (tenantId, arrival) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const settle = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
    const line = lines.get(tenantId) ?? {
      waiting: [],
      isMoving: false,
      isCompared: false,
      restsUntil: 0,
      most: 1,
    };
    lines.set(tenantId, line);
    line.waiting.push({ ...arrival, settle });
    if (!line.isMoving) void move(tenantId, line);
    return promise;
  };
}

function countGroup({ waiting, most }: Line): number {
  let chars = 0;
  const end = waiting.slice(0, most).findIndex((one, at) => {
    chars += one.chars;
    const isAlone = hasDays(one) || hasDays(waiting[at - 1]);
    return at > 0 && (isAlone || chars > MOST_CHARS);
  });
  return end < 0 ? most : end;
}

function hasDays(arrival: Arrival | undefined): boolean {
  return (arrival?.days?.length ?? 0) > 0;
}

interface GroupDeps {
  readonly pool: Pool;
  readonly publish: Publish;
  readonly tenantId: TenantId;
  readonly line: Line;
}

/** Settles each. @returns false where not all went together. */
async function publishGroup(deps: GroupDeps, group: readonly Waiting[]): Promise<boolean> {
  try {
    await publishAll(deps, group);
    for (const { settle } of group) settle();
    return true;
  } catch (error) {
    const isGone = asStoreError(error) instanceof StoreError && !isDeadlock(error);
    const isNobodys = isGone || group.some(({ signal }) => signal.aborted);
    if (group.length === 1 || isNobodys) for (const { settle } of group) settle(error);
    else {
      const half = Math.ceil(group.length / 2);
      await publishGroup(deps, group.slice(0, half));
      await publishGroup(deps, group.slice(half));
    }
    return false;
  }
}

/** With the change of somebody who wanted the same rows: fewer at once hardly meet it again. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}

async function publishAll(
  { pool, publish, tenantId, line }: GroupDeps,
  group: readonly Waiting[],
): Promise<void> {
  const signal = AbortSignal.any(group.map((one) => one.signal));
  const days = group.flatMap((one) => one.days ?? []);
  await publish(tenantId, { isForced: false, days, signal }, async (check) => {
    line.isCompared = check !== undefined;
    const stores = await prepareAll(group, line.isCompared);
    signal.throwIfAborted();
    await inTransaction(pool, async (db) => {
      for (const store of stores) await store(db);
      await check?.(db);
    });
  });
}

async function prepareAll(
  group: readonly Waiting[],
  isCompared: boolean,
): Promise<readonly ((db: Queryable) => Promise<void>)[]> {
  const stores: ((db: Queryable) => Promise<void>)[] = [];
  const queue = group.entries();
  const lane = async (): Promise<void> => {
    for (const [at, one] of queue) stores[at] = await one.prepare(isCompared);
  };
  await Promise.all(Array.from({ length: PREPARED_AT_ONCE }, lane));
  return stores;
}
