// One customer on several channels, in the database: joined by proof, separated without a trace, never in each other's way.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConversationId, UserId } from '../../src/model/ids.ts';
import { appendInbounds } from '../../src/store/inbound.ts';
import { rejoinCustomers, separateCustomers } from '../../src/store/merges.ts';
import { EVERYTHING } from '../../src/store/served.ts';
import { claimTurn } from '../../src/store/turns.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  customerOf,
  inboundOf,
  mergesIn,
  PHONE,
  remember,
  SIGNED_IN,
  type Wrote,
  write,
} from '../support/people.ts';

const WHATSAPP: Wrote = { channel: 'whatsapp', user: '6591234567@c.us', proofs: [PHONE] };
const TELEGRAM: Wrote = { channel: 'telegram', user: '700000001', name: 'Mei Ling' };
const WEBCHAT: Wrote = { channel: 'webchat', user: 'dl_visitor' };

describe.each(ENGINES)('customers of several channels on %s', (engine) => {
  let database: TestDatabase;
  let userId: UserId;
  beforeEach(async () => {
    await database?.close();
    database = await openTestDatabase(engine);
    const { pool, tenantId } = database;
    const owner = {
      tenantId,
      email: 'owner@shop.example',
      name: 'Owner',
      passwordHash: '-',
      role: 'owner',
    } as const;
    await createUser(pool, owner);
    userId = (await findUserByEmail(pool, tenantId, owner.email))?.id as UserId;
  });
  afterAll(() => database?.close());

  const areOne = async (...ids: readonly ConversationId[]): Promise<boolean> =>
    new Set(await Promise.all(ids.map((id) => customerOf(database, id)))).size === 1;
  const factsOf = async (conversationId: ConversationId): Promise<Record<string, string>> => {
    const lease = { tenantId: database.tenantId, conversationId, owner: randomUUID(), durationMs: 1 };
    await database.pool.query('update conversations set lease_owner = null, lease_until = null');
    const claimed = await claimTurn(database.pool, lease, EVERYTHING);
    return Object.fromEntries(claimed?.context.facts.map(({ key, value }) => [key, value]) ?? []);
  };
  const undo = async () => {
    const [mergeId] = (await mergesIn(database)).slice(-1);
    if (!mergeId) throw new Error('nothing was joined');
    const of = { tenantId: database.tenantId, mergeId, userId };
    return { mergeId, changed: await separateCustomers(database.pool, of) };
  };

  test('a proof that both hold makes one customer of two, with the memory of both', async () => {
    const telegram = await write(database, TELEGRAM);
    await remember(database, telegram.messageId, ['diet', 'halal']);
    await remember(database, telegram.messageId, ['branch', 'Bedok']);
    const whatsapp = await write(database, WHATSAPP);
    await remember(database, whatsapp.messageId, ['branch', 'Tampines']);
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(false);

    const shared = await write(database, { ...TELEGRAM, proofs: [PHONE] });

    expect(shared.joined?.toSorted()).toEqual([telegram.conversationId, whatsapp.conversationId].toSorted());
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(true);
    const facts = { diet: 'halal', branch: 'Tampines' };
    expect(await factsOf(telegram.conversationId)).toEqual(facts);
    expect(await factsOf(whatsapp.conversationId)).toEqual(facts);
    expect(await mergesIn(database)).toHaveLength(1);
  });

  test('no proof, no join: equal names and typed numbers make nobody one', async () => {
    const one = await write(database, { ...TELEGRAM, text: 'my number is +65 9123 4567' });
    const other = await write(database, { ...WHATSAPP, name: 'Mei Ling' });
    expect(await areOne(one.conversationId, other.conversationId)).toBe(false);
  });

  test('a first message with a proof that is known joins the customer at once', async () => {
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    const whatsapp = await write(database, WHATSAPP);
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(true);
    // The older has a name, so the younger's conversation shows it too.
    const { rows } = await database.pool.query('select name from customers where id = $1', [
      await customerOf(database, whatsapp.conversationId),
    ]);
    expect(rows).toEqual([{ name: 'Mei Ling' }]);
  });

  test('a known proof is told again and again, and is stored with the others in one statement', async () => {
    await write(database, WHATSAPP);
    const { pool, tenantId } = database;
    const batch = [inboundOf(WHATSAPP), inboundOf(TELEGRAM)];
    expect((await appendInbounds(pool, tenantId, batch)).map((one) => one?.kind)).toEqual([
      'stored',
      undefined,
    ]);
    const news = inboundOf({ ...WHATSAPP, proofs: [PHONE, SIGNED_IN] });
    expect(await appendInbounds(pool, tenantId, [news])).toEqual([undefined]);
    const { rows } = await pool.query('select count(*) from proofs');
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('three channels are one customer through a chain of two proofs', async () => {
    const whatsapp = await write(database, WHATSAPP);
    const telegram = await write(database, TELEGRAM);
    const webchat = await write(database, { ...WEBCHAT, proofs: [SIGNED_IN] });
    await write(database, { ...TELEGRAM, proofs: [SIGNED_IN] });
    expect(await areOne(telegram.conversationId, webchat.conversationId)).toBe(true);
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(false);
    await write(database, { ...TELEGRAM, proofs: [SIGNED_IN, PHONE] });
    expect(await areOne(whatsapp.conversationId, telegram.conversationId, webchat.conversationId)).toBe(true);

    // What joined last is undone alone; what was joined before it stays.
    await undo();
    expect(await areOne(telegram.conversationId, webchat.conversationId)).toBe(true);
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(false);
  });

  test('an earlier merge can be undone before a later one, and each gets back its own', async () => {
    const oldest = await write(database, { ...WEBCHAT, proofs: [SIGNED_IN] });
    const middle = await write(database, WHATSAPP);
    const youngest = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    await write(database, { ...WHATSAPP, proofs: [PHONE, SIGNED_IN] });
    expect(await areOne(oldest.conversationId, middle.conversationId, youngest.conversationId)).toBe(true);
    const [first, second] = await mergesIn(database);
    const { tenantId, pool } = database;
    if (!first || !second) throw new Error('two were joined');
    await separateCustomers(pool, { tenantId, mergeId: first, userId });
    expect(await areOne(oldest.conversationId, middle.conversationId)).toBe(true);
    expect(await areOne(oldest.conversationId, youngest.conversationId)).toBe(false);
    await separateCustomers(pool, { tenantId, mergeId: second, userId });
    const customers = await Promise.all(
      [oldest, middle, youngest].map(({ conversationId }) => customerOf(database, conversationId)),
    );
    expect(new Set(customers).size).toBe(3);
  });

  test('a separation gives back who everybody was, with what each told since', async () => {
    const telegram = await write(database, TELEGRAM);
    const telegramBefore = await customerOf(database, telegram.conversationId);
    await remember(database, telegram.messageId, ['diet', 'halal']);
    await remember(database, telegram.messageId, ['branch', 'Bedok']);
    const whatsapp = await write(database, WHATSAPP);
    const whatsappBefore = await customerOf(database, whatsapp.conversationId);
    await remember(database, whatsapp.messageId, ['branch', 'Tampines']);
    await write(database, { ...TELEGRAM, proofs: [PHONE] });
    await remember(database, telegram.messageId, ['name', 'Mei Ling']);
    const later = await write(database, { ...WHATSAPP, text: 'I moved' });
    await remember(database, later.messageId, ['branch', 'Punggol']);
    await remember(database, later.messageId, ['child', 'Ethan']);
    // A conversation that the younger began after they were joined is theirs too.
    const group = await write(database, { ...WHATSAPP, conversation: 'a group' });

    const { changed } = await undo();

    expect(changed.length).toBe(3);
    expect(await customerOf(database, telegram.conversationId)).toBe(telegramBefore);
    expect(await customerOf(database, whatsapp.conversationId)).toBe(whatsappBefore);
    expect(await customerOf(database, group.conversationId)).toBe(whatsappBefore);
    expect(await factsOf(telegram.conversationId)).toEqual({
      diet: 'halal',
      branch: 'Bedok',
      name: 'Mei Ling',
    });
    expect(await factsOf(whatsapp.conversationId)).toEqual({ branch: 'Punggol', child: 'Ethan' });
  });

  test('a name that came from a younger customer goes with them, however far it went', async () => {
    const nameOf = async (conversationId: ConversationId) => {
      const given = [await customerOf(database, conversationId)];
      const { rows } = await database.pool.query('select name from customers where id = $1', given);
      return rows[0]?.name;
    };
    const webchat = await write(database, { ...WEBCHAT, proofs: [SIGNED_IN] });
    const whatsapp = await write(database, WHATSAPP);
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    await write(database, { ...WHATSAPP, proofs: [PHONE, SIGNED_IN] });
    expect(await nameOf(webchat.conversationId)).toBe('Mei Ling');
    const [mergeId] = await mergesIn(database);
    if (!mergeId) throw new Error('nothing was joined');
    await separateCustomers(database.pool, { tenantId: database.tenantId, mergeId, userId });
    expect(await nameOf(telegram.conversationId)).toBe('Mei Ling');
    expect(await areOne(webchat.conversationId, whatsapp.conversationId)).toBe(true);
    expect(await nameOf(webchat.conversationId)).toBe('');
  });

  test('whom staff separated, no proof joins again, nor anybody new who holds it', async () => {
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    const whatsapp = await write(database, WHATSAPP);
    await undo();
    await write(database, WHATSAPP);
    await write(database, { ...TELEGRAM, proofs: [PHONE] });
    await write(database, { ...TELEGRAM, proofs: [PHONE, SIGNED_IN] });
    await write(database, { ...WHATSAPP, proofs: [PHONE, SIGNED_IN] });
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(false);
    // Whose the number is, is not known any more.
    const webchat = await write(database, { ...WEBCHAT, proofs: [PHONE] });
    expect(await areOne(webchat.conversationId, telegram.conversationId)).toBe(false);
    expect(await areOne(webchat.conversationId, whatsapp.conversationId)).toBe(false);
    expect(await mergesIn(database)).toEqual([]);
  });

  test('who was separated stays so when one of them is joined with an older customer', async () => {
    const oldest = await write(database, { ...WEBCHAT, proofs: [SIGNED_IN] });
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    const whatsapp = await write(database, WHATSAPP);
    await undo();
    await write(database, { ...TELEGRAM, proofs: [SIGNED_IN] });
    expect(await areOne(oldest.conversationId, telegram.conversationId)).toBe(true);
    await write(database, { ...WEBCHAT, proofs: [PHONE] });
    expect(await areOne(oldest.conversationId, whatsapp.conversationId)).toBe(false);
  });

  test('a separation is taken back, and undone again', async () => {
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    const whatsapp = await write(database, WHATSAPP);
    const { mergeId } = await undo();
    const { tenantId, pool } = database;
    expect(await rejoinCustomers(pool, { tenantId, mergeId })).toHaveLength(2);
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(true);
    expect(await rejoinCustomers(pool, { tenantId, mergeId })).toEqual([]);
    await undo();
    expect(await areOne(telegram.conversationId, whatsapp.conversationId)).toBe(false);
  });

  test('who was separated and taken back stays out of what is separated later, and can be separated again', async () => {
    const webchat = await write(database, { ...WEBCHAT, proofs: [SIGNED_IN] });
    const whatsapp = await write(database, WHATSAPP);
    const telegram = await write(database, { ...TELEGRAM, proofs: [PHONE] });
    const before = await mergesIn(database);
    await write(database, { ...WHATSAPP, proofs: [PHONE, SIGNED_IN] });
    const [first, second] = await mergesIn(database);
    const { tenantId, pool } = database;
    if (!first || !second || before[0] !== first) throw new Error('two were joined, one after the other');
    await separateCustomers(pool, { tenantId, mergeId: first, userId });
    await rejoinCustomers(pool, { tenantId, mergeId: first });
    await separateCustomers(pool, { tenantId, mergeId: second, userId });
    expect(await areOne(webchat.conversationId, whatsapp.conversationId)).toBe(false);
    await undo();
    const all = [webchat, whatsapp, telegram].map(({ conversationId }) =>
      customerOf(database, conversationId),
    );
    expect(new Set(await Promise.all(all)).size).toBe(3);
  });

  test('a merge is undone once, and never by another business', async () => {
    await write(database, { ...TELEGRAM, proofs: [PHONE] });
    await write(database, WHATSAPP);
    const { pool, tenantId } = database;
    const [mergeId] = await mergesIn(database);
    if (!mergeId) throw new Error('nothing was joined');
    const foreign = { tenantId: randomUUID() as typeof tenantId, mergeId, userId };
    expect(await separateCustomers(pool, foreign)).toEqual([]);
    expect((await undo()).changed).toHaveLength(2);
    expect(await separateCustomers(pool, { tenantId, mergeId, userId })).toEqual([]);
  });

  test('first messages of one person on three channels at once make one customer', async () => {
    for (let round = 0; round < 15; round += 1) {
      const proofs = [{ kind: 'phone', value: `+65912345${10 + round}` }] as const;
      const stored = await Promise.all(
        (['whatsapp', 'telegram', 'webchat'] as const).map((channel) =>
          write(database, { channel, user: `user-${round}`, proofs }),
        ),
      );
      expect(await areOne(...stored.map(({ conversationId }) => conversationId))).toBe(true);
    }
  });
});
