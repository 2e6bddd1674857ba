// What only WhatsApp brings to the desk: read marks, 24 hours, words typed on the business's phone, Meta's outages.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { onWhatsapp, type WhatsappSide } from '../support/desk-customers.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const HOURS_MS = 3_600_000;

describe('the desk with customers on WhatsApp', () => {
  let desk: DeskHouse;
  let side: WhatsappSide;
  beforeEach(async () => {
    desk = await openDeskHouse({
      customers: async (openFile) => {
        side = await onWhatsapp(openFile);
        return side;
      },
    });
  });
  afterEach(() => desk.close());

  const handOver = async (): Promise<Place> => {
    side.user.says('Can I talk to a real person please?');
    await until('the card is posted', () => desk.cards().length === 1);
    return desk.cards()[0] as Place;
  };
  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => desk.shown().some((shown) => shown.includes(text)));
  const says = (thread: Place, text: string): Promise<void> =>
    until(`the thread shows “${text}”`, () => desk.find(thread, text).length > 0);
  const isMarked = (thread: Place, post: Place, mark: string): Promise<void> =>
    until(
      `it is marked with ${mark} alone`,
      () =>
        desk.slack
          .thread(thread)
          .find(({ ts }) => ts === post.ts)
          ?.reactions.join() === mark,
    );
  const press = (action: string, thread: Place, notice: string): Promise<unknown> =>
    desk.ana.presses(action, { channel: thread.channel, ts: desk.find(thread, notice).at(-1)?.ts ?? '' });
  const modeOf = async (): Promise<string> =>
    (await desk.house.database.pool.query('select mode from conversations')).rows[0]?.mode;

  it('marks a colleague’s message as read once the customer has read it', async () => {
    const thread = await handOver();
    const reply = await desk.ana.writesIn(thread, 'Hi, this is Ana.');
    await isMarked(thread, reply, 'white_check_mark');
    side.user.reads();
    await isMarked(thread, reply, 'eyes');
  });

  it('tells when 24 hours are over, sends the template when asked, and then what waited', async () => {
    const thread = await handOver();
    await desk.ana.presses('desk.claim', thread);
    await shows('Ana from our team');
    side.graph.world.advance(25 * HOURS_MS);
    const late = await desk.ana.writesIn(thread, 'Yes, we repair grinders.');
    await isMarked(thread, late, 'warning');
    await says(thread, '24 hours have passed');
    await press('desk.send_template', thread, '24 hours have passed');
    await shows('we_have_an_answer/en');
    await says(thread, 'Once the customer has replied, try again');
    expect(desk.shown().join()).not.toContain('grinders');
    side.user.says('ok');
    await says(thread, 'ok');
    await press('desk.retry', thread, 'Once the customer has replied');
    await shows('Yes, we repair grinders.');
    await isMarked(thread, late, 'white_check_mark');
  });

  it('shows in the thread what is typed on the business’s phone, and is silent until that is over', async () => {
    const thread = await handOver();
    side.user.hearsFromPhone('Hi, it’s the boss. Come by at six.');
    await says(thread, 'Come by at six.');
    expect(desk.find(thread, 'Come by at six.').map((post) => JSON.stringify(post.blocks))).toEqual([
      expect.not.stringContaining('in the form'),
    ]);
    expect(await modeOf()).toBe('human');
    const before = desk.shown().length;
    side.user.says('When are you open?');
    await says(thread, 'When are you open?');
    expect(desk.shown()).toHaveLength(before);
    await desk.house.database.pool.query(
      `update conversations set quiet_until = now() - interval '1 second'`,
    );
    await says(thread, 'the bot answers here again');
    expect(await modeOf()).toBe('bot');
    side.user.says('hello');
    await until('the bot answers', () => desk.shown().length > before);
  });

  it('leaves a conversation that is answered from the phone to the colleague who takes it', async () => {
    await handOver();
    side.user.hearsFromPhone('One moment.');
    await until('the person has it', async () => (await modeOf()) === 'human');
    const [thread] = desk.cards() as [Place];
    await desk.ana.writesIn(thread, 'Ana here, I take this one.');
    await says(thread, 'Somebody at the phone has this conversation');
    await press('desk.take_over', thread, 'has this conversation');
    await shows('Ana here, I take this one.');
    const { rows } = await desk.house.database.pool.query('select mode, quiet_until from conversations');
    expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
  });

  it('answers once, in order, whatever Meta tells twice or in the wrong order', async () => {
    side.graph.webhooks.hold();
    for (const text of ['hello', 'thank you']) side.user.says(text);
    side.graph.webhooks.release({ isReversed: true, copies: 3 });
    await until('both are answered', async () => {
      const { rows } = await desk.house.database.pool.query(
        `select from messages where author = 'customer' and handled_at is null`,
      );
      return rows.length === 0 && desk.shown().length > 0;
    });
    const { rows } = await desk.house.database.pool.query(
      `select text from messages where author = 'customer'`,
    );
    expect(rows.map(({ text }) => text).toSorted()).toEqual(['hello', 'thank you']);
    expect(desk.shown().length).toBeLessThanOrEqual(2);
    expect(new Set(desk.shown()).size).toBe(desk.shown().length);
  });

  it('says what it has to say once Meta is back from an outage', async () => {
    const thread = await handOver();
    await shows('a person will reply');
    side.graph.fail({ kind: 'page', status: 503, method: 'messages', times: 3 });
    const reply = await desk.ana.writesIn(thread, 'I am on it.');
    await isMarked(thread, reply, 'hourglass_flowing_sand');
    await until('it arrives', () => desk.shown().includes('I am on it.'), 30_000);
    await isMarked(thread, reply, 'white_check_mark');
    expect(desk.shown().filter((text) => text === 'I am on it.')).toHaveLength(1);
  });
});
