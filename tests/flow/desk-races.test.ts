// What staff do in the same moment as something else: nothing is decided on what is no longer so.
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StaffListener, StaffWrote } from '../../channels/staff-room.ts';
import { act } from '../../src/desk/staff-presses.ts';
import type { Staff } from '../../src/desk/takeover.ts';
import { createLog } from '../../src/log.ts';
import { type ConversationId, type EscalationId, parseId } from '../../src/model/ids.ts';
import { addNotice } from '../../src/store/desk-posts.ts';
import { editMessage } from '../../src/store/edits.ts';
import { claimOutbox, markSent, type OutboxRow } from '../../src/store/outbox.ts';
import { asStoreError, inTransaction } from '../../src/store/pool.ts';
import { EVERYTHING } from '../../src/store/served.ts';
import { lockDeskView, readDeskView } from '../../src/store/takeovers.ts';
import { ensureStaff } from '../../src/store/users.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

const waitingIn = ({ database }: House, count: number): Promise<void> =>
  until(`${count} wait for a lock`, async () => {
    const { rowCount } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount === count;
  });

// The embedded database has one session: there nothing can be under way beside it.
describe('while somebody else has the conversation under their hands', () => {
  let house: House;
  let id: ConversationId;
  let ana: Staff;
  let raj: Staff;
  let other: PoolClient;

  beforeEach(async () => {
    // Nothing goes out by itself.
    house = await openHouse({ engine: 'postgresql', served: () => ({ only: [] }), sweeps: false });
    const { pool, tenantId } = house.database;
    await house.receive(inboundText('human please'));
    const { rows } = await pool.query<{ id: ConversationId }>(
      `update conversations set mode = 'waiting' returning id`,
    );
    id = rows[0]?.id as ConversationId;
    await openHandOver();
    const member = async (name: string): Promise<Staff> => ({
      userId: await ensureStaff(pool, tenantId, { externalId: `slack:T:${name}`, name }),
      name,
    });
    [ana, raj] = [await member('Ana'), await member('Raj')];
    other = await pool.connect();
    await other.query('begin');
  });
  afterEach(async () => {
    other.release(true);
    await house.close();
  });

  const target = (staff: Staff) => ({ tenantId: house.database.tenantId, conversationId: id, staff });
  const view = () => readDeskView(house.database.pool, house.database.tenantId, id);
  const answer = (staff: Staff, text: string, messageId = parseId<'message'>(randomUUID())) =>
    house.desk.reply(target(staff), { staff, messageId, text, as: 'answer' });
  const openHandOver = async (db: Pick<PoolClient, 'query'> = house.database.pool): Promise<EscalationId> => {
    const { rows } = await db.query<{ id: EscalationId }>(
      `insert into escalations (tenant_id, conversation_id, reason, opened_at)
       values ($1, $2, 'asked_for_person', clock_timestamp()) returning id`,
      [house.database.tenantId, id],
    );
    return rows[0]?.id as EscalationId;
  };
  const waiting = (count: number): Promise<void> => waitingIn(house, count);

  it('an answer does not take it back from the colleague who takes it over', async () => {
    await answer(ana, 'Ana here.');
    await other.query('select from conversations for update');
    const taking = house.desk.claim(target(raj), true);
    await waiting(1);
    const answering = expect(answer(ana, 'One moment.')).rejects.toMatchObject({ code: 'not_yours' });
    await waiting(2);
    await other.query('commit');
    await Promise.all([taking, answering]);
    expect((await view())?.claimedBy?.name).toBe('Raj');
  });

  it('a button of a hand-over that ends leaves the newer one alone', async () => {
    const handOver = (await view())?.newest as EscalationId;
    await other.query('select from conversations for update');
    const pressing = expect(house.desk.resolve({ ...target(ana), handOver })).rejects.toMatchObject({
      code: 'hand_over_over',
    });
    await waiting(1);
    await other.query(`update escalations set state = 'resolved'`);
    const newer = await openHandOver(other);
    await other.query('commit');
    await pressing;
    expect(await view()).toMatchObject({ mode: 'waiting', newest: newer });
  });

  it('words that change while they are claimed go out as they are kept', async () => {
    const messageId = parseId<'message'>(randomUUID());
    await house.desk.claim(target(ana));
    await house.database.pool.query('delete from outbox');
    await answer(ana, 'Before', messageId);
    const { pool, tenantId } = house.database;
    const of = { tenantId, conversationId: id };
    await other.query('select from messages where id = $1 for update', [messageId]);
    const editing = editMessage(pool, { ...of, messageId, text: 'After', canFollow: false });
    await waiting(1);
    let isClaimed = false;
    const claiming = claimOutbox(pool, of, EVERYTHING).finally(() => {
      isClaimed = true;
    });
    await Promise.race([claiming, waiting(2)]);
    expect(isClaimed).toBe(false);
    await other.query('commit');
    expect(await editing).toBe('done');
    expect((await claiming)?.message?.text).toBe('After');
  });

  it('words that are claimed while they change are kept as they go out', async () => {
    const messageId = parseId<'message'>(randomUUID());
    await house.desk.claim(target(ana));
    await house.database.pool.query('delete from outbox');
    await answer(ana, 'Before', messageId);
    const { pool, tenantId } = house.database;
    const of = { tenantId, conversationId: id };
    await other.query('select from outbox for update');
    const claiming = claimOutbox(pool, of, EVERYTHING);
    await waiting(1);
    const editing = editMessage(pool, { ...of, messageId, text: 'After', canFollow: false });
    await waiting(2);
    await other.query('commit');
    expect((await claiming)?.message?.text).toBe('Before');
    expect(await editing).toBe('too_late');
  });

  it('a process that stands still with it loses it to what the customer writes, and lives on', async () => {
    const { pool, tenantId } = house.database;
    const standing = inTransaction(pool, async (db) => {
      await lockDeskView(db, tenantId, id);
      const { rows } = await db.query('show idle_in_transaction_session_timeout');
      expect(rows).toEqual([{ idle_in_transaction_session_timeout: '10s' }]);
      // As if it were over: nobody is kept for ten seconds here.
      await db.query(`set local idle_in_transaction_session_timeout = '50ms'`);
      await house.receive(inboundText('Anybody there?'));
      await db.query('select 1');
    });
    const failed = await standing.then(() => undefined, asStoreError);
    expect(failed).toMatchObject({ code: 'database_unavailable', retryable: true });
    expect(await view()).toMatchObject({ mode: 'waiting' });
  });

  it('a message that two processes have sent stands as both did, whichever tells it first', async () => {
    await answer(ana, 'Ana here.');
    const { pool, tenantId } = house.database;
    const claim = async (): Promise<OutboxRow> => {
      await pool.query(`update outbox set lease_until = now() - interval '1 second' where state = 'sending'`);
      const row = await claimOutbox(pool, { tenantId, conversationId: id }, EVERYTHING);
      if (!row) throw new Error('nothing waits');
      return row;
    };
    const stand = async (...tellers: readonly ('late' | 'own')[]): Promise<unknown> => {
      const rows = { late: await claim(), own: await claim() };
      for (const teller of tellers) await markSent(pool, rows[teller], ['both', teller]);
      return (await pool.query('select parts from outbox where id = $1', [rows.own.id])).rows[0]?.parts;
    };
    expect(await stand('own', 'late')).toEqual(['both', 'own', 'late']);
    expect(await stand('late', 'own')).toEqual(['both', 'late', 'own']);
  });

  it('a message is tried again together with what its notice says, and before the room shows that', async () => {
    const messageId = parseId<'message'>(randomUUID());
    await answer(ana, 'Ana here.', messageId);
    const { pool, tenantId } = house.database;
    await pool.query(`update outbox set state = 'failed'`);
    const escalationId = (await view())?.newest as EscalationId;
    const buttons = [{ action: 'retry' }];
    await addNotice(pool, tenantId, { escalationId, key: 'failed', text: '', buttons, subjectId: messageId });
    const notice = async () => (await pool.query('select id, text from desk_notices')).rows[0];
    const state = async () =>
      (await pool.query('select state from outbox where message_id = $1', [messageId])).rows[0].state;
    await other.query('select from desk_notices for update');
    const rings: string[] = [];
    const never = new Promise<void>(() => undefined);
    const deps = {
      ...{ pool, tenantId, desk: house.desk, businessName: 'Test shop', model: undefined, now: Date.now },
      ...{ staffLanguage: 'en' as const, canEdit: () => false, log: createLog('silent') },
      room: { whisper: async () => undefined, rewrite: () => never },
      onChange: (_: unknown, conversationId: string) => rings.push(conversationId),
    };
    const place = { room: 'C1', thread: '1.0', post: '2.0', staff: { id: 'slack:T:Ana', name: 'Ana' } };
    const press = { ...place, action: 'retry' as const, escalationId, key: (await notice()).id };
    void act(deps, press, { escalationId, conversationId: id, staff: ana });
    await waiting(1);
    expect(await state()).toBe('failed');
    await other.query('commit');
    await until('it rings', () => rings.includes(id));
    expect(await state()).toBe('queued');
    expect((await notice()).text).toContain('Sent again');
  });
});

