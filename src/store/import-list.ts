// SQL of imports as their owner sees them: how far they are, what failed, and their undo.
import type { DocumentId, ImportId, ImportItemId, TenantId } from '../model/ids.ts';
import type { ItemEnd, ItemState } from './imports.ts';
import type { Queryable } from './pool.ts';

export interface ImportRow {
  readonly id: ImportId;
  readonly kind: 'files' | 'web';
  readonly title: string;
  /** null: the command line. */
  readonly by: string | null;
  readonly createdAt: Date;
  readonly undoneAt: Date | null;
  /** How many items are in each state. */
  readonly counts: Readonly<Record<ItemState, number>>;
  /** How many entries it added. */
  readonly added: number;
}

export interface ItemRow {
  readonly id: ImportItemId;
  readonly source: string;
  readonly state: ItemState;
  readonly error: string | null;
  readonly warnings: readonly string[];
  readonly documentId: DocumentId | null;
  /** Its entry waits for approval. */
  readonly isDraft: boolean;
  /** Whether the bytes are still there to be read again; pages can always be. */
  readonly canRetry: boolean;
}

const IMPORTS_WATCHED = 30;

// Items `i` that wait for their owner: not those whose draft was approved, or whose entry was deleted, meanwhile.
const WAITS = `i.state = 'held' and exists (
    select from documents d
    where d.tenant_id = i.tenant_id and d.id = i.document_id and d.deleted_at is null and (d.is_draft or i.held -> 'text' is not null))`;

type RawImport = Omit<ImportRow, 'counts'> & Readonly<Record<ItemState, number>>;

const COLUMNS = `m.id, m.kind, m.title, u.name as by, m.created_at as "createdAt", m.undone_at as "undoneAt",
  count(i.id) filter (where i.state = 'waiting') as waiting,
  count(i.id) filter (where i.state = 'reading') as reading,
  count(i.id) filter (where i.state = 'done' or i.state = 'held' and not (${WAITS})) as done,
  count(i.id) filter (where ${WAITS}) as held,
  count(i.id) filter (where i.state = 'unchanged') as unchanged,
  count(i.id) filter (where i.state = 'failed') as failed,
  count(i.id) filter (where i.document_id = i.id) as added`;

function toImport({ waiting, reading, done, unchanged, failed, held, ...rest }: RawImport): ImportRow {
  return { ...rest, counts: { waiting, reading, done, unchanged, failed, held } };
}

/** Newest first; addresses that are watched have a list of their own. */
export async function listImports(
  db: Queryable,
  tenantId: TenantId,
  limit: number,
): Promise<readonly ImportRow[]> {
  const { rows } = await db.query<RawImport>(
    `select ${COLUMNS}
     from (
       select *
       from imports
       where tenant_id = $1
         and (kind = 'files' or not exists (select from web_sources w where w.import_id = imports.id))
       order by created_at desc
       limit $2
     ) m
     left join users u on u.id = m.user_id
     left join import_items i on i.import_id = m.id
     group by m.id, m.kind, m.title, m.created_at, m.undone_at, u.name
     order by m.created_at desc`,
    [tenantId, limit],
  );
  return rows.map(toImport);
}

/** @returns undefined where there is none. */
export async function readImport(
  db: Queryable,
  tenantId: TenantId,
  id: ImportId,
): Promise<ImportRow | undefined> {
  const { rows } = await db.query<RawImport>(
    `select ${COLUMNS}
     from imports m
     left join users u on u.id = m.user_id
     left join import_items i on i.import_id = m.id
     where m.tenant_id = $1 and m.id = $2
     group by m.id, u.name`,
    [tenantId, id],
  );
  return rows.map(toImport)[0];
}

/** What failed first, then what is under way, then the rest; each by its name. */
export async function listItems(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly importId: ImportId; readonly limit: number },
): Promise<readonly ItemRow[]> {
  const { rows } = await db.query<ItemRow>(
    `select i.id, i.source, case when i.state = 'held' and not (${WAITS}) then 'done' else i.state end as state, i.error,
            i.warnings, i.document_id as "documentId", coalesce(d.is_draft, false) as "isDraft",
            i.state = 'failed' and (i.content_url is not null or i.source ~ '^https?://') as "canRetry"
     from import_items i
     left join documents d on d.tenant_id = i.tenant_id and d.id = i.document_id and d.deleted_at is null
     where i.tenant_id = $1 and i.import_id = $2
     order by array_position(array['held', 'failed', 'reading', 'waiting', 'done', 'unchanged'], i.state),
              i.warnings = '{}', i.source
     limit $3`,
    [tenantId, of.importId, of.limit],
  );
  return rows;
}

