import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inbound } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { editMessage } from '../../src/store/edits.ts';
import { ENGINES } from '../support/database.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

describe.each(ENGINES)('the pipeline on %s', (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ engine });
    await house.library.save(house.database.tenantId, {
      kind: 'question_answer',
      title: 'When are you open?',
      body: 'We are open from nine to six on weekdays.',
      alsoAsked: 'opening hours\nwhat time do you open',
      language: 'en',
    });
  });
  afterAll(() => house.close());

  const shownTo = async (conversation: string, count: number): Promise<readonly string[]> => {
    await until(
      `${count} messages are shown to ${conversation}`,
      () => house.platform.textsOf(conversation).length >= count,
    );
    return house.platform.textsOf(conversation);
  };

  it('answers a question from the knowledge, with its source', async () => {
    await house.receive(inboundText('what time do you open?', { conversation: 'first' }));
    expect(await shownTo('first', 1)).toEqual(['We are open from nine to six on weekdays.']);
    const [shown] = house.platform.shown.filter((one) => one.conversation === 'first');
    expect(shown?.message.citations).toMatchObject([{ position: 1, title: 'When are you open?' }]);
  });

  it('stores and answers a message told five times once', async () => {
    const inbound = inboundText('what time do you open?', { conversation: 'repeats', id: 'same-id' });
    await Promise.all(Array.from({ length: 5 }, () => house.receive(inbound)));
    await shownTo('repeats', 1);
    await house.receive(inbound);
    const { rows } = await house.database.pool.query(
      `select outcome from messages where external_id = 'same-id'`,
    );
    expect(rows).toEqual([{ outcome: 'answered' }]);
    expect(house.platform.textsOf('repeats')).toHaveLength(1);
  });

  it('makes one customer and one conversation of six first messages at once, 200 times', async () => {
    for (let trial = 0; trial < 200; trial += 1) {
      const conversation = `rush-${trial}`;
      await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          house.receive(inboundText(`hello number ${index}`, { conversation })),
        ),
      );
    }
    const { rows } = await house.database.pool.query(
      `select count(distinct c.id) as conversations, count(distinct c.customer_id) as customers, count(m.id) as messages
       from conversations c
       join messages m on m.conversation_id = c.id and m.author = 'customer'
       where c.external_id like 'rush-%'`,
    );
    expect(rows).toEqual([{ conversations: 200, customers: 200, messages: 1_200 }]);
    const orphans = await house.database.pool.query(
      `select from customers where id not in (select customer_id from conversations)`,
    );
    expect(orphans.rowCount).toBe(0);
    // What is still being answered would meet the faults that the next tests have for their own customers.
    await until('all of them are answered', async () => {
      const { rowCount } = await house.database.pool.query(
        `select from messages where author = 'customer' and handled_at is null
         union all select from outbox where state in ('queued', 'sending')`,
      );
      return rowCount === 0;
    });
  });

  it('resends what the platform refused for a while, in order, and gives up what it refuses for good', async () => {
    house.platform.failNext(new DeliveryError('busy', 'busy', { retryable: true, retryAfterMs: 50 }));
    await house.receive(inboundText('hi', { conversation: 'retry' }));
    await shownTo('retry', 1);
    house.platform.failNext(new DeliveryError('blocked', 'The customer has blocked the bot.'));
    await house.receive(inboundText('what time do you open?', { conversation: 'retry' }));
    await until('the row is given up', async () => {
      const { rowCount } = await house.database.pool.query(
        `select from outbox where state = 'failed' and error like 'The customer has blocked%'`,
      );
      return rowCount === 1;
    });
    await house.receive(inboundText('what time do you open?', { conversation: 'retry' }));
    expect(await shownTo('retry', 2)).toHaveLength(2);
  });

  it('works on what a customer writes next while the platform hangs on the first reply, and keeps the order', async () => {
    let release = (): void => undefined;
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    house.platform.beforeSend(() => hanging);
    const committed = async (): Promise<number> =>
      (
        await house.database.pool.query(
          `select from messages m join conversations c on c.id = m.conversation_id
           where c.external_id = 'hanging' and m.author = 'bot'`,
        )
      ).rowCount ?? 0;
    try {
      for (const [index, text] of ['hi', 'what time do you open?', 'human please'].entries()) {
        await house.receive(inboundText(text, { conversation: 'hanging' }));
        await until(`reply ${index + 1} is committed`, async () => (await committed()) === index + 1);
      }
      expect(house.platform.textsOf('hanging')).toEqual([]);
    } finally {
      release();
      house.platform.beforeSend(undefined);
    }
    const texts = await shownTo('hanging', 3);
    expect(texts[1]).toContain('nine to six');
    expect(texts).toHaveLength(3);
    const { rows } = await house.database.pool.query(
      `select o.attempts from outbox o join conversations c on c.id = o.conversation_id
       where c.external_id = 'hanging'`,
    );
    expect(rows).toEqual([{ attempts: 1 }, { attempts: 1 }, { attempts: 1 }]);
  });

  it('does not send again what was deleted while the platform refused it, and goes on behind it', async () => {
    const { pool, tenantId } = house.database;
    house.platform.beforeSend(async ({ id: messageId }) => {
      house.platform.beforeSend(undefined);
      const { rows } = await pool.query('select conversation_id from messages where id = $1', [messageId]);
      const of = { tenantId, conversationId: rows[0].conversation_id, messageId };
      expect(await editMessage(pool, { ...of, text: undefined, canFollow: true })).toBe('follows');
      throw new DeliveryError('busy', 'busy', { retryable: true, retryAfterMs: 50 });
    });
    await house.receive(inboundText('hi', { conversation: 'deleted' }));
    await until('the line is empty', async () => {
      const { rows } = await pool.query(
        `select o.action, o.state from outbox o join conversations c on c.id = o.conversation_id
         where c.external_id = 'deleted'`,
      );
      return rows.length === 2 && rows.every(({ state }) => state === 'sent');
    });
    expect(house.platform.textsOf('deleted')).toEqual([]);
    await house.receive(inboundText('what time do you open?', { conversation: 'deleted' }));
    expect((await shownTo('deleted', 1))[0]).toContain('nine to six');
  });

  it('stores once, in its last words, what is edited before it is told, or in the same moment', async () => {
    const tell = async (inbound: Inbound): Promise<void> => house.receive(inbound);
    for (let trial = 0; trial < 20; trial += 1) {
      const original = inboundText('what time is it?', { conversation: 'edited', id: `edited-${trial}` });
      const edit = {
        ...original,
        text: `what time ${trial}?`,
        id: `${original.id}:edit`,
        editOf: original.id,
      };
      const older = { ...edit, text: 'what is it?', id: `${original.id}:earlier` };
      // There and back again, of which the way back is told first.
      const back = { ...edit, id: `${original.id}:editc` };
      if (trial < 3) for (const one of [edit, original, edit, older]) await tell(one);
      else if (trial < 5) for (const one of [{ ...original, text: edit.text }, back, older]) await tell(one);
      else await Promise.all([original, edit].map(tell));
    }
    const { rows } = await house.database.pool.query(
      `select m.text from messages m join conversations c on c.id = m.conversation_id
       where c.external_id = 'edited' and m.author = 'customer' order by m.position`,
    );
    expect(rows.map(({ text }) => text)).toEqual(
      Array.from({ length: 20 }, (_, trial) => `what time ${trial}?`),
    );
  });

  it('says that it does not know, offers a person, and tells the owner of the gap', async () => {
    await house.receive(inboundText('Who painted the Mona Lisa?', { conversation: 'gap' }));
    await shownTo('gap', 1);
    const [shown] = house.platform.shown.filter((one) => one.conversation === 'gap');
    expect(shown?.message.suggestions).toHaveLength(1);
    await until('the gap is recorded', async () => {
      const { rows } = await house.database.pool.query(
        `select channels, times from gap_wordings where question = 'Who painted the Mona Lisa?'`,
      );
      return rows[0]?.channels.telegram === 1 && rows[0].times === 1;
    });
  });

  it('hands over when the offer of a person is accepted, and then keeps silent', async () => {
    await house.receive(inboundText('yes please', { conversation: 'gap' }));
    expect(await shownTo('gap', 2)).toHaveLength(2);
    await house.receive(inboundText('what time do you open?', { conversation: 'gap' }));
    await until('the message is left to the staff', async () => {
      const { rows } = await house.database.pool.query(
        `select m.outcome from messages m join conversations c on c.id = m.conversation_id where c.external_id = 'gap' order by m.position`,
      );
      return rows.at(-1)?.outcome === 'to_staff';
    });
    expect(house.platform.textsOf('gap')).toHaveLength(2);
    const { rows } = await house.database.pool.query(
      `select e.reason, e.state from escalations e join conversations c on c.id = e.conversation_id where c.external_id = 'gap'`,
    );
    expect(rows).toEqual([{ reason: 'accepted_offer', state: 'open' }]);
  });

  it('stores text that no parser likes, and answers it politely', async () => {
    const strange = [
      '',
      '\u200b\u200b',
      '👍',
      '\ud83d',
      'a\0b',
      'مرحبا كيف الحال',
      '<script>alert(1)</script>',
      'x'.repeat(100_000),
    ];
    for (const [index, text] of strange.entries())
      await house.receive(inboundText(text, { conversation: `strange-${index}` }));
    await until('none is left unhandled', async () => {
      const { rows } = await house.database.pool.query(
        `select count(*) as open from messages m join conversations c on c.id = m.conversation_id
         where c.external_id like 'strange-%' and m.author = 'customer' and m.handled_at is null`,
      );
      return rows[0].open === 0;
    });
    for (const index of strange.keys())
      expect(house.platform.textsOf(`strange-${index}`).length).toBeLessThanOrEqual(1);
    expect((await shownTo('strange-7', 1))[0]).toMatch(/4,?000/);
  });

  it('keeps the order of each of 50 conversations that write at once', async () => {
    const conversations = Array.from({ length: 50 }, (_, index) => `order-${index}`);
    for (const round of ['hi', 'what time do you open?', 'thanks']) {
      await Promise.all(
        conversations.map((conversation) => house.receive(inboundText(round, { conversation }))),
      );
      for (const conversation of conversations)
        await shownTo(conversation, ['hi', 'what time do you open?', 'thanks'].indexOf(round) + 1);
    }
    for (const conversation of conversations) {
      const texts = house.platform.textsOf(conversation);
      expect(texts).toHaveLength(3);
      expect(texts[1]).toContain('nine to six');
    }
  });
});

describe('a burst', () => {
  it('gets one answer, after the customer has finished', async () => {
    const house = await openHouse({ burst: { quietMs: 2_000, maxMs: 10_000 } });
    for (const text of ['hi', 'i want to ask', 'nothing much']) await house.receive(inboundText(text));
    await until('the answer is shown', () => house.platform.shown.length > 0);
    const { rows } = await house.database.pool.query(
      `select count(*) as pending from messages where author = 'customer' and handled_at is null`,
    );
    expect(rows).toEqual([{ pending: 0 }]);
    expect(house.platform.shown).toHaveLength(1);
    expect(house.platform.progress[0]).toEqual({ kind: 'typing' });
    await house.close();
  });

  it('that never ends is answered after the longest wait', async () => {
    // Nobody is quiet for so long, however busy the machine is.
    const house = await openHouse({ burst: { quietMs: 20_000, maxMs: 1_000 } });
    const started = Date.now();
    const written: Promise<void>[] = [];
    const typing = setInterval(() => written.push(house.receive(inboundText('and another thing'))), 150);
    await until('an answer is shown', () => house.platform.shown.length > 0);
    clearInterval(typing);
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
    await Promise.all(written);
    await house.close();
  });
});
