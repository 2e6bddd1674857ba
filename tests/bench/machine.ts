// Where the figures were taken: without it they say little.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { providePostgresql } from '../support/provision.ts';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly postgresql: string;
  readonly embedded: string;
  /** Programs that wanted a core in the minute before the start. */
  readonly load: number;
}

export async function describeMachine(): Promise<Machine> {
  const postgres = `${await providePostgresql()}/postgres`;
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    postgresql: execFileSync(postgres, ['--version'], { encoding: 'utf8' }).trim(),
    embedded: embeddedVersion(),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

function embeddedVersion(): string {
  const manifest = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return `PGlite ${version}`;
}
