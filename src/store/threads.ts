// Conversations as the staff see them: the list, and one thread with everything in it.
import type { Attachment, Author, ChannelName, Citation } from '../model/activity.ts';
import type { Mode } from '../model/conversation.ts';
import type { ConversationId, MessageId, TenantId, UserId } from '../model/ids.ts';
import { type Person, readPerson } from './people.ts';
import type { Queryable } from './pool.ts';
import { READINGS_OF, type Reading, WORDS_OF } from './readings.ts';

export interface ThreadSummary {
  readonly conversationId: ConversationId;
  readonly channel: string;
  readonly mode: Mode;
  readonly customerName: string;
  readonly language: string | undefined;
  readonly lastText: string;
  readonly lastAuthor: 'customer' | 'staff';
  readonly lastAt: Date;
  /** Why a person was asked for, where one is. */
  readonly reason: string | undefined;
  readonly priority: string | undefined;
  readonly waitingSince: Date | undefined;
}

export interface ThreadMessage {
  readonly id: MessageId;
  readonly position: number;
  readonly author: Author;
  readonly authorName: string;
  readonly text: string;
  /** The same words for who reads them: a customer's for the staff, a staff member's for the customer. */
  readonly translation: string | undefined;
  /** What the customer replied to. */
  readonly quoted: string | undefined;
  readonly attachments: readonly Attachment[];
  /** What is in them, each with its place among them. */
  readonly readings: readonly Reading[];
  readonly isNote: boolean;
  readonly isEdited: boolean;
  /** Taken back: the customer doesn't see it any more. */
  readonly isDeleted: boolean;
  readonly citations: readonly Citation[];
  /** How a customer's message ended, and the decision's reason. */
  readonly outcome: string | undefined;
  readonly reason: string | undefined;
  readonly delivery: 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | undefined;
  readonly deliveryError: string | undefined;
  /** Of a failed message, as in DeliveryError. */
  readonly deliveryCode: string | undefined;
  readonly createdAt: Date;
}

export interface Thread {
  readonly conversationId: ConversationId;
  readonly channel: ChannelName;
  readonly mode: Mode;
  readonly revision: number;
  readonly customerName: string;
  readonly person: Person;
  readonly language: string | undefined;
  readonly escalation:
    | {
        readonly state: string;
        readonly reason: string;
        readonly priority: string;
        readonly summary: string;
        readonly draft: string;
        readonly openedAt: Date;
        readonly claimedById: UserId | undefined;
        readonly claimedByName: string | undefined;
      }
    | undefined;
  /** The newest hand-over is over, staff answered in it, and nobody has kept that answer yet. */
  readonly hasAnswerToKeep: boolean;
  /** Oldest first; the newest `limit`. */
  readonly messages: readonly ThreadMessage[];
}

/** How many conversations are in each mode. */
export async function countThreads(
  db: Queryable,
  tenantId: TenantId,
): Promise<Readonly<Record<Mode, number>>> {
  const { rows } = await db.query<{ mode: Mode; count: number }>(
    'select mode, count(*) as count from conversations where tenant_id = $1 group by mode',
    [tenantId],
  );
  const counts = { bot: 0, waiting: 0, human: 0, closed: 0 };
  for (const row of rows) counts[row.mode] = row.count;
  return counts;
}

/**
 * With the last words of a person: what the bot said last is much the same in every row.
 * Waiting ones first and longest waiting on top, then those a person has, then the rest, newest first.
 */
export async function listThreads(
  db: Queryable,
  tenantId: TenantId,
  filter: { readonly modes: readonly Mode[]; readonly limit: number },
): Promise<readonly ThreadSummary[]> {
  const { rows } = await db.query(
    `select c.id, c.channel, c.mode, c.language, u.name as customer_name,
            last.text, last.author, last.created_at, e.reason, e.priority, e.opened_at
     from conversations c
     join customers u on u.id = c.customer_id
     join lateral (
       select ${WORDS_OF('messages')} as text, author, created_at
       from messages
       where conversation_id = c.id and author in ('customer', 'staff') and not is_note
         and (deleted_at is null or author = 'customer')
       order by position desc
       limit 1
     ) last on true
     left join escalations e on e.conversation_id = c.id and e.state in ('open', 'claimed')
     where c.tenant_id = $1 and c.mode = any($2)
     order by array_position(array['waiting', 'human', 'bot', 'closed'], c.mode),
              case when c.mode = 'waiting' then e.opened_at end,
              last.created_at desc
     limit $3`,
    [tenantId, filter.modes, filter.limit],
  );
  return rows.map((row) => ({
    conversationId: row.id,
    channel: row.channel,
    mode: row.mode,
    customerName: row.customer_name,
    language: row.language ?? undefined,
    lastText: row.text,
    lastAuthor: row.author,
    lastAt: row.created_at,
    reason: row.reason ?? undefined,
    priority: row.priority ?? undefined,
    waitingSince: row.opened_at ?? undefined,
  }));
}

