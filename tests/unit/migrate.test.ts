import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, openDatabase } from '../../src/store/pool.ts';
import { ENGINES, openTestDatabase } from '../support/database.ts';

const FILES = readdirSync(new URL('../../src/store/migrations/', import.meta.url)).sort();

describe('two servers that start at once on one empty PostgreSQL', () => {
  const server = inject('postgresqlUrl');
  const name = `kaki_${randomUUID().replaceAll('-', '')}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  let databases: readonly Database[];

  beforeAll(async () => {
    await onServer(server, `create database ${name}`);
    databases = await Promise.all([1, 2].map(() => openDatabase({ databaseUrl, dataDir: '' })));
  });

  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await onServer(server, `drop database ${name}`);
  });

  it('apply each migration once, in order, and both go on', async () => {
    const ran = await Promise.all(databases.map(({ pool }) => migrate(pool)));
    expect(ran.toSorted((a, b) => b.length - a.length)).toEqual([FILES, []]);
    for (const { pool } of databases) {
      const { rows } = await pool.query<{ file: string }>('select file from migrations order by file');
      expect(rows.map((row) => row.file)).toEqual(FILES);
    }
  });
});

describe.each(ENGINES)('a migrated %s database', (engine) => {
  it('has nothing left to apply, however often the server starts', async () => {
    const database = await openTestDatabase(engine);
    try {
      expect(await migrate(database.pool)).toEqual([]);
      expect(await migrate(database.pool)).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
