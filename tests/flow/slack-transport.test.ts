// How events reach us and messages reach customers: Slack's checks and retries, a socket that breaks, sends that break.
import { afterEach, describe, expect, test } from 'vitest';
import type { SlackPayload } from '../../channels/slack/encode.ts';
import type { Address, Outbound } from '../../src/model/activity.ts';
import type { MessageId } from '../../src/model/ids.ts';
import { textsOf } from '../support/slack-simulator-blocks.ts';
import { wrapEvent } from '../support/slack-simulator-people.ts';
import { openShop, type Shop, type ShopOptions, until } from '../support/slack-simulator-shop.ts';
import type { SimulatedChannel } from '../support/slack-simulator-workspace.ts';

let shop: Shop;
const open = async (options: ShopOptions = {}): Promise<Shop> => {
  shop = await openShop(options);
  return shop;
};
afterEach(() => shop.stop());

const message = (text: string, given: Partial<Outbound> = {}): Outbound => ({
  id: '7f0c2d4e-5a61-4b1f-9c3d-2e8a9b0c1d2e' as MessageId,
  author: 'bot',
  authorName: 'Kopi & Kind',
  text,
  language: 'en',
  citations: [],
  suggestions: [],
  ...given,
});

describe('over HTTP', () => {
  test('Slack’s first question is answered', async () => {
    const { slack, simulator } = await open();
    const body = { type: 'url_verification', token: 'x', challenge: '3eZbrw1aB10' };
    const answer = await slack.channel.webhook?.(simulator.delivery.request('event', body));
    expect([answer?.status, await answer?.text()]).toEqual([200, '3eZbrw1aB10']);
  });

  test.each([
    ['a body that is no JSON', 'oops', 'application/json', 400],
    ['a body that is a list', '[]', 'application/json', 400],
    ['an event without a type', '{"type":"event_callback","event":{}}', 'application/json', 400],
    ['a payload that is no JSON', 'payload=%7B', 'application/x-www-form-urlencoded', 400],
    ['a command', 'command=%2Fkaki&text=hi', 'application/x-www-form-urlencoded', 200],
    ['Slack’s check of the certificate', 'ssl_check=1&token=x', 'application/x-www-form-urlencoded', 200],
    ['a body that is too large', `{"a":"${'x'.repeat(1_000_001)}"}`, 'application/json', 413],
  ])('%s is answered as it should', async (_title, body, contentType, status) => {
    const { slack, simulator, received } = await open();
    const answer = await slack.channel.webhook?.(simulator.delivery.requestText(body, contentType));
    expect(answer?.status).toBe(status);
    expect(received).toEqual([]);
  });

  test('without a signing secret nothing is taken', async () => {
    const { slack, simulator } = await open({ signingSecret: undefined });
    const answer = await slack.channel.webhook?.(
      simulator.delivery.request('event', wrapEvent({ type: 'message' })),
    );
    expect(answer?.status).toBe(404);
  });

  test('a retry is taken as it comes: it carries the same id, by which it is known', async () => {
    const { slack, simulator, received, customer } = await open();
    await customer.dm('Hello');
    const [first] = received;
    const body = wrapEvent({
      type: 'message',
      channel: first?.address.conversation.id,
      channel_type: 'im',
      user: customer.id,
      text: 'Hello',
      ts: first?.id.split(':')[1],
    });
    await slack.channel.webhook?.(simulator.delivery.request('event', body, { retry: 1 }));
    expect(received.map(({ id }) => id)).toEqual([first?.id, first?.id]);
  });

  test('a bug is not hidden: the server answers for it', async () => {
    const { storeFails, customer } = await open();
    storeFails.push(new TypeError('x is undefined'), new TypeError('x is undefined'));
    const { attempts } = await customer.dm('Hello');
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      expect.stringContaining('TypeError'),
      expect.stringContaining('TypeError'),
      200,
    ]);
  });
});

