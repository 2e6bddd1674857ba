// What Meta tells: signatures, batches with what can't be read in them, and nothing acknowledged
// before it is stored.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import type { Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import type { Inbound } from '../../src/model/activity.ts';
import { InvalidInput, StoreError } from '../../src/model/errors.ts';
import { type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import { addressOf, buildWhatsapp, createReports } from '../support/graph-simulator-channel.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';
import { until } from '../support/house.ts';
import { createReceiver } from '../support/telegram-channel.ts';
import { outbound } from './channel-contract.ts';

let simulator: GraphSimulator;
let whatsapp: Whatsapp;
let user: WhatsappUser;
let heard: ReturnType<typeof createReceiver>;
let told: ReturnType<typeof createReports>;
let stop: Stop;

beforeAll(async () => {
  simulator = await startGraphSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await stop?.();
  simulator.heal();
  simulator.webhooks.posts.splice(0);
  whatsapp = buildWhatsapp(simulator);
  heard = createReceiver();
  told = createReports();
  stop = await whatsapp.start(heard.receive, told.reports);
  simulator.webhooks.tell((request) => whatsapp.webhook(request));
  user = simulator.user({ name: 'Ravi' });
});

const texts = () => heard.received.map(({ text }) => text);
const post = (body: object | string) => whatsapp.webhook(simulator.webhooks.request(body));
const message = (id: string, text: string, from = '6591234567') => ({
  from,
  id,
  timestamp: '1790000000',
  type: 'text',
  text: { body: text },
});
const batch = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1',
      changes: [
        {
          field: 'messages',
          value: { metadata: { phone_number_id: simulator.settings.phoneNumberId }, ...value },
        },
      ],
    },
  ],
});

