// The staff room in Slack: alerts, told once and rewritten in place.
import { afterEach, describe, expect, test } from 'vitest';
import type { AlertPost } from '../../channels/staff-room.ts';
import { drawQrPicture } from '../../src/qr.ts';
import { callsOf, textsOf } from '../support/slack-simulator-blocks.ts';
import { openShop, refusal, type Shop, type ShopOptions } from '../support/slack-simulator-shop.ts';
import type { SimulatedMessage } from '../support/slack-simulator-workspace.ts';

let shop: Shop;
const open = async (options: ShopOptions = {}): Promise<Shop> => {
  shop = await openShop(options);
  return shop;
};
afterEach(() => shop.stop());

const textOf = (message: SimulatedMessage | undefined): string =>
  (message?.blocks ?? []).flatMap(textsOf).join('\n');

function alert(given: Partial<AlertPost> = {}): AlertPost {
  return {
    key: 'b4d3a7c0-31a5-4b8e-9f43-6f0a4f3f7d10',
    text: 'WhatsApp, paired phone, needs to be linked again <!channel>.',
    isSolved: false,
    raisedAt: new Date(),
    url: 'https://shop.example.sg/admin/channels',
    ...given,
  };
}

async function picture(name = 'picture-1.png') {
  return { name, contentType: 'image/png', bytes: await drawQrPicture('2@code') };
}

describe('an alert', () => {
  test('stands in the channel itself, leads to the form and calls the on-call group once', async () => {
    const { room, staffChannel, simulator } = await open({ onCall: 'S0ONCALL1' });
    const post = await room.announce(alert(), false);
    const [message] = staffChannel.messages;
    expect(message).toMatchObject({ ts: post.post });
    expect(message?.thread_ts).toBeUndefined();
    expect(textOf(message)).toBe(
      '⚠️ <!subteam^S0ONCALL1> WhatsApp, paired phone, needs to be linked again &lt;!channel&gt;.\n' +
        '<https://shop.example.sg/admin/channels|Open Channels in the form>',
    );
    expect(message && callsOf(message)).toEqual(['<!subteam^S0ONCALL1>']);
    await room.reannounce(post, alert({ text: 'Its browser ended.' }));
    expect(simulator.calledPeople()).toEqual([]);
    expect(textOf(message)).toContain('⚠️ Its browser ended.');
  });

  test('calls nobody where no group is set, and carries no link where there is none', async () => {
    const { room, staffChannel, simulator } = await open();
    await room.announce(alert({ url: undefined }), false);
    expect(simulator.calledPeople()).toEqual([]);
    expect(textOf(staffChannel.messages[0])).not.toContain('Open Channels');
  });

  test('is rewritten as solved, in its place', async () => {
    const { room, staffChannel } = await open();
    const post = await room.announce(alert(), false);
    await room.reannounce(post, alert({ text: 'WhatsApp works again.', isSolved: true }));
    expect(staffChannel.messages).toHaveLength(1);
    expect(textOf(staffChannel.messages[0])).toBe('✅ WhatsApp works again.');
  });

  test.each(['cut', 'stall'] as const)(
    'that arrived though the connection was %s is not made twice',
    async (kind) => {
      const { room, staffChannel, simulator } = await open();
      simulator.fail('chat.postMessage', { kind, accept: true });
      expect(await refusal(room.announce(alert(), false))).toMatchObject({ code: 'slack_unreachable' });
      const post = await room.announce(alert({ text: 'Its browser ended.' }), true);
      expect(staffChannel.messages.map(({ ts }) => ts)).toEqual([post.post]);
      expect(textOf(staffChannel.messages[0])).toContain('Its browser ended.');
    },
  );

  test('that was deleted says that it is gone', async () => {
    const { room, mei } = await open();
    const post = await room.announce(alert(), false);
    await mei.deletes({ channel: post.room, ts: post.post });
    expect(await refusal(room.reannounce(post, alert()))).toMatchObject({ code: 'thread_gone' });
    const of = { key: alert().key, picture: await picture() };
    expect(await refusal(room.illustrate(post, of, false))).toMatchObject({ code: 'thread_gone' });
  });

  test('waits for its turn when Slack wants less', async () => {
    const { room, simulator, staffChannel } = await open();
    simulator.fail('chat.postMessage', { kind: 'ratelimited', seconds: 20 });
    expect(await refusal(room.announce(alert(), false))).toMatchObject({ retryAfterMs: 20_000 });
    expect(await refusal(room.announce(alert({ key: 'another' }), false))).toMatchObject({
      code: 'rate_limited',
      retryable: true,
    });
    expect(staffChannel.messages).toEqual([]);
  });
});

describe('the picture of an alert', () => {
  test('is a file in its thread, once though the answer was lost', async () => {
    const { room, simulator } = await open();
    const post = await room.announce(alert(), false);
    const of = { key: alert().key, picture: await picture() };
    simulator.fail('files.completeUploadExternal', { kind: 'cut', accept: true });
    expect(await refusal(room.illustrate(post, of, false))).toMatchObject({ retryable: true });
    await room.illustrate(post, of, true);
    await room.illustrate(post, { ...of, picture: await picture('picture-2.png') }, true);
    const thread = simulator.thread({ channel: post.room, ts: post.post });
    const files = thread.flatMap((message) => message.files ?? []);
    expect(files.map(({ title }) => title)).toEqual(['picture-1.png', 'picture-2.png']);
    expect(files[0]?.bytes).toEqual(new Uint8Array(of.picture.bytes));
  });
});
