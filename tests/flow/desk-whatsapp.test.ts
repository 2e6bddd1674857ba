// What only WhatsApp brings to the desk: read marks, 24 hours, words typed on the business's phone, Meta's outages.
import { describe, expect, it, type TestContext } from 'vitest';
import { type DeskHouse, openDesk } from '../support/desk.ts';
import { onWhatsapp, type WhatsappSide } from '../support/desk-customers.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const HOURS_MS = 3_600_000;

describe.concurrent('the desk with customers on WhatsApp', () => {
  const open = async (test: TestContext): Promise<DeskHouse & WhatsappSide> => {
    let side: WhatsappSide | undefined;
    const desk = await openDesk(test, {
      customers: async (openFile) => {
        side = await onWhatsapp(openFile);
        return side;
      },
    });
    return { ...(side as WhatsappSide), ...desk };
  };
  const isMarked = (desk: DeskHouse, [thread, post]: readonly [Place, Place], mark: string): Promise<void> =>
    until(
      `it is marked with ${mark} alone`,
      () =>
        desk.slack
          .thread(thread)
          .find(({ ts }) => ts === post.ts)
          ?.reactions.join() === mark,
    );
  const modeOf = async (desk: DeskHouse): Promise<string> =>
    (await desk.house.database.pool.query('select mode from conversations')).rows[0]?.mode;

  it('marks a colleague’s message as read once the customer has read it', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const reply = await desk.ana.writesIn(thread, 'Hi, this is Ana.');
    await isMarked(desk, [thread, reply], 'white_check_mark');
    desk.user.reads();
    await isMarked(desk, [thread, reply], 'eyes');
  });

  it('tells when 24 hours are over, sends the template when asked, and then what waited', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    desk.graph.world.advance(25 * HOURS_MS);
    const late = await desk.ana.writesIn(thread, 'Yes, we repair grinders.');
    await isMarked(desk, [thread, late], 'warning');
    await desk.says(thread, '24 hours have passed');
    await desk.press('desk.send_template', thread, '24 hours have passed');
    await desk.shows('we_have_an_answer/en');
    await desk.says(thread, 'Once the customer has replied, try again');
    expect(desk.shown().join()).not.toContain('grinders');
    desk.user.says('ok');
    await desk.says(thread, 'ok');
    await desk.press('desk.retry', thread, 'Once the customer has replied');
    await desk.shows('Yes, we repair grinders.');
    await isMarked(desk, [thread, late], 'white_check_mark');
  });

  it('shows in the thread what is typed on the business’s phone, and is silent until that is over', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.shows('a person will reply');
    desk.user.hearsFromPhone('Hi, it’s the boss. Come by at six.');
    await desk.says(thread, 'Come by at six.');
    expect(desk.find(thread, 'Come by at six.').map((post) => JSON.stringify(post.blocks))).toEqual([
      expect.not.stringContaining('in the form'),
    ]);
    expect(await modeOf(desk)).toBe('human');
    const before = desk.shown().length;
    desk.user.says('When are you open?');
    await desk.says(thread, 'When are you open?');
    expect(desk.shown()).toHaveLength(before);
    await desk.house.database.pool.query(
      `update conversations set quiet_until = now() - interval '1 second'`,
    );
    await desk.says(thread, 'the bot answers here again');
    expect(await modeOf(desk)).toBe('bot');
    desk.user.says('hello');
    await until('the bot answers', () => desk.shown().length > before);
  });

  it('leaves a conversation that is answered from the phone to the colleague who takes it', async (context) => {
    const desk = await open(context);
    await desk.handOver();
    desk.user.hearsFromPhone('One moment.');
    await until('the person has it', async () => (await modeOf(desk)) === 'human');
    const [thread] = desk.cards() as [Place];
    await desk.ana.writesIn(thread, 'Ana here, I take this one.');
    await desk.says(thread, 'Somebody at the phone has this conversation');
    await desk.press('desk.take_over', thread, 'has this conversation');
    await desk.shows('Ana here, I take this one.');
    const { rows } = await desk.house.database.pool.query('select mode, quiet_until from conversations');
    expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
  });

  it('answers once, in order, whatever Meta tells twice or in the wrong order', async (context) => {
    const desk = await open(context);
    desk.graph.webhooks.hold();
    for (const text of ['hello', 'thank you']) desk.user.says(text);
    desk.graph.webhooks.release({ isReversed: true, copies: 3 });
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

  it('says what it has to say once Meta is back from an outage', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.shows('a person will reply');
    desk.graph.fail({ kind: 'page', status: 503, method: 'messages', times: 3 });
    const reply = await desk.ana.writesIn(thread, 'I am on it.');
    await isMarked(desk, [thread, reply], 'hourglass_flowing_sand');
    await until('it arrives', () => desk.shown().includes('I am on it.'), 30_000);
    await isMarked(desk, [thread, reply], 'white_check_mark');
    expect(desk.shown().filter((text) => text === 'I am on it.')).toHaveLength(1);
  });
});
