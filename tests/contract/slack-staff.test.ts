// What staff do in Slack, as the desk is told: over HTTP and over Socket Mode alike.
import { afterEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/model/errors.ts';
import { wrapEvent } from '../support/slack-simulator-people.ts';
import {
  card,
  ESCALATION,
  openShop,
  openThread,
  type Shop,
  type ShopOptions,
  saidPost,
  until,
} from '../support/slack-simulator-shop.ts';

let shop: Shop;
const open = async (options: ShopOptions = {}): Promise<Shop> => {
  shop = await openShop(options);
  return shop;
};
afterEach(() => shop.stop());

describe.each(['http', 'socket'] as const)('over %s', (transport) => {
  test('a reply in a thread is told with who wrote it, as Markdown', async () => {
    const { did, mei, staffChannel } = await open({ transport });
    const { thread, place } = await openThread(shop);
    const reply = await mei.writesIn(
      place,
      `*Friday* is fine, <@${mei.id}>: see <https://kopi.example.sg/a_b|the page>`,
    );
    expect(did).toEqual([
      {
        kind: 'wrote',
        room: staffChannel.id,
        thread: thread.thread,
        post: reply.ts,
        staff: { id: `slack:T0KAKI001:${mei.id}`, name: 'Mei Ling' },
        text: '**Friday** is fine, @Mei Ling: see [the page](https://kopi.example.sg/a_b)',
        attachments: [],
      },
    ]);
  });

  test('edits and deletions are told, unfurled links are not', async () => {
    const { did, mei } = await open({ transport });
    const { thread, place } = await openThread(shop);
    const reply = await mei.writesIn(place, 'Fryday');
    await mei.unfurls(reply);
    await mei.edits(reply, 'Friday');
    await mei.unfurls(reply);
    await mei.deletes(reply);
    expect(did).toMatchObject([
      { kind: 'wrote', post: reply.ts, text: 'Fryday' },
      { kind: 'edited', post: reply.ts, thread: thread.thread, text: 'Friday', staff: { name: 'Mei Ling' } },
      { kind: 'deleted', post: reply.ts, thread: thread.thread, room: thread.room },
    ]);
  });

  test.each([true, false])('a deleted card is told, with replies: %s', async (hasReplies) => {
    const { did, mei } = await open({ transport });
    const { thread, place } = await openThread(shop);
    if (hasReplies) await mei.writesIn(place, 'I take this.');
    await mei.deletes(place);
    expect(did.at(-1)).toEqual({
      kind: 'deleted',
      room: thread.room,
      thread: thread.thread,
      post: thread.thread,
    });
  });

  test('a pressed button is told with its escalation', async () => {
    const { did, mei } = await open({ transport });
    const { thread, place } = await openThread(shop);
    const { attempts } = await mei.presses('desk.claim', place);
    expect(attempts).toHaveLength(1);
    expect(did).toMatchObject([
      {
        kind: 'pressed',
        action: 'claim',
        escalationId: ESCALATION,
        room: thread.room,
        thread: thread.thread,
        post: thread.thread,
        staff: { name: 'Mei Ling' },
      },
    ]);
  });

  test('what could not be stored is not acknowledged, and comes again', async () => {
    const { did, received, mei, customer, storeFails } = await open({ transport, ackTimeoutMs: 2_000 });
    const { place } = await openThread(shop);
    storeFails.push(new StoreError('down', 'The database is down.', { retryable: true }));
    const reply = await mei.writesIn(place, 'Friday');
    expect(reply.attempts.map(({ outcome }) => outcome)).toEqual(
      transport === 'http' ? [503, 200] : ['timeout', 'ack'],
    );
    storeFails.push(new StoreError('down', 'The database is down.', { retryable: true }));
    const message = await customer.dm('Hello');
    expect(message.attempts).toHaveLength(2);
    expect(did).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  test('a customer writes, mentions, edits and presses', async () => {
    const { simulator, received, customer, slack } = await open({ transport });
    const lobby = simulator.workspace.addChannel({ name: 'lobby', members: ['U0KAKIBOT', customer.id] });
    const message = await customer.dm('Order 1043');
    await customer.edits(message, 'Order 1044');
    const mention = await customer.mentions(lobby.id, 'are you open?');
    expect(received.map(({ id, text, editOf }) => ({ id, text, editOf }))).toEqual([
      { id: `${message.channel}:${message.ts}`, text: 'Order 1043' },
      {
        id: expect.stringMatching(`^${message.channel}:${message.ts}:edit:`),
        text: 'Order 1044',
        editOf: `${message.channel}:${message.ts}`,
      },
      { id: `${lobby.id}:${mention.ts}`, text: 'are you open?' },
    ]);
    expect(received[0]).toMatchObject({
      from: { name: 'Ravi' },
      locale: 'ta-SG',
      address: { conversation: { id: message.channel } },
    });

    const [payload] = slack.channel.encode({
      id: '7f0c2d4e-5a61-4b1f-9c3d-2e8a9b0c1d2e' as never,
      author: 'bot',
      authorName: 'Kopi & Kind',
      text: 'What else?',
      language: 'en',
      citations: [],
      suggestions: [{ title: 'Hours', value: 'Opening hours' }],
    });
    const to = received[2]?.address;
    if (!payload || !to) throw new Error('Nothing to send.');
    const sent = await slack.channel.send(to, payload);
    const [channel = '', ts = ''] = sent.split(':');
    expect(simulator.workspace.message(channel, ts).thread_ts).toBe(mention.ts);
    await customer.presses('chat.reply:0', { channel, ts });
    expect(received.at(-1)).toMatchObject({
      text: 'Opening hours',
      address: { conversation: { id: `${lobby.id}:${mention.ts}` } },
    });
  });

  test('our own posts, which Slack tells us of, are nobody’s message', async () => {
    const { simulator, did, received, room } = await open({ transport });
    const { thread } = await openThread(shop);
    const post = await room.post(thread, saidPost('Hello'), false);
    await room.rewrite(post, saidPost('Hello!', { change: 'edited' }));
    await room.redraw(thread, card({ state: 'claimed' }));
    await until(() => simulator.delivery.toldCount >= 4, 'four echoes');
    await simulator.delivery.settled();
    expect({ did, received }).toEqual({ did: [], received: [] });
  });
});

describe('nobody but staff is heard', () => {
  test('bots, guests, strangers, other places and other workspaces are ignored', async () => {
    const { simulator, did, mei, staffChannel } = await open();
    const { place } = await openThread(shop);
    const stranger = simulator.join({ display: 'Stranger', team: 'T0OTHER01', channels: [staffChannel.id] });
    const bot = simulator.join({ display: 'Zapper', isBot: true, channels: [staffChannel.id] });
    const other = simulator.workspace.addChannel({ name: 'random' });
    await stranger.writesIn(place, 'I am staff');
    await stranger.writesIn(place, 'I am staff', { extra: { team: 'T0KAKI001' } });
    await mei.writesIn(place, 'as a guest', { extra: { user_team: 'T0OTHER01' } });
    await bot.writesIn(place, 'beep');
    await mei.writesIn(place, 'by an app', { extra: { bot_id: 'B0OTHER' } });
    await mei.writesIn(place, 'joined', { subtype: 'channel_join' });
    await mei.writes(staffChannel.id, 'lunch?');
    await mei.mentions(staffChannel.id, 'hello');
    const elsewhere = await mei.writes(other.id, 'thread');
    await mei.writesIn(elsewhere, 'reply');
    await simulator.event(
      {
        type: 'message',
        channel: staffChannel.id,
        channel_type: 'group',
        user: mei.id,
        text: 'x',
        ts: '1719392712.000100',
        thread_ts: place.ts,
      },
      'T0OTHER01',
    );
    expect(did).toEqual([]);
  });

  test('forged presses are ignored', async () => {
    const { did, mei } = await open();
    const { place } = await openThread(shop);
    await mei.presses('desk.claim', place, { value: "1'; drop table escalations" });
    await mei.presses('desk.claim', place, { value: '' });
    await mei.presses('desk.promote', place, { value: ESCALATION });
    await mei.presses('desk.claim', place, { userTeam: 'T0OTHER01' });
    expect(did).toEqual([]);
  });

  test('a forged request is refused before it is read', async () => {
    const { simulator, did, slack, mei, staffChannel } = await open();
    const { place } = await openThread(shop);
    const body = wrapEvent({
      type: 'message',
      channel: staffChannel.id,
      channel_type: 'group',
      user: mei.id,
      text: 'x',
      ts: '1719392712.000100',
      thread_ts: place.ts,
    });
    const answer = await slack.channel.webhook?.(
      simulator.delivery.request('event', body, { secret: 'guessed' }),
    );
    expect(answer?.status).toBe(401);
    expect(did).toEqual([]);
  });

  test('staff are shown under the business’s name where it wants that', async () => {
    const { did, mei } = await open({ staffNames: 'business' });
    const { place } = await openThread(shop);
    await mei.writesIn(place, 'Hello');
    expect(did).toMatchObject([{ staff: { id: `slack:T0KAKI001:${mei.id}`, name: 'Kopi & Kind' } }]);
  });

  test('a name that Slack doesn’t tell holds nothing up', async () => {
    const { simulator, did, mei } = await open();
    const { place } = await openThread(shop);
    simulator.fail('users.info', { kind: 'status', status: 500 });
    await mei.writesIn(place, 'Hello');
    expect(did).toMatchObject([{ text: 'Hello', staff: { name: 'Kopi & Kind' } }]);
  });

  test('a file that staff post is told, and read with the app’s token', async () => {
    const { simulator, did, mei, room } = await open();
    const { place } = await openThread(shop);
    const file = simulator.workspace.addFile({
      name: 'invoice.pdf',
      mimetype: 'application/pdf',
      bytes: new Uint8Array([7, 8, 9]),
    });
    await mei.writesIn(place, 'Here it is', { files: [file] });
    expect(did).toMatchObject([
      {
        attachments: [
          { name: 'invoice.pdf', contentType: 'application/pdf', contentUrl: `slack:${file.id}` },
        ],
      },
    ]);
    const content = await room.openFile(`slack:${file.id}`, AbortSignal.timeout(5_000));
    expect(content).toEqual({
      name: 'invoice.pdf',
      contentType: 'application/pdf',
      bytes: Buffer.from([7, 8, 9]),
    });
  });

  test('a file that claims to lie elsewhere never gets the app’s token', async () => {
    const { simulator, room } = await open();
    for (const url of [
      'https://files.slack.com.evil.example/f',
      'http://files.slack.com/f',
      'http://127.0.0.1:9/f',
      'https://user@evil.example/slack.com',
    ]) {
      const file = simulator.workspace.addFile({ name: 'x', bytes: new Uint8Array([1]), url });
      await expect(room.openFile(`slack:${file.id}`, AbortSignal.timeout(5_000)), url).rejects.toMatchObject({
        code: 'file_not_readable',
      });
    }
  });

  test('a file larger than we carry is refused before it is read', async () => {
    const { simulator, room } = await open();
    const file = simulator.workspace.addFile({ name: 'film.mp4', bytes: new Uint8Array(20_000_001) });
    await expect(room.openFile(`slack:${file.id}`, AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: 'file_too_large',
    });
  });
});
