// A person takes a conversation, writes in it, gives it back: each one statement, guarded by the mode.
import type { Attachment, ChannelName, Suggestion } from '../model/activity.ts';
import type { Mode } from '../model/conversation.ts';
import type { ConversationId, EscalationId, MessageId, TenantId, UserId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { StaffPost } from './desk-posts.ts';
import type { Queryable } from './pool.ts';

export interface StaffChange {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  /** The modes on which it was decided: in any other nothing happens. */
  readonly from: readonly Mode[];
  /** undefined: only something is said, whoever answers. */
  readonly to:
    | { readonly mode: Mode; readonly escalation: 'claimed' | 'resolved' | 'handed_back' }
    | undefined;
}

/** What goes to the customer with the change; none for a silent one. */
export interface StaffMessage {
  readonly id: MessageId;
  readonly author: 'staff' | 'system';
  readonly authorName: string;
  readonly text: string;
  readonly language: Language | undefined;
  readonly attachments?: readonly Attachment[];
  readonly suggestions?: readonly Suggestion[];
  /** Goes out as the platform's approved message. */
  readonly isTemplate?: boolean;
  /** Where it was typed, when that was a thread of the staff room. */
  readonly post?: StaffPost;
  /** Of the edit whose words these are, where they were changed before we heard of them. */
  readonly editId?: string;
}

/** @returns false where the mode doesn't allow it, or where a message of that id exists: then nothing was done. */
export async function changeMode(
  db: Queryable,
  change: StaffChange,
  messages: readonly StaffMessage[],
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'change_mode',
    text: `with guard as (
             update conversations
             set mode = coalesce($5::text, mode), revision = revision + 1 + jsonb_array_length($7::jsonb),
                 quiet_until = case when $5::text is null then quiet_until end,
                 lease_owner = null, lease_until = null, turn_attempts = 0, updated_at = now()
             where id = $2 and tenant_id = $1 and mode = any($4)
               and not exists (
                 select from messages
                 where id in (select (r->>'id')::uuid from jsonb_array_elements($7::jsonb) r)
               )
             returning id, channel, account, address, revision
           ), given as (
             select r.*, guard.revision - jsonb_array_length($7::jsonb) + r.number as position
             from guard,
                  rows from (jsonb_to_recordset($7::jsonb) as (
                    id uuid, author text, "authorName" text, text text, language text, attachments jsonb,
                    suggestions jsonb, post jsonb, "isTemplate" boolean, "editId" text
                  )) with ordinality as r(id, author, "authorName", text, language, attachments, suggestions, post,
                                          "isTemplate", "editId", number)
           ), written as (
             insert into messages
               (id, tenant_id, conversation_id, position, author, user_id, author_name, channel, account, text, language,
                attachments, suggestions, is_template, edit_external_id)
             select given.id, $1, guard.id, given.position, author, case author when 'staff' then $3::uuid end,
                    "authorName", guard.channel, guard.account, text, language, coalesce(attachments, '[]'),
                    coalesce(suggestions, '[]'), coalesce("isTemplate", false), "editId"
             from guard, given
             returning id, position
           ), line as (
             insert into outbox (tenant_id, conversation_id, message_id, position, channel, address)
             select $1, guard.id, written.id, written.position, guard.channel, guard.address
             from guard, written
           ), current as (
             update escalations e
             set state = $6::text,
                 claimed_by = coalesce(case $6::text when 'claimed' then $3::uuid end, e.claimed_by),
                 claimed_at = coalesce(e.claimed_at, now()),
                 closed_at = case $6::text when 'claimed' then null else now() end,
                 closed_position = case $6::text when 'claimed' then null else guard.revision end
             from guard
             where $6::text is not null and e.conversation_id = guard.id and e.state in ('open', 'claimed')
             returning e.id
           ), stepped_in as (
             insert into escalations (tenant_id, conversation_id, state, reason, position, claimed_by, claimed_at)
             select $1, guard.id, 'claimed', 'staff_stepped_in', guard.revision - jsonb_array_length($7::jsonb) - 1, $3,
                    now()
             from guard
             where $6::text = 'claimed' and not exists (select from current)
             on conflict (conversation_id) where state in ('open', 'claimed') do nothing
           ), typed as (
             insert into desk_posts (tenant_id, room, post, escalation_id, message_id, is_ours)
             select $1, given.post->>'room', given.post->>'post', t.escalation_id, written.id, false
             from given
             join written on written.id = given.id
             join desk_threads t on t.tenant_id = $1 and t.room = given.post->>'room' and t.thread = given.post->>'thread'
           ), left_to_staff as (
             update messages m
             set handled_at = now(), outcome = 'to_staff'
             from guard
             where $6::text is not null and m.conversation_id = guard.id and m.author = 'customer' and m.handled_at is null
           )
           select from guard`,
    values: [
      change.tenantId,
      change.conversationId,
      change.userId,
      change.from,
      change.to?.mode ?? null,
      change.to?.escalation ?? null,
      JSON.stringify(messages),
    ],
  });
  return rowCount === 1;
}

