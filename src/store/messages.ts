// What a customer's screen shows, numbered in one line: each message by its place (watermark), and again when it changes.
import type { Attachment, Author, Citation, Suggestion } from '../model/activity.ts';
import type { MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface VisibleMessage {
  readonly id: MessageId;
  /** The platform's id: for web chat, what the client sent it under. */
  readonly externalId: string | undefined;
  /** Its place on the screen. */
  readonly watermark: number;
  /** Who has seen this number has seen the message as it is here: its watermark, or that of its latest change. */
  readonly number: number;
  readonly author: Author;
  readonly authorName: string;
  /** As the customer reads it: a staff member's words in the customer's language, where they were translated. */
  readonly text: string;
  readonly language: string | undefined;
  readonly attachments: readonly Attachment[];
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly channelData: Readonly<Record<string, unknown>> | undefined;
  readonly createdAt: Date;
  /** Changed after it was shown. */
  readonly isEdited: boolean;
  readonly isTakenBack: boolean;
}

export interface ConversationKey {
  readonly tenantId: TenantId;
  readonly channel: string;
  readonly account: string;
  readonly externalId: string;
}

const VISIBLE = `m.id, m.external_id, m.watermark, m.author, m.author_name,
                 case m.author when 'staff' then coalesce(m.translation, m.text) else m.text end as text, m.language,
                 m.attachments, m.citations, m.suggestions, m.channel_data, m.created_at,
                 m.changed_watermark is not null as is_edited, m.deleted_at is not null as is_taken_back`;

interface VisibleRow {
  readonly id: MessageId;
  readonly external_id: string | null;
  readonly watermark: number;
  readonly number: number;
  readonly author: Author;
  readonly author_name: string;
  readonly text: string;
  readonly language: string | null;
  readonly attachments: readonly Attachment[];
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly channel_data: Readonly<Record<string, unknown>> | null;
  readonly created_at: Date;
  readonly is_edited: boolean;
  readonly is_taken_back: boolean;
}

/** At most `limit` messages shown, and changes of messages, after number `watermark`; oldest first. */
export async function listVisible(
  db: Queryable,
  key: ConversationKey,
  after: { readonly watermark: number; readonly limit: number },
): Promise<readonly VisibleMessage[]> {
  const { rows } = await db.query<VisibleRow>({
    name: 'list_visible',
    text: `with screen as (
             select id
             from conversations
             where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
           )
           (
             select m.watermark as number, ${VISIBLE}
             from messages m
             where m.conversation_id = (select id from screen) and m.watermark > $5
             order by m.watermark
             limit $6
           )
           union all
           (
             select m.changed_watermark as number, ${VISIBLE}
             from messages m
             where m.conversation_id = (select id from screen) and m.changed_watermark > $5
             order by m.changed_watermark
             limit $6
           )
           order by number
           limit $6`,
    values: [key.tenantId, key.channel, key.account, key.externalId, after.watermark, after.limit],
  });
  return rows.map(toVisible);
}

/** Puts a message on the customer's screen by numbering it, once: shown again, it keeps its number. */
export async function showMessage(
  db: Queryable,
  tenantId: TenantId,
  id: MessageId,
): Promise<VisibleMessage | undefined> {
  const { rows } = await db.query<VisibleRow>({
    name: 'show_message',
    text: `with next as (
             update conversations c
             set watermark = c.watermark + 1
             from messages m
             where m.id = $2 and m.tenant_id = $1 and m.watermark is null and c.id = m.conversation_id
             returning c.watermark
           )
           update messages m
           set watermark = coalesce(m.watermark, (select watermark from next))
           where m.id = $2 and m.tenant_id = $1
           returning m.watermark as number, ${VISIBLE}`,
    values: [tenantId, id],
  });
  return rows[0] && toVisible(rows[0]);
}

/** Numbers the latest change of a message that a screen shows. @returns false where none does. */
export async function showChange(db: Queryable, tenantId: TenantId, id: MessageId): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'show_change',
    text: `with next as (
             update conversations c
             set watermark = c.watermark + 1
             from messages m
             where m.id = $2 and m.tenant_id = $1 and m.watermark is not null and c.id = m.conversation_id
             returning c.watermark
           )
           update messages m
           set changed_watermark = next.watermark
           from next
           where m.id = $2 and m.tenant_id = $1`,
    values: [tenantId, id],
  });
  return rowCount === 1;
}

/** A file of a message that the customer's screen shows. */
export async function findShownFile(
  db: Queryable,
  key: ConversationKey,
  file: { readonly messageId: MessageId; readonly index: number },
): Promise<Attachment | undefined> {
  const { rows } = await db.query<{ attachment: Attachment | null }>(
    `select m.attachments->$6::integer as attachment
     from messages m
     join conversations c on c.id = m.conversation_id
     where c.tenant_id = $1 and c.channel = $2 and c.account = $3 and c.external_id = $4
       and m.id = $5 and m.watermark is not null and m.deleted_at is null`,
    [key.tenantId, key.channel, key.account, key.externalId, file.messageId, file.index],
  );
  return rows[0]?.attachment ?? undefined;
}

/** The files of a customer's message, by the platform's id of it; none where no such message was stored. */
export async function listStoredFiles(
  db: Queryable,
  of: Omit<ConversationKey, 'externalId'> & { readonly messageExternalId: string },
): Promise<readonly Attachment[]> {
  const { rows } = await db.query<{ attachments: readonly Attachment[] }>(
    `select attachments
     from messages
     where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4`,
    [of.tenantId, of.channel, of.account, of.messageExternalId],
  );
  return rows[0]?.attachments ?? [];
}

function toVisible(row: VisibleRow): VisibleMessage {
  return {
    id: row.id,
    externalId: row.external_id ?? undefined,
    watermark: row.watermark,
    number: row.number,
    author: row.author,
    authorName: row.author_name,
    text: row.text,
    language: row.language ?? undefined,
    attachments: row.attachments,
    citations: row.citations,
    suggestions: row.suggestions,
    channelData: row.channel_data ?? undefined,
    createdAt: row.created_at,
    isEdited: row.is_edited,
    isTakenBack: row.is_taken_back,
  };
}
