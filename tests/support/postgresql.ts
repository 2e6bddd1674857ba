// A throwaway PostgreSQL server: its own data folder, socket and port; ends with the process that started it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const START_DEADLINE_MS = 30_000;
const PREFIX = 'kaki-postgresql-';
// Speed over durability: nothing here outlives the run.
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  jit: 'off',
};

export interface PostgresqlServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param bin the folder with initdb and postgres. @param given server settings in place of the fast ones. */
export async function startPostgresql(
  bin: string,
  given: Readonly<Record<string, string>> = SETTINGS,
): Promise<PostgresqlServer> {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const data = join(folder, 'data');
  const asUser = ownerOf(folder);
  // The caller's working directory may be closed to another user.
  const inFolder = { cwd: folder, stdio: 'pipe' } as const;
  const how = ['--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'];
  execFileSync('setpriv', [...asUser, `${bin}/initdb`, '-D', data, '-U', 'postgres', ...how], inFolder);
  const port = await freePort();
  const settings = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(join(folder, 'log'), 'a');
  // pdeathsig: a run that is killed takes its server along.
  const server = spawn(
    'setpriv',
    [
      ...['--pdeathsig=QUIT', ...asUser, `${bin}/postgres`, '-D', data, '-k', folder],
      ...['-h', '127.0.0.1', '-p', String(port), ...settings],
    ],
    { cwd: folder, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(url, server);
  } catch (error) {
    const told = readFileSync(join(folder, 'log'), 'utf8');
    await stop();
    throw new Error(`The PostgreSQL for the tests did not start:\n${told}`, { cause: error });
  }
  return { url, stop };
}

/** @throws Error in one line when nothing answers at `url` or pgvector is missing there. */
export async function requirePgvector(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rowCount } = await client.query("select from pg_available_extensions where name = 'vector'");
    if (!rowCount) throw new Error('it has no pgvector');
  } catch (error) {
    throw new Error(`The PostgreSQL at TEST_DATABASE_URL can't be used: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

// initdb and postgres refuse to be root.
function ownerOf(folder: string): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  chownSync(folder, id('-u'), id('-g'));
  return ['--reuid=postgres', '--regid=postgres', '--clear-groups'];
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      return await requirePgvector(url);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error;
      await wait(20);
    }
  }
}

// SIGQUIT is PostgreSQL's immediate shutdown: nothing is saved, and nothing here is worth saving.
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGQUIT');
  await ended;
}

// Of runs that were killed: their servers are gone, their folders are not.
function removeLeftovers(): void {
  const me = process.getuid?.();
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    const starter = Number(name.slice(PREFIX.length).split('-')[0]);
    const isOurs = me === 0 || statSync(path, { throwIfNoEntry: false })?.uid === me;
    // Another run may be sweeping too.
    if (isOurs && !isRunning(starter)) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no free port');
  return address.port;
}
