// What still has to go out: only the head of each conversation's line can be claimed, so order holds by itself.
import type {
  Address,
  Attachment,
  Author,
  ChannelName,
  Citation,
  Outbound,
  Suggestion,
} from '../model/activity.ts';
import type { ConversationId, MessageId, OutboxId, TenantId } from '../model/ids.ts';
import { isLanguage, type Language } from '../model/language.ts';
import type { Queryable } from './pool.ts';
import { SERVED, type Served, servedValues } from './served.ts';

export interface OutboxRow {
  readonly id: OutboxId;
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly channel: ChannelName;
  readonly address: Address;
  readonly action: 'send' | 'edit' | 'remove';
  /** Counts this attempt. */
  readonly attempts: number;
  /** The platform's ids of the parts already taken; where something sent changes, of the parts that were sent. */
  readonly parts: readonly string[];
  /** The platform says that this customer can't be written to. */
  readonly isUnreachable: boolean;
  /** Its writer deleted it while it was on its way: what did not arrive must not. */
  readonly isTakenBack: boolean;
  /** A staff member's words are still to be put into this language. */
  readonly translateTo: Language | undefined;
  /** undefined for what must never go out: a note, or the customer's own words. */
  readonly message: Outbound | undefined;
}

/** Longer than any adapter's own timeout, shorter than the 14 s within which a crash is made good. */
export const SENDING_LEASE_MS = 12_000;

/**
 * Claims the oldest unsent row of the conversation if it is due and served; undefined when there is none, or it isn't.
 * @param of.idleMs it has been due for so long.
 */
export async function claimOutbox(
  db: Queryable,
  of: { readonly tenantId: TenantId; readonly conversationId: ConversationId; readonly idleMs?: number },
  served: Served,
): Promise<OutboxRow | undefined> {
  const { rows } = await db.query<ClaimedRow>({
    name: 'claim_outbox',
    text: `update outbox o
           set state = 'sending', attempts = o.attempts + 1, lease_until = now() + $3 * interval '1 millisecond'
           from messages m, conversations c
           where m.id = o.message_id and m.tenant_id = $1 and c.id = $2 and o.id = (
               select id
               from outbox
               where conversation_id = $2 and tenant_id = $1 and state in ('queued', 'sending')
               order by position
               limit 1
             )
             and (o.state = 'queued' and o.next_attempt_at <= now() - $6 * interval '1 millisecond'
                  or o.state = 'sending' and o.lease_until < now() - $6 * interval '1 millisecond')
             and ${SERVED('o.address', 4)}
           returning o.id, o.message_id, o.channel, o.address, o.action, o.attempts,
                     case o.action when 'send' then o.parts else (
                       select s.parts from outbox s where s.message_id = o.message_id and s.action = 'send'
                     ) end as parts,
                     c.unreachable_at is not null as is_unreachable, m.deleted_at is not null as is_taken_back, c.language as customer_language, m.translation,
                     m.author, m.author_name, m.text, m.language, m.citations, m.suggestions, m.attachments, m.is_note,
                     m.is_template,
                     m.author = 'staff' and coalesce((
                       select e.translates
                       from escalations e
                       where e.conversation_id = $2
                       order by e.opened_at desc
                       limit 1
                     ), true) as translates`,
    values: [of.tenantId, of.conversationId, SENDING_LEASE_MS, ...servedValues(served), of.idleMs ?? 0],
  });
  const [row] = rows;
  return (
    row &&
    toOutboxRow(row.author === 'staff' ? { ...row, ...(await readWords(db, of.tenantId, row)) } : row, of)
  );
}

// What staff wrote they may change, and have done so for as long as it wasn't claimed: perhaps while it was being claimed.
async function readWords(
  db: Queryable,
  tenantId: TenantId,
  { message_id: id }: ClaimedRow,
): Promise<Pick<ClaimedRow, 'text' | 'translation' | 'is_taken_back'> | undefined> {
  const { rows } = await db.query({
    name: 'read_claimed_words',
    text: `select text, translation, deleted_at is not null as is_taken_back
           from messages
           where id = $1 and tenant_id = $2`,
    values: [id, tenantId],
  });
  return rows[0];
}

interface ClaimedRow {
  readonly id: OutboxId;
  readonly message_id: MessageId;
  readonly channel: ChannelName;
  readonly address: Address;
  readonly action: OutboxRow['action'];
  readonly attempts: number;
  readonly parts: readonly string[] | null;
  readonly is_unreachable: boolean;
  readonly is_taken_back: boolean;
  readonly customer_language: string | null;
  readonly translation: string | null;
  readonly translates: boolean;
  readonly attachments: readonly Attachment[];
  readonly author: Author;
  readonly author_name: string;
  readonly text: string;
  readonly language: string | null;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly is_note: boolean;
  readonly is_template: boolean;
}

