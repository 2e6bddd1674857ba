// Several processes on one database: each serves the conversations whose account it can speak through.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../src/log.ts';
import type { Inbound } from '../../src/model/activity.ts';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { giveUpForsaken } from '../../src/pipeline/outbox.ts';
import { EVERYTHING, isServed, SERVED, type Served, servedValues } from '../../src/store/served.ts';
import { releaseAllLeases } from '../../src/store/sweep.ts';
import { ensureStaff } from '../../src/store/users.ts';
import { ENGINES } from '../support/database.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { createHeldModel, type HeldModel } from '../support/models.ts';
import { inboundText } from '../support/platform.ts';

const PHONE = 'whatsapp:web';
const ELSEWHERE: Served = { except: [PHONE] };
const QUIET_MS = 300;

const CASES: readonly (readonly [of: Served, serviceUrl: string | undefined, isServed: boolean])[] = [
  [EVERYTHING, undefined, true],
  [EVERYTHING, PHONE, true],
  [ELSEWHERE, undefined, true],
  [ELSEWHERE, 'whatsapp:cloud', true],
  [ELSEWHERE, PHONE, false],
  [{ only: [PHONE] }, PHONE, true],
  [{ only: [PHONE] }, undefined, false],
  [{ only: [] }, PHONE, false],
];

function byPhone(text: string, more: Partial<Inbound> = {}): Inbound {
  const inbound = inboundText(text, { conversation: 'phone' });
  return { ...inbound, ...more, address: { ...inbound.address, serviceUrl: PHONE } };
}

