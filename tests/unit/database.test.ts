import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/store/pool.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

describe('the embedded database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it('goes on after a failed statement and after a rolled-back transaction', async () => {
    await expect(database.pool.query('selec 1')).rejects.toThrow(/syntax/);
    const failed = inTransaction(database.pool, async (client) => {
      await client.query(`insert into tenants (slug, name) values ('gone', 'x')`);
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    const { rows } = await database.pool.query(`select slug from tenants`);
    expect(rows).toEqual([{ slug: 'default' }]);
  });

  it('goes on after a statement that fails late, when others have long been due', async () => {
    const fails = (): Promise<unknown> =>
      database.pool.query('select 1 / $1::int from (select pg_sleep(0.05)) as slow', [0]);
    for (let round = 0; round < 3; round += 1) await expect(fails()).rejects.toThrow('division by zero');
    const { rows } = await database.pool.query('select 2 as two');
    expect(rows).toEqual([{ two: 2 }]);
  });
});
