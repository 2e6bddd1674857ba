// The rounds of what looks again for everything left behind.
import { expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import { createLocalQueue } from '../../src/pipeline/queue.ts';
import { startSweeper } from '../../src/pipeline/sweeper.ts';
import { EVERYTHING } from '../../src/store/served.ts';
import { openTestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';

it('a step that fails keeps no other away', async () => {
  const database = await openTestDatabase();
  const ran = new Set<string>();
  const fails = (name: string) => async () => {
    ran.add(name);
    throw new Error(`${name} failed`);
  };
  const stop = startSweeper({
    pool: database.pool,
    queue: createLocalQueue(),
    served: () => EVERYTHING,
    log: createLog('silent'),
    findThreads: fails('threads'),
    reports: { settle: fails('settle'), endQuiet: fails('quiet') },
    remind: fails('remind'),
  });
  await until('all have run', () => ran.size === 4);
  await stop();
  expect([...ran]).toEqual(['threads', 'settle', 'quiet', 'remind']);
  await database.close();
});
