// Sending, receipts, quick replies and typing by the Cloud API.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import type { Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import type { Outbound } from '../../src/model/activity.ts';
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
let reported: ReturnType<typeof createReports>;
let clockMs = 1_000_000;
let stop: Stop;

beforeAll(async () => {
  simulator = await startGraphSimulator();
  whatsapp = buildWhatsapp(simulator, { now: () => clockMs });
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await stop?.();
  simulator.heal();
  heard = createReceiver();
  reported = createReports();
  stop = await whatsapp.start(heard.receive, reported.reports);
  simulator.webhooks.tell((request) => whatsapp.webhook(request));
  user = simulator.user({ name: 'Ravi' });
  user.says('hi');
  await simulator.webhooks.settled();
});

async function send(message: Outbound, to = addressOf(user)): Promise<string[]> {
  const ids: string[] = [];
  for (const payload of whatsapp.encode(message)) ids.push(await whatsapp.send(to, payload));
  return ids;
}
const statesOf = (id: string | undefined) =>
  reported.receipts.filter((receipt) => receipt.id === id).map(({ state }) => state);

describe('sending', () => {
  it('shows the customer formatted text, without a preview of links', async () => {
    const [id] = await send(outbound('**Yes**: https://example.sg'));
    expect(user.sees()).toMatchObject([{ id, kind: 'text', text: '*Yes*: https://example.sg' }]);
    expect(simulator.callsOf('messages').at(-1)?.payload).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: user.person.phone,
      type: 'text',
      text: { body: '*Yes*: https://example.sg', preview_url: false },
    });
  });

  it('is followed by receipts: delivered, and read when the customer reads', async () => {
    const [id] = await send(outbound('Hello'));
    await until('it is delivered', () => statesOf(id).includes('delivered'));
    user.reads();
    await until('it is read', () => statesOf(id).includes('read'));
    expect(statesOf(id)).toEqual(['sent', 'delivered', 'read']);
    expect(reported.receipts[0]).toEqual({
      channel: 'whatsapp',
      account: simulator.settings.phoneNumberId,
      id,
      state: 'sent',
    });
  });

  it('hands receipts on as they come, late and in any order', async () => {
    simulator.webhooks.hold();
    const [id] = await send(outbound('Hello'));
    user.reads();
    simulator.webhooks.release({ isReversed: true, isBatch: false, copies: 2 });
    await simulator.webhooks.settled();
    expect(statesOf(id)).toEqual(['read', 'delivered', 'sent', 'read', 'delivered', 'sent']);
  });

  it('of the longest text works, with buttons and without', async () => {
    await send(outbound('x'.repeat(4_096)));
    await send({ ...outbound('y'.repeat(4_096)), suggestions: [{ title: 'Ok', value: 'ok' }] });
    expect(user.sees().map(({ kind, text }) => [kind, text.length])).toEqual([
      ['text', 4_096],
      ['options', 4_096],
    ]);
  });

  it('ends within ten seconds where Meta does not answer', async () => {
    simulator.fail({ kind: 'stall', method: 'messages' });
    const from = performance.now();
    await expect(send(outbound('x'))).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(performance.now() - from).toBeGreaterThan(9_000);
    expect(performance.now() - from).toBeLessThan(14_000);
  });

  it('that was taken but not answered for may go twice: nothing tells', async () => {
    simulator.fail({ kind: 'drop', method: 'messages' });
    await expect(send(outbound('Hello'))).rejects.toMatchObject({ retryable: true });
    await send(outbound('Hello'));
    expect(user.sees()).toHaveLength(2);
  });
});

