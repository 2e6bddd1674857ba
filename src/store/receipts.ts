// What platforms tell of messages of ours: delivered, read, or failed after they had been taken.
import type { ChannelName, Receipt } from '../model/activity.ts';
import type { ConversationId, MessageId, OutboxId, TenantId } from '../model/ids.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

/** A message of ours that the platform took, and gave up. */
export interface LateFailure {
  readonly tenantId: TenantId;
  readonly id: OutboxId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly account: string;
  /** The platform's id of the part. */
  readonly part: string;
  /** Nothing of the message went out behind it. */
  readonly isLastPart: boolean;
  readonly attempts: number;
  readonly text: string;
  readonly failure: NonNullable<Receipt['failure']>;
}

const BATCH = 50;

/**
 * Keeps the furthest that is known of a part: a receipt that comes late changes nothing.
 * @returns the conversation that it is news for; undefined where it is none, or where the part is not known yet.
 */
export async function saveReceipt(
  db: Queryable,
  tenantId: TenantId,
  { channel, account, id, state, failure }: Receipt,
): Promise<ConversationId | undefined> {
  if (state === 'sent') return undefined;
  const { rows } = await db.query<{ conversation_id: ConversationId }>({
    name: 'save_receipt',
    text: `with saved as (
             insert into receipts as r (tenant_id, channel, account, external_id, state, failure)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (tenant_id, channel, account, external_id) do update
             set state = excluded.state, failure = excluded.failure, at = now()
             where array_position(array['failed', 'delivered', 'read'], excluded.state)
                 > array_position(array['failed', 'delivered', 'read'], r.state)
             returning external_id
           )
           select m.conversation_id
           from saved
           join messages m
             on m.tenant_id = $1 and m.channel = $2 and m.account = $3 and m.external_id = saved.external_id`,
    values: [tenantId, channel, account, id, state, failure ? JSON.stringify(failure) : null],
  });
  return rows[0]?.conversation_id;
}

/**
 * Failures of messages that count as sent; none of a part whose id isn't stored yet.
 * @param of.part of this one only; @param of.youngerThanMs others' messages on the same number stay unknown for ever.
 */
export async function listLateFailures(
  db: Queryable,
  of: { readonly part?: string; readonly youngerThanMs: number },
): Promise<readonly LateFailure[]> {
  const { rows } = await db.query<LateFailure>({
    name: 'list_late_failures',
    text: `select o.tenant_id as "tenantId", o.id, o.conversation_id as "conversationId", o.message_id as "messageId",
                  r.channel, r.account, r.external_id as part, o.parts->>-1 = r.external_id as "isLastPart", o.attempts,
                  m.text, r.failure
           from receipts r
           cross join lateral (
             select message_id
             from (
               select id as message_id
               from messages
               where tenant_id = r.tenant_id and channel = r.channel and account = r.account
                 and external_id = r.external_id
               union all
               select message_id
               from outbox
               where tenant_id = r.tenant_id and jsonb_array_length(parts) > 1
                 and parts @> to_jsonb(r.external_id)
             ) known
             limit 1
           ) k
           join outbox o on o.message_id = k.message_id and o.action = 'send' and o.state = 'sent'
           join messages m on m.id = o.message_id
           where r.state = 'failed' and r.settled_at is null and r.at > now() - $2 * interval '1 millisecond'
             and ($3::text is null or r.external_id = $3)
           order by r.at
           limit $1`,
    values: [BATCH, of.youngerThanMs, of.part ?? null],
  });
  return rows;
}

/**
 * Does what follows from a failure, once. Another part's failure may have changed the message since it was listed: then
 * nothing is done.
 * @returns whether it was.
 */
export async function settleFailure(
  pool: Pool,
  of: Pick<LateFailure, 'tenantId' | 'id' | 'channel' | 'account' | 'part'>,
  follow: (db: Queryable) => Promise<void>,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `with standing as materialized (
         select id
         from outbox
         where id = $5 and tenant_id = $1 and state = 'sent' and parts @> to_jsonb($4::text)
         for update
       )
       update receipts
       set settled_at = now()
       from standing
       where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4 and settled_at is null`,
      [of.tenantId, of.channel, of.account, of.part, of.id],
    );
    if (rowCount === 1) await follow(client);
    return rowCount === 1;
  });
}

/** What is sent again begins with this part: neither it nor what came behind it counts as sent any more. */
export async function forgetPart(
  db: Queryable,
  of: Pick<LateFailure, 'tenantId' | 'id' | 'messageId' | 'part'>,
): Promise<void> {
  await db.query(
    `with cut as (
       update outbox o
       set parts = (
         select coalesce(jsonb_agg(e.part order by e.number), '[]')
         from jsonb_array_elements(o.parts) with ordinality as e(part, number)
         where e.number < (
           select min(f.number)
           from jsonb_array_elements_text(o.parts) with ordinality as f(part, number)
           where f.part = $4
         )
       )
       where o.id = $1 and o.tenant_id = $2
     )
     update messages
     set external_id = null
     where id = $3 and tenant_id = $2`,
    [of.id, of.tenantId, of.messageId, of.part],
  );
}

/** A message that counted as sent waits to go out again; `done_at` keeps that it was taken before. */
export async function sendAgain(
  db: Queryable,
  of: Pick<LateFailure, 'tenantId' | 'id'>,
  again: { readonly delayMs: number; readonly error: string },
): Promise<void> {
  await db.query(
    `update outbox
     set state = 'queued', error = $4, next_attempt_at = now() + $3 * interval '1 millisecond'
     where id = $1 and tenant_id = $2`,
    [of.id, of.tenantId, again.delayMs, again.error],
  );
}