export async function readThread(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
  limit = 200,
): Promise<Thread | undefined> {
  const { rows } = await db.query(
    `select c.id, c.channel, c.mode, c.revision, c.language, u.name as customer_name,
            e.state, e.reason, e.priority, e.summary, e.draft, e.opened_at, e.claimed_by, claimer.name as claimed_by_name,
            exists (
              select from escalations l
              where l.id = (
                  select id from escalations where conversation_id = c.id order by opened_at desc limit 1
                )
                and l.state in ('resolved', 'handed_back')
                and not exists (select from answer_drafts d where d.escalation_id = l.id)
                and exists (
                  select from messages m
                  where m.conversation_id = c.id and m.author = 'staff' and not m.is_note and m.deleted_at is null
                    and m.position > l.position and m.position <= l.closed_position
                )
            ) as has_answer_to_keep
     from conversations c
     join customers u on u.id = c.customer_id
     left join escalations e on e.conversation_id = c.id and e.state in ('open', 'claimed')
     left join users claimer on claimer.id = e.claimed_by
     where c.tenant_id = $1 and c.id = $2`,
    [tenantId, conversationId],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    conversationId: row.id,
    channel: row.channel,
    mode: row.mode,
    revision: row.revision,
    customerName: row.customer_name,
    person: await readPerson(db, tenantId, conversationId),
    language: row.language ?? undefined,
    escalation: row.state
      ? {
          state: row.state,
          reason: row.reason,
          priority: row.priority,
          summary: row.summary,
          draft: row.draft,
          openedAt: row.opened_at,
          claimedById: row.claimed_by ?? undefined,
          claimedByName: row.claimed_by_name ?? undefined,
        }
      : undefined,
    hasAnswerToKeep: row.has_answer_to_keep,
    messages: await readThreadMessages(db, tenantId, { conversationId, limit }),
  };
}

/** A file of a message, where it has one at this place. */
export async function findThreadFile(
  db: Queryable,
  tenantId: TenantId,
  file: { readonly conversationId: ConversationId; readonly messageId: MessageId; readonly index: number },
): Promise<Attachment | undefined> {
  if (file.index < 0) return undefined;
  const { rows } = await db.query<{ attachment: Attachment | null }>(
    `select attachments->$4::integer as attachment
     from messages
     where tenant_id = $1 and conversation_id = $2 and id = $3`,
    [tenantId, file.conversationId, file.messageId, file.index],
  );
  return rows[0]?.attachment ?? undefined;
}

async function readThreadMessages(
  db: Queryable,
  tenantId: TenantId,
  of: { conversationId: ConversationId; limit: number },
): Promise<readonly ThreadMessage[]> {
  const { rows } = await db.query(
    `select m.id, m.position, m.author, m.author_name, m.text, m.translation, m.quoted, m.attachments,
            ${READINGS_OF('m')} as readings, m.is_note,
            m.edits, m.deleted_at, m.citations, m.outcome, m.decision->>'reason' as reason,
            case when o.state = 'sent' and r.state in ('delivered', 'read') then r.state else o.state end as delivery,
            o.error, o.error_code, m.created_at
     from messages m
     left join outbox o on o.message_id = m.id and o.action = 'send'
     left join receipts r
       on r.tenant_id = m.tenant_id and r.channel = m.channel and r.account = m.account and r.external_id = m.external_id
     where m.tenant_id = $1 and m.conversation_id = $2
     order by m.position desc
     limit $3`,
    [tenantId, of.conversationId, of.limit],
  );
  return rows.reverse().map((row) => ({
    id: row.id,
    position: row.position,
    author: row.author,
    authorName: row.author_name,
    text: row.text,
    translation: row.translation ?? undefined,
    quoted: row.quoted ?? undefined,
    attachments: row.attachments,
    readings: row.readings ?? [],
    isNote: row.is_note,
    isEdited: row.edits > 0 && row.deleted_at === null,
    isDeleted: row.deleted_at !== null,
    citations: row.citations,
    outcome: row.outcome ?? undefined,
    reason: row.reason ?? undefined,
    delivery: row.delivery ?? undefined,
    deliveryError: row.error ?? undefined,
    deliveryCode: row.error_code ?? undefined,
    createdAt: row.created_at,
  }));
}