export interface HeldItem extends Pick<ItemRow, 'id' | 'source'> {
  readonly documentId: DocumentId;
  readonly held: unknown;
}

/** What of an import waits for its owner, by name: without the bodies of new words; or whole, where `ids` are told. */
export async function listHeld(
  db: Queryable,
  tenantId: TenantId,
  { importId, ids }: { readonly importId: ImportId; readonly ids?: readonly ImportItemId[] },
): Promise<readonly HeldItem[]> {
  const { rows } = await db.query<HeldItem>(
    `select i.id, i.source, i.document_id as "documentId",
            case when $3::uuid[] is null then i.held #- '{text,body}' else i.held end as held
     from import_items i
     join imports m on m.id = i.import_id
     where i.tenant_id = $1 and i.import_id = $2 and ($3::uuid[] is null or i.id = any ($3)) and m.undone_at is null and ${WAITS}
     order by i.source`,
    [tenantId, importId, ids ?? null],
  );
  return rows;
}

/** How many items of all imports wait for their owner, and the newest import that has one. */
export async function countHeld(
  db: Queryable,
  tenantId: TenantId,
): Promise<{ readonly count: number; readonly importId: ImportId | null }> {
  const { rows } = await db.query<{ count: number; importId: ImportId | null }>(
    `select count(*) as count, (array_agg(i.import_id order by i.done_at desc))[1] as "importId"
     from import_items i
     join imports m on m.id = i.import_id
     where i.tenant_id = $1 and m.undone_at is null and ${WAITS}`,
    [tenantId],
  );
  return rows[0] ?? { count: 0, importId: null };
}

/** The owner decided about what waited. @returns false where somebody else did before. */
export async function settleHeld(
  db: Queryable,
  tenantId: TenantId,
  { id, state, warnings }: { readonly id: ImportItemId } & Pick<ItemEnd, 'state' | 'warnings'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update import_items
     set state = $3, warnings = $4, held = null, done_at = now()
     where tenant_id = $1 and id = $2 and state = 'held'`,
    [tenantId, id, state, warnings ?? []],
  );
  return rowCount === 1;
}

/** What waited for this entry is overtaken by what came now. */
export async function overtakeHeld(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly documentId: DocumentId; readonly by: ImportItemId; readonly words: string },
): Promise<void> {
  await db.query(
    `update import_items
     set state = 'unchanged', held = null, warnings = array[$4]
     where tenant_id = $1 and document_id = $2 and id <> $3 and state = 'held'`,
    [tenantId, of.documentId, of.by, of.words],
  );
}

/** Reads again what failed and is still there: one item, or all of an import. @returns how many. */
export async function retryItems(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly importId: ImportId; readonly itemId?: ImportItemId },
): Promise<number> {
  const { rowCount } = await db.query(
    `update import_items i
     set state = 'waiting', attempts = 0, next_attempt_at = now(), error = null
     from imports m
     where i.tenant_id = $1 and i.import_id = $2 and ($3::uuid is null or i.id = $3) and i.state = 'failed'
       and (i.content_url is not null or i.source ~ '^https?://') and m.id = i.import_id and m.undone_at is null`,
    [tenantId, of.importId, of.itemId ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Ends an import: what is not read yet is not read any more.
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
     set state = 'failed', error = $3, lease_until = null, done_at = now()
     where tenant_id = $1 and import_id = $2 and state in ('waiting', 'reading')`,
    [tenantId, id, words],
  );
  const { rows } = await db.query<{ id: DocumentId }>(
    `select document_id as id from import_items where tenant_id = $1 and import_id = $2 and document_id = id`,
    [tenantId, id],
  );
  return rows.map((row) => row.id);
}

/** Whoever still reads for it asks this after writing down what came of that. It waits for an undo that is under way. */
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

/** Changes whenever one of the pages about imports would; older ones change no more. */
export async function readImportsVersion(db: Queryable, tenantId: TenantId): Promise<unknown> {
  const { rows } = await db.query(
    `select i.import_id, i.state, count(*) as count, max(i.done_at) as done_at
     from import_items i
     where i.tenant_id = $1
       and i.import_id in (
         (select id from imports where tenant_id = $1 order by created_at desc limit $2)
         union
         select import_id from web_sources where tenant_id = $1
       )
     group by i.import_id, i.state
     order by i.import_id, i.state`,
    [tenantId, IMPORTS_WATCHED],
  );
  const sources = await db.query(
    `select import_id, next_check_at, last_checked_at, last_error from web_sources where tenant_id = $1 order by import_id`,
    [tenantId],
  );
  return [rows, sources.rows];
}
