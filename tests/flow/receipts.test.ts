import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../src/model/activity.ts';
import { parseId } from '../../src/model/ids.ts';
import { ENGINES } from '../support/database.ts';
import { type House, type HouseOptions, openHouse, until } from '../support/house.ts';
import { CONTACT, createTalk } from '../support/talk.ts';

describe.concurrent.each(ENGINES)('a message of ours, on %s', (engine) => {
  let house: House;
  afterEach(() => house.close());
  const open = async (options: HouseOptions = {}): Promise<void> => {
    house = await openHouse({ engine, ...options });
  };
  const { says, shown, answered, thread, ours, staff, reply, stateOf } = createTalk(() => house);
  const partOf = (text: string): string => {
    const index = house.platform.shown.findIndex(({ message }) => message.text === text);
    return `platform-${index + 1}-${house.platform.shown[index]?.message.id}`;
  };
  const tells = (id: string, told: Pick<Receipt, 'state' | 'failure'>): Promise<void> => {
    const { channel, account } = CONTACT;
    return house.reports.receipt({ channel, account, id, ...told });
  };
  const failure = (code: string, retryable = false) => ({
    state: 'failed' as const,
    failure: { code, message: `It failed: ${code}.`, retryable, retryAfterMs: 10 },
  });

  it.sequential('is shown as far as it is known to be, whatever is told in which order', async () => {
    await open();
    await says('hello');
    await answered(1);
    const [text] = shown() as [string];
    await until('it is marked as sent', async () => (await stateOf(text)) === 'sent');
    await tells(partOf(text), { state: 'read' });
    expect(await stateOf(text)).toBe('read');
    await tells(partOf(text), { state: 'delivered' });
    await tells(partOf(text), { state: 'sent' });
    await tells(partOf(text), failure('unavailable', true));
    expect(await stateOf(text)).toBe('read');
    expect(shown()).toHaveLength(1);
  });

  it.sequential('is known to be read although that was told before the platform’s answer was stored', async () => {
    await open();
    house.platform.beforeSend(async ({ id }) => tells(`platform-1-${id}`, { state: 'read' }));
    await says('hello');
    await answered(1);
    const [text] = shown() as [string];
    await until('it counts as read', async () => (await stateOf(text)) === 'read');
  });

  it.sequential('that was taken and then given up is told to the staff, with what they can do', async () => {
    await open();
    await says('hello');
    await answered(1);
    await reply('We found your parcel.');
    await until('it is sent', async () => (await stateOf('We found your parcel.')) === 'sent');
    await tells(partOf('We found your parcel.'), failure('window_closed'));
    const message = (await ours()).find(({ text }) => text === 'We found your parcel.');
    expect(message).toMatchObject({
      delivery: 'failed',
      deliveryCode: 'window_closed',
      deliveryError: 'It failed: window_closed.',
    });
    const { rows } = await house.database.pool.query('select text, buttons from desk_notices');
    expect(rows).toHaveLength(1);
    expect(rows[0].text).toContain('We found your parcel.');
    await tells(partOf('We found your parcel.'), failure('window_closed'));
    expect((await house.database.pool.query('select from desk_notices')).rowCount).toBe(1);
    const { conversationId } = await thread();
    expect(await house.deskRoom.retry(conversationId, message?.id as never)).toBe(true);
    await until('it is sent again', async () => (await stateOf('We found your parcel.')) === 'sent');
    expect(shown().filter((text) => text === 'We found your parcel.')).toHaveLength(2);
  });

  it.sequential('whose failure was told before the platform’s answer was stored is given up all the same', async () => {
    await open();
    await says('hello');
    await answered(1);
    house.platform.beforeSend(async ({ id, author }) => {
      if (author === 'staff') await tells(`platform-${shown().length + 1}-${id}`, failure('undeliverable'));
    });
    await reply('Are you there?');
    await until('it is given up', async () => (await stateOf('Are you there?')) === 'failed');
  });

  it.sequential('that failed for a while is sent once more, and no oftener than that', async () => {
    await open();
    await says('hello');
    await answered(1);
    await reply('One moment.');
    await until('it is sent', async () => (await stateOf('One moment.')) === 'sent');
    const count = shown().length;
    await tells(partOf('One moment.'), failure('rate_limited', true));
    expect(await stateOf('One moment.')).toBe('queued');
    await house.database.pool.query(`update outbox set next_attempt_at = now() where state = 'queued'`);
    await until('it is sent again', () => shown().length === count + 1);
    await until('it is marked', async () => (await stateOf('One moment.')) === 'sent');
    expect(shown().filter((text) => text === 'One moment.')).toHaveLength(2);
  });

  it.sequential('whose parts failed at once is left to the staff, and what arrived of it is not sent twice', async () => {
    await open();
    await says('hello');
    await answered(1);
    await reply('Three parts.');
    await until('it is sent', async () => (await stateOf('Three parts.')) === 'sent');
    const { pool } = house.database;
    const parts = ['first', 'second', partOf('Three parts.')];
    await pool.query(
      'update outbox set parts = $1 where message_id = (select id from messages where text = $2)',
      [JSON.stringify(parts), 'Three parts.'],
    );
    await pool.query(
      `insert into receipts (tenant_id, channel, account, external_id, state, failure, at)
       select $1, $2, $3, part, 'failed', $4, now() - interval '10 seconds' + number * interval '1 second'
       from unnest($5::text[]) with ordinality as p (part, number)`,
      [
        house.database.tenantId,
        CONTACT.channel,
        CONTACT.account,
        JSON.stringify(failure('rate_limited', true).failure),
        parts.slice(1),
      ],
    );
    await until('it is given up', async () => (await stateOf('Three parts.')) === 'failed');
    const { rows } = await pool.query(
      'select o.parts from outbox o join messages m on m.id = o.message_id where m.text = $1',
      ['Three parts.'],
    );
    expect(rows).toEqual([{ parts: ['first'] }]);
  });

  it.sequential('that the platform took as its template and then refused is told to the staff', async () => {
    await open();
    await says('hello');
    await answered(1);
    await reply('Ana here.');
    const { tenantId } = house.database;
    const { conversationId } = await thread();
    const target = { tenantId, conversationId, staff: await staff() };
    const messageId = parseId<'message'>(randomUUID());
    for (let press = 0; press < 2; press += 1) await house.desk.sendTemplate(target, messageId);
    await until('the template is sent', async () => (await ours()).at(-1)?.delivery === 'sent');
    await tells(partOf((await ours()).at(-1)?.text ?? ''), failure('template_refused'));
    const { rows } = await house.database.pool.query('select text, buttons from desk_notices');
    expect(rows).toEqual([
      {
        text: expect.stringContaining('It failed: template_refused.'),
        buttons: [{ action: 'retry', label: 'Try again' }],
      },
    ]);
  });
});
