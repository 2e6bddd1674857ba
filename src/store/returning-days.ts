// SQL of the coming days of what is brought back.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

// More are not looked at when they change together.
const DAYS_LOOKED_AT = 6;

/** The coming days on which some of what comes back begin or end, the next first. @param id of marks: their moment. */
export async function listReturningDays(
  db: Queryable,
  tenantId: TenantId,
  { kind, id }: { readonly kind: keyof typeof RETURNING; readonly id: string },
): Promise<readonly Date[]> {
  const { rows } = await db.query<{ day: Date }>(
    `select distinct t.day
     from (${RETURNING[kind]}) d
     cross join lateral unnest(array[d.valid_from, d.valid_until]) as t (day)
     where t.day > now()
     order by t.day
     limit ${DAYS_LOOKED_AT}`,
    [tenantId, id],
  );
  return rows.map(({ day }) => day);
}

const RETURNING = {
  entry: inBin('id = $2'),
  deletion: inBin('deletion = $2'),
  import: inBin('deletion = (select m.deletion from imports m where m.tenant_id = $1 and m.id = $2)'),
  // As they are, and as they were before.
  marks: `
       select v.valid_from, v.valid_until
       from document_versions marked
       join document_versions v
         on v.document_id = marked.document_id and v.version in (marked.version, marked.version - 1)
       where marked.tenant_id = $1 and marked.made_at = $2::timestamptz`,
};

function inBin(condition: string): string {
  return `
       select valid_from, valid_until
       from documents
       where tenant_id = $1 and ${condition} and deleted_at is not null`;
}
