// A person takes a conversation, writes in it, gives it back: each one statement, guarded by the mode.
import type { Mode } from '../model/conversation.ts';
import type { ConversationId, MessageId, TenantId, UserId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Queryable } from './pool.ts';

export interface StaffChange {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  /** The modes in which the change is legal. */
  readonly from: readonly Mode[];
  readonly to: Mode;
  readonly escalation: 'claimed' | 'resolved' | 'handed_back';
}

/** What goes to the customer with the change; none for a silent one. */
export interface StaffMessage {
  readonly id: MessageId;
  readonly author: 'staff' | 'system';
  readonly authorName: string;
  readonly text: string;
  readonly language: Language | undefined;
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
             set mode = $5, revision = revision + 1 + jsonb_array_length($7::jsonb), lease_owner = null,
                 lease_until = null, turn_attempts = 0, updated_at = now()
             where id = $2 and tenant_id = $1 and mode = any($4)
               and not exists (
                 select from messages
                 where id in (select (r->>'id')::uuid from jsonb_array_elements($7::jsonb) r)
               )
             returning id, channel, account, address, revision
           ), written as (
             insert into messages
               (id, tenant_id, conversation_id, position, author, user_id, author_name, channel, account, text, language)
             select r.id, $1, guard.id, guard.revision - jsonb_array_length($7::jsonb) + r.number, r.author,
                    case r.author when 'staff' then $3::uuid end, r."authorName", guard.channel, guard.account, r.text,
                    r.language
             from guard,
                  rows from (jsonb_to_recordset($7::jsonb) as (
                    id uuid, author text, "authorName" text, text text, language text
                  )) with ordinality as r(id, author, "authorName", text, language, number)
             returning id, position
           ), line as (
             insert into outbox (tenant_id, conversation_id, message_id, position, channel, address)
             select $1, guard.id, written.id, written.position, guard.channel, guard.address
             from guard, written
           ), current as (
             update escalations e
             set state = $6,
                 claimed_by = coalesce(case $6 when 'claimed' then $3::uuid end, e.claimed_by),
                 claimed_at = coalesce(e.claimed_at, now()),
                 closed_at = case $6 when 'claimed' then null else now() end
             from guard
             where e.conversation_id = guard.id and e.state in ('open', 'claimed')
             returning e.id
           ), stepped_in as (
             insert into escalations (tenant_id, conversation_id, state, reason, claimed_by, claimed_at)
             select $1, guard.id, 'claimed', 'staff_stepped_in', $3, now()
             from guard
             where $6 = 'claimed' and not exists (select from current)
             on conflict (conversation_id) where state in ('open', 'claimed') do nothing
           ), left_to_staff as (
             update messages m
             set handled_at = now(), outcome = 'to_staff'
             from guard
             where m.conversation_id = guard.id and m.author = 'customer' and m.handled_at is null
           )
           select from guard`,
    values: [
      change.tenantId,
      change.conversationId,
      change.userId,
      change.from,
      change.to,
      change.escalation,
      JSON.stringify(messages),
    ],
  });
  return rowCount === 1;
}

/** A note for the staff: stored with the conversation, never in the outbox. */
export async function writeNote(
  db: Queryable,
  note: {
    readonly tenantId: TenantId;
    readonly conversationId: ConversationId;
    readonly userId: UserId;
  } & Pick<StaffMessage, 'id' | 'authorName' | 'text'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with guard as (
       update conversations
       set revision = revision + 1
       where id = $2 and tenant_id = $1
       returning id, channel, account, revision
     ), written as (
       insert into messages
         (id, tenant_id, conversation_id, position, author, user_id, author_name, channel, account, text, is_note)
       select $4, $1, id, revision, 'staff', $3, $5, channel, account, $6, true
       from guard
       on conflict (id) do nothing
     )
     select from guard`,
    [note.tenantId, note.conversationId, note.userId, note.id, note.authorName, note.text],
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
  readonly language: Language | undefined;
  readonly claimedBy: UserId | undefined;
}

/** What the desk needs to know before a change; undefined where there is no such conversation. */
export async function readDeskView(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<DeskView | undefined> {
  const { rows } = await db.query(
    `select c.mode, c.language, e.claimed_by
     from conversations c
     left join escalations e on e.conversation_id = c.id and e.state in ('open', 'claimed')
     where c.id = $2 and c.tenant_id = $1`,
    [tenantId, conversationId],
  );
  const [row] = rows;
  return (
    row && { mode: row.mode, language: row.language ?? undefined, claimedBy: row.claimed_by ?? undefined }
  );
}
