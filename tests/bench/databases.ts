// Databases for the benchmarks: embedded ones of their own, and a PostgreSQL that keeps its promise of durability.
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedTemplate } from '../support/embedded-template.ts';
import { type PostgresqlServer, startPostgresql } from '../support/postgresql.ts';
import { providePostgresql } from '../support/provision.ts';
import type { Databases } from './measure.ts';

// As a shop would run it: every commit on the disk. What the tests switch off for speed would flatter us.
const SETTINGS = { max_connections: '200' };

export function createDatabases(): Databases {
  const folders: string[] = [];
  let server: Promise<PostgresqlServer> | undefined;
  // Also after Ctrl-C; the servers end with this process by themselves.
  const removeFolders = (): void => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', removeFolders);
  process.once('SIGINT', () => process.exit(130));
  const createFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'kaki-bench-'));
    folders.push(folder);
    return folder;
  };
  return {
    createFolder,
    async create(engine) {
      const dataDir = createFolder();
      if (engine === 'embedded') {
        cpSync(await embeddedTemplate(), dataDir, { recursive: true });
        return { dataDir };
      }
      server ??= providePostgresql().then((bin) => startPostgresql(bin, SETTINGS));
      return { databaseUrl: await createOn((await server).url), dataDir };
    },
    async close() {
      await (await server)?.stop();
      removeFolders();
    },
  };
}

async function createOn(url: string): Promise<string> {
  const name = `kaki_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