describe('an event', () => {
  it('is checked over the bytes as they came', async () => {
    const id = simulator.settings.phoneNumberId;
    // Meta escapes slashes and what is not ASCII; spaces are anybody's.
    const body = `{ "object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"${id}"},"messages":[{"from":"6591234567","id":"wamid.raw","type":"text","text":{"body":"caf\\u00e9 \\/ \\ud83d\\ude00"}}]}}]}]}`;
    expect((await post(body)).status).toBe(200);
    expect(texts()).toEqual(['café / 😀']);
  });

  it('that is none is the caller’s fault', async () => {
    for (const body of ['', 'no json', '[]', { object: 'page', entry: [] }])
      expect((await post(body)).status, JSON.stringify(body)).toBe(400);
  });

  it('larger than any of Meta’s is not read', async () => {
    expect((await post('x'.repeat(4_000_000))).status).toBe(413);
  });

  it('is told in full: messages and statuses in their order, without what can’t be read', async () => {
    const response = await post(
      batch({
        contacts: [{ wa_id: '6591234567', profile: { name: 'Ravi' } }, 'nobody'],
        messages: [
          message('wamid.1', 'one'),
          { type: 'text', text: { body: 'no id' } },
          'no message',
          null,
          message('wamid.2', 'two'),
          { ...message('wamid.3', ''), type: 'hologram' },
          { ...message('wamid.4', 'half'), errors: [{ code: 131052, title: 'Media download error' }] },
        ],
        statuses: [
          { id: 'wamid.a', status: 'sent' },
          { status: 'sent' },
          7,
          { id: 'wamid.b', status: 'deleted' },
          { id: 'wamid.c', status: 'played' },
        ],
        errors: [{ code: 130429, title: 'Rate limit hit' }],
      }),
    );
    expect(response.status).toBe(200);
    expect(heard.received.map(({ id, text }) => [id, text])).toEqual([
      ['wamid.1', 'one'],
      ['wamid.2', 'two'],
      ['wamid.3', ''],
      ['wamid.4', ''],
    ]);
    expect(heard.received.map(({ from }) => from.name)).toEqual(['Ravi', 'Ravi', 'Ravi', 'Ravi']);
    expect(told.receipts.map(({ id, state }) => [id, state])).toEqual([
      ['wamid.a', 'sent'],
      ['wamid.c', 'read'],
    ]);
  });

  it('has each of its customers’ names', async () => {
    await post(
      batch({
        contacts: [
          { wa_id: '6591111111', profile: { name: 'Ravi' } },
          { wa_id: '6592222222', profile: { name: 'Mei' } },
        ],
        messages: [message('wamid.1', 'a', '6592222222'), message('wamid.2', 'b', '6591111111')],
      }),
    );
    expect(heard.received.map(({ from }) => from.name)).toEqual(['Mei', 'Ravi']);
  });

  it('of another phone number is left to whoever has it', async () => {
    const other = { phone_number_id: '999999999' };
    const response = await post(
      batch({
        metadata: other,
        messages: [message('wamid.1', 'x')],
        statuses: [{ id: 'wamid.2', status: 'sent' }],
      }),
    );
    expect([response.status, heard.received, told.receipts]).toEqual([200, [], []]);
  });

  it('told twice is handed on twice: the inbox knows repeats', async () => {
    simulator.webhooks.hold();
    const id = user.says('hello');
    simulator.webhooks.release({ copies: 2 });
    await simulator.webhooks.settled();
    expect(heard.received.map((inbound) => inbound.id)).toEqual([id, id]);
  });

  it('is not acknowledged before it is stored', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = buildWhatsapp(simulator);
    let isAnswered = false;
    const stopSlow = await slow.start(() => gate.promise);
    const answered = slow.webhook(simulator.webhooks.request(batch({ messages: [message('wamid.1', 'x')] })));
    void answered.then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    gate.resolve();
    expect((await answered).status).toBe(200);
    await stopSlow();
  });

  it('that the database did not take is told again by Meta, and then in full', async () => {
    heard.failNext(new StoreError('down', 'The database is down.'), new StoreError('down', 'Still.'));
    simulator.webhooks.hold();
    user.says('one');
    user.says('two');
    simulator.webhooks.release();
    await until('both are received', () => heard.received.length === 2);
    expect(texts()).toEqual(['one', 'two']);
    expect(simulator.webhooks.posts.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it('with a status that the database did not take is told again, too', async () => {
    told.failNext(new StoreError('down', 'The database is down.'));
    user.says('hi');
    const [payload] = whatsapp.encode(outbound('Hello'));
    if (!payload) throw new Error('nothing was encoded');
    await whatsapp.send(addressOf(user), payload);
    await until('both statuses are reported', () => told.receipts.length === 2);
    expect(simulator.webhooks.posts.map(({ status }) => status)).toEqual([200, 503, 200, 200]);
  });

  it('keeps nothing else away by one message that is refused or fails', async () => {
    heard.failNext(new InvalidInput('too_long', 'Too long.'));
    const messages = [message('wamid.1', 'one'), message('wamid.2', 'two')];
    expect((await post(batch({ messages }))).status).toBe(200);
    expect(texts()).toEqual(['two']);
    heard.failNext(new TypeError('a bug'));
    expect((await post(batch({ messages }))).status).toBe(500);
    expect(texts()).toEqual(['two', 'two']);
  });

  it('is Meta’s to keep while nobody listens', async () => {
    await stop();
    user.says('while you were away');
    await until('it was tried in vain', () => simulator.webhooks.posts.some(({ status }) => status === 503));
    expect(heard.received).toEqual([]);
    stop = await whatsapp.start(heard.receive, told.reports);
    await until('it is received', () => heard.received.length === 1);
  });
});

describe('a customer', () => {
  const received = async (): Promise<Inbound> => {
    await until('a message is received', () => heard.received.length === 1);
    const [inbound] = heard.received;
    if (!inbound) throw new Error('nothing was received');
    return inbound;
  };

  it('is known by the number that Meta vouches for', async () => {
    user.says('hi');
    const inbound = await received();
    expect(inbound.from).toEqual({ id: user.person.phone, name: 'Ravi' });
    expect(inbound.proofs).toEqual([{ kind: 'phone', value: `+${user.person.phone}` }]);
  });

  it('who hides the number is known by Meta’s id, proves nothing, and is answered', async () => {
    const hidden = simulator.user({ name: 'Pablo', isNumberHidden: true });
    hidden.says('hi');
    const inbound = await received();
    expect(inbound.from).toEqual({ id: hidden.person.userId, name: 'Pablo' });
    expect(inbound).not.toHaveProperty('proofs');
    const [payload] = whatsapp.encode(outbound('Hello'));
    if (!payload) throw new Error('nothing was encoded');
    await whatsapp.send(inbound.address, payload);
    expect(hidden.sees()).toMatchObject([{ text: 'Hello' }]);
    expect(simulator.callsOf('messages').at(-1)?.payload).toMatchObject({ recipient: hidden.person.userId });
  });

  it('who hides the number is known even where their card is missing', async () => {
    const { from: _, ...hidden } = message('wamid.1', 'hi');
    await post(batch({ messages: [{ ...hidden, from_user_id: 'SG.1' }] }));
    expect((await received()).from).toEqual({ id: 'SG.1', name: '' });
  });

  it('never carries what the database refuses', async () => {
    const odd = simulator.user({ name: 'A\u0000\ud800' });
    odd.tells({
      type: 'document',
      document: { id: '12', filename: 'a\u0000b\ud800.pdf', mime_type: 'x\u0000', caption: 'c\u0000' },
    });
    expect(JSON.stringify(await received())).not.toMatch(/\\u0000|\\ud800/);
  });

  it('who edits replaces the earlier message', async () => {
    const id = user.says('Satuday?');
    user.edits(id, 'Saturday?');
    await until('both are received', () => heard.received.length === 2);
    expect(heard.received[1]).toMatchObject({ editOf: id, text: 'Saturday?' });
  });

  it('is spoken to from the business’s own phone: that is reported, not answered', async () => {
    const id = user.hearsFromPhone('I’ll bring it over.');
    await until('it is reported', () => told.spoken.length === 1);
    expect(told.spoken[0]).toMatchObject({
      channel: 'whatsapp',
      account: simulator.settings.phoneNumberId,
      id,
      text: 'I’ll bring it over.',
      customer: { id: user.person.phone },
      address: { conversation: { id: user.person.phone } },
      proofs: [{ kind: 'phone', value: `+${user.person.phone}` }],
    });
    expect(Math.abs(Date.now() - (told.spoken[0]?.writtenAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(heard.received).toEqual([]);
  });
});
