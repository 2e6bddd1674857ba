// One process at a time: a lease by the database's clock. Advisory locks can't do it: PGlite shares one session.
import type { Queryable } from './pool.ts';

export interface ProcessLease {
  /** A holder that crashed blocks the others for this long at most; renew well before. */
  readonly durationMs: number;
  /** @returns whether it is ours now. */
  acquire(): Promise<boolean>;
  /** @returns false where it ran out and went to another. */
  renew(): Promise<boolean>;
  /** Gives it up at once; no error where it isn't ours. */
  release(): Promise<void>;
}

/** A lease that this process may ask about at any time, without asking the database. */
export interface KnownLease extends ProcessLease {
  /** As far as it knows: until it renews, it can't know that another took it. */
  isHeld(): boolean;
}

/** @param lease.owner a UUID of this process alone. */
export function createProcessLease(
  db: Queryable,
  lease: { readonly name: string; readonly owner: string; readonly durationMs: number },
): KnownLease {
  const { name, owner, durationMs } = lease;
  let isHeld = false;
  return {
    durationMs,
    isHeld: () => isHeld,
    async acquire() {
      isHeld = await acquireLease(db, lease);
      return isHeld;
    },
    async renew() {
      isHeld = await renewLease(db, lease);
      return isHeld;
    },
    async release() {
      isHeld = false;
      await db.query('delete from process_leases where name = $1 and owner = $2', [name, owner]);
    },
  };
}

type Lease = Parameters<typeof createProcessLease>[1];

async function acquireLease(db: Queryable, { name, owner, durationMs }: Lease): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into process_leases as held (name, owner, until)
     values ($1, $2, now() + $3 * interval '1 millisecond')
     on conflict (name) do update
     set owner = excluded.owner, until = excluded.until
     where held.owner = excluded.owner or held.until < now()`,
    [name, owner, durationMs],
  );
  return rowCount === 1;
}

async function renewLease(db: Queryable, { name, owner, durationMs }: Lease): Promise<boolean> {
  const { rowCount } = await db.query(
    `update process_leases
     set until = now() + $3 * interval '1 millisecond'
     where name = $1 and owner = $2`,
    [name, owner, durationMs],
  );
  return rowCount === 1;
}
