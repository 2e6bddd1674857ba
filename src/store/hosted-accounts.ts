// Accounts that one process hosts and others show: how they are, and what owners ask of them.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** As in AccountStatus. */
export interface HostedAccount {
  readonly key: string;
  readonly state: string;
  readonly since: Date;
  readonly detail: string;
  readonly phone: string | undefined;
  /** Lets in whoever scans it. */
  readonly qr: string | undefined;
}

export interface SeenAccount extends HostedAccount {
  /** When its process last told, by the clock of the database. */
  readonly seenAt: Date;
  readonly ageMs: number;
}

export type Wish = 'restart' | 'unlink';

/** What was asked of a process that died is not done by one that begins much later. */
const WISH_MS = 30_000;

/** How the account is now: its process lives. */
export async function saveHostedAccount(
  db: Queryable,
  tenantId: TenantId,
  account: HostedAccount,
): Promise<void> {
  const { key, state, since, detail, phone, qr } = account;
  await db.query(
    `insert into hosted_accounts (tenant_id, key, state, since, detail, phone, qr)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, key) do update
     set state = excluded.state, since = excluded.since, detail = excluded.detail, phone = excluded.phone,
         qr = excluded.qr, seen_at = now()`,
    [tenantId, key, state, since, detail, phone ?? null, qr ?? null],
  );
}

/** @returns undefined where no process ever told of it. */
export async function readHostedAccount(
  db: Queryable,
  tenantId: TenantId,
  key: string,
): Promise<SeenAccount | undefined> {
  const { rows } = await db.query(
    `select state, since, detail, phone, qr, seen_at, extract(epoch from now() - seen_at) * 1000 as age
     from hosted_accounts
     where tenant_id = $1 and key = $2`,
    [tenantId, key],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { state, since, detail } = row;
  const phone = row.phone ?? undefined;
  const qr = row.qr ?? undefined;
  return { key, state, since, detail, phone, qr, seenAt: row.seen_at, ageMs: Number(row.age) };
}

/** The code of a process that died while it showed one. @param of.olderThanMs it told nothing for so long. */
export async function forgetCode(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly key: string; readonly olderThanMs: number },
): Promise<void> {
  await db.query(
    `update hosted_accounts
     set qr = null
     where tenant_id = $1 and key = $2 and qr is not null and seen_at < now() - $3 * interval '1 millisecond'`,
    [tenantId, of.key, of.olderThanMs],
  );
}

/** The process that hosts it looks for it within seconds; the newest wish counts. */
export async function wishOfAccount(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly key: string; readonly wish: Wish },
): Promise<void> {
  await db.query(
    `update hosted_accounts
     set wish = $3, wished_at = now()
     where tenant_id = $1 and key = $2`,
    [tenantId, of.key, of.wish],
  );
}

/** Takes what is asked of it, so that it is done once. */
export async function takeWish(db: Queryable, tenantId: TenantId, key: string): Promise<Wish | undefined> {
  const { rows } = await db.query<{ wish: Wish; isFresh: boolean }>(
    `update hosted_accounts a
     set wish = null, wished_at = null
     from (
       select wish, wished_at > now() - $3 * interval '1 millisecond' as is_fresh
       from hosted_accounts
       where tenant_id = $1 and key = $2 and wish is not null
       for update
     ) asked
     where a.tenant_id = $1 and a.key = $2
     returning asked.wish, asked.is_fresh as "isFresh"`,
    [tenantId, key, WISH_MS],
  );
  const [taken] = rows;
  return taken?.isFresh ? taken.wish : undefined;
}
