// Both sides of M6 in one process, on one database: our search by meaning, and pgvector's own query.
import { findByMeaning } from '../../knowledge/meaning.ts';
import { buildIndex, INDEXED_FROM, toIndexTerms } from '../../knowledge/vector-index.ts';
import { markIndexed } from '../../knowledge/vectors.ts';
import { createLog } from '../../src/log.ts';
import type { TenantId } from '../../src/model/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { createVectorSpace, nearest, recallOf, seedVectors } from '../support/vectors.ts';
import { serve } from './child.ts';
import type { SearchSide, Timed } from './searches.ts';
import { settle } from './settle.ts';

const MODEL = 'bench';
// As of the small E5 model.
const DIMENSIONS = 384;
const LIMIT = 30;
const RECALL_AT = 10;
/** One vector in so many belongs to a second, small business. */
const SMALL_SHARE = 50;

const space = createVectorSpace(DIMENSIONS);
const questions = createVectorSpace(DIMENSIONS, 99);
let database: Database | undefined;
let tenants: Readonly<Record<'large' | 'small', TenantId>> | undefined;
let isIndexed = false;

function opened() {
  if (!database || !tenants) throw new Error('not open');
  return { database, pool: database.pool, ...tenants };
}

export interface MeaningResult extends Timed {
  /** 0 to 1: of the ten nearest, how many are among our first ten. */
  readonly recall: number;
  /** The small business's: the fewest rows of a search, and the recall. */
  readonly small: { readonly fewest: number; readonly recall: number };
}

const commands: SearchSide<MeaningResult> = {
  async open(where) {
    database = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    await migrate(database.pool);
    const large = await ensureTenant(database.pool, 'default', 'Bench shop');
    tenants = { large, small: await ensureTenant(database.pool, 'small', 'Small bench shop') };
  },
  async seed(count) {
    const { pool, large, small } = opened();
    const few = Math.round(count / SMALL_SHARE);
    await seedVectors(pool, { tenantId: large, model: MODEL, count: count - few, space });
    await seedVectors(pool, { tenantId: small, model: MODEL, count: few, space });
  },
  /** What the background does in a running house. */
  async tend(): Promise<void> {
    const { database, pool, large } = opened();
    const watch = { signal: new AbortController().signal, log: createLog('silent') };
    if (database.kind === 'postgresql') isIndexed = await buildIndex(pool, MODEL, watch);
    await markIndexed(pool, MODEL, isIndexed ? INDEXED_FROM : Number.POSITIVE_INFINITY);
    if (database.kind === 'postgresql') await pool.query('vacuum (analyze)');
    await settle(database);
    // The first few read from the disk.
    for (let at = 0; at < 20; at += 1) await ours(large, questions.next());
  },
  async run(count: number): Promise<MeaningResult> {
    const { large, small } = opened();
    const oursMs: number[] = [];
    const rawMs: number[] = [];
    const recalls: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const value = questions.next();
      // In turn, so that neither always finds the vectors at hand.
      const sides = [async () => ours(large, value), async () => raw(value)];
      for (const side of at % 2 ? sides : sides.toReversed()) {
        const startedAt = performance.now();
        await side();
        (side === sides[0] ? oursMs : rawMs).push(performance.now() - startedAt);
      }
      if (at % 4 === 0) recalls.push((await judge(large, value)).recall);
    }
    const few = [];
    for (let at = 0; at < count / 4; at += 1) few.push(await judge(small, questions.next()));
    return {
      oursMs,
      rawMs,
      recall: mean(recalls),
      small: {
        fewest: Math.min(...few.map(({ rows }) => rows)),
        recall: mean(few.map(({ recall }) => recall)),
      },
    };
  },
};

function ours(tenantId: TenantId, value: string) {
  const { pool, large } = opened();
  const query = { vector: { value, model: MODEL }, language: 'en', limit: LIMIT } as const;
  return findByMeaning(pool, tenantId, { ...query, isIndexed: isIndexed && tenantId === large });
}

// The least that gives an answer's words: pgvector's own query, and the passages of what it finds. No tenants, no drafts,
// no languages, no measure of how far it stands out.
async function raw(value: string): Promise<void> {
  const { pool, large } = opened();
  const terms = isIndexed ? toIndexTerms(MODEL, DIMENSIONS) : undefined;
  const [distance, where] = terms
    ? [`(embedding::${terms.type}) <=> $1::${terms.type}`, `where ${terms.where}`]
    : ['embedding <=> $1::vector', ''];
  await pool.query({
    name: 'raw',
    text: `select p.id, p.heading, p.text
           from (select content_hash from vectors ${where} order by ${distance} limit ${LIMIT}) v
           join passages p on p.tenant_id = $2 and p.content_hash = v.content_hash`,
    values: [value, large],
  });
}

async function judge(tenantId: TenantId, value: string): Promise<{ rows: number; recall: number }> {
  const found = await ours(tenantId, value);
  const truth = await nearest(opened().pool, { tenantId, model: MODEL, value, limit: RECALL_AT });
  const first = found.slice(0, RECALL_AT).map(({ passageId }) => passageId);
  return { rows: found.length, recall: recallOf(first, truth) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

serve(commands);
