// The staff room in Slack: what it posts, changes and marks, as those in the channel see it.
import { afterEach, describe, expect, test } from 'vitest';
import { textsOf } from '../support/slack-simulator-blocks.ts';
import {
  card,
  ESCALATION,
  notice,
  openShop,
  openThread,
  refusal,
  type Shop,
  type ShopOptions,
  saidPost,
} from '../support/slack-simulator-shop.ts';
import type { SimulatedMessage } from '../support/slack-simulator-workspace.ts';

let shop: Shop;
const open = async (options: ShopOptions = {}): Promise<Shop> => {
  shop = await openShop(options);
  return shop;
};
afterEach(() => shop.stop());

const textOf = (message: SimulatedMessage | undefined): string =>
  (message?.blocks ?? []).flatMap(textsOf).join('\n');
const buttonsOf = (message: SimulatedMessage | undefined) =>
  (message?.blocks ?? []).flatMap(({ type, elements }) =>
    type === 'actions' ? (elements as Record<string, unknown>[]) : [],
  );
describe('the card', () => {
  test('tells who waits, why, what was said and what the bot would have said', async () => {
    const { simulator } = await open();
    const { place } = await openThread(shop);
    const [message] = simulator.thread(place);
    const text = textOf(message);
    for (const part of [
      '🔴 Ravi Kumar',
      '*Waiting for a person*',
      'WhatsApp',
      'Tamil',
      'asked for a person',
      '> Wants to change the delivery to Friday.\n> Order 1043',
      '👤 *Ravi* Can I talk to someone?',
      '> Deliveries can be moved',
      'Translation is on.',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/opened <!date\^\d{10}\^\{date_short_pretty\} \{time\}\|20.* UTC>/);
    expect(text).toContain('<https://shop.example.sg/admin/conversations/1?a=b&amp;c=d|Open in the form>');
    expect(message?.text).toContain('Ravi Kumar');
    expect(text).not.toContain('Also on');
  });

  test('names the customer’s proven number, and where else they write, with links to read it', async () => {
    const { simulator } = await open();
    const { place } = await openThread(shop, {
      channel: 'telegram',
      phones: ['+65 8765 4321'],
      otherChannels: [
        {
          channel: 'whatsapp',
          phone: '+65 9123 4567',
          url: 'https://shop.example.sg/admin/conversations/2?a&b',
        },
        { channel: 'webchat', phone: undefined, url: undefined },
      ],
    });
    const text = textOf(simulator.thread(place)[0]);
    expect(text).toContain('Telegram  ·  +65 8765 4321  ·  Tamil');
    expect(text).toContain(
      '🔗 Also on <https://shop.example.sg/admin/conversations/2?a&amp;b|WhatsApp +65 9123 4567>, Web chat',
    );
  });

  test('shows the bot’s Markdown as Slack’s formatting, on one line each, and customers’ signs as typed', async () => {
    const { simulator } = await open();
    const says = (author: 'bot' | 'customer', text: string, translation?: string) =>
      ({ author, authorName: author, text, translation, attachments: [] }) as const;
    const { place } = await openThread(shop, {
      summary: ['Tried: “Open **10:00** to 16:00”'],
      lastMessages: [
        says(
          'bot',
          '我们**星期一**开门：\n\n- 九点\n- [地图](https://example.sg/a?b&c)',
          'On **Monday**:\n\n- nine',
        ),
        says('customer', 'is it **2** < 3?'),
      ],
      draft: 'At **nine**.\n\nSee you',
    });
    const text = textOf(simulator.thread(place)[0]);
    for (const part of [
      '> *Tried:* “Open *10:00* to 16:00”',
      '🤖 *bot* 我们\u200b*星期一*\u200b开门： • 九点 • <https://example.sg/a?b&amp;c|地图>\n> On *Monday*: • nine',
      '👤 *customer* is it **2** &lt; 3?',
      '> At *nine*.\n> \n> See you',
    ])
      expect(text).toContain(part);
  });

  test('cuts a long message of the bot with its marks closed', async () => {
    const { simulator } = await open();
    const text = `**${'word '.repeat(100).trim()}**`;
    const { place } = await openThread(shop, {
      lastMessages: [{ author: 'bot', authorName: 'bot', text, translation: undefined, attachments: [] }],
    });
    expect(textOf(simulator.thread(place)[0])).toMatch(/🤖 \*bot\* \*(word )+word\*…\n/);
  });

  test('carries the buttons of the desk, and asks again before resolving', async () => {
    const { simulator } = await open();
    const { place } = await openThread(shop);
    const [claim, resolve] = buttonsOf(simulator.thread(place)[0]);
    expect(claim).toMatchObject({ action_id: 'desk.claim', value: ESCALATION, style: 'primary' });
    expect(claim).not.toHaveProperty('confirm');
    expect(resolve).toMatchObject({
      action_id: 'desk.resolve',
      value: ESCALATION,
      confirm: expect.any(Object),
    });
  });

  test('is redrawn in place, without buttons once it is closed', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    await room.redraw(thread, card({ state: 'resolved', stateText: 'Resolved by Mei Ling', buttons: [] }));
    const posts = simulator.thread(place);
    expect(posts).toHaveLength(1);
    expect(textOf(posts[0])).toContain('Resolved by Mei Ling');
    expect(buttonsOf(posts[0])).toEqual([]);
  });

  test.each(['&<> & பரிசோதனை 👩‍👩‍👧‍👦 ', 'a', 'x\n', '> \n&'])(
    'stays within Slack’s limits, whatever is put on it: %j',
    async (part) => {
      const { simulator, room } = await open();
      const long = part.repeat(4_000);
      const said = {
        author: 'customer' as const,
        authorName: long,
        text: long,
        translation: long,
        attachments: [],
      };
      const { thread, place } = await openThread(shop, {
        customerName: long,
        stateText: long,
        reasonText: long,
        summary: Array.from({ length: 9 }, () => long),
        lastMessages: Array.from({ length: 20 }, () => said),
        draft: long,
        notices: Array.from({ length: 9 }, () => long),
        buttons: Array.from({ length: 3 }, (_, index) => ({
          action: (['claim', 'resolve', 'snooze'] as const)[index] ?? 'claim',
          label: long,
        })),
      });
      expect(simulator.thread(place)).toHaveLength(1);
      for (const change of ['none', 'deleted'] as const)
        await room.post(thread, saidPost(long, { change, translation: long, authorName: long }), false);
      await room.post(thread, notice(long, { mention: true }), false);
    },
  );

  test('calls nobody, whoever wrote what is on it', async () => {
    const { simulator, room } = await open();
    const ping = '<!channel> @here <@U0SIM00001> <!subteam^S0TEAM001> @everyone';
    const said = {
      author: 'customer' as const,
      authorName: ping,
      text: ping,
      translation: ping,
      attachments: [],
    };
    const { thread } = await openThread(shop, {
      customerName: ping,
      stateText: ping,
      reasonText: ping,
      summary: [ping],
      lastMessages: [said],
      draft: ping,
      notices: [ping],
    });
    await room.post(thread, { ...saidPost(ping, { authorName: ping, translation: ping }) }, false);
    await room.post(thread, saidPost(ping, { author: 'bot' }), false);
    await room.post(thread, saidPost(ping, { change: 'deleted' }), false);
    await room.post(thread, notice(ping), false);
    expect(simulator.calledPeople()).toEqual([]);
  });

  test('is found by the channel’s name as well as by its id', async () => {
    const { simulator, staffChannel } = await open({ staffChannel: '#support' });
    const { place } = await openThread(shop);
    expect(place.channel).toBe(staffChannel.id);
    expect(simulator.thread(place)).toHaveLength(1);
  });
});

