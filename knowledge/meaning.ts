// SQL of passages: how they are found by meaning.
import type { TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import { LIVE } from './documents.ts';
import { FOUND_COLUMNS, type FoundRow } from './finding.ts';
import type { Vector } from './passages.ts';

export interface FoundByMeaning extends FoundRow {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /** How many standard deviations it is above the mean of all the tenant's passages. */
  readonly distinction: number;
}

/** Exact: every vector of the tenant and of that model is compared. Best first. */
export async function findByMeaning(
  db: Queryable,
  tenantId: TenantId,
  { vector, limit }: { vector: Vector; limit: number },
): Promise<readonly FoundByMeaning[]> {
  const { rows } = await db.query<FoundByMeaning>({
    name: 'passages-by-meaning',
    text: `with compared as (
             select p.id, 1 - (p.embedding <=> $2::vector) as similarity
             from passages p
             join documents d on d.id = p.document_id and d.tenant_id = $1
             where p.tenant_id = $1 and p.embedding_model = $3 and ${LIVE}
               and vector_dims(p.embedding) = vector_dims($2::vector)
           ), best as (
             select c.id, c.similarity,
                    coalesce((c.similarity - avg(c.similarity) over ())
                             / nullif(stddev_pop(c.similarity) over (), 0), 0) as distinction
             from compared c
             order by c.similarity desc
             limit $4
           )
           select ${FOUND_COLUMNS}, b.similarity, b.distinction
           from best b
           join passages p on p.id = b.id and p.tenant_id = $1
           join documents d on d.id = p.document_id and d.tenant_id = $1
           order by b.similarity desc, p.id`,
    values: [tenantId, vector.value, vector.model, limit],
  });
  return rows;
}
