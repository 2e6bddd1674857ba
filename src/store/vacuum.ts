// What autovacuum does on PostgreSQL and nobody does in PGlite: dead rows go, and the planner learns how large tables are.
import type { Pool } from 'pg';

/** The look costs less than a millisecond; the work comes when tables have grown. */
const INTERVAL_MS = 10_000;

/**
 * Looks now and every 10 s. Without it a plan made while tables were empty is kept: with 1,500 conversations each
 * message read them all, and messages were stored six times as slowly.
 * @returns its stop.
 */
export async function startVacuum(pool: Pool): Promise<() => Promise<void>> {
  let round = vacuumGrown(pool);
  await round;
  const timer = setInterval(() => {
    // A failure is the next statement's, too: that one is told.
    round = vacuumGrown(pool).catch(() => undefined);
  }, INTERVAL_MS).unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}

// A table whose file has grown by a fifth since it was last looked at: dead rows that are never cleared let it grow.
async function vacuumGrown(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select oid::regclass::text as name
     from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace
       and pg_relation_size(oid) / current_setting('block_size')::integer > 1.2 * relpages + 4`,
  );
  // One at a time: statements of customers come in between.
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`);
}
