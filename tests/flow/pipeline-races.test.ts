// What happens between two statements of the pipeline: nothing that is stored goes unanswered, nothing is said twice.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { condense } from '../../src/agent/memory.ts';
import { createLog } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { ConversationId, EscalationId, TenantId } from '../../src/model/ids.ts';
import { parseId } from '../../src/model/ids.ts';
import { listWaiting, remind, snooze, tellWaiting } from '../../src/store/escalations.ts';
import { appendInbounds } from '../../src/store/inbound.ts';
import { applyEdit } from '../../src/store/inbound-edits.ts';
import { EVERYTHING } from '../../src/store/served.ts';
import { claimTurn, type Lease, readTurn, type TurnContext } from '../../src/store/turns.ts';
import { ENGINES } from '../support/database.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { createHeldModel } from '../support/models.ts';
import { inboundText } from '../support/platform.ts';

const BUSY = new DeliveryError('busy', 'It took too long.', { retryable: true });

async function theConversation({ database }: House) {
  const { rows } = await database.pool.query<{ tenantId: TenantId; conversationId: ConversationId }>(
    'select tenant_id as "tenantId", id as "conversationId" from conversations',
  );
  const [row] = rows;
  if (!row) throw new Error('no conversation');
  return row;
}

describe.each(ENGINES)('a process that stood still for longer than its lease, on %s', (engine) => {
  let slow: House;
  let quick: House;
  let wake: (how?: DeliveryError) => void;

  beforeEach(async () => {
    slow = await openHouse({ engine, sweeps: false });
    const database = { ...slow.database, close: async () => undefined };
    quick = await openHouse({ database, sweeps: false });
  });
  afterEach(async () => {
    await quick.close();
    await slow.close();
  });

  const deliver = async (house: House): Promise<void> =>
    house.worker.handle({ kind: 'delivery', ...(await theConversation(slow)) });
  const line = async () =>
    (await slow.database.pool.query('select state, jsonb_array_length(parts) as parts from outbox')).rows;
  const standStill = async (): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let isStill = false;
    wake = (how) => (how ? reject(how) : resolve());
    slow.platform.beforeSend(() => {
      isStill = true;
      return promise;
    });
    await slow.receive(inboundText('hello'));
    await until('it sends', () => isStill);
    await slow.database.pool.query(`update outbox set lease_until = now() - interval '1 second'`);
  };

  it.each([
    ['for a while', BUSY],
    ['for good', new DeliveryError('refused', 'No.')],
  ])(
    'changes nothing of what another has sent since, when its own attempt then fails %s',
    async (_, error) => {
      await standStill();
      await deliver(quick);
      wake(error);
      await slow.worker.stop(10_000);
      expect(await line()).toEqual([{ state: 'sent', parts: 1 }]);
      expect(quick.platform.shown).toHaveLength(1);
      const { rowCount } = await slow.database.pool.query('select from desk_notices');
      expect(rowCount).toBe(0);
    },
  );

  it('leaves the rest to who has it, and its part is not taken for one of theirs', async () => {
    for (const { platform } of [slow, quick])
      Object.assign(platform, {
        encode: (message: { text: string }) => [1, 2].map((n) => ({ ...message, text: `part ${n}` })),
      });
    await standStill();
    quick.platform.beforeSend(async ({ text }) => {
      if (text === 'part 2') throw BUSY;
    });
    await deliver(quick);
    wake();
    await slow.worker.stop(10_000);
    expect(await line()).toEqual([{ state: 'queued', parts: 1 }]);
    quick.platform.beforeSend(undefined);
    await slow.database.pool.query('update outbox set next_attempt_at = now()');
    await deliver(quick);
    expect(await line()).toEqual([{ state: 'sent', parts: 2 }]);
    expect(quick.platform.textsOf('chat-1')).toEqual(['part 1', 'part 2']);
  });
});

