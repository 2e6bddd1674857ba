// A customer changes what they wrote: the message is changed in place, and read again where it was the last one.
import type { Inbound } from '../model/activity.ts';
import type { TenantId } from '../model/ids.ts';
import type { Repeat, Stored } from './inbound.ts';
import type { Queryable } from './pool.ts';

/**
 * Changes the customer's message `inbound.editOf`. The bot answers it once more where it is the customer's newest and
 * nobody else has the conversation. @returns undefined where that message is not known.
 */
export async function applyEdit(
  db: Queryable,
  tenantId: TenantId,
  inbound: Inbound,
): Promise<Stored | Repeat | undefined> {
  const { rows } = await db.query({
    name: 'apply_edit',
    // The conversation is locked before its message, as everybody does.
    text: `with held as (
             select c.id
             from messages m
             join conversations c on c.id = m.conversation_id
             where m.tenant_id = $1 and m.channel = $2 and m.account = $3 and m.external_id = $4
             for update of c
           ), original as (
             select m.id, m.conversation_id, m.position,
                    m.text <> $5 and coalesce(m.edit_external_id, '') < $6 as is_new
             from held
             join messages m on m.conversation_id = held.id
             where m.tenant_id = $1 and m.channel = $2 and m.account = $3 and m.external_id = $4
               and m.author = 'customer'
             for update of m
           ), told as (
             -- Back to the words that are there: an older edit that is told later changes nothing all the same.
             update messages m
             set edit_external_id = $6
             from original
             where m.id = original.id and m.text = $5 and coalesce(m.edit_external_id, '') < $6
           ), guard as (
             update conversations c
             set revision = c.revision + 1, updated_at = now()
             from original
             where c.id = original.conversation_id and original.is_new
             returning c.mode
           ), changed as (
             update messages m
             set text = $5, edits = m.edits + 1, edit_external_id = $6, translation = null,
                 handled_at = case
                   when guard.mode = 'bot' and not exists (
                     select from messages n
                     where n.conversation_id = original.conversation_id and n.author = 'customer'
                       and n.position > original.position
                   ) then null
                   else m.handled_at end
             from original, guard
             where m.id = original.id
           )
           select original.id, original.conversation_id, guard.mode
           from original
           left join guard on true`,
    values: [tenantId, inbound.channel, inbound.account, inbound.editOf ?? null, inbound.text, inbound.id],
  });
  const [row] = rows;
  if (!row) return undefined;
  const of = { conversationId: row.conversation_id, messageId: row.id };
  return row.mode ? { kind: 'stored', mode: row.mode, ...of } : { kind: 'repeat', ...of };
}
