// A turn in the database: claim the conversation, read what is unanswered, leave it to the staff.
import type { Address, Attachment, Author, ChannelName } from '../model/activity.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationId, CustomerId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Fact } from './memory.ts';
import type { Queryable } from './pool.ts';

/** Who holds the conversation; a worker's own random UUID. */
export interface Lease {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly owner: string;
  /** A crashed holder blocks for this long at most. */
  readonly durationMs: number;
}

export interface TurnMessage {
  readonly id: MessageId;
  readonly position: number;
  readonly author: Author;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** A customer's message that no turn has dealt with. */
  readonly isPending: boolean;
  /** How an answered customer's message ended, and why. */
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

export interface TurnContext {
  readonly conversation: Conversation;
  /** Oldest first: everything after the summary, 80 at most. */
  readonly messages: readonly TurnMessage[];
  readonly facts: readonly Fact[];
}

const HISTORY_LIMIT = 80;

/**
 * Takes the lease.
 * @returns how many turns were begun since the last that ended, this one included; undefined where another turn holds
 * the conversation, or where the bot doesn't answer in it.
 */
export async function claimTurn(db: Queryable, lease: Lease): Promise<number | undefined> {
  const { rows } = await db.query<{ turn_attempts: number }>({
    name: 'claim_turn',
    text: `update conversations
           set turn_attempts = turn_attempts + 1,
               lease_owner = $3,
               lease_until = now() + $4 * interval '1 millisecond'
           where id = $2 and tenant_id = $1 and mode = 'bot' and (lease_until is null or lease_until < now())
           returning turn_attempts`,
    values: [lease.tenantId, lease.conversationId, lease.owner, lease.durationMs],
  });
  return rows[0]?.turn_attempts;
}

/** Holds the lease for longer. @returns false where it is no longer ours: taken over, committed, or gone to another. */
export async function renewTurn(db: Queryable, lease: Lease): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'renew_turn',
    text: `update conversations
           set lease_until = now() + $4 * interval '1 millisecond'
           where id = $2 and tenant_id = $1 and lease_owner = $3 and mode = 'bot'`,
    values: [lease.tenantId, lease.conversationId, lease.owner, lease.durationMs],
  });
  return rowCount === 1;
}

/** Gives up a turn that didn't commit. @param hasFailed leaves it counted: too many failures go to a person. */
export async function releaseTurn(db: Queryable, lease: Lease, hasFailed: boolean): Promise<void> {
  await db.query({
    name: 'release_turn',
    text: `update conversations
           set lease_owner = null,
               lease_until = null,
               turn_attempts = case when $4 then turn_attempts else 0 end
           where id = $2 and tenant_id = $1 and lease_owner = $3`,
    values: [lease.tenantId, lease.conversationId, lease.owner, hasFailed],
  });
}

/** Everything that a turn reads, in one statement: one snapshot. */
export async function readTurn(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<TurnContext | undefined> {
  const { rows } = await db.query<ContextRow>({
    name: 'read_turn',
    text: `select c.id, c.customer_id, c.channel, c.account, c.address, c.mode, c.revision, c.language, c.summary,
                  c.summary_through,
                  (select coalesce(json_agg(json_build_object('key', key, 'value', value) order by key), '[]')
                   from customer_facts
                   where customer_id = c.customer_id and tenant_id = $1) as facts,
                  (select coalesce(json_agg(h order by h.position), '[]')
                   from (
                     select id, position, author, text, attachments, outcome, decision->>'reason' as reason,
                            author = 'customer' and handled_at is null as "isPending"
                     from messages
                     where conversation_id = c.id and position > c.summary_through and not is_note
                     order by position desc
                     limit $3
                   ) h) as messages
           from conversations c
           where c.id = $2 and c.tenant_id = $1`,
    values: [tenantId, conversationId, HISTORY_LIMIT],
  });
  const [row] = rows;
  return row && { conversation: toConversation(row, tenantId), messages: row.messages, facts: row.facts };
}

export interface Burst {
  readonly channel: ChannelName;
  readonly address: Address;
  /** Ages of the newest and the oldest unanswered message, by the database's clock. */
  readonly newestMs: number;
  readonly oldestMs: number;
}

/** The least that burst waiting needs; undefined where nothing is unanswered. */
export async function readBurst(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<Burst | undefined> {
  const { rows } = await db.query({
    name: 'read_burst',
    text: `select c.channel, c.address,
                  extract(epoch from clock_timestamp() - max(m.created_at)) * 1000 as newest,
                  extract(epoch from clock_timestamp() - min(m.created_at)) * 1000 as oldest
           from messages m
           join conversations c on c.id = m.conversation_id
           where m.conversation_id = $2 and m.tenant_id = $1 and m.author = 'customer' and m.handled_at is null
           group by c.id`,
    values: [tenantId, conversationId],
  });
  const [row] = rows;
  return (
    row && {
      channel: row.channel,
      address: row.address,
      newestMs: Number(row.newest),
      oldestMs: Number(row.oldest),
    }
  );
}

/** A person answers here: what the customer wrote is theirs to read, not the bot's to answer. */
export async function leaveToStaff(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<void> {
  await db.query({
    name: 'leave_to_staff',
    text: `update messages m
           set handled_at = now(), outcome = 'to_staff'
           from conversations c
           where c.id = m.conversation_id and c.mode in ('waiting', 'human')
             and m.conversation_id = $2 and m.tenant_id = $1 and m.author = 'customer' and m.handled_at is null`,
    values: [tenantId, conversationId],
  });
}

interface ContextRow
  extends Omit<Conversation, 'id' | 'tenantId' | 'customerId' | 'summaryThrough' | 'language'> {
  readonly id: ConversationId;
  readonly customer_id: CustomerId;
  readonly summary_through: number;
  readonly language: Language | null;
  readonly messages: readonly TurnMessage[];
  readonly facts: readonly Fact[];
}

function toConversation(row: ContextRow, tenantId: TenantId): Conversation {
  return {
    id: row.id,
    tenantId,
    customerId: row.customer_id,
    channel: row.channel,
    account: row.account,
    address: row.address,
    mode: row.mode,
    revision: row.revision,
    language: row.language ?? undefined,
    summary: row.summary,
    summaryThrough: row.summary_through,
  };
}
