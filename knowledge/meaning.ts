// SQL of passages: how they are found by meaning.
import type { TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { LIVE } from './documents.ts';
import { FOUND_COLUMNS, type FoundRow } from './finding.ts';
import { toIndexTerms } from './vector-index.ts';
import type { Vector } from './vectors.ts';

export interface FoundByMeaning extends FoundRow {
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /** How many standard deviations it is above the mean of all the tenant's passages. */
  readonly distinction: number;
}

export interface MeaningQuery {
  readonly vector: Vector;
  /** Through the model's index: for tenants with so many vectors that comparing all is slow. */
  readonly isIndexed: boolean;
  readonly language: Language;
  readonly limit: number;
}

// What a passage in another language than the customer's has to be nearer by, in standard deviations: models put a
// translation about as near as its original. Nothing is left out for its language, so none can be missing.
const OWN_LANGUAGE = 0.5;
// So many more are looked at than are wanted: some are drafts or in the bin, some in the customer's own language. Each
// costs a passage read; where so many are not enough, more are.
const SPARE = 4 / 3;
const SPARE_OF_MANY = 10;
// The mean and the spread of so many tell those of all to a tenth of a standard deviation.
const SAMPLE = 128;

/** Best first, with what is in the customer's language preferred; always `limit` where there are so many. */
export async function findByMeaning(
  db: Queryable,
  tenantId: TenantId,
  query: MeaningQuery,
): Promise<readonly FoundByMeaning[]> {
  const { isIndexed, limit } = query;
  let found: readonly FoundByMeaning[] = [];
  for (const attempt of [
    { among: isIndexed ? 'index' : 'all', near: Math.ceil(limit * SPARE) },
    { among: isIndexed ? 'index' : 'all', near: limit * SPARE_OF_MANY },
    { among: 'live', near: Math.ceil(limit * SPARE) },
  ] as const) {
    const { rows, isAll } = await findNear(db, tenantId, { ...query, ...attempt });
    found = rows;
    if (rows.length === limit || (isAll && attempt.among === 'all')) break;
  }
  return found;
}

interface NearQuery extends MeaningQuery {
  /** index: of the nearest by the model's index. all: of the nearest. live: only of what customers see, however far. */
  readonly among: 'index' | 'all' | 'live';
  readonly near: number;
}

interface Compared extends FoundByMeaning {
  readonly compared: number;
}

const DISTINCTION = 'coalesce((1 - p.distance - u.mean) / nullif(u.deviation, 0), 0)';

// One round trip. The lateral join looks at no more passages than were near; `offset 0` keeps the planner, which knows no
// parameter's value, from reading them all instead, and `materialized` from reading the documents once for each passage.
async function findNear(
  db: Queryable,
  tenantId: TenantId,
  { vector, among, language, limit, near }: NearQuery,
): Promise<{ readonly rows: readonly FoundByMeaning[]; readonly isAll: boolean }> {
  const dimensions = dimensionsOf(vector);
  const terms = among === 'index' ? toIndexTerms(vector.model, dimensions) : undefined;
  const { rows } = await db.query<Compared>({
    name: terms ? `passages-by-${terms.name}-${near}` : `passages-by-meaning-${among}`,
    text: `with near as materialized (
             ${terms ? nearByIndex(terms, near) : nearExact(among === 'live')}
           ), usual as materialized (
             select avg(s.similarity) as mean, stddev_pop(s.similarity) as deviation
             from (
               select 1 - (embedding <=> $2::vector) as similarity
               from vectors
               where tenant_id = $1 and model = $3 and dimensions = $6
               order by content_hash
               limit ${SAMPLE}) s
           ), p as materialized (
             select one.*, n.distance
             from near n
             cross join lateral (
               select id, document_id, heading, place, text, language
               from passages
               where tenant_id = $1 and content_hash = n.content_hash
               offset 0) one
           )
           select 1 - p.distance as similarity, ${DISTINCTION} as distinction, ${FOUND_COLUMNS},
                  (select count(*) from near) as compared
           from p
           join documents d on d.id = p.document_id and d.tenant_id = $1 and ${LIVE}
           cross join usual u
           order by ${DISTINCTION} + case when p.language = $4 then ${OWN_LANGUAGE} else 0 end desc, similarity desc, p.id
           limit $5`,
    values: [tenantId, vector.value, vector.model, language, limit, dimensions, ...(terms ? [] : [near])],
  });
  const [first] = rows;
  const isAll = first !== undefined && first.compared < near;
  return { rows: rows.map(({ compared: _, ...row }) => row), isAll };
}

function nearExact(isLive: boolean): string {
  return `select content_hash, embedding <=> $2::vector as distance
             from vectors
             where tenant_id = $1 and model = $3 and dimensions = $6${isLive ? ` and content_hash in (${LIVE_HASHES})` : ''}
             order by distance
             limit $7`;
}

// Where thousands are drafts or in the bin, those few that customers see are found first.
const LIVE_HASHES = `
               select p.content_hash
               from passages p
               join documents d on d.id = p.document_id and d.tenant_id = $1
               where p.tenant_id = $1 and ${LIVE}`;

// The index orders by rounded or relaxed distance; what it found is measured anew.
function nearByIndex({ type, where }: { type: string; where: string }, near: number): string {
  return `select i.content_hash, i.embedding <=> $2::vector as distance
             from (
               select content_hash, embedding
               from vectors
               where tenant_id = $1 and ${where}
               order by (embedding::${type}) <=> $2::vector::${type}
               limit ${near}) i`;
}

function dimensionsOf({ value }: Vector): number {
  return value.split(',').length;
}
