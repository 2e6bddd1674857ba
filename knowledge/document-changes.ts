// SQL that changes documents. Whatever changes what an owner wrote, or how it is used, goes into its history in the same
// statement.
import type { DocumentId, TenantId, UserId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { DocumentContent, DocumentMarks, DocumentSelection } from './documents.ts';
import { selectionOf } from './documents.ts';
import { NEVER_RELEASED } from './staged.ts';
import { forgetVersions, noteVersion, RESTORED_WORDS_AT } from './versions.ts';

/** Who changes it, and what they know of it. */
export interface Authorship {
  /** undefined: the program. */
  readonly by?: UserId | undefined;
  /** The version that they have seen; another one is a conflict. Absent: whatever there is. */
  readonly basedOn?: number | undefined;
  /** The older version that they bring back. */
  readonly restoredFrom?: number | undefined;
  /** A new document is a language of this one's text. */
  readonly variantOf?: DocumentId | undefined;
  /** A new document is a language of the text of this id, its own or one that comes later. */
  readonly variantGroup?: DocumentId | undefined;
  /** Its words say what another's said then. Absent: now. */
  readonly wordsAt?: Date | undefined;
}

/**
 * A new document, waiting to be read; as a language of a text, it is what was to be drafted.
 * @returns false where that id is taken, by a deleted document too.
 */
export async function insertDocument(
  db: Queryable,
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  content: DocumentContent,
  { by, variantOf, variantGroup, wordsAt }: Authorship = {},
): Promise<boolean> {
  const { rows } = await db.query<{ added: boolean }>(
    `with original as (
       update documents
       set variant_group = coalesce(variant_group, id)
       where tenant_id = $1 and id = $16 and deleted_at is null
       returning variant_group
     ), added as (
       insert into documents (tenant_id, id, kind, title, body, also_asked, language, source, content_hash, source_hash,
                              human_only, is_draft, valid_from, valid_until, variant_group, words_at, status)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
               coalesce($11, false), coalesce($12, false), $13, $14,
               coalesce($18, (select variant_group from original)), coalesce($17, now()), 'processing')
       on conflict (id) do nothing
       returning *
     ), noted as (${noteVersion('added', '$15', 'null')}), drafted as (
       delete from language_drafts l
       using added a, documents d
       where l.tenant_id = $1 and l.document_id = d.id and l.language = a.language
         and d.tenant_id = $1 and (d.id = $16 or d.variant_group = a.variant_group)
     )
     select true as added
     from added`,
    [
      ...contentValues({ tenantId, id }, content),
      ...[by ?? null, variantOf ?? null, wordsAt ?? null, variantGroup ?? null],
    ],
  );
  return rows.length === 1;
}

/**
 * New words or marks for a document; its passages stay those of the old words until they are replaced.
 * @returns unchanged: the same words, with nothing to read anew. conflict: it was changed since `basedOn`.
 */
export async function updateDocument(
  db: Queryable,
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  content: DocumentContent,
  { by, basedOn, restoredFrom, wordsAt }: Authorship = {},
): Promise<'updated' | 'unchanged' | 'missing' | 'conflict'> {
  const { rows } = await db.query<{ is_same: boolean; is_conflict: boolean }>(
    `with before as (
       select *, content_hash = $9 and status = 'ready' as is_same,
              $16::integer is not null and version <> $16 as is_conflict,
              (kind, title, body, also_asked, language) is distinct from ($3, $4, $5, $6, $7) as has_new_words
       from documents
       where tenant_id = $1 and id = $2 and deleted_at is null
       for update
     ), wanted as (
       select *, coalesce($11, human_only) as next_human_only, coalesce($12, is_draft) as next_draft,
              case when $18 then $13 else valid_from end as next_from,
              case when $19 then $14 else valid_until end as next_until
       from before
     ), next as (
       select *, has_new_words or source <> $8
              or (human_only, is_draft, valid_from, valid_until)
                 is distinct from (next_human_only, next_draft, next_from, next_until) as is_version
       from wanted
       where not is_conflict
     ), changed as (
       update documents d
       set kind = $3, title = $4, body = $5, also_asked = $6, language = $7, source = $8, content_hash = $9,
           source_hash = coalesce($10, d.source_hash), human_only = n.next_human_only, is_draft = n.next_draft,
           valid_from = n.next_from, valid_until = n.next_until,
           status = case when n.is_same then d.status else 'processing' end, error = null,
           version = n.version + n.is_version::integer,
           updated_at = case when n.is_version then now() else d.updated_at end,
           words_at = case when n.has_new_words then coalesce((${RESTORED_WORDS_AT}), $20, now()) else d.words_at end
       from next n
       where d.id = n.id and d.tenant_id = $1 and (n.is_version or not n.is_same or $10 is distinct from d.source_hash)
       returning d.*
     ), noted as (${noteVersion('changed', '$15', '$17')}), forgotten as (${forgetVersions('changed')})
     select is_same, is_conflict
     from before`,
    [
      ...contentValues({ tenantId, id }, content),
      by ?? null,
      basedOn ?? null,
      restoredFrom ?? null,
      content.marks?.validFrom !== undefined,
      content.marks?.validUntil !== undefined,
      wordsAt ?? null,
    ],
  );
  const [row] = rows;
  if (!row) return 'missing';
  if (row.is_conflict) return 'conflict';
  return row.is_same ? 'unchanged' : 'updated';
}

function contentValues(
  { tenantId, id }: { tenantId: TenantId; id: DocumentId },
  { kind, title, body, alsoAsked, language, source, hash, sourceHash, marks = {} }: DocumentContent,
): unknown[] {
  return [
    ...[tenantId, id, kind, title, body, alsoAsked, language, source, hash, sourceHash ?? null],
    marks.isHumanOnly ?? null,
    marks.isDraft ?? null,
    marks.validFrom ?? null,
    marks.validUntil ?? null,
  ];
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

/** Out of the bin; alone where another text has its language meanwhile. @returns false where it isn't in there. */
export async function undeleteDocument(db: Queryable, tenantId: TenantId, id: DocumentId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update documents d
     set deleted_at = null, deletion = null, updated_at = now(), variant_group = ${FREE_GROUP}
     where tenant_id = $1 and id = $2 and deleted_at is not null`,
    [tenantId, id],
  );
  return rowCount === 1;
}

/** The group of a document `d` that comes out of the bin. */
export const FREE_GROUP = `case when exists (
         select from documents o
         where o.tenant_id = d.tenant_id and o.variant_group = d.variant_group and o.language = d.language
           and o.deleted_at is null and o.id <> d.id
       ) then null else d.variant_group end`;

/** Several into the bin, under the name of this deletion. @returns how many. */
export async function deleteDocuments(
  db: Queryable,
  tenantId: TenantId,
  selection: DocumentSelection,
  deletion: string,
): Promise<number> {
  const { where, values } = selectionOf(tenantId, selection);
  const { rowCount } = await db.query(
    `update documents d
     set deleted_at = now(), deletion = $5
     where ${where}`,
    [...values, deletion],
  );
  return rowCount ?? 0;
}

/** All of a deletion out of the bin. @returns how many. */
export async function undeleteDocuments(
  db: Queryable,
  tenantId: TenantId,
  deletion: string,
): Promise<number> {
  const { rowCount } = await db.query(
    `update documents d
     set deleted_at = null, deletion = null, updated_at = now(), variant_group = ${FREE_GROUP}
     where tenant_id = $1 and deletion = $2 and deleted_at is not null`,
    [tenantId, deletion],
  );
  return rowCount ?? 0;
}

/** Marks several; those that have the marks already stay as they are, and half a text that is being stored. @returns how many changed, and the moment that their versions have. */
export async function markDocuments(
  db: Queryable,
  tenantId: TenantId,
  selection: DocumentSelection,
  { isHumanOnly, isDraft, validFrom, validUntil, by }: DocumentMarks & Authorship,
): Promise<{ readonly count: number; readonly moment: string }> {
  const { where, values } = selectionOf(tenantId, selection);
  const { rows } = await db.query<{ count: number; moment: string }>(
    `with next as (
       select id, coalesce($5, human_only) as human_only, coalesce($6, is_draft) as is_draft,
              case when $8 then $7 else valid_until end as valid_until,
              case when $11 then $10 else valid_from end as valid_from
       from documents d
       where ${where} and not (${NEVER_RELEASED} and d.status = 'processing')
       order by id
       for update
     ), changed as (
       update documents d
       set human_only = n.human_only, is_draft = n.is_draft, valid_from = n.valid_from, valid_until = n.valid_until,
           version = d.version + 1, updated_at = now()
       from next n
       where d.id = n.id and d.tenant_id = $1
         and (d.human_only, d.is_draft, d.valid_from, d.valid_until)
             is distinct from (n.human_only, n.is_draft, n.valid_from, n.valid_until)
         and (n.valid_from < n.valid_until) is not false
       returning d.*
     ), noted as (${noteVersion('changed', '$9', 'null')}), forgotten as (${forgetVersions('changed')})
     select count(*) as count, now()::text as moment
     from changed`,
    [
      ...values,
      isHumanOnly ?? null,
      isDraft ?? null,
      validUntil ?? null,
      validUntil !== undefined,
      by ?? null,
      validFrom ?? null,
      validFrom !== undefined,
    ],
  );
  return { count: Number(rows[0]?.count ?? 0), moment: rows[0]?.moment ?? '' };
}

/** Waiting to be read again. @returns how many. */
export async function markUnread(
  db: Queryable,
  tenantId: TenantId,
  selection: DocumentSelection,
): Promise<number> {
  const { where, values } = selectionOf(tenantId, selection);
  const { rowCount } = await db.query(
    `update documents d
     set status = 'processing', error = null
     where ${where}`,
    [...values],
  );
  return rowCount ?? 0;
}

/** A language of a text is found still right: its words are as new as the original's, of which those of `wordsAt` were seen. */
export async function confirmWords(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
  wordsAt?: Date,
): Promise<void> {
  await db.query(
    `with confirmed as (
       update documents
       set words_at = greatest(words_at, coalesce($3, now()))
       where tenant_id = $1 and id = $2 and deleted_at is null
       returning id, version, words_at
     )
     update document_versions v
     set words_at = c.words_at
     from confirmed c
     where v.document_id = c.id and v.version = c.version`,
    [tenantId, id, wordsAt ?? null],
  );
}
