// Before the suite: prepares the empty embedded database that every test copies.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/pool.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder with a migrated, empty database: copied by each test. */
    embeddedTemplate: string;
    /** Where to create databases; '' where there is no PostgreSQL with pgvector. */
    postgresqlUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'kaki-template-'));
  const database = await openDatabase({ dataDir: folder });
  await migrate(database.pool);
  await database.close();
  project.provide('embeddedTemplate', folder);
  project.provide('postgresqlUrl', process.env.TEST_DATABASE_URL ?? '');
  return () => rmSync(folder, { recursive: true, force: true });
}