describe('quick replies', () => {
  const asking = (...titles: string[]): Outbound => ({
    ...outbound('Which one?'),
    suggestions: titles.map((title) => ({ title, value: `I want ${title}` })),
  });

  it('are seen, and pressing one says its value', async () => {
    await send(asking('Tea', 'Kopi', 'Milo'));
    expect(user.sees().at(-1)).toMatchObject({ kind: 'options', options: [{ title: 'Tea' }, {}, {}] });
    user.presses('Kopi');
    await until('it is heard', () => heard.received.length === 2);
    expect(heard.received.at(-1)?.text).toBe('I want Kopi');
  });

  it('are a list from the fourth on, up to ten', async () => {
    const titles = Array.from({ length: 12 }, (_, index) => `Choice ${index}`);
    await send(asking(...titles));
    expect(
      user
        .sees()
        .at(-1)
        ?.options.map(({ title }) => title),
    ).toEqual(titles.slice(0, 10));
    user.presses('Choice 9');
    await until('it is heard', () => heard.received.length === 2);
    expect(heard.received.at(-1)?.text).toBe('I want Choice 9');
  });

  it('of any length and script are taken', async () => {
    await send(
      asking(
        'Deliver to Tampines and Bedok tomorrow, please',
        '👩‍👩‍👧‍👦'.repeat(9),
        'ஊழியர் ஒருவருடன் பேச விரும்புகிறேன்',
      ),
    );
    expect(user.sees().at(-1)?.options).toHaveLength(3);
    const long = { title: 'Long', value: 'x'.repeat(5_000) };
    await send({ ...outbound('?'), suggestions: [long, long, { title: '', value: 'untitled' }] });
    expect(
      user
        .sees()
        .at(-1)
        ?.options.map(({ title }) => title),
    ).toEqual(['Long', 'untitled']);
  });
});

describe('after 24 hours', () => {
  it('a text is taken and fails later, in words that tell the staff what to do', async () => {
    simulator.world.advance(24 * 3_600_000 + 1_000);
    const [id] = await send(outbound('Still there?'));
    await until('it has failed', () => statesOf(id).includes('failed'));
    expect(user.sees()).toEqual([]);
    expect(reported.receipts.find((receipt) => receipt.id === id)?.failure).toMatchObject({
      code: 'window_closed',
      retryable: false,
      message: expect.stringMatching(/^24 hours have passed since the customer last wrote/),
    });
  });

  it('the approved template still goes', async () => {
    simulator.world.advance(24 * 3_600_000 + 1_000);
    await send({ ...outbound('We have an answer for you.'), isTemplate: true });
    expect(user.sees()).toMatchObject([{ kind: 'template', text: 'we_have_an_answer/en' }]);
  });

  it('without a template the staff hear what to do, and Meta is not asked', async () => {
    const bare = buildWhatsapp(simulator, { settings: { template: undefined } });
    const before = simulator.calls.length;
    await expect(bare.send(addressOf(user), { kind: 'template', text: 'x' })).rejects.toMatchObject({
      code: 'no_template',
      retryable: false,
      message: expect.stringContaining('WHATSAPP_TEMPLATE'),
    });
    expect(simulator.calls.length).toBe(before);
  });

  it('a template that Meta does not know is refused in clear words', async () => {
    const other = buildWhatsapp(simulator, { settings: { template: { name: 'gone', language: 'en' } } });
    await expect(other.send(addressOf(user), { kind: 'template', text: 'x' })).rejects.toMatchObject({
      code: 'template_refused',
      retryable: false,
      message: expect.stringContaining('WhatsApp Manager'),
    });
  });
});

describe('typing', () => {
  it('is shown on the customer’s last message, once in 20 seconds', async () => {
    const to = addressOf(user, user.says('open?'));
    await whatsapp.show(to, { kind: 'typing' });
    clockMs += 19_000;
    await whatsapp.show(to, { kind: 'typing' });
    expect(user.seesTyping()).toBe(1);
    clockMs += 1_000;
    await whatsapp.show(to, { kind: 'typing' });
    expect(user.seesTyping()).toBe(2);
    await whatsapp.show(addressOf(user, user.says('hello?')), { kind: 'typing' });
    expect(user.seesTyping()).toBe(3);
  });

  it('is never worth an error', async () => {
    await whatsapp.show(addressOf(user), { kind: 'typing' });
    await whatsapp.show(addressOf(user, 'wamid.unknown'), { kind: 'typing' });
    await whatsapp.show({ ...addressOf(user), serviceUrl: 'telegram' }, { kind: 'typing' });
    simulator.fail({ kind: 'cut', method: 'read' });
    await whatsapp.show(addressOf(user, user.says('x')), { kind: 'typing' });
    expect(user.seesTyping()).toBe(0);
  });
});
