// All SQL of documents: what the owner wrote, before it is cut into passages.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';

export type DocumentKind = 'question_answer' | 'markdown' | 'text' | 'html';
export type DocumentStatus = 'processing' | 'ready' | 'failed';

export interface DocumentRow {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  /** question_answer: the question. */
  readonly title: string;
  readonly body: string;
  /** Other ways to ask, one per line. */
  readonly alsoAsked: string;
  readonly language: Language;
  /** 'starter', 'owner', or the name of the file it came from. */
  readonly source: string;
  /** Only a person may answer from it: the bot never says a word of it. */
  readonly isHumanOnly: boolean;
  readonly status: DocumentStatus;
  readonly error: string | undefined;
  readonly updatedAt: Date;
  readonly passages: number;
}

/** What is stored of a document before it is read. `hash` names this very version of its words. */
export interface DocumentContent
  extends Pick<DocumentRow, 'kind' | 'title' | 'body' | 'alsoAsked' | 'language' | 'source'> {
  readonly hash: string;
  /** Absent: as it was. */
  readonly isHumanOnly?: boolean;
}

interface Raw extends Omit<DocumentRow, 'error'> {
  readonly error: string | null;
}

/** What customers are answered from, of documents `d`: by the database's clock, so that nothing has to be switched. */
export const LIVE = `d.deleted_at is null and not d.is_draft
      and (d.valid_from is null or d.valid_from <= now()) and (d.valid_until is null or d.valid_until > now())`;

const COLUMNS = `d.id, d.kind, d.title, d.body, d.also_asked as "alsoAsked", d.language, d.source,
  d.human_only as "isHumanOnly", d.status, d.error, d.updated_at as "updatedAt",
  (select count(*) from passages p where p.tenant_id = d.tenant_id and p.document_id = d.id) as passages`;

function toRow(raw: Raw): DocumentRow {
  return { ...raw, error: raw.error ?? undefined, passages: Number(raw.passages) };
}

export interface DocumentFilter {
  /** Part of the title, the text or the other ways to ask. */
  readonly query?: string;
  readonly status?: DocumentStatus;
  readonly language?: Language;
  readonly limit: number;
  readonly offset: number;
}

/** Deleted ones are left out; newest change first. */
export async function listDocuments(
  db: Queryable,
  tenantId: TenantId,
  filter: DocumentFilter,
): Promise<{ documents: readonly DocumentRow[]; total: number }> {
  const pattern = filter.query?.trim() ? `%${filter.query.trim().replace(/[\\%_]/g, '\\$&')}%` : null;
  const where = `d.tenant_id = $1
       and d.deleted_at is null
       and ($2::text is null or d.title ilike $2 or d.body ilike $2 or d.also_asked ilike $2)
       and ($3::text is null or d.status = $3)
       and ($4::text is null or d.language = $4)`;
  const values = [tenantId, pattern, filter.status ?? null, filter.language ?? null];
  const counted = await db.query<{ total: number }>(
    `select count(*) as total
     from documents d
     where ${where}`,
    values,
  );
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from documents d
     where ${where}
     order by d.updated_at desc, d.id
     limit $5 offset $6`,
    [...values, filter.limit, filter.offset],
  );
  return { documents: rows.map(toRow), total: Number(counted.rows[0]?.total ?? 0) };
}

/** @returns undefined where there is none, or it was deleted. */
export async function readDocument(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<DocumentRow | undefined> {
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from documents d
     where d.tenant_id = $1 and d.id = $2 and d.deleted_at is null`,
    [tenantId, id],
  );
  return rows.map(toRow)[0];
}

/** A new document, waiting to be read. @returns false where that id is taken, by a deleted document too. */
export async function insertDocument(
  db: Queryable,
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  content: DocumentContent,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into documents (tenant_id, id, kind, title, body, also_asked, language, source, content_hash, human_only,
                            status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, false), 'processing')
     on conflict (id) do nothing`,
    contentValues({ tenantId, id }, content),
  );
  return rowCount === 1;
}

/**
 * New words for a document; its passages stay those of the old ones until they are replaced.
 * @returns unchanged: the same words, with nothing to read anew.
 */
export async function updateDocument(
  db: Queryable,
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  content: DocumentContent,
): Promise<'updated' | 'unchanged' | 'missing'> {
  const { rows } = await db.query<{ is_same: boolean }>(
    `with before as (
       select id, content_hash = $9 and status = 'ready' as is_same
       from documents
       where tenant_id = $1 and id = $2 and deleted_at is null
       for update
     ), changed as (
       update documents d
       set kind = $3, title = $4, body = $5, also_asked = $6, language = $7, source = $8, content_hash = $9,
           human_only = coalesce($10, d.human_only),
           status = case when b.is_same then d.status else 'processing' end,
           error = null, updated_at = now()
       from before b
       where d.id = b.id and d.tenant_id = $1 and (not b.is_same or d.human_only <> $10)
     )
     select is_same
     from before`,
    contentValues({ tenantId, id }, content),
  );
  const [row] = rows;
  if (!row) return 'missing';
  return row.is_same ? 'unchanged' : 'updated';
}

function contentValues(
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  c: DocumentContent,
): unknown[] {
  const { kind, title, body, alsoAsked, language, source, hash, isHumanOnly } = c;
  return [tenantId, id, kind, title, body, alsoAsked, language, source, hash, isHumanOnly ?? null];
}

/** Ends the reading of one version. @returns false where a newer version came meanwhile: it has the last word. */
export async function finishDocument(
  db: Queryable,
  { tenantId, id, hash }: { tenantId: TenantId; id: DocumentId; hash: string },
  error: string | undefined,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update documents
     set status = case when $4::text is null then 'ready' else 'failed' end, error = $4
     where tenant_id = $1 and id = $2 and content_hash = $3`,
    [tenantId, id, hash, error ?? null],
  );
  return rowCount === 1;
}

/** Into the bin: found no more. @returns false where there is no such document. */
export async function deleteDocument(db: Queryable, tenantId: TenantId, id: DocumentId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update documents
     set deleted_at = now()
     where tenant_id = $1 and id = $2 and deleted_at is null`,
    [tenantId, id],
  );
  return rowCount === 1;
}

/** Out of the bin. @returns false where it isn't in there. */
export async function undeleteDocument(db: Queryable, tenantId: TenantId, id: DocumentId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update documents
     set deleted_at = null, updated_at = now()
     where tenant_id = $1 and id = $2 and deleted_at is not null`,
    [tenantId, id],
  );
  return rowCount === 1;
}

/** Documents whose reading was cut off by a crash, or that an older version of the program read. */
export async function listUnread(
  db: Queryable,
  version: string,
): Promise<readonly { tenantId: TenantId; id: DocumentId; content: DocumentContent }[]> {
  const { rows } = await db.query<DocumentContent & { tenant_id: TenantId; id: DocumentId }>(
    `select tenant_id, id, kind, title, body, also_asked as "alsoAsked", language, source, content_hash as hash
     from documents
     where deleted_at is null
       and (status = 'processing' or content_hash not like $1 || ':%')
     order by tenant_id, id`,
    [version],
  );
  return rows.map(({ tenant_id: tenantId, id, ...content }) => ({ tenantId, id, content }));
}
