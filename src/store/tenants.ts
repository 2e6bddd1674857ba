// The businesses on this deployment; the default install has one.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** The tenant with this slug, made or renamed as needed. */
export async function ensureTenant(db: Queryable, slug: string, name: string): Promise<TenantId> {
  const { rows } = await db.query<{ id: TenantId }>(
    `insert into tenants (slug, name)
     values ($1, $2)
     on conflict (slug) do update set name = excluded.name
     returning id`,
    [slug, name],
  );
  const [row] = rows;
  if (!row) throw new Error('an upsert returned no row');
  return row.id;
}

/** Claims the loading of the starter knowledge: true once per tenant, so that what an owner deletes stays deleted. */
export async function claimStarter(db: Queryable, tenantId: TenantId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update tenants
     set settings = settings || '{"starterLoaded": true}'
     where id = $1 and settings->>'starterLoaded' is null`,
    [tenantId],
  );
  return rowCount === 1;
}

/** Gives the claim back after a failure, so that the next start tries again. */
export async function releaseStarter(db: Queryable, tenantId: TenantId): Promise<void> {
  await db.query(`update tenants set settings = settings - 'starterLoaded' where id = $1`, [tenantId]);
}

/** @returns undefined where there is none of this slug. */
export async function findTenant(db: Queryable, slug: string): Promise<TenantId | undefined> {
  const { rows } = await db.query<{ id: TenantId }>(`select id from tenants where slug = $1`, [slug]);
  return rows[0]?.id;
}
