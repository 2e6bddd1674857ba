// What still has to go out: only the head of each conversation's line can be claimed, so order holds by itself.
import type { Address, ChannelName } from '../model/activity.ts';
import type { ConversationId, MessageId, OutboxId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface OutboxRow {
  readonly id: OutboxId;
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly address: Address;
  /** Counts this attempt. */
  readonly attempts: number;
  /** The platform's ids of the parts already taken. */
  readonly parts: readonly string[];
}

/** Claims the oldest unsent row of the conversation if it is due; undefined when there is none, or it isn't. */
export async function claimOutbox(
  db: Queryable,
  of: { readonly tenantId: TenantId; readonly conversationId: ConversationId; readonly leaseMs: number },
): Promise<OutboxRow | undefined> {
  const { rows } = await db.query({
    name: 'claim_outbox',
    text: `update outbox
           set state = 'sending', attempts = attempts + 1, lease_until = now() + $3 * interval '1 millisecond'
           where id = (
               select id
               from outbox
               where conversation_id = $2 and tenant_id = $1 and state in ('queued', 'sending')
               order by position
               limit 1
             )
             and (state = 'queued' and next_attempt_at <= now() or state = 'sending' and lease_until < now())
           returning id, tenant_id, conversation_id, message_id, channel, address, attempts, parts`,
    values: [of.tenantId, of.conversationId, of.leaseMs],
  });
  const [row] = rows;
  return (
    row && {
      id: row.id,
      tenantId: row.tenant_id,
      conversationId: row.conversation_id,
      messageId: row.message_id,
      channel: row.channel,
      address: row.address,
      attempts: row.attempts,
      parts: row.parts,
    }
  );
}

/** Notes that the platform took one more part, so that a retry resumes behind it, and renews the lease. */
export async function markPart(
  db: Queryable,
  row: OutboxRow,
  part: { readonly platformId: string; readonly leaseMs: number },
): Promise<void> {
  await db.query(
    `update outbox
     set parts = parts || to_jsonb($2::text), lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and tenant_id = $4`,
    [row.id, part.platformId, part.leaseMs, row.tenantId],
  );
}

/** The last part was taken: the row is done, and the message knows its platform id. */
export async function markSent(db: Queryable, row: OutboxRow, platformId: string): Promise<void> {
  await db.query({
    name: 'mark_sent',
    text: `with sent as (
             update outbox
             set state = 'sent', parts = parts || to_jsonb($2::text), lease_until = null, error = null, done_at = now()
             where id = $1 and tenant_id = $3
             returning message_id
           )
           update messages
           set external_id = $2
           from sent
           where messages.id = sent.message_id and messages.external_id is null`,
    values: [row.id, platformId, row.tenantId],
  });
}

export async function postponeOutbox(
  db: Queryable,
  row: OutboxRow,
  delay: { readonly delayMs: number; readonly error: string },
): Promise<void> {
  await db.query(
    `update outbox
     set state = 'queued', next_attempt_at = now() + $2 * interval '1 millisecond', lease_until = null, error = $3
     where id = $1 and tenant_id = $4`,
    [row.id, delay.delayMs, delay.error, row.tenantId],
  );
}

/** Given up: the staff see the reason, and the next message of the conversation may go. */
export async function markFailed(db: Queryable, row: OutboxRow, error: string): Promise<void> {
  await db.query(
    `update outbox
     set state = 'failed', lease_until = null, error = $2, done_at = now()
     where id = $1 and tenant_id = $3`,
    [row.id, error, row.tenantId],
  );
}
