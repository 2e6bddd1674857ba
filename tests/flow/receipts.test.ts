// What platforms tell of our messages after they took them, and what the business writes from its own phone.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { OwnWords, Receipt } from '../../src/model/activity.ts';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { changeMode } from '../../src/store/takeovers.ts';
import { readThread, type Thread } from '../../src/store/threads.ts';
import { ensureStaff } from '../../src/store/users.ts';
import { ENGINES } from '../support/database.ts';
import { type House, type HouseOptions, openHouse, until } from '../support/house.ts';
import { createHeldModel } from '../support/models.ts';
import { inboundText } from '../support/platform.ts';

const contact = inboundText('Hello');

function ownWords(text: string, writtenAt = new Date()): OwnWords {
  const { channel, account, address, from } = contact;
  return {
    channel,
    account,
    address,
    customer: from,
    id: `own-${randomUUID()}`,
    text,
    attachments: [],
    writtenAt,
  };
}

describe.each(ENGINES)('on %s', (engine) => {
  let house: House;
  afterEach(() => house.close());
  const open = async (options: HouseOptions = {}): Promise<void> => {
    house = await openHouse({ engine, ...options });
  };
  const says = (text: string) => house.receive(inboundText(text));
  const shown = (): readonly string[] => house.platform.textsOf(contact.address.conversation.id);
  const answered = (count: number) => until(`there are ${count} answers`, () => shown().length >= count);
  const thread = async (): Promise<Thread> => {
    const { pool, tenantId } = house.database;
    const { rows } = await pool.query<{ id: ConversationId }>('select id from conversations');
    const found = rows[0] && (await readThread(pool, tenantId, rows[0].id));
    if (!found) throw new Error('there is no conversation');
    return found;
  };
  const ours = async () => (await thread()).messages.filter(({ author }) => author !== 'customer');
  const staff = async () => {
    const { pool, tenantId } = house.database;
    const userId = await ensureStaff(pool, tenantId, { externalId: 'slack:T:ANA', name: 'Ana' });
    return { userId, name: 'Ana' };
  };
  const reply = async (text: string): Promise<void> => {
    const { tenantId } = house.database;
    const { conversationId } = await thread();
    const messageId = parseId<'message'>(randomUUID());
    await house.desk.reply(
      { tenantId, conversationId },
      { staff: await staff(), messageId, text, as: 'take_over' },
    );
  };
  const partOf = (text: string): string => {
    const index = house.platform.shown.findIndex(({ message }) => message.text === text);
    return `platform-${index + 1}-${house.platform.shown[index]?.message.id}`;
  };
  const tells = (id: string, told: Pick<Receipt, 'state' | 'failure'>): Promise<void> => {
    const { channel, account } = contact;
    return house.reports.receipt({ channel, account, id, ...told });
  };
  const failure = (code: string, retryable = false) => ({
    state: 'failed' as const,
    failure: { code, message: `It failed: ${code}.`, retryable, retryAfterMs: 10 },
  });
  const stateOf = async (text: string) => (await ours()).find((message) => message.text === text)?.delivery;

  describe('a message of ours', () => {
    it('is shown as far as it is known to be, whatever is told in which order', async () => {
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

    it('is known to be read although that was told before the platform’s answer was stored', async () => {
      await open();
      house.platform.beforeSend(async ({ id }) => tells(`platform-1-${id}`, { state: 'read' }));
      await says('hello');
      await answered(1);
      const [text] = shown() as [string];
      await until('it counts as read', async () => (await stateOf(text)) === 'read');
    });

    it('that was taken and then given up is told to the staff, with what they can do', async () => {
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

    it('whose failure was told before the platform’s answer was stored is given up all the same', async () => {
      await open();
      await says('hello');
      await answered(1);
      house.platform.beforeSend(async ({ id, author }) => {
        if (author === 'staff') await tells(`platform-${shown().length + 1}-${id}`, failure('undeliverable'));
      });
      await reply('Are you there?');
      await until('it is given up', async () => (await stateOf('Are you there?')) === 'failed');
    });

    it('that failed for a while is sent once more, and no oftener than that', async () => {
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

    it('whose parts failed at once is left to the staff, and what arrived of it is not sent twice', async () => {
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
          contact.channel,
          contact.account,
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

    it('that the platform took as its template and then refused is told to the staff', async () => {
      await open();
      await says('hello');
      await answered(1);
      await reply('Ana here.');
      const { tenantId } = house.database;
      const { conversationId } = await thread();
      await house.desk.sendTemplate({ tenantId, conversationId, staff: await staff() });
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

  describe('words typed on the business’s own phone', () => {
    it('win over a running turn, and silence the bot until nobody typed for a while', async () => {
      const model = createHeldModel();
      await open({ model, quietMinutes: 30 });
      await says('How much is delivery to Tampines?');
      await model.called();
      await house.reports.spoke(ownWords('Hi, it is five dollars.'));
      model.answer('It is free.');
      await says('ok, and to Bedok?');
      await until('it is left to the person', async () =>
        (await thread()).messages.every(
          ({ author, outcome }) => author !== 'customer' || outcome === 'to_staff',
        ),
      );
      expect(shown()).toEqual([]);
      expect((await thread()).mode).toBe('human');
      await house.database.pool.query(`update conversations set quiet_until = now() - interval '1 second'`);
      await until('the bot is back', async () => (await thread()).mode === 'bot');
      await says('hello');
      await answered(1);
    });

    it('to somebody who never wrote silence the bot there, too', async () => {
      await open();
      await house.reports.spoke(ownWords('Hi Mdm Tan, your order is ready.'));
      await says('When can I collect it?');
      await until('it is left to the person', async () =>
        (await thread()).messages.some(({ outcome }) => outcome === 'to_staff'),
      );
      expect(shown()).toEqual([]);
    });

    it('are stored once, and our own messages are not taken for them', async () => {
      await open();
      await says('hello');
      await answered(1);
      const [text] = shown() as [string];
      await until('it is marked as sent', async () => (await stateOf(text)) === 'sent');
      await house.reports.spoke({ ...ownWords(text), id: partOf(text) });
      expect((await thread()).mode).toBe('bot');
      const words = ownWords('Hi, Mdm Tan.');
      await house.reports.spoke(words);
      await house.reports.spoke(words);
      const written = (await ours()).filter(({ author }) => author === 'staff');
      expect(written.map((message) => [message.text, message.authorName])).toEqual([
        ['Hi, Mdm Tan.', 'Test shop (phone)'],
      ]);
    });

    it('that are told hours later are kept, and silence nobody', async () => {
      await open();
      await house.reports.spoke(ownWords('Yes, we do.', new Date(Date.now() - 3 * 3_600_000)));
      expect((await thread()).mode).toBe('bot');
      await says('hello');
      await answered(1);
    });

    it('leave the conversation to the colleague who has it', async () => {
      await open();
      await says('hello');
      await answered(1);
      await reply('Ana here.');
      await house.reports.spoke(ownWords('And this from the phone.'));
      const { rows } = await house.database.pool.query('select mode, quiet_until from conversations');
      expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
      expect((await thread()).escalation?.claimedByName).toBe('Ana');
    });

    it.runIf(engine === 'postgresql')('do not take it from a colleague who takes it just then', async () => {
      await open({ sweeps: false });
      await says('hello');
      await answered(1);
      const { pool, tenantId } = house.database;
      const { conversationId } = await thread();
      const { userId } = await staff();
      const waitsFor = (words: string): Promise<void> =>
        until(`something waits to ${words}`, async () => {
          const { rowCount } = await pool.query(
            `select from pg_stat_activity
             where wait_event_type = 'Lock' and datname = current_database() and query like '%' || $1 || '%'`,
            [words],
          );
          return rowCount === 1;
        });
      const [proving, claiming] = [await pool.connect(), await pool.connect()];
      await proving.query('begin');
      await proving.query(
        `insert into proofs (tenant_id, channel, account, external_id, kind, value)
         values ($1, $2, $3, $4, 'phone', '+6591234567')`,
        [tenantId, contact.channel, contact.account, contact.from.id],
      );
      const told = house.reports.spoke({
        ...ownWords('And this from the phone.'),
        proofs: [{ kind: 'phone', value: '+6591234567' }],
      });
      await waitsFor('insert into proofs');
      await claiming.query('begin');
      const to = { mode: 'human', escalation: 'claimed' } as const;
      await changeMode(claiming, { tenantId, conversationId, userId, from: ['bot'], to }, []);
      await proving.query('rollback');
      await waitsFor('conversations');
      await claiming.query('commit');
      proving.release();
      claiming.release();
      await told;
      const { rows } = await pool.query('select mode, quiet_until from conversations');
      expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
    });

    it('no longer count once a colleague took the conversation', async () => {
      await open();
      await house.reports.spoke(ownWords('Hello from the phone.'));
      await reply('Ana here.');
      const { rows } = await house.database.pool.query('select mode, quiet_until from conversations');
      expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
    });
  });
});
