// SQL of imports: what came in together, and how far each file or page of it is.
import type { DocumentId, ImportId, ImportItemId, TenantId, UserId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export type ItemState = 'waiting' | 'reading' | 'done' | 'unchanged' | 'failed' | 'held';

/** A file or page that is ours to read. */
export interface ClaimedItem {
  readonly id: ImportItemId;
  readonly tenantId: TenantId;
  readonly importId: ImportId;
  readonly kind: 'files' | 'web';
  readonly userId: UserId | null;
  /** The path of a file, or the address of a page. */
  readonly source: string;
  readonly contentUrl: string | null;
  readonly documentId: DocumentId | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly misses: number;
  /** What of it waits for its owner, while it is read again. */
  readonly held: unknown;
  /** This one included. */
  readonly attempts: number;
}

/** How the reading of an item ended. */
export interface ItemEnd {
  readonly state: 'done' | 'unchanged' | 'failed' | 'held';
  /** What would change, see knowledge/import/hold.ts. A failed reading leaves what waits as it is. */
  readonly held?: object | undefined;
  /** What else waits for its entry is older, and does so no more: with these words. */
  readonly overtaken?: string | undefined;
  readonly error?: string | undefined;
  readonly warnings?: readonly string[];
  /** Absent: as it was. */
  readonly documentId?: DocumentId | undefined;
  /** Pages only. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Absent: none; or as many as there were, where it failed. */
  readonly misses?: number;
}

export interface NewItem {
  readonly importId: ImportId;
  readonly source: string;
  readonly contentUrl?: string;
}

/** A new import, unless there is one of that id. @returns false where that is another business's, or undone. */
export async function openImport(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly id: ImportId;
    readonly kind: 'files' | 'web';
    readonly title: string;
    readonly userId?: UserId;
  },
): Promise<boolean> {
  await db.query(
    `insert into imports (id, tenant_id, kind, title, user_id)
     values ($1, $2, $3, $4, $5)
     on conflict (id) do nothing`,
    [of.id, tenantId, of.kind, of.title, of.userId ?? null],
  );
  const { rowCount } = await db.query(
    `select from imports where id = $1 and tenant_id = $2 and kind = $3 and undone_at is null`,
    [of.id, tenantId, of.kind],
  );
  return rowCount === 1;
}

/** @returns the id; undefined where the import has an item of that source already. */
export async function addItem(
  db: Queryable,
  tenantId: TenantId,
  { importId, source, contentUrl }: NewItem,
): Promise<ImportItemId | undefined> {
  const { rows } = await db.query<{ id: ImportItemId }>(
    `insert into import_items (tenant_id, import_id, source, content_url)
     values ($1, $2, $3, $4)
     on conflict (import_id, source) do nothing
     returning id`,
    [tenantId, importId, source, contentUrl ?? null],
  );
  return rows[0]?.id;
}

/** Pages to read, and those that were read before once more. What waits for its owner as a draft goes on waiting. */
export async function addPages(
  db: Queryable,
  tenantId: TenantId,
  { importId, urls }: { readonly importId: ImportId; readonly urls: readonly string[] },
): Promise<void> {
  await db.query(
    `insert into import_items (tenant_id, import_id, source)
     select $1, $2, u.url
     from unnest($3::text[]) as u (url)
     order by u.url
     on conflict (import_id, source) do nothing`,
    [tenantId, importId, [...new Set(urls)]],
  );
  await db.query(
    `update import_items
     set state = 'waiting', attempts = 0, next_attempt_at = now()
     where tenant_id = $1 and import_id = $2 and state in ('done', 'unchanged', 'failed', 'held')
       and not (
         state = 'held' and exists (
           select from documents d
           where d.tenant_id = $1 and d.id = import_items.document_id and d.is_draft and d.deleted_at is null
         )
       )`,
    [tenantId, importId],
  );
}

// What came before, and waits for the entry of the item that `ended`. The same words as before leave their draft waiting.
function overtaking(ended: string, words: string): string {
  return `
       update import_items o
       set state = case when o.state = 'held' then 'unchanged' else o.state end, held = null,
           warnings = case when o.state = 'held' then array[${words}] else o.warnings end
       from ${ended} e
       where ${words}::text is not null and o.tenant_id = e.tenant_id and o.document_id = e.document_id
         and o.id <> e.id and o.held is not null and (e.state <> 'unchanged' or o.held -> 'text' is not null)`;
}

/** An item that was read by whoever wrote it down: the command line, or an archive's reader. Once is enough. */
export async function addReadItem(
  db: Queryable,
  tenantId: TenantId,
  item: { readonly id: ImportItemId; readonly importId: ImportId; readonly source: string } & ItemEnd,
): Promise<void> {
  await db.query(
    `with ended as (
       insert into import_items (id, tenant_id, import_id, source, state, error, warnings, document_id, held, done_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())
       on conflict do nothing
       returning *
     )${overtaking('ended', '$10')}`,
    [
      item.id,
      tenantId,
      item.importId,
      item.source,
      item.state,
      item.error ?? null,
      item.warnings ?? [],
      item.documentId ?? null,
      item.held ?? null,
      item.overtaken ?? null,
    ],
  );
}

