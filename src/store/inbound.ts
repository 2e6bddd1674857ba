// Storing what customers write: one statement for a known conversation, the unique constraints arbitrate repeats.
import type { Inbound } from '../model/activity.ts';
import type { Mode } from '../model/conversation.ts';
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

export interface Stored {
  readonly kind: 'stored';
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly mode: Mode;
}
/** The platform told it again, or the customer pressed send twice. */
export interface Repeat {
  readonly kind: 'repeat';
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/** Stores a customer's message durably, making customer, identity and conversation on first contact. */
export async function receiveInbound(
  pool: Pool,
  tenantId: TenantId,
  inbound: Inbound,
): Promise<Stored | Repeat> {
  const stored = await appendToKnown(pool, tenantId, inbound);
  if (stored) return stored;
  return inTransaction(pool, async (client) => {
    await lockContact(client, tenantId, inbound);
    const repeat = await findRepeat(client, tenantId, inbound);
    if (repeat) return repeat;
    await openConversation(client, tenantId, inbound);
    const first = await appendToKnown(client, tenantId, inbound);
    if (!first) throw new Error('a conversation just opened was not found');
    return first;
  });
}

// Nearly every message takes this way only. The revision moves even if a racing repeat then loses the insert: a
// running turn reads once more than needed, nothing else.
async function appendToKnown(
  db: Queryable,
  tenantId: TenantId,
  inbound: Inbound,
): Promise<Stored | undefined> {
  const { rows } = await db.query<{ id: MessageId; conversation_id: ConversationId; mode: Mode }>({
    name: 'append_inbound',
    text: `with known as (
             update conversations
             set revision = revision + 1,
                 watermark = watermark + 1,
                 address = $5,
                 mode = case mode when 'closed' then 'bot' else mode end,
                 updated_at = now()
             where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
               and not exists (
                 select from messages
                 where tenant_id = $1 and channel = $2 and account = $3 and external_id = $6
               )
             returning id, mode, revision, watermark
           )
           insert into messages
             (tenant_id, conversation_id, position, watermark, author, author_name, channel, account, external_id,
              text, attachments, channel_data)
           select $1, known.id, known.revision, known.watermark, 'customer', $7, $2, $3, $6, $8, $9, $10
           from known
           on conflict (tenant_id, channel, account, external_id) do nothing
           returning id, conversation_id, (select mode from known) as mode`,
    values: [
      tenantId,
      inbound.channel,
      inbound.account,
      inbound.address.conversation.id,
      JSON.stringify(inbound.address),
      inbound.id,
      inbound.from.name,
      inbound.text,
      JSON.stringify(inbound.attachments),
      inbound.channelData ? JSON.stringify(inbound.channelData) : null,
    ],
  });
  const [row] = rows;
  return row && { kind: 'stored', conversationId: row.conversation_id, messageId: row.id, mode: row.mode };
}

// First messages of one contact queue here; the constraints hold even without it, but then five of six would fail.
async function lockContact(db: Queryable, tenantId: TenantId, inbound: Inbound): Promise<void> {
  const contact = [tenantId, inbound.channel, inbound.account, inbound.address.conversation.id].join('\n');
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

async function openConversation(db: Queryable, tenantId: TenantId, inbound: Inbound): Promise<void> {
  const { channel, account, from, address } = inbound;
  await db.query(
    `with known as (
       select customer_id
       from identities
       where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
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
