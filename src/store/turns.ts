// A turn in the database: claim the conversation and read what is unanswered, or leave it to the staff.
import type { Attachment, Author } from '../model/activity.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationId, CustomerId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Fact } from './memory.ts';
import type { Queryable } from './pool.ts';
import { READINGS_OF, type Reading } from './readings.ts';
import { SERVED, type Served, servedValues } from './served.ts';

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
  /** How often it was changed. */
  readonly edits?: number;
  readonly attachments: readonly Attachment[];
  /** What is in them; null where there are none. */
  readonly readings?: readonly Reading[] | null;
  /** What the customer replied to. */
  readonly quoted: string | null;
  /** A customer's message that no turn has dealt with. */
  readonly isPending: boolean;
  /** How an answered customer's message ended, and why. */
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
}

export interface TurnContext {
  readonly conversation: Conversation;
  /** Oldest first: everything after the summary, HISTORY_LIMIT at most. */
  readonly messages: readonly TurnMessage[];
  readonly facts: readonly Fact[];
  /** Ages of the newest and the oldest unanswered message, by the database's clock; undefined where there is none. */
  readonly pending: { readonly newestMs: number; readonly oldestMs: number } | undefined;
}

export interface ClaimedTurn {
  /** Turns begun since the last that ended, this one included. */
  readonly attempts: number;
  readonly context: TurnContext;
}

/** A turn reads so many messages, summed up or not. */
export const HISTORY_LIMIT = 40;

// Everything that a turn reads of a conversation `c` of tenant $1: one snapshot.
const CONTEXT = `
  c.id, c.customer_id, c.channel, c.account, c.address, c.mode, c.revision, c.language, c.summary, c.summary_through,
  (select coalesce(json_agg(json_build_object('key', f.key, 'value', f.value) order by f.key), '[]')
   from (
     select distinct on (key) key, value
     from customer_facts
     where customer_id = c.customer_id and tenant_id = $1
     order by key, updated_at desc
   ) f) as facts,
  said.messages,
  extract(epoch from clock_timestamp() - said.newest) * 1000 as newest,
  extract(epoch from clock_timestamp() - said.oldest) * 1000 as oldest`;
const SAID = `
  lateral (
    select coalesce(json_agg(h order by h.position), '[]') as messages,
           max(h.created_at) filter (where h."isPending") as newest,
           min(h.created_at) filter (where h."isPending") as oldest
    from (
      select id, position, author, text, edits, attachments, quoted, outcome, decision->>'reason' as reason, created_at,
             author = 'customer' and handled_at is null as "isPending", ${READINGS_OF('messages')} as readings
      from messages
      where conversation_id = c.id and position > c.summary_through and not is_note
      order by position desc
      limit ${HISTORY_LIMIT}
    ) h
  ) said`;

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

/**
 * Takes the lease and reads, in one statement. A message that crossed a resolve opens the conversation again.
 * @returns undefined where another turn holds the conversation, another process serves it, or the bot doesn't answer.
 */
export async function claimTurn(
  db: Queryable,
  lease: Lease,
  served: Served,
): Promise<ClaimedTurn | undefined> {
  const { rows } = await db.query<ClaimedRow>({
    name: 'claim_turn',
    text: `with c as (
             update conversations
             set mode = 'bot',
                 turn_attempts = turn_attempts + 1,
                 lease_owner = $3,
                 lease_until = now() + $4 * interval '1 millisecond'
             where id = $2 and tenant_id = $1 and ${SERVED('address', 5)} and (lease_until is null or lease_until < now()) and (
               mode = 'bot'
               or mode = 'closed' and exists (
                 select from messages
                 where conversation_id = $2 and author = 'customer' and handled_at is null
               )
             )
             returning *
           )
           select c.turn_attempts,
                  c.revision > (select revision from conversations where id = c.id) as is_behind, ${CONTEXT}
           from c, ${SAID}`,
    values: [lease.tenantId, lease.conversationId, lease.owner, lease.durationMs, ...servedValues(served)],
  });
  const [row] = rows;
  if (!row) return undefined;
  // A message or an edit that was being stored was waited for: the revision counts it, and what was read lacks it.
  const context = row.is_behind ? await readTurn(db, lease) : toContext(row, lease.tenantId);
  return context && { attempts: row.turn_attempts, context };
}

/** Reads again what a turn reads. */
export async function readTurn(db: Queryable, lease: Lease): Promise<TurnContext | undefined> {
  const { rows } = await db.query<ContextRow>({
    name: 'read_turn',
    text: `select ${CONTEXT}
           from conversations c, ${SAID}
           where c.id = $2 and c.tenant_id = $1`,
    values: [lease.tenantId, lease.conversationId],
  });
  const [row] = rows;
  return row && toContext(row, lease.tenantId);
}

/**
 * A person answers here: what the customer wrote is theirs to read, not the bot's to answer. Where the bot returns in a
 * moment, since nobody answered from the phone for long enough, it is the bot's.
 */
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
             and (c.quiet_until is null or c.quiet_until >= now())
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
  /** numeric arrives as text. */
  readonly newest: string | null;
  readonly oldest: string | null;
}

interface ClaimedRow extends ContextRow {
  readonly turn_attempts: number;
  readonly is_behind: boolean;
}

function toContext(row: ContextRow, tenantId: TenantId): TurnContext {
  const { messages, facts, newest, oldest } = row;
  const pending =
    newest === null || oldest === null ? undefined : { newestMs: Number(newest), oldestMs: Number(oldest) };
  return { conversation: toConversation(row, tenantId), messages, facts, pending };
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
