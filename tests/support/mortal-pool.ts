// A pool that dies in the place of its process: whatever a kill can cut off is cut off before one of the moments at which
// something comes to stay.
import type { Pool } from '../../src/store/pool.ts';

export interface MortalPool {
  readonly pool: Pool;
  isDead(): boolean;
}

class Killed extends Error {}

// What only reads leaves things as they are: to die before it is to die after what was stored last. Work is claimed again
// and again until there is some.
const STORES = /^\s*(?:insert|update|delete|with|commit)\b/i;

/** Dies before it stores anything for the `fatal`th time; from then on it does nothing at all. */
export function createMortalPool(pool: Pool, fatal: number): MortalPool {
  let stored = 0;
  let isDead = false;
  const live = (statement: unknown, isStaying: boolean): void => {
    const { text, name = '' } =
      typeof statement === 'string' ? { text: statement } : (statement as { text: string; name?: string });
    if (isStaying && STORES.test(text) && !name.startsWith('claim_')) stored += 1;
    if (stored >= fatal) isDead = true;
    if (isDead) throw new Killed('killed');
  };
  const query = async (statement: unknown, values?: unknown): Promise<unknown> => {
    live(statement, true);
    return pool.query(statement as string, values as unknown[]);
  };
  const connect = async (): Promise<unknown> => {
    if (isDead) throw new Killed('killed');
    const client = await pool.connect();
    return {
      async query(statement: unknown, values?: unknown) {
        // The database does that for whoever is gone.
        if (statement !== 'rollback') live(statement, statement === 'commit');
        return client.query(statement as string, values as unknown[]);
      },
      release: (broken?: boolean) => client.release(broken),
    };
  };
  return { pool: { query, connect } as unknown as Pool, isDead: () => isDead };
}
