// The one way to the database: a pg.Pool, on PostgreSQL or on PGlite inside this process.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { KakiError, StoreError } from '../model/errors.ts';
import { lockFolder } from './lock.ts';
import { startVacuum } from './vacuum.ts';

export type Pool = pg.Pool;
/** A pool, or the client of an open transaction. */
export type Queryable = Pick<pg.Pool, 'query'>;

export interface Database {
  readonly kind: 'embedded' | 'postgresql';
  readonly pool: Pool;
  close(): Promise<void>;
}

// A statement that takes longer than this hangs: on a half-open connection nothing else would end it.
const STATEMENT_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
const POSTGRESQL_CONNECTIONS = 10;
// Our prepared statements find rows by keys: planning each call anew costs as much as a search, and finds no better way.
// An index of vectors looks further while what it found is another tenant's (0.8 and newer), and at more to begin with:
// by default it finds 8 of 100 for a tenant that owns a fiftieth of the vectors, like this 95.
const SETTINGS = {
  plan_cache_mode: 'force_generic_plan',
  'hnsw.iterative_scan': 'relaxed_order',
  'hnsw.ef_search': '200',
  // A process that stands still within a transaction holds its locks, and nothing else would end it: a conversation's row
  // keeps every batch of inbound messages waiting. Between two statements of ours lie milliseconds.
  idle_in_transaction_session_timeout: '10s',
} as const;

/** Opens PostgreSQL at `databaseUrl`, or else PGlite in `dataDir`/postgres. @throws StoreError */
export async function openDatabase(where: {
  databaseUrl?: string | undefined;
  dataDir: string;
}): Promise<Database> {
  // bigint arrives as text by default; our counters stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  return where.databaseUrl ? openPostgresql(where.databaseUrl) : openEmbedded(where.dataDir);
}

async function openPostgresql(databaseUrl: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POSTGRESQL_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    keepAlive: true,
    application_name: 'kaki',
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  surviveBreaks(pool);
  try {
    await requireVector(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { kind: 'postgresql', pool, close: () => pool.end() };
}

// An idle connection that breaks is dropped by the pool; one in use fails the statement that comes next. Without a listener
// of the pool's, and one of the connection's own while it is in use, either would end the process.
function surviveBreaks(pool: Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

async function requireVector(pool: Pool): Promise<void> {
  const found = await pool
    .query(`select from pg_available_extensions where name = 'vector'`)
    .catch((cause: unknown) => {
      throw new StoreError(
        'database_unreachable',
        'PostgreSQL did not answer at DATABASE_URL. Check that it runs and that host, port, user, password and database are right.',
        { cause },
      );
    });
  if (found.rowCount === 0) {
    throw new StoreError(
      'vector_missing',
      'PostgreSQL at DATABASE_URL has no pgvector. Install it, or use the image pgvector/pgvector as docker-compose.yml does.',
    );
  }
}

// As long as a request may well wait for a turn.
const HELD_MS = 20;
// The protocol's messages after which nothing is under way any more: Sync, and Query.
const LAST_OF_EXCHANGE: ReadonlySet<number> = new Set([0x53, 0x51]);

// PGlite answers without a turn of the event loop: whoever asks it one thing after the other, such as documents read
// anew, would keep every request waiting for the last of them (95 s for 10,000 documents, before). Never within an
// exchange: who takes the turn there may be the next client, to which a session that waits for the Sync of a failed
// statement doesn't answer, and never will.
function leaveTurns(engine: PGlite): PGlite {
  let turnedAt = performance.now();
  let isAtRest = true;
  const exec: PGlite['execProtocolStream'] = async (message, ...given) => {
    if (isAtRest && performance.now() - turnedAt > HELD_MS) {
      await setImmediate();
      turnedAt = performance.now();
    }
    isAtRest = LAST_OF_EXCHANGE.has(message[0] ?? 0);
    return engine.execProtocolStream(message, ...given);
  };
  // All that a connection asks of it.
  const asked: Pick<PGlite, 'waitReady' | 'execProtocolStream'> = {
    waitReady: engine.waitReady,
    execProtocolStream: exec,
  };
  return asked as PGlite;
}

// PGlite's pg connection is shared and dies with the first failed query, so every client gets one of its own; PGlite
// has one session, so the pool has one client: a pool.query inside an open transaction would wait for ever.
async function openEmbedded(dataDir: string): Promise<Database> {
  const folder = join(dataDir, 'postgres');
  const unlock = lockFolder(dataDir);
  try {
    mkdirSync(folder, { recursive: true });
    const { PGlite } = await import('@electric-sql/pglite');
    const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
    const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
    const { vector } = await import('@electric-sql/pglite-pgvector');
    const engine = await PGlite.create({ dataDir: folder, extensions: { vector, pg_trgm } });
    class EmbeddedClient extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, ...createPgConfig(leaveTurns(engine)) });
      }
    }
    const pool = new pg.Pool({
      Client: EmbeddedClient,
      max: 1,
      idleTimeoutMillis: 0,
      // The session outlives its clients: what one prepared would be in the way of the next.
      onConnect: (client) =>
        client.query(`deallocate all; set plan_cache_mode = ${SETTINGS.plan_cache_mode}`),
    });
    surviveBreaks(pool);
    const stopVacuum = await startVacuum(pool);
    const close = async (): Promise<void> => {
      await stopVacuum();
      await pool.end();
      await engine.close();
      unlock();
    };
    return { kind: 'embedded', pool, close };
  } catch (error) {
    unlock();
    throw new StoreError(
      'embedded_not_opened',
      `The database in ${folder} could not be opened. Check that the disk has space and that the folder may be written; restore it from a backup if it is damaged.`,
      { cause: error },
    );
  }
}

/** Answers when the database does. */
export async function ping(db: Queryable): Promise<void> {
  await db.query('select 1');
}

/** Runs `work` in one transaction; rolls back when it throws. Never call a model or a platform inside. */
export async function inTransaction<T>(pool: Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // A client whose rollback fails is not given back to the pool.
    const broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    client.release(broken);
    throw error;
  }
}

/**
 * A pool whose statements all run in the open transaction of `client`, one after the other: what reads through a pool sees
 * what is not committed yet. A transaction within it is a savepoint.
 */
export function poolWithin(client: Queryable): Pool {
  let last: Promise<unknown> = Promise.resolve();
  const query = (statement: unknown, values?: unknown): Promise<unknown> => {
    const next = last.then(() => client.query(statement as string, values as unknown[]));
    last = next.catch(() => undefined);
    return next;
  };
  const connected = {
    query: (statement: unknown, values?: unknown) => query(WITHIN.get(statement) ?? statement, values),
    release: () => undefined,
  };
  return { query, connect: async () => connected } as unknown as Pool;
}

const WITHIN: ReadonlyMap<unknown, string> = new Map([
  ['begin', 'savepoint within'],
  ['commit', 'release savepoint within'],
  ['rollback', 'rollback to savepoint within'],
]);

// PostgreSQL's classes of "not you, not now": connection, a session that stood still, deadlock, resources, operator
// intervention, I/O.
const TRANSIENT = /^(08|25P03|40|53|57|58)/;

/** A driver's error as a StoreError; our own errors and bugs pass as they are. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof KakiError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const transient =
    TRANSIENT.test(code) ||
    /^E(CONN|PIPE|TIMEDOUT|AI_)/.test(code) ||
    /timeout|Connection terminated|not queryable/i.test(error.message);
  return transient
    ? new StoreError(
        'database_unavailable',
        'The database is not available at the moment. Try again shortly.',
        { cause: error, retryable: true },
      )
    : error;
}