/** A note for the staff: stored with the conversation, never in the outbox. @returns false where it is there already. */
export async function writeNote(
  db: Queryable,
  note: {
    readonly tenantId: TenantId;
    readonly conversationId: ConversationId;
    readonly userId: UserId;
  } & Pick<StaffMessage, 'id' | 'authorName' | 'text' | 'attachments' | 'post' | 'editId'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with guard as (
       update conversations
       set revision = revision + 1
       where id = $2 and tenant_id = $1 and not exists (select from messages where id = $4)
       returning id, channel, account, revision
     ), written as (
       insert into messages
         (id, tenant_id, conversation_id, position, author, user_id, author_name, channel, account, text, is_note,
          attachments, edit_external_id)
       select $4, $1, id, revision, 'staff', $3, $5, channel, account, $6, true, $7, $11
       from guard
       returning id
     ), typed as (
       insert into desk_posts (tenant_id, room, post, escalation_id, message_id, is_ours, mark)
       select $1, $8, $9, t.escalation_id, written.id, false, 'none'
       from written
       join desk_threads t on t.tenant_id = $1 and t.room = $8 and t.thread = $10
     )
     select from guard`,
    [
      note.tenantId,
      note.conversationId,
      note.userId,
      note.id,
      note.authorName,
      note.text,
      JSON.stringify(note.attachments ?? []),
      note.post?.room ?? null,
      note.post?.post ?? null,
      note.post?.thread ?? null,
      note.editId ?? null,
    ],
  );
  return rowCount === 1;
}

/** Whether this message is stored in this conversation: a form sent twice is recognised by it. */
export async function hasMessage(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
  id: MessageId,
): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from messages where id = $3 and conversation_id = $2 and tenant_id = $1',
    [tenantId, conversationId, id],
  );
  return rowCount === 1;
}

export interface DeskView {
  readonly mode: Mode;
  readonly channel: ChannelName;
  readonly language: Language | undefined;
  readonly claimedBy: { readonly id: UserId; readonly name: string } | undefined;
  /** The newest hand-over, open or not. */
  readonly newest: EscalationId | undefined;
}

/** What the desk needs to know before a change; undefined where there is no such conversation. */
export async function readDeskView(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<DeskView | undefined> {
  const { rows } = await db.query(
    `select c.mode, c.channel, c.language, u.id as user_id, u.name,
            (select id from escalations where conversation_id = c.id order by opened_at desc limit 1) as newest
     from conversations c
     left join escalations e on e.conversation_id = c.id and e.state in ('open', 'claimed')
     left join users u on u.id = e.claimed_by
     where c.id = $2 and c.tenant_id = $1`,
    [tenantId, conversationId],
  );
  const [row] = rows;
  return (
    row && {
      mode: row.mode,
      channel: row.channel,
      language: row.language ?? undefined,
      claimedBy: row.user_id ? { id: row.user_id, name: row.name } : undefined,
      newest: row.newest ?? undefined,
    }
  );
}

/** The same, and it stays so until the transaction ends: whoever changes who answers waits here. */
export async function lockDeskView(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<DeskView | undefined> {
  // A statement of its own: one that waited for the lock would go on with what it saw before.
  await db.query('select from conversations where id = $2 and tenant_id = $1 for no key update', [
    tenantId,
    conversationId,
  ]);
  return readDeskView(db, tenantId, conversationId);
}
