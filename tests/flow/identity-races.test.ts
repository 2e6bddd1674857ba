// Customers who are joined and separated while they write: nobody waits in a circle, no message is lost, nobody is torn apart.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { UserId } from '../../src/model/ids.ts';
import { appendInbounds, openConversation } from '../../src/store/inbound.ts';
import { separateCustomers } from '../../src/store/merges.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';
import { inboundOf, mergesIn, PHONE, write } from '../support/people.ts';

async function addOwner({ pool, tenantId }: TestDatabase): Promise<UserId> {
  const owner = {
    tenantId,
    email: 'owner@shop.example',
    name: 'O',
    passwordHash: '-',
    role: 'owner',
  } as const;
  await createUser(pool, owner);
  return (await findUserByEmail(pool, tenantId, owner.email))?.id as UserId;
}

// A conversation, what was told there, and who writes in it are never of two customers.
async function expectNobodyTorn({ pool }: TestDatabase): Promise<void> {
  const torn = await pool.query(
    `select
     from conversations c
     join identities i on i.channel = c.channel and i.external_id = c.address->'user'->>'id'
     left join customer_facts f on f.conversation_id = c.id
     where i.customer_id <> c.customer_id or f.customer_id <> c.customer_id`,
  );
  expect(torn.rowCount).toBe(0);
}

describe.each(ENGINES)('customers at once on %s', (engine) => {
  let database: TestDatabase;
  let userId: UserId;
  beforeEach(async () => {
    await database?.close();
    database = await openTestDatabase(engine);
    userId = await addOwner(database);
  });
  afterAll(() => database?.close());

  test('joining, separating and writing at once never wait in a circle, and lose no message', async () => {
    const people = Array.from({ length: 6 }, (_, index) => `person-${index}`);
    const channels = ['whatsapp', 'telegram', 'webchat'] as const;
    const proofsOf = (person: string, channel: string) =>
      [
        { kind: 'phone', value: `+65 ${person} or the next`.slice(0, 40) },
        { kind: 'host', value: channel === 'telegram' ? person : 'a shared account' },
      ] as const;
    const writing = people.flatMap((user) =>
      channels.flatMap((channel) =>
        [undefined, proofsOf(user, channel).slice(0, 1), proofsOf(user, channel)].map((proofs) =>
          write(database, { channel, user, ...(proofs && { proofs }) }),
        ),
      ),
    );
    let isWriting = true;
    const separating = (async () => {
      while (isWriting) {
        for (const mergeId of await mergesIn(database))
          await separateCustomers(database.pool, { tenantId: database.tenantId, mergeId, userId });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const batches = people.map(async (user) => {
      for (let times = 0; times < 5; times += 1) {
        const batch = channels.map((channel) => inboundOf({ channel, user }));
        // As the inbox sorts them.
        const sorted = batch.toSorted((one, other) => (one.channel < other.channel ? -1 : 1));
        await appendInbounds(database.pool, database.tenantId, sorted);
      }
    });
    const stored = await Promise.all(writing).finally(() => {
      isWriting = false;
    });
    await Promise.all([separating, ...batches]);
    const { rows } = await database.pool.query('select count(distinct id) from messages where id = any($1)', [
      stored.map(({ messageId }) => messageId),
    ]);
    expect(rows).toEqual([{ count: people.length * channels.length * 3 }]);
    await expectNobodyTorn(database);
  });
});

// The embedded database has one session: there nothing can be under way beside it.
test('a conversation that is just being opened goes with who opens it when they are separated', async () => {
  const database = await openTestDatabase('postgresql');
  const { pool, tenantId } = database;
  const userId = await addOwner(database);
  await write(database, { channel: 'telegram', user: 'someone', proofs: [PHONE] });
  await write(database, { channel: 'whatsapp', user: 'someone', proofs: [PHONE] });
  const [mergeId] = await mergesIn(database);
  if (!mergeId) throw new Error('nothing was joined');
  const opening = await pool.connect();
  await opening.query('begin');
  await openConversation(
    opening,
    tenantId,
    inboundOf({ channel: 'whatsapp', user: 'someone', conversation: 'new' }),
  );
  const separating = separateCustomers(pool, { tenantId, mergeId, userId });
  await until('the separation waits for it', async () => {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    return rowCount === 1;
  });
  await opening.query('commit');
  opening.release();
  expect(await separating).toHaveLength(3);
  await expectNobodyTorn(database);
  await database.close();
});
