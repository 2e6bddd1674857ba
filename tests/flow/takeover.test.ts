import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Staff } from '../../src/desk/takeover.ts';
import { type ConversationId, type MessageId, parseId } from '../../src/model/ids.ts';
import { phrase } from '../../src/model/phrases.ts';
import { readThread } from '../../src/store/threads.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { createHeldModel, type HeldModel } from '../support/models.ts';
import { inboundText } from '../support/platform.ts';

describe('the takeover', () => {
  let house: House;
  let model: HeldModel;
  let staff: Staff;

  beforeEach(async () => {
    model = createHeldModel();
    house = await openHouse({ model });
    const { pool, tenantId } = house.database;
    await createUser(pool, {
      tenantId,
      email: 'ana@example.sg',
      name: 'Ana',
      passwordHash: 'x',
      role: 'staff',
    });
    const user = await findUserByEmail(pool, tenantId, 'ana@example.sg');
    if (!user) throw new Error('no user');
    staff = { userId: user.id, name: 'Ana' };
  });
  afterEach(() => house.close());

  const theConversation = async (): Promise<ConversationId> => {
    const { rows } = await house.database.pool.query<{ id: ConversationId }>('select id from conversations');
    const [row] = rows;
    if (!row) throw new Error('no conversation');
    return row.id;
  };
  const modeOf = async (id: ConversationId): Promise<string | undefined> =>
    (await readThread(house.database.pool, house.database.tenantId, id))?.mode;
  const target = (conversationId: ConversationId) => ({
    tenantId: house.database.tenantId,
    conversationId,
    staff,
  });
  const reply = (id: ConversationId, text: string, given: { messageId?: MessageId; isNote?: boolean } = {}) =>
    house.desk.reply(target(id), {
      staff,
      messageId: given.messageId ?? parseId<'message'>(randomUUID()),
      text,
      as: given.isNote ? 'note' : 'take_over',
    });
  const shown = (): readonly string[] => house.platform.textsOf('chat-1');

  it('wins over a running turn: the bot’s reply is never sent', async () => {
    await house.receive(inboundText('Can I bring my dog?'));
    await model.called();
    const id = await theConversation();
    await reply(id, 'Yes, dogs are welcome.');
    model.answer('Dogs are not allowed.');
    await until('the reply is shown', () => shown().includes('Yes, dogs are welcome.'));
    await until('the turn has ended', async () => (await modeOf(id)) === 'human');
    await house.receive(inboundText('Great, and cats?'));
    await until('it is left to the staff', async () => {
      const thread = await readThread(house.database.pool, house.database.tenantId, id);
      return thread?.messages.at(-1)?.outcome === 'to_staff';
    });
    expect(shown()).toEqual([phrase('staffJoined', 'en', { name: 'Ana' }), 'Yes, dogs are welcome.']);
    expect(model.requests).toHaveLength(1);
  });

  it('names nobody where the staff write in the business’s name', async () => {
    await house.receive(inboundText('I want to talk to a person'));
    const id = await theConversation();
    await house.desk.claim({ ...target(id), staff: { ...staff, name: 'Test shop' } });
    await until('the customer is told', () => shown().includes(phrase('someoneJoined', 'en')));
  });

  it('lets a reply that was already committed go first', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    house.platform.beforeSend(() => held);
    await house.receive(inboundText('Can I bring my dog?'));
    await model.called();
    model.answer('I believe so.');
    await until('the reply is committed', async () => {
      const { rowCount } = await house.database.pool.query(`select from outbox where state = 'sending'`);
      return rowCount === 1;
    });
    await reply(await theConversation(), 'Yes, certainly.');
    release();
    await until('both are shown', () => shown().length === 3);
    expect(shown()[0]).toBe('I believe so.');
    expect(shown()[2]).toBe('Yes, certainly.');
  });

  it('starts a turn over when the customer writes while the model thinks', async () => {
    await house.receive(inboundText('How much is the set?'));
    await model.called();
    await house.receive(inboundText('I mean the big one'));
    model.answer('The small set is $10.');
    await model.called(2);
    const last = model.requests[1]?.messages.at(-1);
    expect(last?.content).toBe('How much is the set?\nI mean the big one');
    model.answer('The big set is $20.');
    await until('an answer is shown', () => shown().length === 1);
    expect(shown()).toEqual(['The big set is $20.']);
  });

  it('asked for in any language tells truthfully what happens, and shows the staff why', async () => {
    await house.receive(inboundText('我要找真人客服'));
    await until('the customer is told', () => shown().length === 1);
    const id = await theConversation();
    const thread = await readThread(house.database.pool, house.database.tenantId, id);
    expect(thread).toMatchObject({
      mode: 'waiting',
      language: 'zh',
      escalation: { reason: 'asked_for_person', state: 'open' },
    });
    expect(thread?.escalation?.summary).toContain('我要找真人客服');
    expect(model.requests).toHaveLength(0);
  });

  it('gives the conversation back to the bot, which then answers again', async () => {
    await house.receive(inboundText('human please'));
    await until('the customer is told', () => shown().length === 1);
    const id = await theConversation();
    await reply(id, 'Hello, Ana here.');
    await house.desk.handBack(target(id));
    expect(await modeOf(id)).toBe('bot');
    await house.receive(inboundText('Do you sell tea?'));
    await model.called();
    model.answer('We do.');
    await until('the bot answers', () => shown().includes('We do.'));
  });

  it('closes when resolved, and the next message opens it for the bot', async () => {
    await house.receive(inboundText('human please'));
    await until('the customer is told', () => shown().length === 1);
    const id = await theConversation();
    await house.desk.resolve(target(id));
    expect(await modeOf(id)).toBe('closed');
    await house.receive(inboundText('thanks'));
    await until('the bot is polite', () => shown().includes(phrase('thanks', 'en')));
    expect(await modeOf(id)).toBe('bot');
  });

  it('sends a reply once, however often its form is sent', async () => {
    await house.receive(inboundText('human please'));
    await until('the customer is told', () => shown().length === 1);
    const id = await theConversation();
    const messageId = parseId<'message'>(randomUUID());
    await Promise.all([1, 2, 3].map(() => reply(id, 'One moment.', { messageId })));
    await reply(id, 'One moment.', { messageId });
    await until('it is shown', () => shown().includes('One moment.'));
    await house.desk.handBack(target(id));
    await reply(id, 'One moment.', { messageId });
    expect(await modeOf(id)).toBe('bot');
    await until(
      'all is delivered',
      async () =>
        (await house.database.pool.query(`select from outbox where state <> 'sent'`)).rowCount === 0,
    );
    expect(shown().filter((text) => text === 'One moment.')).toHaveLength(1);
  });

  it('keeps notes inside', async () => {
    await house.receive(inboundText('human please'));
    await until('the customer is told', () => shown().length === 1);
    const id = await theConversation();
    await reply(id, '**Careful**: VIP', { isNote: true });
    expect(await modeOf(id)).toBe('waiting');
    const { rowCount } = await house.database.pool.query(
      `select from outbox o join messages m on m.id = o.message_id where m.is_note`,
    );
    expect(rowCount).toBe(0);
    const thread = await readThread(house.database.pool, house.database.tenantId, id);
    expect(thread?.messages.at(-1)).toMatchObject({ isNote: true, text: '**Careful**: VIP' });
  });

  it('refuses what makes no sense, naming what to do', async () => {
    await house.receive(inboundText('thanks'));
    await until('the bot is polite', () => shown().length === 1);
    const id = await theConversation();
    await expect(house.desk.handBack(target(id))).rejects.toMatchObject({
      status: 409,
    });
    await expect(reply(id, '  ')).rejects.toMatchObject({ status: 422 });
    await expect(reply(id, 'x'.repeat(4_001))).rejects.toMatchObject({ status: 422 });
    await expect(house.desk.claim(target(parseId<'conversation'>(randomUUID())))).rejects.toMatchObject({
      status: 404,
    });
  });
});