/** Takes what is due, oldest first: files, or pages. */
export async function claimItems(
  db: Queryable,
  of: { readonly kind: 'files' | 'web'; readonly limit: number; readonly leaseMs: number },
): Promise<readonly ClaimedItem[]> {
  const { rows } = await db.query<ClaimedItem>({
    name: 'claim_import_items',
    text: `with due as (
             select i.id
             from import_items i
             join imports m on m.id = i.import_id
             where i.state in ('waiting', 'reading') and i.next_attempt_at <= now()
               and (i.lease_until is null or i.lease_until < now()) and m.kind = $1 and m.undone_at is null
             order by i.created_at, i.source
             limit $2
             for update of i skip locked
           )
           update import_items i
           set state = 'reading', attempts = i.attempts + 1, lease_until = now() + $3 * interval '1 millisecond'
           from due, imports m
           where i.id = due.id and m.id = i.import_id
           returning i.id, i.tenant_id as "tenantId", i.import_id as "importId", m.kind, m.user_id as "userId",
                     i.source, i.content_url as "contentUrl", i.document_id as "documentId", i.etag,
                     i.last_modified as "lastModified", i.misses, i.held, i.attempts`,
    values: [of.kind, of.limit, of.leaseMs],
  });
  return rows;
}

/** Holds the lease for longer. */
export async function renewItem(db: Queryable, of: ClaimedItem, leaseMs: number): Promise<void> {
  await db.query(
    `update import_items
     set lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and attempts = $2 and state = 'reading'`,
    [of.id, of.attempts, leaseMs],
  );
}

/** The end of a reading. @returns false where another reader, or an undo, came between. */
export async function finishItem(db: Queryable, of: ClaimedItem, end: ItemEnd): Promise<boolean> {
  const { rowCount } = await db.query(
    `with ended as (
       update import_items
       set state = $3, error = $4, warnings = $5, document_id = coalesce($6, document_id), etag = $7,
           last_modified = $8, misses = coalesce($9, case when $3 = 'failed' then misses else 0 end),
           held = case when $3 = 'failed' then held else $10 end, lease_until = null, done_at = now(),
           content_url = case when $3 = 'failed' then content_url end
       where id = $1 and attempts = $2 and state = 'reading'
       returning *
     ), overtaken as (${overtaking('ended', '$11')})
     select from ended`,
    [
      of.id,
      of.attempts,
      end.state,
      end.error ?? null,
      end.warnings ?? [],
      end.documentId ?? null,
      end.etag ?? null,
      end.lastModified ?? null,
      end.misses ?? null,
      end.held ?? null,
      end.overtaken ?? null,
    ],
  );
  return rowCount === 1;
}

/** With what follows from it: after a crash in between the bin would tell of an owner who deleted the entry. */
export async function noteMisses(db: Queryable, of: ClaimedItem, misses: number): Promise<void> {
  await db.query(
    `update import_items
     set misses = $3
     where id = $1 and attempts = $2 and state = 'reading'`,
    [of.id, of.attempts, misses],
  );
}

/** With what makes it wait: after a crash in between its owner is asked all the same. */
export async function noteHeld(db: Queryable, of: ClaimedItem, held: object): Promise<void> {
  await db.query(
    `update import_items
     set held = $3
     where id = $1 and attempts = $2 and state = 'reading'`,
    [of.id, of.attempts, held],
  );
}

/** Again after `delayMs`. @param counts false: what ended it was not the file. */
export async function postponeItem(
  db: Queryable,
  of: ClaimedItem,
  { delayMs, counts }: { readonly delayMs: number; readonly counts: boolean },
): Promise<void> {
  await db.query(
    `update import_items
     set state = 'waiting', lease_until = null, attempts = attempts - (not $4)::int,
         next_attempt_at = now() + $3 * interval '1 millisecond'
     where id = $1 and attempts = $2 and state = 'reading'`,
    [of.id, of.attempts, delayMs, counts],
  );
}

/** What failed longer ago than this is not tried again: its bytes can go. @returns where they are. */
export async function forgetFailed(db: Queryable, olderThanDays: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ content_url: string }>(
    `with old as (
       select id, content_url
       from import_items
       where state = 'failed' and content_url is not null and done_at < now() - $1 * interval '1 day'
       limit 100
       for update skip locked
     )
     update import_items i
     set content_url = null
     from old
     where i.id = old.id
     returning old.content_url`,
    [olderThanDays],
  );
  return rows.map((row) => row.content_url);
}
