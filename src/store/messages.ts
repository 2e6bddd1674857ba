// What a customer's screen shows, numbered by watermark in the order in which it was shown.
import type { Author, Citation, Suggestion } from '../model/activity.ts';
import type { MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface VisibleMessage {
  readonly id: MessageId;
  /** The platform's id: for web chat, what the client sent it under. */
  readonly externalId: string | undefined;
  readonly watermark: number;
  readonly author: Author;
  readonly authorName: string;
  readonly text: string;
  readonly language: string | undefined;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly channelData: Readonly<Record<string, unknown>> | undefined;
  readonly createdAt: Date;
}

export interface ConversationKey {
  readonly tenantId: TenantId;
  readonly channel: string;
  readonly account: string;
  readonly externalId: string;
}

const VISIBLE = `m.id, m.external_id, m.watermark, m.author, m.author_name, m.text, m.language, m.citations,
                 m.suggestions, m.channel_data, m.created_at`;

interface VisibleRow {
  readonly id: MessageId;
  readonly external_id: string | null;
  readonly watermark: number;
  readonly author: Author;
  readonly author_name: string;
  readonly text: string;
  readonly language: string | null;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly channel_data: Readonly<Record<string, unknown>> | null;
  readonly created_at: Date;
}

/** At most `limit` messages shown after `watermark`, oldest first. */
export async function listVisible(
  db: Queryable,
  key: ConversationKey,
  after: { readonly watermark: number; readonly limit: number },
): Promise<readonly VisibleMessage[]> {
  const { rows } = await db.query<VisibleRow>({
    name: 'list_visible',
    text: `select ${VISIBLE}
           from messages m
           join conversations c on c.id = m.conversation_id
           where c.tenant_id = $1 and c.channel = $2 and c.account = $3 and c.external_id = $4
             and m.watermark > $5
           order by m.watermark
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
           returning ${VISIBLE}`,
    values: [tenantId, id],
  });
  return rows[0] && toVisible(rows[0]);
}

function toVisible(row: VisibleRow): VisibleMessage {
  return {
    id: row.id,
    externalId: row.external_id ?? undefined,
    watermark: row.watermark,
    author: row.author,
    authorName: row.author_name,
    text: row.text,
    language: row.language ?? undefined,
    citations: row.citations,
    suggestions: row.suggestions,
    channelData: row.channel_data ?? undefined,
    createdAt: row.created_at,
  };
}