describe('a conversation', () => {
  let house: House;
  afterEach(() => house.close());
  const leaseOf = async (): Promise<Lease> => ({
    ...(await theConversation(house)),
    owner: randomUUID(),
    durationMs: 10_000,
  });

  it('of a customer who writes while a message is refused to them can be answered again', async () => {
    house = await openHouse();
    let isRefused = false;
    house.platform.beforeSend(async () => {
      if (isRefused) return;
      isRefused = true;
      await house.receive(inboundText('thank you'));
      await until('it has an answer', async () => {
        const { rowCount } = await house.database.pool.query('select from outbox');
        return rowCount === 2;
      });
      throw new DeliveryError('address_gone', 'Blocked.');
    });
    await house.receive(inboundText('hello'));
    await until('the second message is answered', () => house.platform.shown.length === 1);
  });

  it('is answered on its last words, also where they change in the turn that waits for nothing any more', async () => {
    const model = createHeldModel();
    house = await openHouse({ model });
    const original = inboundText('Can I bring my dog?', { id: 'edited' });
    await house.receive(original);
    for (const turn of [1, 2, 3]) {
      await model.called(turn);
      const edit = { ...original, id: `edited:${turn}`, editOf: 'edited' };
      await house.receive({ ...edit, text: `Can I bring my ${turn} dogs?` });
      model.answer(`To version ${turn - 1}.`);
    }
    await model.called(4);
    expect(model.requests[3]?.messages.at(-1)?.content).toContain('my 3 dogs');
    model.answer('To version 3.');
    await until('it is answered', () => house.platform.shown.length === 2);
    expect(house.platform.textsOf('chat-1')).toEqual(['To version 2.', 'To version 3.']);
  });

  // The embedded database has one session: there nothing can be under way beside it.
  it('is read by a turn as its revision says, whatever was being stored when it was claimed', async () => {
    house = await openHouse({ engine: 'postgresql', served: () => ({ only: [] }), sweeps: false });
    const { pool, tenantId } = house.database;
    const original = inboundText('Before', { id: 'original' });
    await house.receive(original);
    const storing = await pool.connect();
    await storing.query('begin');
    await applyEdit(storing, tenantId, { ...original, text: 'After', id: 'edit', editOf: 'original' });
    await appendInbounds(storing, tenantId, [inboundText('More')]);
    const claiming = claimTurn(pool, await leaseOf(), EVERYTHING);
    await until('the turn waits', async () => {
      const { rowCount } = await pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    await storing.query('commit');
    storing.release();
    const { context } = (await claiming) ?? {};
    expect(context?.conversation.revision).toBe(3);
    expect(context?.messages.map(({ text }) => text)).toEqual(['After', 'More']);
  });

  it('is summed up from where it was summed up before, whichever turn is ready first', async () => {
    house = await openHouse({ served: () => ({ only: [] }), sweeps: false });
    const { pool } = house.database;
    await house.receive(inboundText('My order is 4711'));
    const lease = await leaseOf();
    const say = (from: number, to: number) =>
      pool.query(
        `insert into messages (tenant_id, conversation_id, position, author, channel, account, text)
         select $1, $2, n, 'bot', 'telegram', '', 'Word ' || n from generate_series($3::int, $4::int) n`,
        [lease.tenantId, lease.conversationId, from, to],
      );
    await say(2, 40);
    const model = createHeldModel();
    const deps = { pool, model, log: createLog('silent') };
    const first = (await readTurn(pool, lease)) as TurnContext;
    await say(41, 44);
    const second = (await readTurn(pool, lease)) as TurnContext;
    expect(second.messages[0]?.text).not.toContain('4711');
    const condensing = [condense(deps, first), condense(deps, second)];
    await model.called(2);
    model.answer('The order is 4711.');
    model.answer('Only words.');
    await Promise.all(condensing);
    const { conversation } = (await readTurn(pool, lease)) as TurnContext;
    expect(conversation.summary).toBe('The order is 4711.');
  });

  it('that is put off in the moment in which it is found waiting is not reminded of', async () => {
    house = await openHouse({ served: () => ({ only: [] }), sweeps: false });
    const { pool, tenantId } = house.database;
    await house.receive(inboundText('human please'));
    const { rows } = await pool.query<{ id: EscalationId }>(
      `with waiting as (update conversations set mode = 'waiting' returning id)
       insert into escalations (tenant_id, conversation_id, reason)
       select $1, id, 'asked_for_person' from waiting
       returning id`,
      [tenantId],
    );
    const [found] = await listWaiting(pool, { reminders: 3, after: undefined, limit: 1 });
    if (!found || found.id !== rows[0]?.id) throw new Error('it does not wait');
    const until = new Date(Date.now() + 60_000);
    await snooze(pool, tenantId, { escalationId: found.id, until });
    expect(await remind(pool, found, { number: 1, text: 'Nobody has taken this.' })).toBe(false);
    const id = parseId<'message'>(randomUUID());
    const words = { id, authorName: 'Test shop', text: 'It takes longer.', language: 'en' } as const;
    expect(await tellWaiting(pool, found, words)).toBe(false);
  });
});
