// A post whose fate is unknown: looked up by its key before it is made again.
import { afterEach, describe, expect, test } from 'vitest';
import { textsOf } from '../support/slack-simulator-blocks.ts';
import {
  card,
  ESCALATION,
  openShop,
  openThread,
  refusal,
  type Shop,
  saidPost,
} from '../support/slack-simulator-shop.ts';
import type { SimulatedMessage } from '../support/slack-simulator-workspace.ts';

let shop: Shop;
const open = async (): Promise<Shop> => {
  shop = await openShop();
  return shop;
};
afterEach(() => shop.stop());

const textOf = (message: SimulatedMessage): string => message.blocks.flatMap(textsOf).join('\n');

describe('an attempt of unknown outcome', () => {
  test.each(['cut', 'stall'] as const)(
    'that arrived though the connection was %s is not made twice',
    async (kind) => {
      const { simulator, room, staffChannel } = await open();
      simulator.fail('chat.postMessage', { kind, accept: true });
      expect(await refusal(room.open(card(), false))).toMatchObject({
        code: 'slack_unreachable',
        retryable: true,
      });
      const thread = await room.open(card(), true);
      expect(staffChannel.messages).toHaveLength(1);
      expect(thread.thread).toBe(staffChannel.messages[0]?.ts);

      const post = saidPost('Only once');
      simulator.fail('chat.postMessage', { kind: 'cut', accept: true });
      await refusal(room.post(thread, post, false));
      const found = await room.post(thread, post, true);
      expect(simulator.thread({ channel: thread.room, ts: thread.thread })).toHaveLength(2);
      expect(found.post).toBe(staffChannel.messages[1]?.ts);
    },
  );

  test('that did not arrive is made again', async () => {
    const { simulator, room, staffChannel } = await open();
    simulator.fail('chat.postMessage', { kind: 'cut' });
    await refusal(room.open(card(), false));
    const thread = await room.open(card(), true);
    expect(staffChannel.messages.map(({ ts }) => ts)).toEqual([thread.thread]);
  });

  test('is found in a thread of several pages', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    const channel = simulator.workspace.channels.get(thread.room);
    for (let count = 0; count < 450 && channel; count += 1)
      simulator.workspace.add(channel, {
        user: shop.mei.id,
        text: `line ${count}`,
        thread_ts: thread.thread,
      });
    const post = saidPost('At the end');
    const first = await room.post(thread, post, false);
    expect(await room.post(thread, post, true)).toEqual(first);
    expect(simulator.thread(place).filter((message) => textOf(message).includes('At the end'))).toHaveLength(
      1,
    );
  });

  test('is not taken for somebody else’s message that carries its key', async () => {
    const { simulator, room, staffChannel } = await open();
    const metadata = { event_type: 'kaki_message', event_payload: { id: ESCALATION } };
    simulator.workspace.add(staffChannel, { user: shop.mei.id, bot_id: 'B0OTHER', text: 'mine', metadata });
    const thread = await room.open(card(), true);
    expect(simulator.workspace.message(thread.room, thread.thread).bot_id).not.toBe('B0OTHER');
  });

  test('is not taken for the tombstone of its deleted card', async () => {
    const { room, mei } = await open();
    const { place } = await openThread(shop);
    await mei.writesIn(place, 'I take this.');
    await mei.deletes(place);
    expect((await room.open(card(), true)).thread).not.toBe(place.ts);
  });
});
