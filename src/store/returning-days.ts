// SQL of the coming days of what an undo brings back.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

// More are not looked at when they change together.
const DAYS_LOOKED_AT = 6;

/**
 * The coming days on which some of what comes back begin or end, the next first: of a deletion, or of what was marked at
 * that moment, as it is and as it was before.
 */
export async function listReturningDays(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly deletion: string } | { readonly moment: string },
): Promise<readonly Date[]> {
  const { rows } = await db.query<{ day: Date }>(
    `select distinct t.day
     from (${'deletion' in of ? DELETED : MARKED}) d
     cross join lateral unnest(array[d.valid_from, d.valid_until]) as t (day)
     where t.day > now()
     order by t.day
     limit ${DAYS_LOOKED_AT}`,
    [tenantId, 'deletion' in of ? of.deletion : of.moment],
  );
  return rows.map(({ day }) => day);
}

const DELETED = `
       select valid_from, valid_until
       from documents
       where tenant_id = $1 and deletion = $2 and deleted_at is not null`;

const MARKED = `
       select v.valid_from, v.valid_until
       from document_versions marked
       join document_versions v
         on v.document_id = marked.document_id and v.version in (marked.version, marked.version - 1)
       where marked.tenant_id = $1 and marked.made_at = $2::timestamptz`;
