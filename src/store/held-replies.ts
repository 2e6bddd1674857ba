// Replies that staff typed where they don't have the conversation: they wait until their writer decides.
import type { Attachment } from '../model/activity.ts';
import type { ConversationId, EscalationId, MessageId, TenantId, UserId } from '../model/ids.ts';
import type { StaffPost } from './desk-posts.ts';
import type { Queryable } from './pool.ts';

export interface HeldReply {
  /** Becomes the message's. */
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly escalationId: EscalationId;
  readonly userId: UserId;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly post: StaffPost;
  /** Of the edit whose words these are. */
  readonly editId?: string | undefined;
}

/** Told twice, it is held once. */
export async function holdReply(db: Queryable, tenantId: TenantId, reply: HeldReply): Promise<void> {
  await db.query(
    `insert into held_replies
       (id, tenant_id, conversation_id, escalation_id, user_id, text, attachments, room, post, edit_external_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do nothing`,
    [
      reply.id,
      tenantId,
      reply.conversationId,
      reply.escalationId,
      reply.userId,
      reply.text,
      JSON.stringify(reply.attachments),
      reply.post.room,
      reply.post.post,
      reply.editId ?? null,
    ],
  );
}

/** Nobody else changes or decides it until the transaction ends. @returns undefined where it was decided already. */
export async function lockHeld(
  db: Queryable,
  tenantId: TenantId,
  id: string,
): Promise<HeldReply | undefined> {
  const { rows } = await db.query(
    `select h.id, h.conversation_id as "conversationId", h.escalation_id as "escalationId", h.user_id as "userId",
            h.text, h.attachments, json_build_object('room', h.room, 'thread', t.thread, 'post', h.post) as post,
            h.edit_external_id as "editId"
     from held_replies h
     join desk_threads t on t.escalation_id = h.escalation_id
     where h.id = $2 and h.tenant_id = $1 and h.decided_at is null
     for update of h`,
    [tenantId, id],
  );
  const [row] = rows;
  return row && { ...row, editId: row.editId ?? undefined };
}

/**
 * The writer changed it before deciding; an older edit that is told late changes nothing, nor one of a decided reply.
 * @returns false where no reply was held there.
 */
export async function editHeld(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly room: string; readonly post: string; readonly text: string; readonly editId: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with edited as (
       update held_replies
       set text = $4, edit_external_id = $5
       where tenant_id = $1 and room = $2 and post = $3 and decided_at is null
         and coalesce(edit_external_id, '') < $5
     )
     select from held_replies where tenant_id = $1 and room = $2 and post = $3`,
    [tenantId, of.room, of.post, of.text, of.editId],
  );
  return rowCount === 1;
}

/** @param editId of the edit that decides it. @returns false where somebody decided before, or the edit is an older one. */
export async function decideHeld(
  db: Queryable,
  tenantId: TenantId,
  id: string,
  editId?: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update held_replies
     set decided_at = now()
     where id = $2 and tenant_id = $1 and decided_at is null
       and ($3::text is null or coalesce(edit_external_id, '') < $3)`,
    [tenantId, id, editId ?? null],
  );
  return rowCount === 1;
}
