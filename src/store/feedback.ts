// How customers rated the help of a person.
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** Stored once per rating message, and told in the thread of the hand-over that it is about. */
export async function saveRating(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly conversationId: ConversationId;
    readonly messageId: MessageId;
    readonly rating: number;
    readonly face: string;
  },
): Promise<void> {
  await db.query(
    `with rated as (
       insert into feedback (tenant_id, conversation_id, message_id, rating)
       values ($1, $2, $3, $4)
       on conflict (message_id) do nothing
       returning message_id
     )
     insert into desk_notices (tenant_id, escalation_id, key, text)
     select $1, e.id, 'rated:' || rated.message_id, 'The customer rated this: ' || $5
     from rated
     cross join lateral (
       select id
       from escalations
       where conversation_id = $2
       order by opened_at desc
       limit 1
     ) e
     on conflict (escalation_id, key) do nothing`,
    [tenantId, of.conversationId, of.messageId, of.rating, of.face],
  );
}
