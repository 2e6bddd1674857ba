// SQL of where entries came from: the file or page, what it said then, and whether its owner has changed the words since.
import type { DocumentId, ImportItemId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** Of documents `d`: no item knows it, and it is no language of another text. Its item would have its id. */
export const LEFT = `d.is_draft and d.version = 1 and d.source_hash is null
       and (d.variant_group is null or d.variant_group = d.id)
       and not exists (select from import_items known where known.tenant_id = d.tenant_id and known.id = d.id)`;

/** The entry that came from this file or page, with what its bytes were; of several the newest. */
export async function findBySource(
  db: Queryable,
  tenantId: TenantId,
  source: string,
): Promise<{ readonly id: DocumentId; readonly sourceHash: string | null } | undefined> {
  const { rows } = await db.query<{ id: DocumentId; sourceHash: string | null }>(
    `select id, source_hash as "sourceHash"
     from documents
     where tenant_id = $1 and source = $2 and kind <> 'question_answer' and deleted_at is null
     order by source_hash is null, updated_at desc
     limit 1`,
    [tenantId, source],
  );
  return rows[0];
}

/** A draft of what came from there, left by a try that ended before anything was written down of it. */
export async function findLeft(
  db: Queryable,
  tenantId: TenantId,
  source: string,
): Promise<ImportItemId | undefined> {
  const { rows } = await db.query<{ id: ImportItemId }>(
    `select d.id
     from documents d
     where d.tenant_id = $1 and d.source = $2 and d.kind <> 'question_answer' and d.deleted_at is null and ${LEFT}
     order by d.updated_at desc
     limit 1`,
    [tenantId, source],
  );
  return rows[0]?.id;
}

/** The entry that was made of the very same bytes, whatever they were called. */
export async function findByHash(
  db: Queryable,
  tenantId: TenantId,
  sourceHash: string,
): Promise<DocumentId | undefined> {
  const { rows } = await db.query<{ id: DocumentId }>(
    `select id
     from documents
     where tenant_id = $1 and source_hash = $2 and kind <> 'question_answer' and deleted_at is null
     order by created_at
     limit 1`,
    [tenantId, sourceHash],
  );
  return rows[0]?.id;
}

/** Whether it is in the knowledge, in the bin, or gone for good. */
export async function whereIs(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<'kept' | 'bin' | 'gone'> {
  const { rows } = await db.query<{ is_deleted: boolean }>(
    `select deleted_at is not null as is_deleted from documents where tenant_id = $1 and id = $2`,
    [tenantId, id],
  );
  const [row] = rows;
  if (!row) return 'gone';
  return row.is_deleted ? 'bin' : 'kept';
}

export interface Origin {
  readonly version: number;
  readonly isDraft: boolean;
  /** It is a draft because what came in waits for its owner, or is stored only in part; not one that its owner made. */
  readonly isAsked: boolean;
  readonly isRewritten: boolean;
}

/** How it is, and whether its words are no longer those that it had from where it came. */
export async function readOrigin(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<Origin | undefined> {
  const { rows } = await db.query<Origin>(
    `select d.version, d.is_draft as "isDraft", exists (
              select from import_items i
              where i.tenant_id = $1 and i.document_id = d.id and i.held is not null
                and (i.held -> 'text' is null or i.held -> 'text' -> 'isDraft' = 'false')
            ) or d.is_draft and d.version = 1 and d.source_hash is null and exists (
              select from import_items i where i.tenant_id = $1 and i.id = d.id
            ) as "isAsked", (v.kind, v.title, v.body, v.also_asked)
                       is distinct from (d.kind, d.title, d.body, d.also_asked) as "isRewritten"
     from documents d
     left join document_versions v on v.document_id = d.id and v.version = coalesce(d.taken_version, 1)
     where d.tenant_id = $1 and d.id = $2`,
    [tenantId, id],
  );
  return rows[0];
}

/** What it says now is what came from there. */
export async function noteOrigin(db: Queryable, tenantId: TenantId, id: DocumentId): Promise<void> {
  await db.query(`update documents set taken_version = version where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
  ]);
}

/** Whether the hash of an entry's source is that of these bytes, taken or refused. */
export function isSameSource(known: string | null, sourceHash: string): boolean {
  return known === sourceHash || known === refused(sourceHash);
}

// Told apart from what the entry was made of: the same bytes are no news to it, and not what it says.
function refused(sourceHash: string): string {
  return `refused:${sourceHash}`;
}

/** What its file or page says was looked at, and not taken: the same bytes are not looked at again. */
export async function refuseSource(
  db: Queryable,
  tenantId: TenantId,
  { id, sourceHash }: { readonly id: DocumentId; readonly sourceHash: string },
): Promise<void> {
  await db.query(`update documents set source_hash = $3 where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
    refused(sourceHash),
  ]);
}
