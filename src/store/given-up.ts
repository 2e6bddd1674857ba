// Messages that were given up: the staff see why, and may have them tried again.
import type { OutboxId, TenantId } from '../model/ids.ts';
import { shorten } from '../model/text.ts';
import type { Queryable } from './pool.ts';

/** Why a message was given up. */
export interface Failure {
  /** As in DeliveryError. */
  readonly code: string;
  readonly error: string;
  /** What staff may do about it. */
  readonly buttons: readonly object[];
  /** The platform refuses this customer, not this message: nothing more is tried until they write. */
  readonly isUnreachable: boolean;
}

/**
 * Given up: the staff see the reason, in the thread too, and the next message of the conversation may go.
 * @param row.attempt while it is being sent: nothing happens where another process has a later attempt at it, or had.
 */
export async function markFailed(
  db: Queryable,
  row: {
    readonly id: OutboxId;
    readonly tenantId: TenantId;
    readonly text: string;
    readonly attempt?: number;
  },
  failure: Failure,
): Promise<void> {
  await db.query(
    `with failed as (
       update outbox
       set state = 'failed', lease_until = null, error = $2, error_code = $7, done_at = now()
       where id = $1 and tenant_id = $3 and ($8::int is null or state = 'sending' and attempts = $8)
       returning conversation_id, message_id, position, done_at
     ), unreachable as (
       update conversations c
       set unreachable_at = now()
       from failed
       where $4 and c.id = failed.conversation_id and c.unreachable_at is null
         -- Who wrote since can be written to again, whatever was refused before.
         and not exists (
           select from messages m
           where m.conversation_id = c.id and m.author = 'customer' and m.position > failed.position
         )
     )
     insert into desk_notices (tenant_id, escalation_id, key, text, buttons, subject_id)
     select $3, e.id, 'failed:' || failed.message_id || ':' || failed.done_at, $5, $6, failed.message_id
     from failed
     join messages m on m.id = failed.message_id and (m.author = 'staff' or m.is_template)
     cross join lateral (
       select id
       from escalations
       where conversation_id = failed.conversation_id
       order by opened_at desc
       limit 1
     ) e
     on conflict (escalation_id, key) do nothing`,
    [
      row.id,
      failure.error,
      row.tenantId,
      failure.isUnreachable,
      `Not delivered: “${shorten(row.text, 80)}” ${failure.error}`,
      JSON.stringify(failure.buttons),
      failure.code,
      row.attempt ?? null,
    ],
  );
}

/** Staff try again what was given up. @returns whether there was such a message. */
export async function requeue(db: Queryable, tenantId: TenantId, messageId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `with again as (
       update outbox
       set state = 'queued', attempts = 0, next_attempt_at = now(), error = null, error_code = null, done_at = null
       where message_id = $2 and tenant_id = $1 and action = 'send' and state = 'failed'
       returning conversation_id
     ), reachable as (
       update conversations c
       set unreachable_at = null, revision = c.revision + 1
       from again
       where c.id = again.conversation_id
     )
     select from again`,
    [tenantId, messageId],
  );
  return rowCount === 1;
}