function toOutboxRow(row: ClaimedRow, of: Pick<OutboxRow, 'tenantId' | 'conversationId'>): OutboxRow {
  return {
    id: row.id,
    tenantId: of.tenantId,
    conversationId: of.conversationId,
    messageId: row.message_id,
    channel: row.channel,
    address: row.address,
    action: row.action,
    attempts: row.attempts,
    parts: row.parts ?? [],
    isUnreachable: row.is_unreachable,
    isTakenBack: row.is_taken_back,
    translateTo:
      row.translates && row.translation === null && isLanguage(row.customer_language)
        ? row.customer_language
        : undefined,
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
    text: row.translation ?? text,
    language: isLanguage(row.language) ? row.language : 'en',
    citations,
    suggestions,
    ...(row.attachments.length > 0 && { attachments: row.attachments }),
    ...(row.is_template && { isTemplate: true }),
  };
}

// Whose process stood still for longer than the lease has lost the row to another, whose attempt is a later one: what
// became of the older attempt must not change what becomes of that.
const STILL_OURS = (attempts: number): string => `state = 'sending' and attempts = $${attempts}`;

/** Holds a row for longer while it is being sent. */
export async function renewSending(db: Queryable, row: OutboxRow): Promise<void> {
  await db.query(
    `update outbox
     set lease_until = now() + $2 * interval '1 millisecond'
     where id = $1 and tenant_id = $3 and ${STILL_OURS(4)}`,
    [row.id, SENDING_LEASE_MS, row.tenantId, row.attempts],
  );
}

/**
 * Notes that the platform took one more part, so that a retry resumes behind it, and renews the lease.
 * @returns false where it is another's by now, who sends the rest.
 */
export async function markPart(db: Queryable, row: OutboxRow, platformId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update outbox
     set parts = parts || to_jsonb($2::text), lease_until = now() + $3 * interval '1 millisecond'
     where id = $1 and tenant_id = $4 and ${STILL_OURS(5)}`,
    [row.id, platformId, SENDING_LEASE_MS, row.tenantId, row.attempts],
  );
  return rowCount === 1;
}

/**
 * The last part was taken: the row is done, whoever has it, and the message knows its platform id. Where it is another's by
 * now, who sends the rest or has sent it, the customer sees both: what changes later must change all of it.
 * The first time it is, the tries before no longer count: should the platform give it up after all, an outage that was
 * waited out must not be held against it.
 * @param parts all of its parts.
 * @returns whether more of the conversation waits, so that an empty line isn't asked again.
 */
export async function markSent(db: Queryable, row: OutboxRow, parts: readonly string[]): Promise<boolean> {
  const { rows } = await db.query<{ more: boolean }>({
    name: 'mark_sent',
    text: `with sent as (
             update outbox
             set state = 'sent', lease_until = null, error = null, done_at = now(),
                 parts = case when ${STILL_OURS(5)} then $2::jsonb else parts || coalesce((
                   select jsonb_agg(e.part order by e.number)
                   from jsonb_array_elements($2::jsonb) with ordinality as e(part, number)
                   where not parts @> e.part
                 ), '[]') end,
                 attempts = case when done_at is null then 1 else attempts end
             where id = $1 and tenant_id = $3
             returning message_id
           ), known as (
             update messages
             set external_id = $2::jsonb->>-1
             from sent
             where messages.id = sent.message_id and messages.external_id is null
           )
           select exists (
             select from outbox
             where conversation_id = $4 and tenant_id = $3 and state in ('queued', 'sending') and id <> $1
           ) as more`,
    values: [row.id, JSON.stringify(parts), row.tenantId, row.conversationId, row.attempts],
  });
  return rows[0]?.more ?? false;
}

/**
 * What was sent now stands as `parts`, which may have become fewer or more.
 * @returns whether more of the conversation waits.
 */
export async function markChanged(db: Queryable, row: OutboxRow, parts: readonly string[]): Promise<boolean> {
  const { rows } = await db.query<{ more: boolean }>(
    `with changed as (
       update outbox
       set state = 'sent', lease_until = null, error = null, done_at = now()
       where id = $1 and tenant_id = $3
     ), original as (
       update outbox
       set parts = $2
       where message_id = $5 and tenant_id = $3 and action = 'send'
     )
     select exists (
       select from outbox
       where conversation_id = $4 and tenant_id = $3 and state in ('queued', 'sending') and id <> $1
     ) as more`,
    [row.id, JSON.stringify(parts), row.tenantId, row.conversationId, row.messageId],
  );
  return rows[0]?.more ?? false;
}

/** Nothing more of it goes out: it was taken back. @returns whether more of the conversation waits. */
export async function markStopped(db: Queryable, row: OutboxRow): Promise<boolean> {
  const { rows } = await db.query<{ more: boolean }>(
    `with stopped as (
       update outbox
       set state = 'sent', lease_until = null, error = null, done_at = now()
       where id = $1 and tenant_id = $2
     )
     select exists (
       select from outbox
       where conversation_id = $3 and tenant_id = $2 and state in ('queued', 'sending') and id <> $1
     ) as more`,
    [row.id, row.tenantId, row.conversationId],
  );
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
     where id = $1 and tenant_id = $4 and ${STILL_OURS(5)}`,
    [row.id, delay.delayMs, delay.error, row.tenantId, row.attempts],
  );
}
