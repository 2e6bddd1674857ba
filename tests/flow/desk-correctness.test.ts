import { describe, expect, it } from 'vitest';
import { ENGINES } from '../support/database.ts';
import { type DeskHouse, openDesk } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { createHeldModel } from '../support/models.ts';
import type { Place } from '../support/slack-simulator-people.ts';
import { TEAM } from '../support/slack-simulator-workspace.ts';

const ASK = 'I want to talk to a person';

describe.concurrent.each(ENGINES)('whatever the platforms and people do at once, on %s', (engine) => {
  const count = async (
    { house }: DeskHouse,
    table: 'customers' | 'conversations' | 'messages',
    where = 'true',
  ): Promise<number> => {
    const { rows } = await house.database.pool.query(`select count(*) as n from ${table} where ${where}`);
    return rows[0].n;
  };

  it('a person who takes over wins over the model: its reply is never sent', async (context) => {
    const model = createHeldModel();
    const desk = await openDesk(context, { engine, model });
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.ana.presses('desk.hand_back', thread);
    await desk.shows('automated assistant');
    desk.customer.says('Do you sell decaf beans?');
    await model.called();
    await desk.ana.writesIn(thread, 'Yes, two kinds.');
    await until('the desk asks', () => desk.find(thread, 'The bot has').length > 0);
    const [prompt] = desk.find(thread, 'The bot has');
    await desk.ana.presses('desk.take_over', { channel: thread.channel, ts: prompt?.ts ?? '' });
    await desk.shows('Yes, two kinds.');
    model.answer('We sell no decaf at all.');
    desk.customer.says('Great');
    await until('it is in a thread', () => desk.cards().some((card) => desk.find(card, 'Great').length > 0));
    expect(desk.shown().join('\n')).not.toContain('no decaf');
  });

  it('a reply that was committed is delivered, and the person’s comes after it', async (context) => {
    const desk = await openDesk(context, { engine });
    const thread = await desk.handOver();
    await desk.shows('a person will reply');
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    await desk.ana.presses('desk.hand_back', thread);
    await desk.shows('automated assistant');
    desk.telegram.fail({
      kind: 'status',
      status: 429,
      parameters: { retry_after: 1 },
      method: 'sendMessage',
    });
    desk.customer.says('hi');
    await until('the bot has answered', async () => (await count(desk, 'messages', `author = 'bot'`)) === 2);
    await desk.ana.writesIn(thread, 'Me again.');
    await until('the desk asks', () => desk.find(thread, 'The bot has').length > 0);
    const [prompt] = desk.find(thread, 'The bot has');
    await desk.ana.presses('desk.take_over', { channel: thread.channel, ts: prompt?.ts ?? '' });
    await desk.shows('Me again.');
    const [answer, joined, reply] = desk.shown().slice(-3);
    expect([joined, reply]).toEqual(['Ana from our team is here now and will help you.', 'Me again.']);
    expect(answer).toMatch(/^Hi/);
  });

  it('an update that Telegram tells five times, and out of order, is one message and one answer', async (context) => {
    const desk = await openDesk(context, { engine });
    const chat = { id: desk.customer.id, type: 'private', first_name: 'Mei Ling' };
    const update = (messageId: number, text: string) => ({
      message: {
        message_id: messageId,
        date: 1_795_200_000 + messageId,
        chat,
        from: desk.customer.person,
        text,
      },
    });
    const told = [902, 901, 902, 902, 901, 902, 901, 902, 901, 901];
    for (const id of told) desk.telegram.line.add(update(id, id === 901 ? 'hello' : 'thank you'));
    await until('all was taken', () => desk.telegram.line.pending.length === 0);
    await until(
      'nothing waits',
      async () => (await count(desk, 'messages', `handled_at is null and author = 'customer'`)) === 0,
    );
    expect(await count(desk, 'messages', `author = 'customer'`)).toBe(2);
    // Two that come at once may be read, and answered, as one.
    const answers = await count(desk, 'messages', `author = 'bot'`);
    expect([1, 2]).toContain(answers);
    await until('what was answered is shown', () => desk.shown().length === answers);
  });

  it('an event that Slack tells three times is one reply', async (context) => {
    const desk = await openDesk(context, { engine });
    const thread = await desk.handOver();
    const event = {
      type: 'message',
      channel: thread.channel,
      channel_type: 'channel',
      user: desk.ana.id,
      team: TEAM,
      text: 'Told three times',
      thread_ts: thread.ts,
      ts: '1795200000.000100',
      event_ts: '1795200000.000100',
    };
    await Promise.all([desk.slack.event(event), desk.slack.event(event), desk.slack.event(event)]);
    await desk.shows('Told three times');
    await desk.slack.event(event);
    await desk.ana.writesIn(thread, 'Told once');
    await desk.shows('Told once');
    expect(desk.shown().filter((text) => text === 'Told three times')).toHaveLength(1);
    expect(await count(desk, 'messages', `author = 'staff'`)).toBe(2);
  });

  it('two messages of a new customer 200 ms apart are one customer, one conversation, one answer', async (context) => {
    const desk = await openDesk(context, { engine, burst: { quietMs: 2_500, maxMs: 10_000 } });
    desk.customer.says('hello');
    await new Promise((resolve) => setTimeout(resolve, 200));
    desk.customer.says('When are you open?');
    await until('there is an answer', () => desk.shown().length === 1);
    expect(await count(desk, 'customers')).toBe(1);
    expect(await count(desk, 'conversations')).toBe(1);
    expect(await count(desk, 'messages', `author = 'bot'`)).toBe(1);
  });

  it('each of 50 customers is answered in order, however many write at once', async (context) => {
    const desk = await openDesk(context, { engine });
    const customers = Array.from({ length: 50 }, () => desk.telegram.user());
    const words = ['hello', 'thank you', 'bye'];
    await Promise.all(
      customers.map(async (customer) => {
        for (const [index, word] of words.entries()) {
          customer.says(word);
          await until('it is answered', () => customer.sees().length > index, 60_000);
        }
      }),
    );
    for (const customer of customers) {
      const texts = customer.sees().map(({ text }) => text);
      expect(texts).toHaveLength(3);
      expect(texts[0]).toContain('welcome');
      expect(texts[1]).toContain('welcome!');
      expect(texts[2]).toContain('take care');
    }
  });

  it('an edit that the channel can’t follow is told to the staff, and the customer’s view is kept', async (context) => {
    const desk = await openDesk(context, { engine, edits: false });
    const thread = await desk.handOver();
    const reply = await desk.ana.writesIn(thread, 'We open at 9.');
    await desk.shows('We open at 9.');
    await until(
      'it is marked',
      async () => (await count(desk, 'messages', `author = 'staff' and external_id is not null`)) === 1,
    );
    await desk.ana.edits(reply, 'We open at 10.');
    await until('the staff are told', () => desk.find(thread, 'can’t change what was sent').length === 1);
    expect(desk.shown()).toContain('We open at 9.');
    expect(await count(desk, 'messages', `text = 'We open at 9.'`)).toBe(1);
  });

  it('a customer who writes in Slack is answered there, and handed over like any other', async (context) => {
    const desk = await openDesk(context, { engine });
    const wei = desk.slack.join({ display: 'Wei' });
    const direct = desk.slack.workspace.directOf(wei.id);
    const seen = (): string => JSON.stringify(direct.messages.filter((message) => message.bot_id));
    await wei.dm('hello');
    await until('the bot greets', () => seen().includes('welcome'));
    await wei.dm(ASK);
    await until('the card is posted', () => desk.cards().length === 1);
    const [thread] = desk.cards() as [Place];
    await until('the card says who it is', () => desk.seen(thread)[0]?.includes('Wei') ?? false);
    await desk.ana.writesIn(thread, 'Hello Wei');
    await until('Wei reads it', () => seen().includes('Hello Wei'));
  });
});
