// What is remembered: a conversation's rolling summary, and facts about a customer with the message that told them.
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface Fact {
  readonly key: string;
  readonly value: string;
}

/** Replaces the summary that it goes on from; where there is another by now, nothing changes, or words between were lost. */
export async function saveSummary(
  db: Queryable,
  of: { readonly tenantId: TenantId; readonly conversationId: ConversationId },
  summary: { readonly text: string; readonly after: number; readonly through: number },
): Promise<void> {
  await db.query(
    `update conversations
     set summary = $3, summary_through = $4
     where id = $2 and tenant_id = $1 and summary_through = $5`,
    [of.tenantId, of.conversationId, summary.text, summary.through, summary.after],
  );
}

/**
 * Remembers a fact with the message that told it, for the customer of its conversation, on every channel of theirs; the
 * newest value holds.
 */
export async function saveFact(
  db: Queryable,
  told: { readonly tenantId: TenantId; readonly messageId: MessageId },
  fact: Fact,
): Promise<void> {
  await db.query(
    `insert into customer_facts (tenant_id, customer_id, conversation_id, key, value, source_message_id)
     select $1, c.customer_id, c.id, $3, $4, m.id
     from messages m
     join conversations c on c.id = m.conversation_id
     where m.id = $2 and m.tenant_id = $1
     -- Not while its customer becomes another.
     for share of c
     on conflict (conversation_id, key) do update
     set value = excluded.value, source_message_id = excluded.source_message_id, updated_at = now()`,
    [told.tenantId, told.messageId, fact.key, fact.value],
  );
}
