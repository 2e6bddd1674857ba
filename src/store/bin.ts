// SQL of what was deleted: nothing is ever taken out of the bin but by bringing it back.
import type { DocumentId, ImportId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** What went into the bin at once. */
export interface Deleted {
  readonly deletedAt: Date;
  readonly count: number;
  /** One of them: the only one where it is one. */
  readonly id: DocumentId;
  /** Of the first few. */
  readonly titles: readonly string[];
  /** They come back together by it; null of a single one. */
  readonly deletion: string | null;
  /** An import that was undone: it comes back as a whole, on its own page. */
  readonly importId: ImportId | null;
}

const TITLES = 4;

/** Newest first. */
export async function listDeleted(
  db: Queryable,
  tenantId: TenantId,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly Deleted[]> {
  const { rows } = await db.query<Deleted>(
    `select max(d.deleted_at) as "deletedAt", count(*) as count, (array_agg(d.id))[1] as id,
            (array_agg(d.title order by d.title))[1:${TITLES}] as titles, d.deletion, m.id as "importId"
     from documents d
     left join imports m on m.tenant_id = d.tenant_id and m.deletion = d.deletion
     where d.tenant_id = $1 and d.deleted_at is not null
     group by coalesce(d.deletion, d.id), d.deletion, m.id
     order by max(d.deleted_at) desc, id
     limit $2 offset $3`,
    [tenantId, limit, offset],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
