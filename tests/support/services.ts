// Before the suite: PostgreSQL with pgvector, Chromium, and the empty embedded database that tests copy.
import type { TestProject } from 'vitest/node';
import { embeddedTemplate } from './embedded-template.ts';
import { requirePgvector, startPostgresql } from './postgresql.ts';
import { provideChromium, providePostgresql } from './provision.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder with a migrated, empty database: copied by each test. */
    embeddedTemplate: string;
    /** Where to create databases: a PostgreSQL with pgvector. */
    postgresqlUrl: string;
    /** An executable Chromium. */
    chromiumPath: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromiumPath', await provideChromium());
  const postgresql = await openPostgresql();
  try {
    project.provide('postgresqlUrl', postgresql.url);
    project.provide('embeddedTemplate', await embeddedTemplate());
  } catch (error) {
    await postgresql.stop();
    throw error;
  }
  return postgresql.stop;
}

async function openPostgresql(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) return startPostgresql(await providePostgresql());
  await requirePgvector(url);
  return { url, stop: async () => undefined };
}
