// The staff room in Slack: marks, hints, and what Slack refuses.
import { afterEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../channels/slack/slack.ts';
import { createLog } from '../../src/log.ts';
import {
  card,
  notice,
  openShop,
  openThread,
  readManifest,
  refusal,
  type Shop,
  type ShopOptions,
  saidPost,
} from '../support/slack-simulator-shop.ts';
import { BOT_USER } from '../support/slack-simulator-workspace.ts';

let shop: Shop;
const open = async (options: ShopOptions = {}): Promise<Shop> => {
  shop = await openShop(options);
  return shop;
};
afterEach(() => shop.stop());

describe('a mark', () => {
  test('replaces the one before, and marking twice is no error', async () => {
    const { simulator, room, mei } = await open();
    const { place } = await openThread(shop);
    const reply = await mei.writesIn(place, 'Friday is fine.');
    const post = { room: reply.channel, post: reply.ts };
    const reactions = () => simulator.workspace.message(reply.channel, reply.ts).reactions;
    await room.mark(post, 'queued', undefined);
    expect(reactions()).toEqual(['hourglass_flowing_sand']);
    await room.mark(post, 'sent', 'queued');
    await room.mark(post, 'sent', 'queued');
    expect(reactions()).toEqual(['white_check_mark']);
    await room.mark(post, 'read', 'sent');
    await room.mark(post, 'failed', 'read');
    expect(reactions()).toEqual(['warning']);
  });

  test('on a message that was deleted says that it is gone', async () => {
    const { room, mei } = await open();
    const { place } = await openThread(shop);
    const reply = await mei.writesIn(place, 'Friday is fine.');
    await mei.deletes(reply);
    const error = await refusal(room.mark({ room: reply.channel, post: reply.ts }, 'sent', 'queued'));
    expect(error).toMatchObject({ code: 'thread_gone', retryable: false });
  });
});

describe('a hint', () => {
  test('is seen by one person only, and never fails', async () => {
    const { simulator, room, mei, customer, staffChannel } = await open();
    const { thread, place } = await openThread(shop);
    await room.whisper(thread, `slack:T0KAKI001:${mei.id}`, 'Notes stay here: begin them with // <!here>');
    expect(staffChannel.messages.at(-1)).toMatchObject({
      onlyFor: mei.id,
      thread_ts: thread.thread,
      text: 'Notes stay here: begin them with // &lt;!here&gt;',
    });
    expect(simulator.thread(place)).toHaveLength(1);
    await expect(room.whisper(thread, `slack:T0KAKI001:${customer.id}`, 'Hello')).resolves.toBeUndefined();
  });
});

describe('what Slack refuses', () => {
  test('a deleted thread is gone for every call', async () => {
    const { room, mei } = await open();
    const { thread, place } = await openThread(shop);
    const post = await room.post(thread, saidPost('Hello'), false);
    await mei.deletes({ channel: post.room, ts: post.post });
    await mei.deletes(place);
    const calls = [
      () => room.post(thread, notice('Anybody?'), false),
      () => room.post(thread, notice('Anybody?'), true),
      () => room.redraw(thread, card()),
      () => room.rewrite(post, saidPost('Hello', { change: 'edited' })),
    ];
    for (const call of calls)
      expect(await refusal(call())).toMatchObject({ code: 'thread_gone', retryable: false });
  });

  test('a channel without the app tells the owner to invite it', async () => {
    const { room, staffChannel } = await open();
    staffChannel.members.delete(BOT_USER);
    const error = await refusal(room.open(card(), false));
    expect(error).toMatchObject({ code: 'room_refused', retryable: true });
    expect(error.message).toContain('Invite the app');
  });

  test('a missing scope is named', async () => {
    const { room } = await open({
      scopes: readManifest().oauth_config.scopes.bot.filter((scope) => scope !== 'chat:write'),
    });
    const error = await refusal(room.open(card(), false));
    expect(error).toMatchObject({ code: 'room_refused', retryable: true });
    expect(error.message).toContain('chat:write');
  });

  test('a limit holds back every post until Slack wants more', async () => {
    const { simulator, room } = await open();
    const { thread } = await openThread(shop);
    simulator.fail('chat.postMessage', { kind: 'ratelimited', seconds: 20 });
    expect(await refusal(room.post(thread, notice('one'), false))).toMatchObject({
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 20_000,
    });
    const calls = simulator.calls('chat.postMessage').length;
    const error = await refusal(room.post(thread, notice('two'), false));
    expect(error.retryAfterMs).toBeGreaterThan(15_000);
    expect(simulator.calls('chat.postMessage')).toHaveLength(calls);
  });

  test.each([
    ['internal_error', 'slack_unreachable', true],
    ['is_archived', 'room_refused', true],
    ['token_revoked', 'room_refused', true],
    ['invalid_blocks', 'refused', false],
  ])('%s becomes %s', async (error, code, retryable) => {
    const { simulator, room } = await open();
    simulator.fail('chat.postMessage', { kind: 'error', error });
    expect(await refusal(room.open(card(), false))).toMatchObject({ code, retryable });
  });
});

describe('starting', () => {
  const deps = (given: object) => ({
    botToken: 'xoxb-simulated-bot-token',
    signingSecret: undefined,
    appToken: undefined,
    staffChannel: undefined,
    onCall: undefined,
    staffNames: 'display' as const,
    businessName: 'Kopi & Kind',
    apiUrl: shop.simulator.apiUrl,
    openFile: async () => Promise.reject(new Error('not used')),
    log: createLog('silent'),
    now: Date.now,
    ...given,
  });

  test('with a wrong token tells the owner what to do', async () => {
    await open();
    expect(await refusal(createSlack(deps({ botToken: 'xoxb-wrong' })))).toMatchObject({
      code: 'room_refused',
      message: expect.stringContaining('SLACK_BOT_TOKEN'),
    });
  });

  test('with a channel that isn’t there tells the owner what to do', async () => {
    await open();
    expect((await refusal(createSlack(deps({ staffChannel: '#suport' })))).message).toContain('#suport');
  });

  test('without a staff channel is a channel alone', async () => {
    await open();
    expect((await createSlack(deps({}))).room).toBeUndefined();
  });

  test('while Slack is down starts all the same, and works once Slack does', async () => {
    const { simulator, staffChannel } = await open();
    simulator.fail('auth.test', { kind: 'status', status: 503 });
    const { room } = await createSlack(deps({ staffChannel: staffChannel.id }));
    await expect(room?.open(card(), false)).resolves.toMatchObject({ room: staffChannel.id });
  });
});
