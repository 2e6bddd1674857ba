// Passages with made-up vectors in any number, in clusters as real texts have them; the same every time.
import type { TenantId } from '../../src/model/ids.ts';
import type { Pool } from '../../src/store/pool.ts';

export interface VectorSpace {
  /** A vector near one of the clusters, as pgvector reads it. */
  next(): string;
}

const CLUSTERS = 200;
const SPREAD = 0.6;

export function createVectorSpace(dimensions: number, seed = 1): VectorSpace {
  const centres = createNumbers(7);
  const clusters = Array.from({ length: CLUSTERS }, () => Array.from({ length: dimensions }, centres.normal));
  const numbers = createNumbers(seed);
  return {
    next() {
      const cluster = clusters[Math.floor(numbers.uniform() * CLUSTERS)] ?? [];
      return `[${cluster.map((value) => (value + SPREAD * numbers.normal()).toFixed(4)).join(',')}]`;
    },
  };
}

// Mulberry32, and sums of uniform numbers in place of a bell curve.
function createNumbers(seed: number) {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { uniform, normal: () => uniform() + uniform() + uniform() + uniform() - 2 };
}

export interface Seeding {
  readonly tenantId: TenantId;
  readonly model: string;
  readonly count: number;
  readonly space: VectorSpace;
}

const PER_STATEMENT = 1_000;

/** One document of so many passages for each thousand. */
export async function seedVectors(pool: Pool, { tenantId, model, count, space }: Seeding): Promise<void> {
  for (let from = 0; from < count; from += PER_STATEMENT) {
    const vectors = Array.from({ length: Math.min(PER_STATEMENT, count - from) }, space.next);
    await pool.query(
      `with document as (
         insert into documents (tenant_id, kind, title, body, language, content_hash)
         values ($1, 'text', 'Notes', '', 'en', 'seeded')
         returning id
       ), given as (
         select v.value, v.at, encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex') as hash
         from unnest($4::text[]) with ordinality as v (value, at)
       ), cut as (
         insert into passages (tenant_id, document_id, ordinal, heading, text, language, tokens, content_hash)
         select $1, d.id, g.at, '', 'Passage ' || ($3::bigint + g.at), 'en', 3, g.hash
         from given g
         cross join document d
       )
       insert into vectors (tenant_id, model, content_hash, embedding)
       select $1, $2, g.hash, g.value::vector
       from given g`,
      [tenantId, model, from, vectors],
    );
  }
  await pool.query('insert into embedding_models (tenant_id, model) values ($1, $2) on conflict do nothing', [
    tenantId,
    model,
  ]);
}

/** The passages nearest, by comparing all: the truth. */
export async function nearest(
  pool: Pool,
  { tenantId, model, value, limit }: { tenantId: TenantId; model: string; value: string; limit: number },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select p.id
     from vectors v
     join passages p on p.tenant_id = v.tenant_id and p.content_hash = v.content_hash
     where v.tenant_id = $1 and v.model = $2
     order by v.embedding <=> $3::vector
     limit $4`,
    [tenantId, model, value, limit],
  );
  return rows.map(({ id }) => id);
}

export function recallOf(found: readonly string[], truth: readonly string[]): number {
  const known = new Set(found);
  return truth.filter((id) => known.has(id)).length / truth.length;
}
