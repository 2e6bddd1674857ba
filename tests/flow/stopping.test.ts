// A stop in good time: what is on its way arrives, and what waits behind it is left to the next start.
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

it('ends a line behind the message that is on its way, however long the line is', async () => {
  const house = await openHouse({ sweeps: false });
  const { pool } = house.database;
  const { promise: taken, resolve: take } = Promise.withResolvers<void>();
  const sent: string[] = [];
  house.platform.beforeSend(async ({ text }) => {
    sent.push(text);
    await taken;
  });
  for (const [index, text] of ['Good morning', 'When are you open?', 'Thank you'].entries()) {
    await house.receive(inboundText(text));
    await until('it is answered', async () => {
      const { rows } = await pool.query(`select from messages where author = 'bot'`);
      return rows.length > index;
    });
  }
  expect(sent).toHaveLength(1);

  const stopped = house.worker.stop(0);
  // Timers end in order: by then the grace is over.
  await wait(1);
  take();
  await stopped;

  expect(house.platform.shown).toHaveLength(1);
  const { rows } = await pool.query('select state, attempts from outbox order by position');
  expect(rows.map(({ state }) => state)).toEqual(['sent', ...Array(rows.length - 1).fill('queued')]);
  expect(rows.length).toBeGreaterThan(2);
  await house.close();
});
