// What somebody of the business wrote with the platform's own app: a person answers there, and the bot is silent.
import type { OwnWords } from '../model/activity.ts';
import type { ConversationId, TenantId } from '../model/ids.ts';
import { lockContact, openConversation } from './inbound.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';
import { learnProofs, lockProofs } from './proofs.ts';

const BATCH = 100;

/**
 * Stores the words and, while the quiet lasts, takes the conversation from the bot; a colleague who has it keeps it.
 * What the customer wrote before counts as answered; what they wrote since is the person's too while the quiet lasts.
 * @param quiet.until when the bot returns; in the past for words that are told late: then only the words are stored.
 * @returns the conversation, or undefined where the words are known already: told twice, or sent by ourselves.
 */
export async function storeOwnWords(
  pool: Pool,
  tenantId: TenantId,
  { words, ...quiet }: { readonly words: OwnWords; readonly authorName: string; readonly until: Date },
): Promise<ConversationId | undefined> {
  return inTransaction(pool, async (client) => {
    const sender = { ...words, from: words.customer };
    await lockContact(client, tenantId, words);
    await lockProofs(client, tenantId, sender);
    if (await isKnown(client, tenantId, words)) return undefined;
    await openConversation(client, tenantId, sender);
    await learnProofs(client, tenantId, sender);
    await lockConversation(client, tenantId, words);
    return write(client, tenantId, { words, ...quiet });
  });
}

// A part that isn't its message's last is known to the outbox alone.
async function isKnown(db: Queryable, tenantId: TenantId, words: OwnWords): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from messages where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
     union all
     select from outbox
     where tenant_id = $1 and jsonb_array_length(parts) > 1 and parts @> to_jsonb($4::text)
     union all
     select from outbox o
     join conversations c on c.id = o.conversation_id
     where c.tenant_id = $1 and c.channel = $2 and c.account = $3 and c.external_id = $5
       and o.state in ('queued', 'sending') and o.parts @> to_jsonb($4::text)
     limit 1`,
    [tenantId, words.channel, words.account, words.id, words.address.conversation.id],
  );
  return rowCount === 1;
}

// Before the statement that asks who has it: a colleague who takes it in this moment must be seen.
async function lockConversation(db: Queryable, tenantId: TenantId, words: OwnWords): Promise<void> {
  await db.query(
    `select from conversations
     where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4
     for update`,
    [tenantId, words.channel, words.account, words.address.conversation.id],
  );
}

async function write(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly words: OwnWords; readonly authorName: string; readonly until: Date },
): Promise<ConversationId | undefined> {
  const { words, authorName, until } = of;
  const { rows } = await db.query<{ id: ConversationId }>(
    `with guard as (
       update conversations c
       set revision = c.revision + 1,
           mode = case when k.is_quiet then 'human' else c.mode end,
           quiet_until = case when k.is_quiet and not k.is_claimed then $6 else c.quiet_until end,
           lease_owner = case when not k.is_quiet then c.lease_owner end,
           lease_until = case when not k.is_quiet then c.lease_until end,
           turn_attempts = 0,
           updated_at = now()
       from (
         select c.id, $6::timestamptz > now() as is_quiet,
                exists (
                  select from escalations e
                  where e.conversation_id = c.id and e.state = 'claimed' and e.claimed_by is not null
                ) as is_claimed
         from conversations c
         where c.tenant_id = $1 and c.channel = $2 and c.account = $3 and c.external_id = $4
       ) k
       where c.id = k.id
       returning c.id, c.revision, k.is_quiet
     ), written as (
       insert into messages
         (tenant_id, conversation_id, position, author, author_name, channel, account, external_id, text, attachments,
          handled_at)
       select $1, id, revision, 'staff', $7, $2, $3, $5, $8, $9, now()
       from guard
     ), answered as (
       update messages m
       set handled_at = now(), outcome = 'to_staff'
       from guard
       where m.conversation_id = guard.id and m.author = 'customer' and m.handled_at is null
         and (guard.is_quiet or coalesce(m.written_at, m.created_at) <= $10)
     ), claimed as (
       update escalations e
       set state = 'claimed', claimed_at = coalesce(e.claimed_at, now())
       from guard
       where guard.is_quiet and e.conversation_id = guard.id and e.state = 'open'
     )
     select id from guard`,
    [
      tenantId,
      words.channel,
      words.account,
      words.address.conversation.id,
      words.id,
      until,
      authorName,
      words.text,
      JSON.stringify(words.attachments),
      words.writtenAt,
    ],
  );
  return rows[0]?.id;
}

/**
 * Gives back to the bot what nobody answered from the phone for long enough. @param of.text what the staff read of it.
 * @returns the conversations.
 */
export async function endQuiet(
  db: Queryable,
  of: { readonly text: string },
): Promise<readonly { readonly tenantId: TenantId; readonly conversationId: ConversationId }[]> {
  const { rows } = await db.query<{ tenantId: TenantId; conversationId: ConversationId }>({
    name: 'end_quiet',
    // Who is being written to just now is looked at in the next round: waiting for many at once could end in a circle.
    text: `with over as materialized (
             select id
             from conversations
             where quiet_until < now() and mode = 'human'
             limit $2
             for update skip locked
           ), returned as (
             update conversations c
             set mode = 'bot', quiet_until = null, revision = c.revision + 1
             from over
             where c.id = over.id
             returning c.id, c.tenant_id, c.revision
           ), closed as (
             update escalations e
             set state = 'handed_back', closed_at = now(), closed_position = r.revision
             from returned r
             where e.conversation_id = r.id and e.state in ('open', 'claimed')
             returning e.id, e.tenant_id
           ), told as (
             insert into desk_notices (tenant_id, escalation_id, key, text)
             select tenant_id, id, 'quiet_ended', $1
             from closed
             on conflict (escalation_id, key) do nothing
           )
           select tenant_id as "tenantId", id as "conversationId"
           from returned`,
    values: [of.text, BATCH],
  });
  return rows;
}