describe('a post', () => {
  test('shows who spoke, what, and what it means', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    await room.post(
      thread,
      saidPost('எப்போது வரும்?\n1 < 2', { translation: 'When will it come?\n1 < 2' }),
      false,
    );
    await room.post(thread, saidPost('**Tomorrow**', { author: 'bot', authorName: 'Kopi & Kind' }), false);
    const [, customer, bot] = simulator.thread(place);
    expect(textOf(customer)).toBe('👤 *Ravi*\nஎப்போது வரும்?\n1 &lt; 2\n> When will it come?\n> 1 &lt; 2');
    expect(textOf(bot)).toBe('🤖 *Kopi &amp; Kind*\n*Tomorrow*');
  });

  test('is rewritten where its message was edited, and struck out where it was deleted', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    const post = await room.post(thread, saidPost('Order 1043'), false);
    await room.rewrite(post, saidPost('Order 1044', { change: 'edited' }));
    expect(textOf(simulator.thread(place)[1])).toContain('(edited)\nOrder 1044');
    await room.rewrite(post, saidPost('Order 1044\n\nplease', { change: 'deleted' }));
    expect(textOf(simulator.thread(place)[1])).toContain('~Order 1044~\n\n~please~');
  });

  test('calls the on-call group where a notice wants it, and nobody where none is set', async () => {
    const { simulator, room } = await open({ onCall: 'S0ONCALL1' });
    const { thread } = await openThread(shop);
    await room.post(thread, notice('Nobody has answered for 5 minutes.'), false);
    expect(simulator.calledPeople()).toEqual([]);
    await room.post(thread, notice('Nobody has answered for 15 minutes.', { mention: true }), false);
    expect(simulator.calledPeople()).toEqual(['<!subteam^S0ONCALL1>']);
  });

  test('offers buttons under a notice', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    await room.post(
      thread,
      notice('This thread was handed back.', {
        buttons: [
          { action: 'take_over', label: 'Take over' },
          { action: 'discard', label: 'Discard', style: 'danger' },
        ],
      }),
      false,
    );
    expect(buttonsOf(simulator.thread(place)[1]).map(({ action_id }) => action_id)).toEqual([
      'desk.take_over',
      'desk.discard',
    ]);
  });

  test('of more than 12,000 characters comes as a beginning and a file of the whole', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    const text = 'We deliver to Tampines & Bedok every day. '.repeat(320);
    expect(text.length).toBeGreaterThan(12_000);
    await room.post(thread, saidPost(text, { translation: text }), false);
    const [, post, file] = simulator.thread(place);
    expect(textOf(post)).toContain('We deliver to Tampines &amp; Bedok');
    expect(new TextDecoder().decode(file?.files?.[0]?.bytes)).toContain(text);
  });

  test('brings files behind its words, and says so where one can’t be read', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    const attachments = [
      { contentType: 'image/jpeg', name: 'photo.jpg', contentUrl: 'telegram:photo' },
      { contentType: 'image/jpeg', name: 'old <!here>.jpg', contentUrl: 'telegram:gone' },
    ];
    await room.post(thread, saidPost('', { attachments }), false);
    const [, post, photo, line] = simulator.thread(place);
    expect(textOf(post)).toBe('👤 *Ravi*');
    expect(photo?.files?.[0]).toMatchObject({ name: 'photo.jpg', bytes: new Uint8Array([1, 2, 3]) });
    expect(line?.text).toBe('📎 old &lt;!here&gt;.jpg: Telegram no longer has this file.');
  });

  test('goes on with its files where an earlier attempt broke off', async () => {
    const { simulator, room } = await open();
    const { thread, place } = await openThread(shop);
    const attachments = ['one.jpg', 'two.jpg', 'one.jpg'].map((name) => ({
      contentType: 'image/jpeg',
      name,
      contentUrl: 'telegram:photo',
    }));
    const post = saidPost('Three photos', { attachments });
    const [first, ...others] = attachments;
    await room.post(thread, { ...post, said: { ...post.said, attachments: first ? [first] : [] } }, false);
    simulator.fail('files.getUploadURLExternal', { kind: 'cut' });
    expect(await refusal(room.post(thread, post, true))).toMatchObject({
      code: 'slack_unreachable',
      retryable: true,
    });
    await room.post(thread, post, true);
    const names = simulator.thread(place).flatMap(({ files = [] }) => files.map(({ name }) => name));
    expect(names).toEqual(['one.jpg', ...others.map(({ name }) => name)]);
    expect(
      simulator.thread(place).filter((message) => textOf(message).includes('Three photos')),
    ).toHaveLength(1);
  });
});
