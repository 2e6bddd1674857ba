// What open pages notice of imports: whether one is under way, and what tells that one looks otherwise by now.
import type { TenantId } from '../model/ids.ts';
import { countHeld } from './import-list.ts';
import type { Queryable } from './pool.ts';

const IMPORTS_WATCHED = 30;

// By the index of what is due.
const PENDING = `select p.import_id from import_items p where p.tenant_id = $1 and p.state in ('waiting', 'reading')`;

/** Whether something is to be read, or being read. */
export async function isImporting(db: Queryable, tenantId: TenantId): Promise<boolean> {
  const { rows } = await db.query<{ importing: boolean }>(
    `select exists (
       select from imports m where m.tenant_id = $1 and m.undone_at is null and m.id in (${PENDING})
     ) as importing`,
    [tenantId],
  );
  return rows[0]?.importing ?? false;
}

/** Changes whenever one of the pages about imports would; older ones change no more, unless they are read again. */
export async function readImportsVersion(db: Queryable, tenantId: TenantId): Promise<unknown> {
  const imports = await db.query(
    `select m.id, m.undone_at, i.state, count(*) as count, max(i.done_at) as done_at
     from imports m
     left join import_items i on i.import_id = m.id
     where m.tenant_id = $1
       and m.id in (
         (select id from imports where tenant_id = $1 order by created_at desc limit $2)
         union
         select import_id from web_sources where tenant_id = $1
         union
         ${PENDING}
       )
     group by m.id, i.state
     order by m.id, i.state`,
    [tenantId, IMPORTS_WATCHED],
  );
  const sources = await db.query(
    `select import_id, next_check_at, last_checked_at, last_error from web_sources where tenant_id = $1 order by import_id`,
    [tenantId],
  );
  return [imports.rows, sources.rows, await countHeld(db, tenantId)];
}
