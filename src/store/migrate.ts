// Numbered SQL files, forward only; two starting servers can't both run them.
import { readdirSync, readFileSync } from 'node:fs';
import { inTransaction, type Pool } from './pool.ts';

const FOLDER = new URL('./migrations/', import.meta.url);
// Any constant: whoever holds this advisory lock migrates, the others wait for it.
const LOCK = 7_261_004;
// A large business's tables take minutes to rewrite; the pool's own limits are for customers' statements.
const TIMEOUT_MS = 60 * 60_000;

/** Brings the schema up to date in one transaction. @returns the files that ran. */
export async function migrate(pool: Pool): Promise<readonly string[]> {
  const files = readdirSync(FOLDER)
    .filter((file) => /^\d{4}_.*\.sql$/.test(file))
    .sort();
  return inTransaction(pool, async (client) => {
    const patiently = (text: string): Promise<unknown> => {
      const statement = { text, query_timeout: TIMEOUT_MS };
      return client.query(statement);
    };
    await client.query('set local statement_timeout = 0');
    await patiently(`select pg_advisory_xact_lock(${LOCK})`);
    await client.query(
      'create table if not exists migrations (file text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ file: string }>('select file from migrations');
    const applied = new Set(rows.map((row) => row.file));
    const missing = files.filter((file) => !applied.has(file));
    for (const file of missing) {
      await client.query('insert into migrations (file) values ($1)', [file]);
      await patiently(readFileSync(new URL(file, FOLDER), 'utf8'));
    }
    return missing;
  });
}
