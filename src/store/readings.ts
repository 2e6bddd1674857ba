// What customers' files hold: claimed, read and written down, one row for each file of a message.
import type { Attachment, ChannelName } from '../model/activity.ts';
import type { FileKind } from '../model/file-kind.ts';
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';
import { SERVED, type Served, servedValues } from './served.ts';
import type { Work } from './sweep.ts';

export interface Reading {
  /** The file's place among the message's attachments. */
  readonly index: number;
  /** waiting: not tried to the end. unread: given up, or nothing that could be read. */
  readonly state: 'waiting' | 'read' | 'unread';
  /** null until its bytes were seen. */
  readonly kind: FileKind | null;
  /** The transcript, or the text of a document; READING_CHARS at most. */
  readonly text: string;
  /** Of a transcript, in the staff's language. */
  readonly translation: string | null;
  /** Why it could not be read, for the staff. */
  readonly detail: string;
}

/** A file that is ours to read. */
export interface ClaimedReading extends Work {
  readonly messageId: MessageId;
  readonly index: number;
  /** This one included. */
  readonly attempts: number;
  readonly attachment: Attachment;
}

export const READING_CHARS = 20_000;
const BATCH = 200;

/** SQL: the readings of message `m` as a JSON array; null where it has no files, which costs nothing. */
export const READINGS_OF = (m: string): string => `
  case when ${m}.attachments <> '[]' then (
    select coalesce(
      json_agg(
        json_build_object('index', r.index, 'state', r.state, 'kind', r.kind, 'text', r.text,
                          'translation', r.translation, 'detail', r.detail)
        order by r.index
      ),
      '[]'
    )
    from readings r
    where r.message_id = ${m}.id
  ) end`;

/** SQL: what message `m` says: what was typed, and what was said in its voice messages. */
export const WORDS_OF = (m: string): string => `
  case when ${m}.attachments <> '[]' then concat_ws(
    E'\\n',
    nullif(${m}.text, ''),
    (
      select string_agg(r.text, E'\\n' order by r.index)
      from readings r
      where r.message_id = ${m}.id and r.kind = 'voice' and r.state = 'read'
    )
  ) else ${m}.text end`;

/** Takes what is due in a conversation, oldest first; nothing where another process serves it. */
export async function claimReadings(
  db: Queryable,
  work: Work,
  of: { readonly limit: number; readonly leaseMs: number; readonly served: Served },
): Promise<readonly ClaimedReading[]> {
  const { rows } = await db.query({
    name: 'claim_readings',
    text: `with due as (
             select message_id, index
             from readings
             where conversation_id = $2 and tenant_id = $1 and state = 'waiting' and next_attempt_at <= now()
               and (lease_until is null or lease_until < now())
               and exists (select from conversations c where c.id = $2 and ${SERVED('c.address', 5)})
             order by created_at, index
             limit $3
             for update skip locked
           )
           update readings r
           set attempts = r.attempts + 1, lease_until = now() + $4 * interval '1 millisecond'
           from due
           join messages m on m.id = due.message_id
           where r.message_id = due.message_id and r.index = due.index
           returning r.tenant_id as "tenantId", r.conversation_id as "conversationId", r.message_id as "messageId",
                     r.index, r.attempts, m.attachments->r.index::integer as attachment`,
    values: [work.tenantId, work.conversationId, of.limit, of.leaseMs, ...servedValues(of.served)],
  });
  return rows;
}

/** Holds the lease for longer. */
export async function renewReading(db: Queryable, of: ClaimedReading, leaseMs: number): Promise<void> {
  await db.query(
    `update readings
     set lease_until = now() + $4 * interval '1 millisecond'
     where message_id = $1 and index = $2 and attempts = $3 and state = 'waiting'`,
    [of.messageId, of.index, of.attempts, leaseMs],
  );
}

/** The file is kept by us from now on: whoever opens it, opens our copy. */
export async function saveKept(
  db: Queryable,
  of: ClaimedReading,
  kept: { readonly contentUrl: string; readonly contentType: string },
): Promise<void> {
  await db.query(
    `update messages
     set attachments = jsonb_set(attachments, array[$3::integer::text], attachments->$3::integer || $4::jsonb)
     where id = $2 and tenant_id = $1`,
    [of.tenantId, of.messageId, of.index, JSON.stringify(kept)],
  );
}

/** The end of a reading. The threads of the staff room show it, also where they showed the message before. */
export async function saveReading(
  db: Queryable,
  of: ClaimedReading,
  read: Pick<Reading, 'kind' | 'text' | 'detail'> & { readonly state: 'read' | 'unread' },
): Promise<void> {
  await db.query(
    `with done as (
       update readings
       set state = $4, kind = $5, text = $6, detail = $7, lease_until = null, done_at = now()
       where message_id = $1 and index = $2 and attempts = $3 and state = 'waiting'
       returning conversation_id
     )
     update desk_threads t
     set synced_revision = -1
     from done
     where t.conversation_id = done.conversation_id and not t.is_settled`,
    [of.messageId, of.index, of.attempts, read.state, read.kind, read.text, read.detail],
  );
}

/** Again after `delayMs`. @param counts false: what ended it was not the file. */
export async function postponeReading(
  db: Queryable,
  of: ClaimedReading,
  { delayMs, counts }: { readonly delayMs: number; readonly counts: boolean },
): Promise<void> {
  await db.query(
    `update readings
     set lease_until = null,
         attempts = attempts - (not $5)::int,
         next_attempt_at = now() + $4 * interval '1 millisecond'
     where message_id = $1 and index = $2 and attempts = $3 and state = 'waiting'`,
    [of.messageId, of.index, of.attempts, delayMs, counts],
  );
}

/** A transcript in the staff's language. */
export async function saveReadingTranslation(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly messageId: MessageId; readonly index: number; readonly translation: string },
): Promise<void> {
  await db.query(
    `update readings
     set translation = $4
     where message_id = $2 and index = $3 and tenant_id = $1`,
    [tenantId, of.messageId, of.index, of.translation],
  );
}

/** Where the file of a customer's message is, and whether we are still to make a copy of it; undefined: no such message. */
export async function findSentFile(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly channel: ChannelName; readonly account: string; readonly externalId: string },
): Promise<{ readonly contentUrl: string | null; readonly isWaiting: boolean } | undefined> {
  const { rows } = await db.query<{ contentUrl: string | null; isWaiting: boolean }>(
    `select m.attachments->0->>'contentUrl' as "contentUrl",
            exists (select from readings r where r.message_id = m.id and r.state = 'waiting') as "isWaiting"
     from messages m
     where m.tenant_id = $1 and m.channel = $2 and m.account = $3 and m.external_id = $4`,
    [tenantId, of.channel, of.account, of.externalId],
  );
  return rows[0];
}

/** Served conversations with files that may be read now. */
export async function findDueReadings(db: Queryable, served: Served): Promise<readonly Work[]> {
  const { rows } = await db.query<{ tenantId: TenantId; conversationId: ConversationId }>({
    name: 'find_due_readings',
    text: `select r.tenant_id as "tenantId", r.conversation_id as "conversationId"
           from readings r
           join conversations c on c.id = r.conversation_id
           where r.state = 'waiting' and r.next_attempt_at <= now() and (r.lease_until is null or r.lease_until < now())
             and ${SERVED('c.address', 2)}
           group by r.tenant_id, r.conversation_id
           order by min(r.created_at)
           limit $1`,
    values: [BATCH, ...servedValues(served)],
  });
  return rows;
}
