// Storing what customers write: one statement for known conversations, the unique constraints arbitrate repeats.
import type { Inbound } from '../model/activity.ts';
import type { Mode } from '../model/conversation.ts';
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';
import { learnProofs, lockProofs } from './proofs.ts';

export interface Stored {
  readonly kind: 'stored';
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly mode: Mode;
  /** By this message's proofs customers became one: all their conversations. */
  readonly joined?: readonly ConversationId[];
}
/** The platform told it again, or the customer pressed send twice. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/**
 * Stores what `appendInbounds` could not: a first contact, whose customer, identity and conversation it makes, or new
 * proofs of who somebody is; or tells a repeat.
 */
export async function receiveFirst(
  pool: Pool,
  tenantId: TenantId,
  inbound: Inbound,
): Promise<Stored | Repeat> {
  return inTransaction(pool, async (client) => {
    await lockContact(client, tenantId, inbound);
    await lockProofs(client, tenantId, inbound);
    const repeat = await findRepeat(client, tenantId, inbound);
    if (repeat) return repeat;
    await openConversation(client, tenantId, inbound);
    const joined = await learnProofs(client, tenantId, inbound);
    const [first] = await appendInbounds(client, tenantId, [inbound]);
    if (!first) throw new Error('a conversation just opened was not found');
    return { ...first, joined };
  });
}

// What few messages need costs the others nothing: a statement of its own (measured: an eighth of the throughput).
const ONLY_PROVEN = `and not exists (
               select
               from jsonb_array_elements(g.message->'proofs') given
               where not exists (
                 select
                 from proofs
                 where tenant_id = $1 and channel = g.message->>'channel' and account = g.message->>'account'
                   and external_id = g.message->'from'->>'id' and kind = given->>'kind' and value = given->>'value'
               )
             )`;
const FILES = `, files as (
             insert into readings (tenant_id, conversation_id, message_id, index)
             select $1, stored.conversation_id, stored.id, f.number - 1
             from stored
             cross join lateral jsonb_array_elements(stored.attachments) with ordinality as f (file, number)
             where f.file ? 'contentUrl'
           )`;

/**
 * Stores messages of conversations that are known, all in one statement: nearly every message takes this way only.
 * At most one message of each conversation. The conversations are locked in the order of the messages, so whoever
 * stores several at once sorts them.
 * @returns what was stored, in the order of `inbounds`; undefined for a first contact, a repeat, or proofs not yet known.
 */
export async function appendInbounds(
  db: Queryable,
  tenantId: TenantId,
  inbounds: readonly Inbound[],
): Promise<readonly (Stored | undefined)[]> {
  const files = inbounds.some(({ attachments }) => attachments.length > 0) ? FILES : '';
  const proofs = inbounds.some((inbound) => inbound.proofs) ? ONLY_PROVEN : '';
  const { rows } = await db.query<{
    number: number;
    id: MessageId;
    conversation_id: ConversationId;
    mode: Mode;
  }>({
    name: `append_inbounds${files ? '_files' : ''}${proofs ? '_proofs' : ''}`,
    // The revision moves even if a racing repeat then loses the insert: a running turn reads once more than needed.
    text: `with given as materialized (
             select g.number, g.message, c.id as conversation_id
             from unnest($2::jsonb[]) with ordinality as g (message, number)
             cross join lateral (
               select id
               from conversations
               where tenant_id = $1 and channel = g.message->>'channel' and account = g.message->>'account'
                 and external_id = g.message->'address'->'conversation'->>'id'
               for update
             ) c
             where (
               select true
               from messages
               where tenant_id = $1 and channel = g.message->>'channel' and account = g.message->>'account'
                 and external_id = g.message->>'id'
               limit 1
             ) is null
             ${proofs}
           ), known as (
             update conversations c
             set revision = c.revision + 1,
                 watermark = c.watermark + 1,
                 address = g.message->'address',
                 mode = case c.mode when 'closed' then 'bot' else c.mode end,
                 unreachable_at = null,
                 updated_at = now()
             from given g
             where c.id = g.conversation_id
             returning c.id, c.mode, c.revision, c.watermark, g.number, g.message
           ), stored as (
             insert into messages
               (tenant_id, conversation_id, position, watermark, author, author_name, channel, account, external_id,
                edit_external_id, text, attachments, channel_data, quoted, written_at)
             select $1, id, revision, watermark, 'customer', message->'from'->>'name', message->>'channel',
                    message->>'account', message->>'id', message->>'editId', message->>'text',
                    message->'attachments', message->'channelData', message->>'quoted', (message->>'writtenAt')::timestamptz
             from known
             on conflict (tenant_id, channel, account, external_id) do nothing
             returning id, conversation_id, attachments
           )${files}
           select known.number, stored.id, stored.conversation_id, known.mode
           from stored
           join known on known.id = stored.conversation_id`,
    values: [tenantId, inbounds.map((inbound) => JSON.stringify(inbound))],
  });
  const stored = new Map(
    rows.map((row) => [
      row.number,
      {
        kind: 'stored' as const,
        conversationId: row.conversation_id,
        messageId: row.id,
        mode: row.mode,
      },
    ]),
  );
  return inbounds.map((_, index) => stored.get(index + 1));
}

/** First messages of one contact queue here; the constraints hold even without it, but then five of six would fail. */
export async function lockContact(
  db: Queryable,
  tenantId: TenantId,
  of: Pick<Inbound, 'channel' | 'account' | 'address'>,
): Promise<void> {
  const contact = [tenantId, of.channel, of.account, of.address.conversation.id].join('\n');
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [contact]);
}

async function findRepeat(db: Queryable, tenantId: TenantId, inbound: Inbound): Promise<Repeat | undefined> {
  const { rows } = await db.query<{ id: MessageId; conversation_id: ConversationId }>(
    `select id, conversation_id
     from messages
     where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4`,
    [tenantId, inbound.channel, inbound.account, inbound.id],
  );
  const [row] = rows;
  return row && { kind: 'repeat', conversationId: row.conversation_id, messageId: row.id };
}

/** Where there is none yet; with its customer and identity. */
export async function openConversation(
  db: Queryable,
  tenantId: TenantId,
  { channel, account, from, address }: Pick<Inbound, 'channel' | 'account' | 'from' | 'address'>,
): Promise<void> {
  await db.query(
    `with known as (
       select customer_id
       from identities
       where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
       -- Not while its customer becomes another.
       for share
     ), made as (
       insert into customers (tenant_id, name)
       select $1, $5
       where not exists (select from known)
       returning id
     ), identity as (
       insert into identities (tenant_id, channel, account, external_id, customer_id)
       select $1, $2, $3, $4, id
       from made
     )
     insert into conversations (tenant_id, customer_id, channel, account, external_id, address)
     select $1, (select customer_id from known union all select id from made), $2, $3, $6, $7
     on conflict (tenant_id, channel, account, external_id) do nothing`,
    [tenantId, channel, account, from.id, from.name, address.conversation.id, JSON.stringify(address)],
  );
}
