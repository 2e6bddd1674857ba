// SQL of files that come into an import under a name that it has already.
import type { ImportId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** The file that came first: where its bytes are kept, or their hash. */
export interface FirstFile {
  readonly contentUrl: string | null;
  /** null: an archive, which has no entry of its own; or it failed. */
  readonly sourceHash: string | null;
  readonly isFailed: boolean;
}

/** @returns undefined where the import has none of that name. */
export async function readFirstFile(
  db: Queryable,
  tenantId: TenantId,
  { importId, source }: { readonly importId: ImportId; readonly source: string },
): Promise<FirstFile | undefined> {
  const { rows } = await db.query<FirstFile>(
    `select i.content_url as "contentUrl", i.state = 'failed' as "isFailed",
            coalesce(i.held -> 'text' ->> 'sourceHash', replace(d.source_hash, 'refused:', '')) as "sourceHash"
     from import_items i
     left join documents d on d.tenant_id = i.tenant_id and d.id = i.document_id
     where i.tenant_id = $1 and i.import_id = $2 and i.source = $3`,
    [tenantId, importId, source],
  );
  return rows[0];
}
