// The embedded database has no autovacuum: tables that grow are looked after by us.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startVacuum } from '../../src/store/vacuum.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase('embedded');
});
afterAll(() => database.close());

async function knownRows(): Promise<number> {
  const { rows } = await database.pool.query<{ reltuples: number }>(
    `select reltuples from pg_class where oid = 'customers'::regclass`,
  );
  return rows[0]?.reltuples ?? Number.NaN;
}

it('a table that has grown is cleared, and the planner learns its size', async () => {
  expect(await knownRows()).toBeLessThanOrEqual(0);
  await database.pool.query(
    `insert into customers (tenant_id, name) select $1, repeat('x', 80) from generate_series(1, 2000)`,
    [database.tenantId],
  );
  await (await startVacuum(database.pool))();
  expect(await knownRows()).toBe(2_000);
});
