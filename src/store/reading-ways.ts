// While processes run that read or embed knowledge differently, as in a rolling deploy: which of them decides. Without it
// each would undo the other's work for ever.
import type { Queryable } from './pool.ts';

/** How a process does it: the version of its reader, or its embedding model. */
export interface Way {
  readonly kind: 'reader' | 'model';
  readonly value: string;
}

export const RENEW_WAYS_MS = 60_000;
// Three renewals missed, and it is gone.
const GONE_AFTER_MS = 3 * RENEW_WAYS_MS;

/** A process starts that does it so: from now on it decides. */
export async function announceWays(db: Queryable, ways: readonly Way[]): Promise<void> {
  await db.query(
    `insert into reading_ways as w (kind, value)
     select g.kind, g.value
     from unnest($1::text[], $2::text[]) as g (kind, value)
     order by g.kind
     on conflict (kind, value) do update
     set started_at = excluded.started_at, seen_at = excluded.seen_at`,
    [ways.map(({ kind }) => kind), ways.map(({ value }) => value)],
  );
}

/** It still runs. */
export async function renewWays(db: Queryable, ways: readonly Way[]): Promise<void> {
  await db.query(
    `update reading_ways w
     set seen_at = now()
     from unnest($1::text[], $2::text[]) as g (kind, value)
     where w.kind = g.kind and w.value = g.value`,
    [ways.map(({ kind }) => kind), ways.map(({ value }) => value)],
  );
}

/** Whether nobody who started later, and still runs, does it otherwise. */
export async function isDeciding(db: Queryable, { kind, value }: Way): Promise<boolean> {
  const { rowCount } = await db.query(
    `select
     from reading_ways other
     left join reading_ways own on own.kind = $1 and own.value = $2
     where other.kind = $1 and other.value <> $2 and other.seen_at > now() - $3 * interval '1 millisecond'
       and other.started_at > coalesce(own.started_at, '-infinity')
     limit 1`,
    [kind, value, GONE_AFTER_MS],
  );
  return rowCount === 0;
}
