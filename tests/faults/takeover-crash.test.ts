// kill -9 between each two steps of a takeover: every step is taken once, on either engine.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { ENGINES, type Engine, openTestDatabase } from '../support/database.ts';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';
import type { Place } from '../support/slack-simulator-people.ts';

/** What surface.md promises after a restart is 14 s; the rest is for a busy machine. */
const DEADLINE_MS = 40_000;
const WANTS_PERSON = 'I want to talk to a person';

interface Shop extends Sides {
  /** Does something of which the customer hears, and kills the server while Telegram has not taken that. */
  killBeforeSaid(act: () => unknown, comesBack?: 'later'): Promise<void>;
  /** Does something that the staff see, and kills the server when Slack has taken that and not said so. */
  killBeforeMarked(act: () => unknown, isThere: () => boolean): Promise<void>;
}

describe.concurrent('kill -9 between the steps of a takeover', () => {
  it.each(ENGINES)(
    'loses none of them and takes none twice, on %s',
    async (engine) => {
      const ends: (() => Promise<void>)[] = [];
      try {
        await takeOver(await openShop(engine, (end) => void ends.unshift(end)));
      } finally {
        for (const end of ends) await end();
      }
    },
    400_000,
  );
});

// After the first kill and the one before the mark, the leases of the outbox and of the thread are waited for. Later ones
// are of the same two kinds: there the server comes back when they are over.
async function takeOver(shop: Shop): Promise<void> {
  const { customer, ana, cards, find, shown } = shop;
  const sees = (count: number): Promise<void> =>
    until(`the customer has seen ${count} messages`, () => shown().length >= count, DEADLINE_MS);
  const cardNumber = async (number: number): Promise<Place> => {
    await until(`card ${number} is there`, () => cards().length === number, DEADLINE_MS);
    return cards()[number - 1] as Place;
  };
  const tells = (card: Place, text: string): Promise<void> =>
    until(`the thread has “${text}”`, () => find(card, text).length > 0, DEADLINE_MS);

  await shop.killBeforeSaid(() => customer.says(WANTS_PERSON));
  await sees(1);
  const first = await cardNumber(1);
  await shop.killBeforeSaid(() => ana.presses('desk.claim', first), 'later');
  await sees(2);
  await shop.killBeforeSaid(() => ana.writesIn(first, 'We have two left.'), 'later');
  await sees(3);
  await tells(first, 'Ana from our team');
  await shop.killBeforeMarked(
    () => customer.says('One for me, please'),
    () => find(first, 'One for me, please').length > 0,
  );
  await shop.killBeforeSaid(() => ana.presses('desk.hand_back', first), 'later');
  await sees(4);
  await tells(first, 'automated assistant');
  customer.says(WANTS_PERSON);
  await sees(5);
  const second = await cardNumber(2);
  await ana.presses('desk.claim', second);
  await sees(6);
  await shop.killBeforeSaid(() => ana.presses('desk.resolve', second), 'later');
  await sees(7);
  await tells(second, shown().at(-1)?.slice(0, 20) ?? '');

  const heard = shown();
  expect(heard).toHaveLength(7);
  expect(heard[1]).toContain('Ana from our team');
  expect(heard[2]).toBe('We have two left.');
  expect(heard[3]).toContain('automated assistant');
  expect(heard[5]).toContain('Ana from our team');
  expect(cards()).toHaveLength(2);
  for (const text of ['Ana from our team', 'One for me, please', 'automated assistant'])
    expect(find(first, text), text).toHaveLength(1);
}

async function openShop(engine: Engine, later: (end: () => Promise<void>) => void): Promise<Shop> {
  const sides = await openSides({ retryDelaysMs: Array(60).fill(1_000) });
  later(sides.close);
  const place = await openPlace(engine, later);
  const environment = {
    ...environmentOf(sides),
    ...place.environment,
    PORT: String(await findPort()),
    BURST_QUIET_MS: '50',
    LOG_LEVEL: 'fatal',
  };
  let server: ServerProcess = await startServer(environment);
  later(() => server.kill());
  const killWhen = async (what: string, holds: () => boolean, comesBack?: 'later'): Promise<void> => {
    await until(what, holds, DEADLINE_MS);
    await server.kill();
    if (comesBack) await place.endLeases();
    sides.telegram.heal();
    server = await startServer(environment);
  };
  return {
    ...sides,
    async killBeforeSaid(act, comesBack) {
      const calls = (): number => sides.telegram.callsOf('sendMessage').length;
      const before = calls();
      sides.telegram.fail({ kind: 'stall', method: 'sendMessage' });
      const done = act();
      await killWhen('it is on its way to the customer', () => calls() > before, comesBack);
      await done;
    },
    async killBeforeMarked(act, isThere) {
      sides.slack.fail('chat.postMessage', { kind: 'stall', accept: true });
      await act();
      await killWhen('it is there', isThere);
    },
  };
}

interface Home {
  readonly environment: Readonly<Record<string, string>>;
  /** While no server runs: as if it stayed away for so long that no lease of the dead one holds any more. */
  endLeases(): Promise<void>;
}

async function openPlace(engine: Engine, later: (end: () => Promise<void>) => void): Promise<Home> {
  if (engine === 'postgresql') {
    const { pool, where, close } = await openTestDatabase(engine);
    later(close);
    return {
      environment: { DATA_DIR: where.dataDir, DATABASE_URL: where.databaseUrl ?? '' },
      async endLeases() {
        for (const table of ['conversations', 'outbox', 'desk_threads', 'alerts'])
          await pool.query(`update ${table} set lease_until = now() where lease_until > now()`);
        await pool.query('update process_leases set until = now()');
      },
    };
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-takeover-'));
  later(async () => rmSync(dataDir, { recursive: true, force: true }));
  cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
  // A server that starts ends all of them itself: no other may have this folder.
  return { environment: { DATA_DIR: dataDir }, endLeases: async () => undefined };
}
