// One person on Telegram, the web chat and WhatsApp: joined by proof, with one memory, seen by the staff on the card.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeActivity } from '../../channels/webchat/decode.ts';
import { separateCustomers } from '../../src/store/merges.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { openSimulatedModel } from '../support/models.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { inboundOf, mergesIn, PHONE } from '../support/people.ts';

describe('one person on several channels', () => {
  let simulator: OpenAISimulator;
  let desk: DeskHouse;
  beforeEach(async () => {
    simulator = await startOpenAISimulator();
    desk = await openDeskHouse(openSimulatedModel(simulator));
  });
  afterEach(async () => {
    await desk.close();
    await simulator.stop();
  });

  const told = (part: string, count = 1) =>
    until(
      `the customer sees “${part}”`,
      () => desk.shown().filter((text) => text.includes(part)).length >= count,
      20_000,
    );
  /** What a page's signed-in visitor writes, as the web chat reads it. */
  const visitorSays = async (text: string, vouched: { readonly host?: string; readonly phone?: string }) => {
    const pass = { conversationId: 'web-1', userId: 'dl_visitor', name: 'Mei', ...vouched };
    const [inbound] = decodeActivity({ pass, activity: { type: 'message', text }, fallbackId: randomUUID() });
    if (inbound) await desk.house.receive(inbound);
  };
  const customers = async () => {
    const { rows } = await desk.house.database.pool.query<{ channel: string; customer_id: string }>(
      'select channel, customer_id from conversations',
    );
    return new Map(rows.map((row) => [row.channel, row.customer_id]));
  };

  it('learns on one channel what it uses on the other in the next turn', async () => {
    const rounds = [
      { toolCalls: [{ name: 'remember', arguments: '{"key":"diet","value":"vegetarian, no egg"}' }] },
      { text: 'Noted, no egg.' },
    ];
    simulator.respond(() => rounds.shift() ?? { text: 'The pandan cake has no egg.' });
    desk.customer.says('I am vegetarian and eat no egg. Which cakes can I have?');
    await told('Noted, no egg.');
    desk.customer.says('/link');
    await told('press the button below');
    expect(desk.customer.keyboard()).toEqual(['Share my number']);
    desk.customer.sharesNumber('6591234567');
    await told('Thank you, we have your number.');

    const before = simulator.journal.length;
    await visitorSays('Which cake is good for me?', { host: 'member-17', phone: '+6591234567' });
    await until('the model is asked', () => simulator.journal.length > before, 20_000);
    await until('the model is told what is known of them', () =>
      JSON.stringify(simulator.journal.slice(before).map(({ body }) => body)).includes('vegetarian, no egg'),
    );
    const known = await customers();
    expect(known.get('webchat')).toBe(known.get('telegram'));
  });

  it('says that the chats are linked when they are, in the customer’s language, and takes the keyboard away', async () => {
    await desk.house.receive(
      inboundOf({ channel: 'whatsapp', user: '6591234567@c.us', proofs: [PHONE], text: 'hello' }),
    );
    desk.customer.says('பசுமை தேநீர் என்ன விலை? எனக்கு ஊழியர் தேவையில்லை');
    await until('it is answered', () => desk.shown().length === 1, 20_000);
    desk.customer.says('/link');
    await told('உங்கள் எண்ணைப் பகிருங்கள்');
    desk.customer.sharesNumber('6591234567');
    await told('இணைக்கப்பட்டுள்ளன: Telegram, WhatsApp.');
    expect(desk.customer.keyboard()).toBeUndefined();
    expect(desk.telegram.world.keyboards.size).toBe(0);
    const known = await customers();
    expect(known.get('whatsapp')).toBe(known.get('telegram'));
  });

  it('links nothing by a number that is only written, or that is somebody else’s', async () => {
    await desk.house.receive(
      inboundOf({ channel: 'whatsapp', user: '6591234567@c.us', proofs: [PHONE], text: 'hello' }),
    );
    desk.customer.says('/link +6591234567');
    await told('press the button below');
    desk.customer.sends({ contact: { phone_number: '6591234567', first_name: 'Ben', user_id: 4711 } });
    await until('it is stored', async () => {
      const { rows } = await desk.house.database.pool.query('select from messages where channel = $1', [
        'telegram',
      ]);
      return rows.length >= 3;
    });
    expect(await mergesIn(desk.house.database)).toEqual([]);
  });

  it('shows the staff where else the customer writes, as soon as it is proven, and no more when it is undone', async () => {
    const { database, receive } = desk.house;
    desk.customer.says('human please');
    await until('the card is there', () => desk.cards().length === 1, 20_000);
    const card = desk.cards()[0];
    if (!card) throw new Error('there is no card');
    const cardText = () => desk.seen(card)[0] ?? '';
    expect(cardText()).not.toContain('Also on');

    desk.customer.sends({
      contact: { phone_number: '6591234567', first_name: 'Mei Ling', user_id: desk.customer.id },
    });
    await until('the card has the number', () => cardText().includes('+65 9123 4567'), 20_000);
    await receive(
      inboundOf({ channel: 'whatsapp', user: '6591234567@c.us', proofs: [PHONE], text: 'hello' }),
    );
    await until(
      'the card names WhatsApp',
      () => cardText().includes('Also on WhatsApp +65 9123 4567'),
      20_000,
    );

    const { pool, tenantId } = database;
    const owner = { tenantId, email: 'o@shop.example', name: 'O', passwordHash: '-', role: 'owner' } as const;
    await createUser(pool, owner);
    const user = await findUserByEmail(pool, tenantId, owner.email);
    const [mergeId] = await mergesIn(database);
    if (!mergeId || !user) throw new Error('nothing was joined');
    expect(await desk.house.deskRoom.people.separate(mergeId, user.id)).toBe(true);
    await until('the card names nobody else', () => !cardText().includes('Also on'), 20_000);
    expect(await separateCustomers(pool, { tenantId, mergeId, userId: user.id })).toEqual([]);
  });
});
