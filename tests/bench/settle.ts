// Waits for what a database does by itself within a minute of having grown; a benchmark begins sooner.
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../src/store/pool.ts';

// The embedded database is looked after every 10 s.
const LOOKED_AFTER_MS = 11_000;

export async function settle(database: Database | undefined): Promise<void> {
  if (database?.kind === 'postgresql') await database.pool.query('analyze');
  else await wait(LOOKED_AFTER_MS);
}
