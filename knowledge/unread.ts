// SQL of documents that are to be read: a crash cut their reading off, or another version of the program read them.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { DocumentContent } from './documents.ts';

// Also by another version of the program than `$1`.
const UNREAD = `deleted_at is null and (status = 'processing' or split_part(content_hash, ':', 1) <> $1)`;

// Each by the index: of both in one condition the planner makes a look at every document.
function behindOf(tenant: string): string {
  const read = (comparison: string): string => `
    select
    from documents
    where tenant_id = ${tenant} and deleted_at is null and split_part(content_hash, ':', 1) ${comparison} $1`;
  return `${read('<')} union all ${read('>')}`;
}

/** How many of a tenant's documents another version of the program read. */
export async function countBehind(db: Queryable, tenantId: TenantId, readerVersion: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'documents-behind',
    text: `select count(*) as count
           from (${behindOf('$2')}) d`,
    values: [readerVersion, tenantId],
  });
  return rows[0]?.count ?? 0;
}

/** Whether another version of the program read any document. */
export async function isAnyBehind(db: Queryable, readerVersion: string): Promise<boolean> {
  const { rowCount } = await db.query(`select from tenants t where exists (${behindOf('t.id')}) limit 1`, [
    readerVersion,
  ]);
  return rowCount === 1;
}

/** Documents whose reading was cut off by a crash, or that another version of the program read: each tenant's in turn. */
export async function listUnread(
  db: Queryable,
  readerVersion: string,
): Promise<readonly { readonly tenantId: TenantId; readonly id: DocumentId }[]> {
  const { rows } = await db.query(
    `select tenant_id as "tenantId", id
     from documents
     where ${UNREAD}
     order by row_number() over (partition by tenant_id order by id), tenant_id`,
    [readerVersion],
  );
  return rows;
}

/** One of them as it is by now. @returns undefined where it was read, or deleted, meanwhile. */
export async function readUnread(
  db: Queryable,
  readerVersion: string,
  { tenantId, id }: { readonly tenantId: TenantId; readonly id: DocumentId },
): Promise<{ readonly content: DocumentContent; readonly version: number } | undefined> {
  const { rows } = await db.query<DocumentContent & { readonly version: number }>(
    `select kind, title, body, also_asked as "alsoAsked", language, source, content_hash as hash, version
     from documents
     where tenant_id = $2 and id = $3 and ${UNREAD}`,
    [readerVersion, tenantId, id],
  );
  return rows.map(({ version, ...content }) => ({ version, content }))[0];
}

/** It can't be read: its owner is told, and what they save next is read. */
export async function failUnread(
  db: Queryable,
  readerVersion: string,
  { tenantId, id, error }: { readonly tenantId: TenantId; readonly id: DocumentId; readonly error: string },
): Promise<void> {
  await db.query(
    `update documents
     set status = 'failed', error = $4, content_hash = $1 || ':'
     where tenant_id = $2 and id = $3 and ${UNREAD}`,
    [readerVersion, tenantId, id, error],
  );
}