describe('a held reply that its writer sends while they change it', () => {
  let desk: DeskHouse;
  let held: StaffWrote;
  let sending: Promise<void>;
  let other: PoolClient;

  const listener = (): StaffListener => {
    const { threads } = desk.house.deskRoom;
    if (!threads) throw new Error('there is no staff room');
    return threads.listener;
  };
  const standing = async () => {
    const { rows } = await desk.house.database.pool.query(
      `select text from messages where user_id is not null and deleted_at is null`,
    );
    return rows.map(({ text }) => text);
  };

  beforeEach(async () => {
    desk = await openDeskHouse({ engine: 'postgresql', sweeps: false });
    const card = await desk.handOver();
    await desk.handBack(card);
    const staff = { id: `slack:T:${desk.raj.id}`, name: 'Raj' };
    const place = { room: card.channel, thread: card.ts, post: '1700000000.000001' };
    held = { ...place, staff, text: 'Raj here.', attachments: [] };
    await listener().wrote(held);
    const { pool } = desk.house.database;
    const { rows } = await pool.query(
      'select id, escalation_id from desk_notices where subject_id is not null',
    );
    await desk.says(card, 'Raj: The bot has');
    other = await pool.connect();
    await other.query('begin');
    await other.query('select from conversations for update');
    const post = desk.find(card, 'Raj: The bot has')[0]?.ts ?? '';
    const { id: key, escalation_id: escalationId } = rows[0];
    sending = listener().pressed({ ...place, post, staff, action: 'send_only', escalationId, key });
    await waitingIn(desk.house, 1);
  });
  afterEach(async () => {
    other.release(true);
    await desk.close();
  });

  it('is taken back where they delete it', async () => {
    const deleting = listener().deleted(held);
    await Promise.race([deleting, waitingIn(desk.house, 2)]);
    await other.query('commit');
    await Promise.all([sending, deleting]);
    expect(await standing()).toEqual([]);
  });

  it('says their last words where they edit it', async () => {
    const editing = listener().edited({ ...held, text: 'Raj is here.', editId: '1700000001.000000' });
    await Promise.race([editing, waitingIn(desk.house, 2)]);
    await other.query('commit');
    await Promise.all([sending, editing]);
    expect(await standing()).toEqual(['Raj is here.']);
  });
});
