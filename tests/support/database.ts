// A fresh, migrated database for one test file, on either engine.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { TenantId } from '../../src/model/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { lendEmbedded } from './embedded-spare.ts';

export type Engine = Database['kind'];
/** Every engine that flow tests run on; services.ts sees to it that PostgreSQL is there. */
export const ENGINES: readonly Engine[] = ['embedded', 'postgresql'];

export interface TestDatabase extends Database {
  readonly tenantId: TenantId;
  /** A folder of its own, and on PostgreSQL the address. */
  readonly where: { readonly databaseUrl?: string; readonly dataDir: string };
}

/** Opens a database of its own with one tenant; `close` also removes it unless `keep`. */
export async function openTestDatabase(engine: Engine = 'embedded'): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-test-'));
  return engine === 'embedded' ? openEmbedded(dataDir) : openPostgresql(dataDir);
}

async function openEmbedded(dataDir: string): Promise<TestDatabase> {
  const database = await lendEmbedded();
  const tenantId = await ensureTenant(database.pool, 'default', 'Test shop');
  const close = async (): Promise<void> => {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...database, tenantId, where: { dataDir }, close };
}

async function openPostgresql(dataDir: string): Promise<TestDatabase> {
  const server = inject('postgresqlUrl');
  if (!server)
    throw new Error('No PostgreSQL with pgvector: set TEST_DATABASE_URL, or run as root on Debian.');
  const name = `kaki_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const database = await openDatabase({ databaseUrl, dataDir });
  await migrate(database.pool);
  const tenantId = await ensureTenant(database.pool, 'default', 'Test shop');
  const close = async (): Promise<void> => {
    await database.close();
    await onServer(server, `drop database ${name} with (force)`);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { ...database, tenantId, where: { databaseUrl, dataDir }, close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