describe.concurrent.each(ENGINES)(
  'conversations of an account that this process does not speak through, on %s',
  (engine) => {
    let house: House;
    let served: Served;
    let model: HeldModel;
    beforeEach(async () => {
      model = createHeldModel();
      served = ELSEWHERE;
      house = await openHouse({
        engine,
        model,
        served: () => served,
        burst: { quietMs: QUIET_MS, maxMs: QUIET_MS },
      });
    });
    afterEach(() => house.close());

    const seen = (conversation: string): readonly string[] => house.platform.textsOf(conversation);
    const claims = async (): Promise<unknown> =>
      (
        await house.database.pool.query(
          `select c.turn_attempts + coalesce(sum(o.attempts), 0) + coalesce(sum(r.attempts), 0) as claims
         from conversations c
         left join outbox o on o.conversation_id = c.id
         left join readings r on r.conversation_id = c.id
         where c.external_id = 'phone'
         group by c.id`,
        )
      ).rows[0]?.claims;
    const reply = async (text: string): Promise<void> => {
      const { pool, tenantId } = house.database;
      const { rows } = await pool.query<{ id: ConversationId }>(
        `select id from conversations where external_id = 'phone'`,
      );
      const userId = await ensureStaff(pool, tenantId, { externalId: 'slack:T:ANA', name: 'Ana' });
      const staff = { userId, name: 'Ana' };
      const messageId = parseId<'message'>(randomUUID());
      const conversationId = rows[0]?.id as ConversationId;
      await house.desk.reply({ tenantId, conversationId }, { staff, messageId, text, as: 'take_over' });
    };
    const ringAll = async (): Promise<void> => {
      const { pool, tenantId } = house.database;
      const { rows } = await pool.query<{ id: ConversationId }>('select id from conversations');
      for (const { id: conversationId } of rows)
        for (const kind of ['turn', 'reading', 'delivery'] as const)
          await house.worker.handle({ kind, tenantId, conversationId });
    };

    it.sequential('are stored, but never claimed: neither a turn, nor a file, nor what staff write', async () => {
      const file = { contentType: 'text/plain', contentUrl: 'file:none', name: 'note.txt' };
      await house.receive(byPhone('hello', { attachments: [file] }));
      await house.receive(inboundText('hello', { conversation: 'other' }));
      await until('the other customer is answered', () => seen('other').length === 1);
      await ringAll();
      expect(await claims()).toBe(0);
      await reply('Ana here.');
      await ringAll();
      expect(await claims()).toBe(0);
      expect(seen('phone')).toEqual([]);
      served = EVERYTHING;
      await until('the phone is served once it is ours', () => seen('phone').includes('Ana here.'));
    });

    it.sequential('are left with their reply to whom the account went while the turn was under way', async () => {
      served = EVERYTHING;
      // It goes as soon as the turn has begun: however slow the machine is, before the reply.
      const show = async (): Promise<void> => {
        served = ELSEWHERE;
      };
      Object.assign(house.platform, { show });
      await house.receive(byPhone('hello'));
      const { pool } = house.database;
      const line = async () => (await pool.query('select state, attempts from outbox')).rows;
      await until('the reply is committed', async () => (await line()).length === 1);
      await ringAll();
      expect(await line()).toEqual([{ state: 'queued', attempts: 0 }]);
      served = { only: [PHONE] };
      await until('it is sent by who has the account', () => seen('phone').length === 1);
    });

    it.sequential('are all that one serves that has nothing but that account', async () => {
      served = { only: [PHONE] };
      await house.receive(inboundText('hello', { conversation: 'other' }));
      await house.receive(byPhone('hello'));
      await until('the phone is answered', () => seen('phone').length === 1);
      await ringAll();
      expect(seen('other')).toEqual([]);
    });

    it.sequential('are given up with the reason where nobody sent to them for six hours', async () => {
      await house.receive(byPhone('hello'));
      await reply('Ana here.');
      const { pool } = house.database;
      const nothing = { offersTemplate: () => false, onSettled: () => undefined, random: () => 0 };
      const deps = { pool, log: createLog('silent'), served: () => served, ...nothing };
      const line = async () =>
        (await pool.query('select state, attempts from outbox order by position')).rows;
      const queued = { state: 'queued', attempts: 0 };
      const age = (hours: number) =>
        pool.query(
          `update outbox
           set next_attempt_at = now() - $1 * interval '1 hour',
               lease_until = case state when 'sending' then now() - $1 * interval '1 hour' end`,
          [hours],
        );
      // Its sender died with it.
      await pool.query(
        `update outbox set state = 'sending' where position = (select min(position) from outbox)`,
      );
      const dead = { state: 'sending', attempts: 0 };
      await age(5.9);
      await giveUpForsaken(deps);
      expect(await line()).toEqual([dead, queued]);
      await age(6.1);
      await releaseAllLeases(pool);
      await giveUpForsaken(deps);
      const failed = { state: 'failed', attempts: 1 };
      expect(await line()).toEqual([failed, failed]);
      const { rows } = await pool.query(`select text from desk_notices where key like 'failed:%'`);
      expect(rows).toEqual([{ text: expect.stringContaining('Ana here.') }]);
    });

    it.sequential('are not given up where who sends to them came back in that moment', async () => {
      await house.receive(byPhone('hello'));
      await reply('Ana here.');
      const { pool } = house.database;
      const first = 'position = (select min(position) from outbox)';
      await pool.query(`update outbox set next_attempt_at = now() - interval '7 hours' where ${first}`);
      const comingBack = {
        query: async (statement: { readonly name?: string }, ...values: unknown[]) => {
          const found = await (pool.query as (...of: unknown[]) => Promise<unknown>)(statement, ...values);
          if (statement.name === 'find_forsaken_deliveries')
            await pool.query(`update outbox set state = 'sent' where ${first}`);
          return found;
        },
      } as unknown as typeof pool;
      const nothing = { offersTemplate: () => false, onSettled: () => undefined, random: () => 0 };
      await giveUpForsaken({ pool: comingBack, log: createLog('silent'), served: () => served, ...nothing });
      const { rows } = await pool.query('select state, attempts from outbox order by position');
      expect(rows).toEqual([
        { state: 'sent', attempts: 0 },
        { state: 'queued', attempts: 0 },
      ]);
    });

    it.sequential('are told in memory as in the database', async () => {
      for (const [of, serviceUrl, expected] of CASES) {
        const { rows } = await house.database.pool.query(
          `select ${SERVED('address', 2)} as served from (select $1::jsonb as address) a`,
          [JSON.stringify({ serviceUrl }), ...servedValues(of)],
        );
        const what = `${JSON.stringify(of)} has ${serviceUrl}`;
        expect(rows, what).toEqual([{ served: expected }]);
        expect(isServed(of, serviceUrl === undefined ? {} : { serviceUrl }), what).toBe(expected);
      }
    });
  },
);
