// SQL of watched addresses: pages and sitemaps that are looked at again and again.
import type { ImportId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export type WebKind = 'page' | 'sitemap';

export interface WebSource {
  readonly importId: ImportId;
  readonly url: string;
  readonly kind: WebKind;
  readonly everyHours: number;
  readonly nextCheckAt: Date;
  readonly lastCheckedAt: Date | null;
  readonly lastError: string | null;
  /** Why its page, or one of its pages, failed. */
  readonly pageError: string | null;
  /** So many pages are known, not read yet, and failed at the last check. */
  readonly pages: number;
  readonly pending: number;
  readonly failed: number;
}

export interface ClaimedSource {
  readonly importId: ImportId;
  readonly tenantId: TenantId;
  readonly url: string;
  readonly kind: WebKind;
  readonly attempts: number;
}

/** @returns false where the address is watched already. */
export async function addWebSource(
  db: Queryable,
  tenantId: TenantId,
  of: Pick<WebSource, 'importId' | 'url' | 'kind' | 'everyHours'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into web_sources (import_id, tenant_id, url, kind, every_hours)
     values ($2, $1, $3, $4, $5)
     on conflict (tenant_id, url) do nothing`,
    [tenantId, of.importId, of.url, of.kind, of.everyHours],
  );
  return rowCount === 1;
}

/** Removes an import that has nothing in it. */
export async function dropImport(db: Queryable, tenantId: TenantId, id: ImportId): Promise<void> {
  await db.query(
    `delete from imports m
     where m.tenant_id = $1 and m.id = $2 and not exists (select from import_items i where i.import_id = m.id)`,
    [tenantId, id],
  );
}

/** In the order of their addresses. */
export async function listWebSources(db: Queryable, tenantId: TenantId): Promise<readonly WebSource[]> {
  const { rows } = await db.query<WebSource>(
    `select w.import_id as "importId", w.url, w.kind, w.every_hours as "everyHours",
            w.next_check_at as "nextCheckAt", w.last_checked_at as "lastCheckedAt", w.last_error as "lastError",
            count(i.id) as pages,
            count(i.id) filter (where i.state in ('waiting', 'reading')) as pending,
            count(i.id) filter (where i.state = 'failed') as failed,
            max(i.error) filter (where i.state = 'failed') as "pageError"
     from web_sources w
     left join import_items i on i.import_id = w.import_id
     where w.tenant_id = $1
     group by w.import_id
     order by w.url`,
    [tenantId],
  );
  return rows;
}

/** Is looked at as soon as possible. @returns false where nobody watches it. */
export async function checkNow(db: Queryable, tenantId: TenantId, importId: ImportId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update web_sources set next_check_at = now(), attempts = 0 where tenant_id = $1 and import_id = $2`,
    [tenantId, importId],
  );
  return rowCount === 1;
}

/** Its entries stay. @returns what was watched. */
export async function stopWatching(
  db: Queryable,
  tenantId: TenantId,
  importId: ImportId,
): Promise<Pick<WebSource, 'url' | 'kind' | 'everyHours'> | undefined> {
  const { rows } = await db.query<Pick<WebSource, 'url' | 'kind' | 'everyHours'>>(
    `delete from web_sources where tenant_id = $1 and import_id = $2 returning url, kind, every_hours as "everyHours"`,
    [tenantId, importId],
  );
  return rows[0];
}

/** Takes one that is due. */
export async function claimWebSource(db: Queryable, leaseMs: number): Promise<ClaimedSource | undefined> {
  const { rows } = await db.query<ClaimedSource>({
    name: 'claim_web_source',
    text: `with due as (
             select import_id
             from web_sources
             where next_check_at <= now() and (lease_until is null or lease_until < now())
             order by next_check_at
             limit 1
             for update skip locked
           )
           update web_sources w
           set attempts = w.attempts + 1, lease_until = now() + $1 * interval '1 millisecond'
           from due
           where w.import_id = due.import_id
           returning w.import_id as "importId", w.tenant_id as "tenantId", w.url, w.kind, w.attempts`,
    values: [leaseMs],
  });
  return rows[0];
}

/** Holds the lease for longer. */
export async function renewCheck(db: Queryable, of: ClaimedSource, leaseMs: number): Promise<void> {
  await db.query(
    `update web_sources
     set lease_until = now() + $3 * interval '1 millisecond'
     where import_id = $1 and attempts = $2 and lease_until is not null`,
    [of.importId, of.attempts, leaseMs],
  );
}

export interface CheckEnd {
  /** Why there was nothing to read, or not all. */
  readonly error?: string;
  /** It is worth another look within the hour. */
  readonly isPassing?: boolean;
}

/** The end of a check, and when the next one is. */
export async function finishCheck(
  db: Queryable,
  of: ClaimedSource,
  { error, isPassing = false }: CheckEnd = {},
): Promise<void> {
  await db.query(
    `update web_sources
     set last_checked_at = now(), last_error = $3, attempts = 0, lease_until = null,
         next_check_at = now() + case when $4 then 1 else every_hours end * interval '1 hour'
     where import_id = $1 and attempts = $2`,
    [of.importId, of.attempts, error ?? null, isPassing],
  );
}

/** It turned out to be a sitemap: looked at as one, at once. */
export async function becomeSitemap(db: Queryable, importId: ImportId, url: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with became as (
       update web_sources
       set kind = 'sitemap', next_check_at = now(), attempts = 0
       where import_id = $1 and url = $2 and kind = 'page'
       returning import_id
     ), gone as (
       delete from import_items i
       using became b
       where i.import_id = b.import_id and i.source = $2
     )
     select from became`,
    [importId, url],
  );
  return rowCount === 1;
}
