// Two weeks of a shop that is in business: who wrote when, on which channel, in which language, and how it ended.
import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

// So many conversations a day, oldest first: [by the bot, with a person, without an answer].
const DAYS: readonly (readonly [number, number, number])[] = [
  ...([
    [5, 1, 1],
    [6, 1, 0],
    [4, 0, 1],
    [8, 2, 1],
    [7, 1, 1],
    [3, 0, 0],
    [5, 1, 2],
  ] as const),
  ...([
    [6, 1, 1],
    [9, 2, 0],
    [7, 1, 2],
    [12, 3, 1],
    [10, 1, 1],
    [4, 0, 0],
    [6, 1, 1],
  ] as const),
];
const CHANNELS = ['whatsapp', 'whatsapp', 'webchat', 'telegram', 'whatsapp', 'slack'] as const;
const LANGUAGES = ['en', 'zh', 'en', 'ms', 'en', 'ta', 'zh'] as const;
const OUTCOMES = ['answered', 'handed_over', 'clarified'] as const;
const DAY_MS = 86_400_000;

export async function fillWeeks({ pool, tenantId }: TestDatabase, nowMs = Date.now()): Promise<void> {
  let number = 0;
  for (const [day, counts] of DAYS.entries())
    for (const [ending, count] of counts.entries())
      for (let one = 0; one < count; one += 1) {
        const at = new Date(nowMs - (DAYS.length - 1 - day) * DAY_MS - number * 1_000 - 60_000);
        const [id, customer] = [randomUUID(), randomUUID()];
        const channel = CHANNELS[number % CHANNELS.length];
        await pool.query(`insert into customers (tenant_id, id, name) values ($1, $2, 'A customer')`, [
          ...[tenantId, customer],
        ]);
        await pool.query(
          `insert into conversations
             (tenant_id, id, customer_id, channel, account, external_id, address, mode, language)
           values ($1, $2, $3, $4, '', $3::uuid::text, '{}', 'closed', $5)`,
          [tenantId, id, customer, channel, LANGUAGES[number % LANGUAGES.length]],
        );
        await pool.query(
          `insert into messages
             (tenant_id, conversation_id, position, author, channel, account, text, outcome, decision, created_at, handled_at)
           values ($1, $2, 1, 'customer', $3, '', 'Hello', $4, '{"reason": "cannot_answer"}', $5, $5)`,
          [tenantId, id, channel, OUTCOMES[ending], at],
        );
        if (ending === 1) await helped({ pool, tenantId }, { id, at, number });
        number += 1;
      }
}

async function helped(
  { pool, tenantId }: Pick<TestDatabase, 'pool' | 'tenantId'>,
  { id, at, number }: { readonly id: string; readonly at: Date; readonly number: number },
): Promise<void> {
  await pool.query(
    `insert into escalations (tenant_id, conversation_id, state, reason, opened_at, claimed_at, closed_at)
     values ($1, $2, 'resolved', 'asked_for_person', $3, $3::timestamptz + make_interval(mins => $4), $3)`,
    [tenantId, id, at, 2 + (number % 9)],
  );
  const rating = [5, 5, 3, 5, 1][number % 5];
  await pool.query(
    'insert into feedback (tenant_id, conversation_id, rating, created_at) values ($1, $2, $3, $4)',
    [tenantId, id, rating, at],
  );
}
