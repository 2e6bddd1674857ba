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
  /** The platform's id of the edit: an older one that is told late changes nothing. */
  readonly editId?: string | undefined;
}

/**
 * Changes a message of ours. What still waits may be on its way just now, so the change follows it all the same; where
 * there is nothing to change that does no harm. A message that can't follow keeps its words: staff must see what the
 * customer sees. Its line is locked first: who claims it for sending has done so before, or reads the new words. Then the
 * conversation, then the message, as everybody does: else two would wait for each other.
 */
export async function editMessage(db: Queryable, edit: Edit): Promise<Edited> {
  const { rows } = await db.query<{ state: string | null; is_changed: boolean }>({
    name: 'edit_message',
    text: `with first as materialized (
             select id, state, channel, address, parts
             from outbox
             where message_id = $3 and tenant_id = $1 and action = 'send'
             for update
           ), held as materialized (
             select c.id, first.id as outbox_id, first.state, first.channel, first.address, first.parts
             from conversations c
             left join first on true
             where c.id = $2 and c.tenant_id = $1
             for no key update of c
           ), sent as materialized (
             select m.id, o.outbox_id, o.state, o.channel, o.address, o.parts <> '[]' as is_begun,
                    o.state is null or o.state in ('queued', 'failed') and o.parts = '[]' or $5 as is_changed
             from held o
             join messages m on m.conversation_id = o.id
             where m.id = $3 and m.tenant_id = $1 and m.deleted_at is null and m.text is distinct from $4
               and ($6::text is null or coalesce(m.edit_external_id, '') < $6)
             for update of m
           ), told as (
             -- Back to the words that are there: an older edit that is told later changes nothing all the same.
             update messages m
             set edit_external_id = $6
             from held
             where m.id = $3 and m.conversation_id = held.id and m.text = $4 and coalesce(m.edit_external_id, '') < $6
           ), guard as (
             update conversations c
             set revision = c.revision + 1
             from sent
             where c.id = $2 and c.tenant_id = $1 and sent.is_changed
             returning c.revision
           ), changed as (
             update messages m
             set text = coalesce($4, m.text), edits = m.edits + 1, translation = null,
                 edit_external_id = coalesce($6, m.edit_external_id),
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
    values: [
      edit.tenantId,
      edit.conversationId,
      edit.messageId,
      edit.text ?? null,
      edit.canFollow,
      edit.editId ?? null,
    ],
  });
  const [row] = rows;
  if (!row) return 'unknown';
  if (!row.is_changed) return 'too_late';
  return row.state && row.state !== 'failed' && edit.canFollow ? 'follows' : 'done';
}
