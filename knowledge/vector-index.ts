// SQL of HNSW indexes: one for each model whose vectors are too many to compare them all.
import { createHash } from 'node:crypto';
import type { Log } from '../src/log.ts';
import type { Pool } from '../src/store/pool.ts';

/** Below this comparing all of a tenant's vectors is fast, and misses nothing. */
export const INDEXED_FROM = 20_000;
// What pgvector's HNSW takes: single precision, and half of it for longer vectors.
const LONGEST_SINGLE = 2_000;
const LONGEST_HALF = 4_000;
// A million vectors take half an hour; the pool's own limit is for customers' statements.
const BUILD_TIMEOUT_MS = 60 * 60_000;
const BUILD_MEMORY = '256MB';
// Any constant: of several processes one builds.
const LOCK = 7_261_019;

/** The parts of a query that has to match a model's index word for word: its predicate knows no parameters. */
export interface IndexTerms {
  readonly name: string;
  /** 'vector(384)': what both sides of the distance are cast to. */
  readonly type: string;
  readonly where: string;
}

/** @returns undefined where vectors are too long for an index. */
export function toIndexTerms(model: string, dimensions: number): IndexTerms | undefined {
  if (dimensions > LONGEST_HALF) return undefined;
  const kind = dimensions > LONGEST_SINGLE ? 'halfvec' : 'vector';
  const digest = createHash('sha256').update(model).digest('hex').slice(0, 16);
  return {
    name: `vectors_${digest}_${dimensions}`,
    type: `${kind}(${dimensions})`,
    where: `model = '${model.replaceAll("'", "''")}' and dimensions = ${dimensions}`,
  };
}

interface Watch {
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Builds the index of `model` where a tenant has so many vectors. @returns whether searches may use it. */
export async function buildIndex(pool: Pool, model: string, watch: Watch): Promise<boolean> {
  const { rows } = await pool.query<{ dimensions: number }>(
    `select dimensions
     from vectors
     where model = $1
     group by tenant_id, dimensions
     having count(*) >= $2`,
    [model, INDEXED_FROM],
  );
  const wanted = [...new Set(rows.map((row) => row.dimensions))].map((length) => toIndexTerms(model, length));
  let isBuilt = wanted.length > 0;
  for (const terms of wanted) isBuilt = terms ? (await build(pool, terms, watch)) && isBuilt : false;
  return isBuilt;
}

async function build(pool: Pool, { name, type, where }: IndexTerms, watch: Watch): Promise<boolean> {
  if (await isUsable(pool, name)) return true;
  const kind = type.startsWith('halfvec') ? 'halfvec_cosine_ops' : 'vector_cosine_ops';
  const client = await pool.connect();
  const pid = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  // The server would go on building for a client that is gone.
  const cancel = (): void =>
    void pool.query('select pg_cancel_backend($1)', [pid.rows[0]?.pid]).catch(() => undefined);
  watch.signal.addEventListener('abort', cancel, { once: true });
  try {
    watch.signal.throwIfAborted();
    const lock = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [LOCK]);
    if (!lock.rows[0]?.taken) return false;
    await client.query(`set statement_timeout = 0; set maintenance_work_mem = '${BUILD_MEMORY}'`);
    watch.log.info({ index: name }, 'building an index of vectors: searches go on meanwhile');
    // A build that was cut off leaves an index that is never used.
    await client.query(`drop index if exists ${name}`);
    const statement = {
      text: `create index concurrently ${name} on vectors using hnsw ((embedding::${type}) ${kind})
             where ${where}`,
      query_timeout: BUILD_TIMEOUT_MS,
    };
    await client.query(statement);
    return true;
  } finally {
    watch.signal.removeEventListener('abort', cancel);
    // Not given back: its settings and its lock end with it.
    client.release(true);
  }
}

async function isUsable(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'select from pg_index where indexrelid = to_regclass($1) and indisvalid',
    [name],
  );
  return rowCount === 1;
}

/** Drops the indexes of models that no vectors are left of. */
export async function dropUnusedIndexes(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; model: string; dimensions: number }>(
    `select distinct model, dimensions
     from vectors`,
  );
  const used = new Set(rows.map(({ model, dimensions }) => toIndexTerms(model, dimensions)?.name));
  const built = await pool.query<{ name: string }>(
    `select indexname as name
     from pg_indexes
     where tablename = 'vectors' and schemaname = current_schema() and indexdef like '%USING hnsw%'`,
  );
  for (const { name } of built.rows) if (!used.has(name)) await pool.query(`drop index if exists ${name}`);
}
