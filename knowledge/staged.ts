// SQL of a long new text while it is stored: a first version that is a draft, and is not yet said to come from its source.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { DocumentContent } from './documents.ts';

export interface StagedPlace {
  readonly tenantId: TenantId;
  readonly id: DocumentId;
}

interface Staged extends StagedPlace {
  /** Of its words. */
  readonly hash: string;
}

/** Of documents `d`: long or not, it is new, and not yet said to be what came from its source. */
export const NEVER_RELEASED = 'd.is_draft and d.version = 1 and d.source_hash is null';

// Whatever marks it has by now.
const STAGED = `tenant_id = $1 and id = $2 and content_hash = $3 and is_draft and source_hash is null
       and deleted_at is null`;

/** Locks it. @returns how many of its passages there are; undefined where all are, or somebody changed it. */
export async function countStaged(
  db: Queryable,
  { tenantId, id, hash }: Staged,
): Promise<number | undefined> {
  const { rowCount } = await db.query(
    `select
     from documents
     where ${STAGED} and version = 1 and status = 'processing'
     for update`,
    [tenantId, id, hash],
  );
  if (rowCount === 0) return undefined;
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count
     from passages
     where tenant_id = $1 and document_id = $2`,
    [tenantId, id],
  );
  return rows[0]?.count ?? 0;
}

/** @returns the hash of the words that were begun under this id, where they are others. */
export async function findOlderStaged(
  db: Queryable,
  { tenantId, id, hash }: Staged,
): Promise<string | undefined> {
  const { rows } = await db.query<{ hash: string }>(
    `select d.content_hash as hash
     from documents d
     where d.tenant_id = $1 and d.id = $2 and d.content_hash <> $3 and d.deleted_at is null and ${NEVER_RELEASED}`,
    [tenantId, id, hash],
  );
  return rows[0]?.hash;
}

/** What its owner wants it to be; its history begins with that. @returns false where it is that already. */
export async function releaseStaged(
  db: Queryable,
  { tenantId, id }: StagedPlace,
  { hash, sourceHash, marks }: DocumentContent,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with released as (
       update documents
       set is_draft = $4, source_hash = $5, updated_at = now()
       where ${STAGED} and (version = 1 or status = 'ready')
       returning id
     )
     update document_versions v
     set is_draft = $4
     from released r
     where v.tenant_id = $1 and v.document_id = r.id`,
    [tenantId, id, hash, marks?.isDraft ?? false, sourceHash ?? null],
  );
  return (rowCount ?? 0) > 0;
}

/** Out of sight; whoever brings it back has it read again. @returns false where there is none, or somebody changed it. */
export async function giveUpStaged(db: Queryable, { tenantId, id, hash }: Staged): Promise<boolean> {
  const { rowCount } = await db.query(
    `update documents
     set deleted_at = now(), status = 'processing'
     where ${STAGED} and version = 1`,
    [tenantId, id, hash],
  );
  return rowCount === 1;
}

export async function removeGivenUp(db: Queryable, { tenantId, id }: StagedPlace): Promise<void> {
  await db.query(
    `delete from documents
     where tenant_id = $1 and id = $2 and deleted_at is not null`,
    [tenantId, id],
  );
}
