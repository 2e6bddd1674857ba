import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../src/model/ids.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { readWeek, total } from '../../src/store/week.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';

// Wednesday the 18th, 11 pm in Singapore, which is 15:00 in UTC.
const NOW = new Date('2026-11-18T15:00:00Z');
const TIMEZONE = 'Asia/Singapore';

type Outcome = 'answered' | 'clarified' | 'handed_over' | 'silent' | 'to_staff' | 'failed';
interface Written {
  readonly at: string;
  readonly outcome?: Outcome;
  readonly reason?: string;
}

describe.each(ENGINES)('the week at a glance on the %s engine', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  let shops = 0;
  async function openShop() {
    shops += 1;
    const { pool } = database;
    const tenantId: TenantId = await ensureTenant(pool, `week-${shops}`, 'A shop');
    /** Somebody writes: each message at a moment of Singapore's time, with how it ended. */
    const writes = async (
      of: { readonly channel?: string; readonly language?: string | null },
      ...messages: readonly Written[]
    ): Promise<string> => {
      const [conversation, customer] = [randomUUID(), randomUUID()];
      const channel = of.channel ?? 'webchat';
      await pool.query(`insert into customers (tenant_id, id, name) values ($1, $2, 'Mei')`, [
        tenantId,
        customer,
      ]);
      await pool.query(
        `insert into conversations (tenant_id, id, customer_id, channel, account, external_id, address, language)
         values ($1, $2, $3, $4, '', $3::uuid::text, '{}', $5)`,
        [tenantId, conversation, customer, channel, of.language === undefined ? 'en' : of.language],
      );
      for (const [position, { at, outcome = 'answered', reason = 'found' }] of messages.entries())
        await pool.query(
          `insert into messages
             (tenant_id, conversation_id, position, author, channel, account, text, outcome, decision, created_at)
           values ($1, $2, $3, 'customer', $4, '', 'hello', $5, jsonb_build_object('reason', $6::text), $7)`,
          [tenantId, conversation, position + 1, channel, outcome, reason, new Date(`${at}+08:00`)],
        );
      return conversation;
    };
    const called = (conversation: string, at: string, minutes: number | undefined, reason = 'complaint') =>
      pool.query(
        `insert into escalations (tenant_id, conversation_id, state, reason, opened_at, claimed_at)
         values ($1, $2, 'resolved', $3, $4, $4::timestamptz + make_interval(mins => $5))`,
        [tenantId, conversation, reason, new Date(`${at}+08:00`), minutes ?? null],
      );
    const rated = (conversation: string, at: string, rating: number) =>
      pool.query(
        'insert into feedback (tenant_id, conversation_id, rating, created_at) values ($1, $2, $3, $4)',
        [tenantId, conversation, rating, new Date(`${at}+08:00`)],
      );
    const week = (now = NOW) => readWeek(pool, tenantId, { now, timezone: TIMEZONE });
    return { tenantId, writes, called, rated, week };
  }

  it('has seven empty days for a shop that is new', async () => {
    const { week } = await openShop();
    const { days, channels, tally, minutesToPerson, before } = await week();
    expect(days.map(({ day }) => day)).toEqual([
      ...['2026-11-12', '2026-11-13', '2026-11-14', '2026-11-15', '2026-11-16', '2026-11-17', '2026-11-18'],
    ]);
    expect(channels).toEqual([]);
    expect([total(tally), total(before.tally), minutesToPerson]).toEqual([0, 0, undefined]);
  });

  it('counts what one customer wrote on one channel on one day as one, by how it ended', async () => {
    const { writes, week } = await openShop();
    const at = '2026-11-17T10:00';
    await writes({}, { at }, { at: '2026-11-17T10:05' }, { at: '2026-11-17T18:00', outcome: 'silent' });
    await writes({}, { at, outcome: 'clarified', reason: 'cannot_answer' }, { at: '2026-11-17T10:01' });
    await writes({}, { at, outcome: 'clarified', reason: 'cannot_answer' }, { at, outcome: 'handed_over' });
    await writes({}, { at, outcome: 'clarified', reason: 'too_long' }, { at: '2026-11-17T10:01' });
    await writes({}, { at, outcome: 'failed' });
    await writes({}, { at, outcome: 'to_staff' }, { at: '2026-11-18T09:00' });
    const { days, tally } = await week();
    expect(days.at(-2)).toEqual({ day: '2026-11-17', tally: { bot: 2, person: 2, unanswered: 2 } });
    expect(days.at(-1)).toEqual({ day: '2026-11-18', tally: { bot: 1, person: 0, unanswered: 0 } });
    expect(tally).toEqual({ bot: 3, person: 2, unanswered: 2 });
  });

  it('begins and ends its days at midnight in Singapore', async () => {
    const { writes, week } = await openShop();
    // The last minute of the week before and the first of this one; UTC has the 11th for both.
    await writes({}, { at: '2026-11-11T23:59:59' }, { at: '2026-11-12T00:00:00' });
    await writes({}, { at: '2026-11-13T23:59:59' }, { at: '2026-11-14T00:00:00' });
    // The first of the week before, and one that is too old.
    await writes({}, { at: '2026-11-05T00:00:00' }, { at: '2026-11-04T23:59:59' });
    await writes({}, { at: '2026-11-18T23:30:00' });
    const { days, tally, before } = await week();
    expect(days.map((day) => total(day.tally))).toEqual([1, 1, 1, 0, 0, 0, 0]);
    expect([total(tally), total(before.tally)], 'half past eleven is still to come').toEqual([3, 2]);
    const later = await week(new Date('2026-11-18T16:00:00Z'));
    expect(later.days.at(-1)?.day, 'midnight has passed').toBe('2026-11-19');
    expect(total(later.days.at(-2)?.tally ?? tally)).toBe(1);
  });

  it('is told by channel and by language, most first', async () => {
    const { writes, week } = await openShop();
    const at = '2026-11-16T12:00';
    await writes({ channel: 'telegram', language: 'zh' }, { at });
    await writes({ channel: 'telegram', language: 'en' }, { at, outcome: 'handed_over' });
    await writes({ channel: 'whatsapp', language: 'zh' }, { at });
    await writes({ channel: 'webchat', language: null }, { at: '2026-11-09T12:00' }, { at });
    const { channels, languages } = await week();
    expect(channels).toEqual([
      { name: 'telegram', tally: { bot: 1, person: 1, unanswered: 0 } },
      { name: 'webchat', tally: { bot: 1, person: 0, unanswered: 0 } },
      { name: 'whatsapp', tally: { bot: 1, person: 0, unanswered: 0 } },
    ]);
    expect(languages.map(({ name, tally }) => [name, total(tally)])).toEqual([
      ['zh', 2],
      ['', 1],
      ['en', 1],
    ]);
  });

  it('knows the median of the minutes until a person came, and the ratings, of this week and the one before', async () => {
    const { writes, called, rated, week } = await openShop();
    const id = await writes({}, { at: '2026-11-16T12:00' });
    for (const minutes of [2, 90, 4, 6]) await called(id, '2026-11-16T12:00', minutes);
    await called(id, '2026-11-16T13:00', undefined);
    await called(id, '2026-11-16T13:00', 500, 'staff_stepped_in');
    await called(id, '2026-11-11T23:59', 30);
    for (const [at, rating] of [
      ['2026-11-12T00:00', 5],
      ['2026-11-16T12:00', 5],
      ['2026-11-18T12:00', 1],
      ['2026-11-11T23:59', 3],
    ] as const)
      await rated(id, at, rating);
    const { minutesToPerson, ratings, before } = await week();
    expect([minutesToPerson, before.minutesToPerson]).toEqual([5, 30]);
    expect(ratings).toEqual({ good: 2, fair: 0, bad: 1 });
    expect(before.ratings).toEqual({ good: 0, fair: 1, bad: 0 });
  });
});