describe('over a socket', () => {
  test.each(['refreshSockets', 'cutSockets'] as const)(
    'after %s the connection is back in no time',
    async (fault) => {
      const { simulator, customer, received } = await open({ transport: 'socket' });
      await customer.dm('before');
      const started = performance.now();
      simulator.delivery[fault]();
      await until(() => simulator.calls('apps.connections.open').length === 2, 'a second connection');
      await customer.dm('after');
      expect(performance.now() - started).toBeLessThan(2_000);
      expect(received.map(({ text }) => text)).toEqual(['before', 'after']);
    },
  );

  test('a Slack that refuses for a while ends nothing', async () => {
    const { simulator, customer, received } = await open({ transport: 'socket' });
    simulator.fail(
      'apps.connections.open',
      { kind: 'status', status: 503 },
      { kind: 'error', error: 'invalid_auth' },
    );
    simulator.delivery.cutSockets();
    await until(
      () => simulator.calls('apps.connections.open').length === 4,
      'a connection after two refusals',
    );
    await customer.dm('after');
    expect(received.map(({ text }) => text)).toEqual(['after']);
  });

  test('an event that was being stored when the connection broke comes again', async () => {
    const { simulator, customer, received, storeFails } = await open({
      transport: 'socket',
      ackTimeoutMs: 2_000,
    });
    storeFails.push(new Error('it breaks here'));
    const written = customer.dm('Hello');
    await until(() => storeFails.length === 0, 'the event under way');
    simulator.delivery.cutSockets();
    expect((await written).attempts.at(-1)?.outcome).toBe('ack');
    expect(received.map(({ text }) => text)).toEqual(['Hello']);
  });

  test('stopping waits for no Slack that is away', async () => {
    const { simulator } = await open({ transport: 'socket' });
    simulator.fail('apps.connections.open', { kind: 'stall' });
    simulator.delivery.cutSockets();
    await until(() => simulator.calls('apps.connections.open').length === 2, 'a connection that hangs');
    const started = performance.now();
    await shop.stop();
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test('both parts share one connection, closed by the last stop', async () => {
    const { simulator, slack, room } = await open({ transport: 'socket' });
    expect(simulator.delivery.openSockets).toBe(1);
    const stop = await slack.channel.start(async () => undefined);
    const stopRoom = await room.start({
      wrote: async () => {},
      edited: async () => {},
      deleted: async () => {},
      pressed: async () => {},
    });
    expect(simulator.calls('apps.connections.open')).toHaveLength(1);
    await stop();
    await stopRoom();
    expect(simulator.delivery.openSockets).toBe(1);
    await shop.stop();
    await until(() => simulator.delivery.openSockets === 0, 'a closed connection');
  });
});

describe('a message to a customer', () => {
  let to: Address;
  let direct: SimulatedChannel;
  const begin = async (): Promise<Shop> => {
    await open();
    direct = shop.simulator.workspace.directOf(shop.customer.id);
    to = {
      channelId: 'slack',
      conversation: { id: direct.id, isGroup: false, conversationType: 'personal', name: '' },
    };
    return shop;
  };
  const sendAll = async (payloads: readonly SlackPayload[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const payload of payloads) ids.push(await shop.slack.channel.send(to, payload));
    return ids;
  };
  const shown = () => direct.messages.map(({ blocks }) => blocks.flatMap(textsOf).join('\n'));

  test('shows its sources and its buttons, and unfurls nothing', async () => {
    const { simulator, slack } = await begin();
    const citations = [
      { position: 1, title: 'Delivery <zones>', excerpt: '', url: 'https://kopi.example.sg/?a=1&b=2' },
      { position: 2, title: 'Prices', excerpt: '' },
    ];
    await sendAll(
      slack.channel.encode(
        message('Free above $60 [1].', {
          citations,
          suggestions: [{ title: 'Talk to a person', value: 'human please' }],
        }),
      ),
    );
    expect(shown()).toEqual([
      'Free above $60 [1].\nSources: <https://kopi.example.sg/?a=1&amp;b=2|[1] Delivery &lt;zones&gt;> · Prices\nTalk to a person',
    ]);
    expect(simulator.calls('chat.postMessage')[0]?.args).toMatchObject({
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
  });

  test('says which person speaks, and brings that person’s files', async () => {
    const { slack } = await begin();
    const attachments = [{ contentType: 'image/jpeg', name: 'map.jpg', contentUrl: 'telegram:photo' }];
    const ids = await sendAll(
      slack.channel.encode(message('Here', { author: 'staff', authorName: 'Mei Ling', attachments })),
    );
    expect(shown()[0]).toBe('🧑‍💼 *Mei Ling*\nHere');
    expect(direct.messages[1]?.files?.[0]).toMatchObject({
      name: 'map.jpg',
      bytes: new Uint8Array([1, 2, 3]),
    });
    expect(ids).toEqual([`${direct.id}:${direct.messages[0]?.ts}`, expect.stringMatching(/^file:F/)]);
  });

  test('of 13,000 characters arrives whole, in messages that Slack takes', async () => {
    const { slack } = await begin();
    const text = 'We deliver to Tampines & Bedok every day. '.repeat(310).trim();
    await sendAll(slack.channel.encode(message(text)));
    expect(direct.messages.length).toBeGreaterThan(1);
    expect(shown().join('\n').replaceAll('&amp;', '&').split(/\s+/)).toEqual(text.split(/\s+/));
  });

  test('whose fate is unknown is looked up before it is sent again', async () => {
    const { slack, simulator } = await begin();
    const payloads = slack.channel.encode(message('Only once'));
    simulator.fail('chat.postMessage', { kind: 'cut', accept: true });
    await expect(sendAll(payloads)).rejects.toMatchObject({ retryable: true });
    expect(await sendAll(payloads)).toEqual([`${direct.id}:${direct.messages[0]?.ts}`]);
    expect(shown()).toEqual(['Only once']);
  });

  test('is edited in place, with parts added and taken away, and removed whole', async () => {
    const { slack } = await begin();
    const { encode, edit, remove } = slack.channel;
    const long = 'We deliver every day. '.repeat(700);
    const one = await sendAll(encode(message('Short')));
    const two = (await edit?.(to, one, encode(message(long)))) ?? [];
    expect(two.length).toBeGreaterThan(1);
    expect(two[0]).toBe(one[0]);
    expect(await edit?.(to, two, encode(message('Short again')))).toEqual(one);
    expect(shown()).toEqual(['Short again']);
    await remove?.(to, one);
    await remove?.(to, one);
    expect(shown()).toEqual([]);
  });

  test('names of those who write are asked once', async () => {
    const { simulator, customer, received } = await begin();
    for (const text of ['one', 'two', 'three']) await customer.dm(text);
    expect(simulator.calls('users.info')).toHaveLength(1);
    expect(received.map(({ from }) => from.name)).toEqual(['Ravi', 'Ravi', 'Ravi']);
  });

  test('a Slack that doesn’t say who writes holds nothing up', async () => {
    const { simulator, customer, received } = await begin();
    simulator.fail('users.info', { kind: 'stall' });
    const started = performance.now();
    await customer.dm('Hello');
    expect(performance.now() - started).toBeLessThan(2_500);
    expect(received).toMatchObject([{ text: 'Hello', from: { id: customer.id, name: '' } }]);
  });
});
