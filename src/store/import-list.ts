// SQL of imports as their owner sees them: how far they are, what failed, and what waits.
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

// Items `i` that wait for their owner, also while they are read again: not those whose draft was approved, or whose entry
// was deleted, meanwhile.
const WAITS = `i.held is not null and exists (
    select from documents d
    where d.tenant_id = i.tenant_id and d.id = i.document_id and d.deleted_at is null and (d.is_draft or i.held -> 'text' is not null))`;

type RawImport = Omit<ImportRow, 'counts'> & Readonly<Record<ItemState, number>>;

const COLUMNS = `m.id, m.kind, m.title, u.name as by, m.created_at as "createdAt", m.undone_at as "undoneAt",
  count(i.id) filter (where i.state = 'waiting') as waiting,
  count(i.id) filter (where i.state = 'reading') as reading,
  count(i.id) filter (where i.state = 'done' or i.state = 'held' and not (${WAITS})) as done,
  count(i.id) filter (where i.state = 'held' and ${WAITS}) as held,
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
  /** Of the item, and of what waits: something else is another. */
  readonly mark: string;
}

const MARK = `i.id || ' ' || md5(i.held::text)`;

/** What of an import waits for its owner, by name: without the bodies of new words; or whole, of those with `marks`. */
export async function listHeld(
  db: Queryable,
  tenantId: TenantId,
  { importId, marks }: { readonly importId: ImportId; readonly marks?: readonly string[] },
): Promise<readonly HeldItem[]> {
  const { rows } = await db.query<HeldItem>(
    `select i.id, i.source, i.document_id as "documentId", ${MARK} as mark,
            case when $3::text[] is null then i.held #- '{text,body}' else i.held end as held
     from import_items i
     join imports m on m.id = i.import_id
     where i.tenant_id = $1 and i.import_id = $2 and ($3::text[] is null or ${MARK} = any ($3)) and m.undone_at is null and ${WAITS}
     order by i.source`,
    [tenantId, importId, marks ?? null],
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

/**
 * The owner decided about what waited. What is being read again is read once more: what was read meanwhile knows nothing
 * of it. @returns false where somebody else did before, or something else waits now.
 */
export async function settleHeld(
  db: Queryable,
  tenantId: TenantId,
  { mark, id, state, warnings }: Pick<HeldItem, 'id' | 'mark'> & Pick<ItemEnd, 'state' | 'warnings'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update import_items i
     set held = null, done_at = now(),
         state = case i.state when 'held' then $3 when 'reading' then 'waiting' else i.state end,
         warnings = case i.state when 'held' then $4 else i.warnings end,
         lease_until = null
     where i.tenant_id = $1 and i.id = $2 and ${MARK} = $5`,
    [tenantId, id, state, warnings ?? [], mark],
  );
  return rowCount === 1;
}

/**
 * Reads again what failed and is still there: one item, or all of an import. It waits for an undo that is under way, which
 * would not see them. @returns how many.
 */
export async function retryItems(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly importId: ImportId; readonly itemId?: ImportItemId },
): Promise<number> {
  const { rowCount } = await db.query(
    `with open as (
       select id
       from imports
       where tenant_id = $1 and id = $2 and undone_at is null
       for share
     )
     update import_items i
     set state = 'waiting', attempts = 0, next_attempt_at = now(), error = null
     from open m
     where i.tenant_id = $1 and i.import_id = m.id and ($3::uuid is null or i.id = $3) and i.state = 'failed'
       and (i.content_url is not null or i.source ~ '^https?://')`,
    [tenantId, of.importId, of.itemId ?? null],
  );
  return rowCount ?? 0;
}
