import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findByMeaning } from '../../knowledge/meaning.ts';
import { tendVectors } from '../../knowledge/model-change.ts';
import { readServing } from '../../knowledge/vectors.ts';
import type { Embedder } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import type { TenantId } from '../../src/model/ids.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { createVectorSpace, nearest, recallOf, seedVectors } from '../support/vectors.ts';

const MODEL = "o'clock v.1";
const DIMENSIONS = 64;
const MANY = 24_500;
const FEW = 500;
const LIMIT = 10;
const QUESTIONS = 30;

describe('many vectors on PostgreSQL', () => {
  let database: TestDatabase;
  let small: TenantId;
  let large: TenantId;
  const questions = createVectorSpace(DIMENSIONS, 99);

  beforeAll(async () => {
    database = await openTestDatabase('postgresql');
    const space = createVectorSpace(DIMENSIONS);
    small = await ensureTenant(database.pool, 'small', 'Small');
    large = database.tenantId;
    await seedVectors(database.pool, { tenantId: large, model: MODEL, count: MANY, space });
    await seedVectors(database.pool, { tenantId: small, model: MODEL, count: FEW, space });
    const embedder: Embedder = { model: MODEL, embed: () => Promise.reject(new Error('nothing is missing')) };
    const deps = { ...database, embedder, log: createLog('silent') };
    await tendVectors(deps, new AbortController().signal);
  });
  afterAll(() => database.close());

  const ask = async (tenantId: TenantId, isIndexed: boolean) => {
    const value = questions.next();
    const query = { vector: { value, model: MODEL }, isIndexed, language: 'en', limit: LIMIT } as const;
    const found = await findByMeaning(database.pool, tenantId, query);
    const truth = await nearest(database.pool, { tenantId, model: MODEL, value, limit: LIMIT });
    return {
      value,
      found,
      recall: recallOf(
        found.map(({ passageId }) => passageId),
        truth,
      ),
    };
  };
  const askMany = async (tenantId: TenantId, isIndexed: boolean) => {
    const answers = await Promise.all(Array.from({ length: QUESTIONS }, () => ask(tenantId, isIndexed)));
    expect(answers.map(({ found }) => found.length)).toEqual(Array.from({ length: QUESTIONS }, () => LIMIT));
    return answers.reduce((sum, { recall }) => sum + recall, 0) / QUESTIONS;
  };

  it('are searched through an index by who has many, and compared one by one by who has few', async () => {
    expect(await readServing(database.pool, large)).toEqual({ model: MODEL, isIndexed: true });
    expect(await readServing(database.pool, small)).toEqual({ model: MODEL, isIndexed: false });
  });

  it('are found through the index almost as by comparing all', async () => {
    expect(await askMany(large, true)).toBeGreaterThanOrEqual(0.95);
    const { rows } = await database.pool.query<{ scans: number }>(
      `select idx_scan as scans from pg_stat_user_indexes where indexrelname like 'vectors\\_%\\_64'`,
    );
    // Statistics arrive late; that the index is there and valid is sure.
    expect(rows).toHaveLength(1);
  });

  it('of a tenant with a fiftieth of them are all compared: as many as wanted, and the nearest', async () => {
    expect(await askMany(small, false)).toBe(1);
  });

  it('of a tenant with a fiftieth of them would be found through the index, too', async () => {
    expect(await askMany(small, true)).toBeGreaterThanOrEqual(0.95);
  });

  it('of more dimensions than an index takes are halved in precision for it, or all compared', async () => {
    for (const [dimensions, name] of [
      [3_072, 'halves'],
      [4_100, 'too-long'],
    ] as const) {
      const tenantId = await ensureTenant(database.pool, name, name);
      const space = createVectorSpace(dimensions);
      await seedVectors(database.pool, { tenantId, model: name, count: 40, space });
      const vector = { value: space.next(), model: name };
      const query = { vector, isIndexed: true, language: 'en', limit: LIMIT } as const;
      const found = await findByMeaning(database.pool, tenantId, query);
      const truth = await nearest(database.pool, { ...vector, tenantId, limit: LIMIT });
      expect(found.map(({ passageId }) => passageId)).toEqual(truth);
    }
  });

  it.each([
    ['the index', true],
    ['comparing all', false],
  ])(
    'of passages that no customer may see are passed over by %s, and leave as many as wanted',
    async (_, isIndexed) => {
      const { pool } = database;
      await pool.query(
        `update documents
       set is_draft = true
       where tenant_id = $1
         and id <> (select document_id from passages where tenant_id = $1 order by text limit 1)`,
        [large],
      );
      const { found, value } = await ask(large, isIndexed);
      const seen = await pool.query<{ id: string }>(
        `select p.id
       from passages p
       join documents d on d.id = p.document_id and not d.is_draft
       join vectors v on v.tenant_id = p.tenant_id and v.content_hash = p.content_hash
       where p.tenant_id = $1 and v.model = $2
       order by v.embedding <=> $3::vector
       limit $4`,
        [large, MODEL, value, LIMIT + 1],
      );
      const ids = seen.rows.map(({ id }) => id);
      expect(found.map(({ passageId }) => passageId)).toEqual(ids.slice(0, LIMIT));
      expect(found).toHaveLength(LIMIT);
      // Just behind them, and in the customer's own language.
      const next = ids[LIMIT];
      await pool.query(`update passages set language = 'ms' where id = $1`, [next]);
      const query = { vector: { value, model: MODEL }, isIndexed, language: 'ms', limit: LIMIT } as const;
      const preferred = await findByMeaning(pool, large, query);
      expect(preferred.map(({ passageId }) => passageId)).toContain(next);
      await pool.query(`update passages set language = 'en' where id = $1`, [next]);
    },
  );
});
