// A message changed or taken back after it was written: stored, and sent after it where the channel can.
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/**
 * done: changed before it went out, or nothing had to go out. follows: the change goes out behind it.
 * too_late: it was sent, and this channel can't change what was sent.
 */
export type Edited = 'done' | 'follows' | 'too_late' | 'unknown';

export interface Edit {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  /** undefined takes it back. */
  readonly text: string | undefined;
  readonly canFollow: boolean;
}

/**
 * Changes a message of ours. What still waits may be on its way just now, so the change follows it all the same; where
 * there is nothing to change that does no harm. A message that can't follow keeps its words: staff must see what the
 * customer sees.
 */
export async function editMessage(db: Queryable, edit: Edit): Promise<Edited> {
  const { rows } = await db.query<{ state: string | null; is_changed: boolean }>({
    name: 'edit_message',
    text: `with sent as (
             select m.id, o.id as outbox_id, o.state, o.channel, o.address, o.parts <> '[]' as is_begun,
                    o.state is null or o.state in ('queued', 'failed') and o.parts = '[]' or $5 as is_changed
             from messages m
             left join outbox o on o.message_id = m.id and o.action = 'send'
             where m.id = $3 and m.conversation_id = $2 and m.tenant_id = $1
               and (m.deleted_at is null and m.text is distinct from $4)
             for update of m
           ), guard as (
             update conversations c
             set revision = c.revision + 1
             from sent
             where c.id = $2 and c.tenant_id = $1 and sent.is_changed
             returning c.revision
           ), changed as (
             update messages m
             set text = coalesce($4, m.text), edits = m.edits + 1, translation = null,
                 deleted_at = case when $4::text is null then now() end
             from sent, guard
             where m.id = sent.id
           ), withdrawn as (
             delete from outbox o
             using sent, guard
             where o.id = sent.outbox_id and $4::text is null and o.state in ('queued', 'failed') and o.parts = '[]'
           ), stopped as (
             update outbox o
             set state = 'sent', lease_until = null, done_at = now()
             from sent, guard
             where o.id = sent.outbox_id and $4::text is null and o.state in ('queued', 'failed') and o.parts <> '[]'
           ), line as (
             insert into outbox (tenant_id, conversation_id, message_id, position, channel, address, action)
             select $1, $2, sent.id, guard.revision, sent.channel, sent.address,
                    case when $4::text is null then 'remove' else 'edit' end
             from sent, guard
             where (sent.state <> 'failed' or sent.is_begun) and $5
           )
           select state, is_changed from sent`,
    values: [edit.tenantId, edit.conversationId, edit.messageId, edit.text ?? null, edit.canFollow],
  });
  const [row] = rows;
  if (!row) return 'unknown';
  if (!row.is_changed) return 'too_late';
  return row.state && row.state !== 'failed' && edit.canFollow ? 'follows' : 'done';
}
