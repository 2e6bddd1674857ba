// SQL of the undo of an import, and of taking that back.
import type { DocumentId, ImportId, TenantId } from '../model/ids.ts';
import { LEFT } from './import-origins.ts';
import type { Queryable } from './pool.ts';

/**
 * Ends an import: what is not read yet is not read any more. A text that is stored in part is not said to be its item's,
 * so that it is published, as any other, where the undo is taken back.
 * @returns the entries that it added, to be put in the bin; undefined where they are there already.
 */
export async function endImport(
  db: Queryable,
  tenantId: TenantId,
  { id, words }: { readonly id: ImportId; readonly words: string },
): Promise<readonly DocumentId[] | undefined> {
  const { rowCount } = await db.query(
    `update imports set undone_at = now() where tenant_id = $1 and id = $2 and deletion is null`,
    [tenantId, id],
  );
  if (rowCount !== 1) return undefined;
  await db.query(
    `update import_items
     set state = 'failed', error = $3, lease_until = null, done_at = now(),
         document_id = coalesce(document_id, (
           select d.id
           from documents d
           where d.tenant_id = $1 and d.id = import_items.id and not (d.is_draft and d.source_hash is null)
         ))
     where tenant_id = $1 and import_id = $2 and state in ('waiting', 'reading')`,
    [tenantId, id, words],
  );
  return listAdded(db, tenantId, id);
}

/**
 * The entries that an import added, also what is not written down yet: an item and its entry have one id, but a file of an
 * archive has no item before all of it is stored.
 */
export async function listAdded(
  db: Queryable,
  tenantId: TenantId,
  id: ImportId,
): Promise<readonly DocumentId[]> {
  const { rows } = await db.query<{ id: DocumentId }>(
    `select d.id
     from import_items i
     join documents d on d.tenant_id = i.tenant_id and d.id = i.id
     where i.tenant_id = $1 and i.import_id = $2
     union all
     select d.id
     from import_items i
     join documents d on d.tenant_id = i.tenant_id and starts_with(d.source, i.source || '/')
     where i.tenant_id = $1 and i.import_id = $2 and d.kind <> 'question_answer' and d.deleted_at is null and ${LEFT}`,
    [tenantId, id],
  );
  return rows.map((row) => row.id);
}

/** Whoever reads for it asks this where it adds something. It waits for an undo that is under way, and holds off the next. */
export async function isUndone(db: Queryable, tenantId: TenantId, id: ImportId): Promise<boolean> {
  const { rows } = await db.query<{ undone_at: Date | null }>(
    `select undone_at from imports where tenant_id = $1 and id = $2 for share`,
    [tenantId, id],
  );
  return rows.some((row) => row.undone_at !== null);
}

/** Its entries are in the bin together. */
export async function noteDeletion(
  db: Queryable,
  tenantId: TenantId,
  { id, deletion }: { readonly id: ImportId; readonly deletion: string },
): Promise<void> {
  await db.query(
    `update imports set deletion = $3 where tenant_id = $1 and id = $2 and undone_at is not null`,
    [tenantId, id, deletion],
  );
}

/** Takes an undo back. @returns what was put in the bin together; undefined where it was not undone. */
export async function reopenImport(
  db: Queryable,
  tenantId: TenantId,
  id: ImportId,
): Promise<string | undefined> {
  const { rows } = await db.query<{ deletion: string }>(
    `with before as (
       select id, deletion
       from imports
       where tenant_id = $1 and id = $2 and deletion is not null
       for update
     )
     update imports m
     set undone_at = null, deletion = null
     from before b
     where m.id = b.id
     returning b.deletion`,
    [tenantId, id],
  );
  return rows[0]?.deletion;
}
