// Embedded databases that tests of one file use one after the other: opening one costs half a second of a core, emptying
// one a twentieth. A test can't tell, and whoever changed more than rows leaves nothing behind.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Database, openDatabase, type Pool } from '../../src/store/pool.ts';

interface Engine {
  readonly database: Database;
  readonly folder: string;
}

/** Statements that outlive the rows: a database that saw one isn't used again. */
const LASTING = /\b(alter|create|drop|set|vacuum|analyze)\b/i;
const WASH_TIMEOUT_MS = 5_000;
const spares: Engine[] = [];

/** An empty, migrated database; `close` gives it back, after which its pool refuses everything. */
export async function lendEmbedded(): Promise<Database> {
  const engine = spares.pop() ?? (await open());
  const { pool, state } = guard(engine.database.pool);
  const close = async (): Promise<void> => {
    if (state.isClosed) return;
    state.isClosed = true;
    if (!state.isLasting && (await wash(engine.database.pool))) spares.push(engine);
    else await discard(engine);
  };
  return { kind: 'embedded', pool, close };
}

async function open(): Promise<Engine> {
  const folder = mkdtempSync(join(inject('scratch'), 'embedded-'));
  cpSync(inject('embeddedTemplate'), folder, { recursive: true });
  return { database: await openDatabase({ dataDir: folder }), folder };
}

async function discard({ database, folder }: Engine): Promise<void> {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

// What a test left running must fail as it would on a closed pool, and never reach the next test's rows.
function guard(pool: Pool): {
  readonly pool: Pool;
  readonly state: { isClosed: boolean; isLasting: boolean };
} {
  const state = { isClosed: false, isLasting: false };
  const refuse = (): void => {
    if (state.isClosed) throw new Error('Cannot use a pool after calling end on the pool');
  };
  const guarded = new Proxy(pool, {
    get(target, name) {
      if (name === 'end')
        return async () => {
          state.isClosed = true;
          state.isLasting = true;
        };
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        if (name === 'query' || name === 'connect') refuse();
        const [first] = given;
        if (
          name === 'query' &&
          typeof first === 'string' &&
          LASTING.test(first.trimStart().split(/\s/)[0] ?? '')
        )
          state.isLasting = true;
        return Reflect.apply(value, target, given);
      };
    },
  });
  return { pool: guarded, state };
}

/** @returns false where somebody still holds its one connection. */
async function wash(pool: Pool): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, WASH_TIMEOUT_MS, false).unref());
  const washed = empty(pool).then(
    () => true,
    () => false,
  );
  return Promise.race([washed, late]);
}

async function empty(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ tables: string }>(
    `select string_agg(format('%I', tablename), ', ') as tables
     from pg_tables
     where schemaname = 'public' and tablename <> 'migrations'`,
  );
  await pool.query(`truncate ${rows[0]?.tables} restart identity cascade`);
}
