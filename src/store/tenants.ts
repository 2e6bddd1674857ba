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
