// Before the suite: PostgreSQL with pgvector, Chromium, the empty embedded database that tests copy, and our compiled code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { fillCompiled } from './compiled.ts';
import { embeddedTemplate } from './embedded-template.ts';
import { requirePgvector, startPostgresql } from './postgresql.ts';
import { provideChromium, providePostgresql } from './provision.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder with a migrated, empty database: copied by tests. */
    embeddedTemplate: string;
    /** Where their copies stand until the suite ends. */
    scratch: string;
    /** Where to create databases: a PostgreSQL with pgvector. */
    postgresqlUrl: string;
    /** An executable Chromium. */
    chromiumPath: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await fillCompiled();
  project.provide('chromiumPath', await provideChromium());
  const postgresql = await openPostgresql();
  const scratch = mkdtempSync(join(tmpdir(), 'kaki-suite-'));
  const stop = async (): Promise<void> => {
    await postgresql.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    project.provide('scratch', scratch);
    project.provide('postgresqlUrl', postgresql.url);
    project.provide('embeddedTemplate', await embeddedTemplate());
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function openPostgresql(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) return startPostgresql(await providePostgresql());
  await requirePgvector(url);
  return { url, stop: async () => undefined };
}
