// What somebody of the business writes with the platform's own app: a person answers there.
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { OwnWords } from '../../src/model/activity.ts';
import { endQuiet } from '../../src/store/own-words.ts';
import { changeMode } from '../../src/store/takeovers.ts';
import { ENGINES } from '../support/database.ts';
import { type House, type HouseOptions, openHouse, until } from '../support/house.ts';
import { createHeldModel } from '../support/models.ts';
import { CONTACT, createTalk } from '../support/talk.ts';

function ownWords(text: string, writtenAt = new Date()): OwnWords {
  const { channel, account, address, from } = CONTACT;
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

describe.concurrent.each(ENGINES)('words typed on the business’s own phone, on %s', (engine) => {
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

  it.sequential('win over a running turn, and silence the bot until nobody typed for a while', async () => {
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

  it.sequential('leave to the bot what is written when it is about to return', async () => {
    await open({ sweeps: false });
    await house.reports.spoke(ownWords('Hi, it is five dollars.'));
    await house.database.pool.query(`update conversations set quiet_until = now() - interval '1 second'`);
    await says('hello');
    const work = { ...(await thread()), tenantId: house.database.tenantId };
    await house.worker.handle({ kind: 'turn', ...work });
    expect((await thread()).messages.at(-1)?.outcome).toBeUndefined();
    await endQuiet(house.database.pool, { text: 'The bot is back.' });
    await house.worker.handle({ kind: 'turn', ...work });
    await answered(1);
  });

  it.sequential('to somebody who never wrote silence the bot there, too', async () => {
    await open();
    await house.reports.spoke(ownWords('Hi Mdm Tan, your order is ready.'));
    await says('When can I collect it?');
    await until('it is left to the person', async () =>
      (await thread()).messages.some(({ outcome }) => outcome === 'to_staff'),
    );
    expect(shown()).toEqual([]);
  });

  it.sequential('are stored once, and our own messages are not taken for them', async () => {
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

  it.sequential('that are told hours later are kept, and silence nobody', async () => {
    await open();
    await house.reports.spoke(ownWords('Yes, we do.', new Date(Date.now() - 3 * 3_600_000)));
    expect((await thread()).mode).toBe('bot');
    await says('hello');
    await answered(1);
  });

  it.sequential('leave the conversation to the colleague who has it', async () => {
    await open();
    await says('hello');
    await answered(1);
    await reply('Ana here.');
    await house.reports.spoke(ownWords('And this from the phone.'));
    const { rows } = await house.database.pool.query('select mode, quiet_until from conversations');
    expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
    expect((await thread()).escalation?.claimedByName).toBe('Ana');
  });

  // The embedded database has one session: nobody can come in between.
  const onlyApart = engine === 'postgresql' ? it.sequential : undefined;
  onlyApart?.('do not take it from a colleague who takes it just then', async () => {
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
      [tenantId, CONTACT.channel, CONTACT.account, CONTACT.from.id],
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

  it.sequential('no longer count once a colleague took the conversation', async () => {
    await open();
    await house.reports.spoke(ownWords('Hello from the phone.'));
    await reply('Ana here.');
    const { rows } = await house.database.pool.query('select mode, quiet_until from conversations');
    expect(rows).toEqual([{ mode: 'human', quiet_until: null }]);
  });

  it.sequential('that are told late leave alone what the customer asked since', async () => {
    const model = createHeldModel();
    await open({ model });
    await says('Do you repair grinders?');
    await model.called();
    await house.reports.spoke(ownWords('Yes, at two.', new Date(Date.now() - 3 * 3_600_000)));
    model.answer('We do.');
    await model.called(2);
    model.answer('We do repair them.');
    await answered(1);
    expect(shown()).toEqual(['We do repair them.']);
  });
});
