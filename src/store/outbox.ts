// What still has to go out: only the head of each conversation's line can be claimed, so order holds by itself.
import type { Address, Author, ChannelName, Citation, Outbound, Suggestion } from '../model/activity.ts';
import type { ConversationId, MessageId, OutboxId, TenantId } from '../model/ids.ts';
import { isLanguage } from '../model/language.ts';
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
  /** undefined for what must never go out: a note, or the customer's own words. */
  readonly message: Outbound | undefined;
}

/** Longer than any adapter's own timeout, shorter than the 14 s within which a crash is made good. */
export const SENDING_LEASE_MS = 12_000;

/** Claims the oldest unsent row of the conversation if it is due; undefined when there is none, or it isn't. */
export async function claimOutbox(
  db: Queryable,
  of: { readonly tenantId: TenantId; readonly conversationId: ConversationId },
): Promise<OutboxRow | undefined> {
  const { rows } = await db.query<ClaimedRow>({
    name: 'claim_outbox',
    text: `update outbox o
           set state = 'sending', attempts = o.attempts + 1, lease_until = now() + $3 * interval '1 millisecond'
           from messages m
           where m.id = o.message_id and m.tenant_id = $1 and o.id = (
               select id
               from outbox
               where conversation_id = $2 and tenant_id = $1 and state in ('queued', 'sending')
               order by position
               limit 1
             )
             and (o.state = 'queued' and o.next_attempt_at <= now() or o.state = 'sending' and o.lease_until < now())
           returning o.id, o.message_id, o.channel, o.address, o.attempts, o.parts, m.author, m.author_name, m.text,
                     m.language, m.citations, m.suggestions, m.is_note`,
    values: [of.tenantId, of.conversationId, SENDING_LEASE_MS],
  });
  const [row] = rows;
  return row && toOutboxRow(row, of);
}

interface ClaimedRow {
  readonly id: OutboxId;
  readonly message_id: MessageId;
  readonly channel: ChannelName;
  readonly address: Address;
  readonly attempts: number;
  readonly parts: readonly string[];
  readonly author: Author;
  readonly author_name: string;
  readonly text: string;
  readonly language: string | null;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly is_note: boolean;
}

function toOutboxRow(row: ClaimedRow, of: Pick<OutboxRow, 'tenantId' | 'conversationId'>): OutboxRow {
  return {
    id: row.id,
    tenantId: of.tenantId,
    conversationId: of.conversationId,
    messageId: row.message_id,
    channel: row.channel,
    address: row.address,
    attempts: row.attempts,
    parts: row.parts,
    message: toOutbound(row),
  };
}

function toOutbound(row: ClaimedRow): Outbound | undefined {
  const { author, text, citations, suggestions } = row;
  if (author === 'customer' || row.is_note) return undefined;
  return {
    id: row.message_id,
    author,
    authorName: row.author_name,
    text,
    language: isLanguage(row.language) ? row.language : 'en',
    citations,
    suggestions,
  };
}

/** Notes that the platform took one more part, so that a retry resumes behind it, and renews the lease. */
export async function markPart(db: Queryable, row: OutboxRow, platformId: string): Promise<void> {
  await db.query(
    `update outbox
     set parts = parts || to_jsonb($2::text), lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and tenant_id = $4`,
    [row.id, platformId, SENDING_LEASE_MS, row.tenantId],
  );
}

/**
 * The last part was taken: the row is done, and the message knows its platform id.
 * @returns whether more of the conversation waits, so that an empty line isn't asked again.
 */
export async function markSent(db: Queryable, row: OutboxRow, platformId: string): Promise<boolean> {
  const { rows } = await db.query<{ more: boolean }>({
    name: 'mark_sent',
    text: `with sent as (
             update outbox
             set state = 'sent', parts = parts || to_jsonb($2::text), lease_until = null, error = null, done_at = now()
             where id = $1 and tenant_id = $3
             returning message_id
           ), known as (
             update messages
             set external_id = $2
             from sent
             where messages.id = sent.message_id and messages.external_id is null
           )
           select exists (
             select from outbox
             where conversation_id = $4 and tenant_id = $3 and state in ('queued', 'sending') and id <> $1
           ) as more`,
    values: [row.id, platformId, row.tenantId, row.conversationId],
  });
  return rows[0]?.more ?? false;
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
