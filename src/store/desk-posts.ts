// Which post of the staff room is which message of the conversation, and what the desk itself has to say there.
import type { ConversationId, EscalationId, MessageId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** A message typed in a thread of the staff room, by the platform's ids. */
export interface StaffPost {
  readonly room: string;
  readonly thread: string;
  readonly post: string;
}

/** One thread of the staff room, by what it is about. */
export interface KnownThread {
  readonly escalationId: EscalationId;
  readonly conversationId: ConversationId;
}

export async function findThread(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly room: string; readonly thread: string },
): Promise<KnownThread | undefined> {
  const { rows } = await db.query(
    `select escalation_id as "escalationId", conversation_id as "conversationId"
     from desk_threads
     where tenant_id = $1 and (
       room = $2 and thread = $3 or former_threads @> jsonb_build_array(jsonb_build_array($2::text, $3::text))
     )`,
    [tenantId, of.room, of.thread],
  );
  return rows[0];
}

/** A button was pressed on a card of which we didn't hear that it was posted: now we know. */
export async function adoptThread(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly escalationId: EscalationId; readonly room: string; readonly thread: string },
): Promise<KnownThread | undefined> {
  const { rows } = await db.query(
    `update desk_threads
     set room = $3, thread = $4
     where escalation_id = $2 and tenant_id = $1 and room is null
     returning escalation_id as "escalationId", conversation_id as "conversationId"`,
    [tenantId, of.escalationId, of.room, of.thread],
  );
  return rows[0];
}

/** Whether a card may stand in the room of which we don't know yet: what is typed under it isn't known either. */
export async function isOpeningThread(db: Queryable, tenantId: TenantId): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from desk_threads
     where tenant_id = $1 and room is null and not is_settled and (is_unsure or lease_until is not null)
     limit 1`,
    [tenantId],
  );
  return rowCount === 1;
}

/** The message that a staff member typed, in whatever thread; undefined for a held reply, or for what isn't theirs. */
export async function findTyped(
  db: Queryable,
  tenantId: TenantId,
  id: MessageId,
): Promise<
  | { readonly messageId: MessageId; readonly conversationId: ConversationId; readonly isNote: boolean }
  | undefined
> {
  const { rows } = await db.query(
    `select id as "messageId", conversation_id as "conversationId", is_note as "isNote"
     from messages
     where id = $2 and tenant_id = $1 and author = 'staff'`,
    [tenantId, id],
  );
  return rows[0];
}

/** Whether a post was dealt with: typed or deleted, as whatever was told first. */
export async function isPostKnown(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly room: string; readonly post: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from desk_posts where tenant_id = $1 and room = $2 and post = $3',
    [tenantId, of.room, of.post],
  );
  return rowCount === 1;
}

/** Staff deleted a post of which we have not heard that it was written; nothing happens where we have. */
export async function saveDeletedPost(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly escalationId: EscalationId; readonly room: string; readonly post: string },
): Promise<void> {
  await db.query(
    `insert into desk_posts (tenant_id, room, post, escalation_id, is_ours, mark)
     values ($1, $2, $3, $4, false, 'none')
     on conflict (tenant_id, room, post) do nothing`,
    [tenantId, of.room, of.post, of.escalationId],
  );
}

/**
 * A message of the conversation now stands in the thread as this post, and the thread reaches as far.
 * @returns whether the thread still stands: where it was forgotten meanwhile, the message is yet to be shown.
 */
export async function savePost(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly escalationId: EscalationId;
    readonly messageId: MessageId;
    readonly position: number;
    readonly edits: number;
    /** So many finished readings it shows. */
    readonly readings: number;
    readonly room: string;
    readonly post: string;
    readonly leaseMs: number;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with standing as (
       update desk_threads
       set through = greatest(through, $7), is_unsure = false, lease_until = now() + $8 * interval '1 millisecond'
       where escalation_id = $4 and tenant_id = $1 and room = $2
       returning escalation_id
     ), saved as (
       insert into desk_posts (tenant_id, room, post, escalation_id, message_id, is_ours, edits, readings)
       select $1, $2, $3, escalation_id, $5, true, $6, $9
       from standing
       on conflict (tenant_id, room, post) do nothing
     )
     select from standing`,
    [
      tenantId,
      of.room,
      of.post,
      of.escalationId,
      of.messageId,
      of.edits,
      of.position,
      of.leaseMs,
      of.readings,
    ],
  );
  return rowCount === 1;
}

/** What a post of ours shows now. */
export async function saveShownEdits(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly room: string;
    readonly post: string;
    readonly edits: number;
    readonly readings: number;
  },
): Promise<void> {
  await db.query(
    `update desk_posts
     set edits = $4, readings = $5
     where tenant_id = $1 and room = $2 and post = $3`,
    [tenantId, of.room, of.post, of.edits, of.readings],
  );
}

export async function saveMark(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly room: string; readonly post: string; readonly mark: string },
): Promise<void> {
  await db.query(
    `update desk_posts
     set mark = $4
     where tenant_id = $1 and room = $2 and post = $3`,
    [tenantId, of.room, of.post, of.mark],
  );
}

/** Something that the desk says in a thread, once per `key`. */
export interface NewNotice {
  readonly escalationId: EscalationId;
  readonly key: string;
  readonly text: string;
  readonly callsTeam?: boolean;
  readonly buttons?: readonly object[];
  /** What the buttons are about. */
  readonly subjectId?: string;
}

export async function addNotice(db: Queryable, tenantId: TenantId, notice: NewNotice): Promise<void> {
  await db.query(
    `insert into desk_notices (tenant_id, escalation_id, key, text, calls_team, buttons, subject_id)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (escalation_id, key) do nothing`,
    [
      tenantId,
      notice.escalationId,
      notice.key,
      notice.text,
      notice.callsTeam ?? false,
      JSON.stringify(notice.buttons ?? []),
      notice.subjectId ?? null,
    ],
  );
}

/** The newest hand-over of a conversation, open or not: what the desk has to say goes there. */
export async function latestEscalation(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<EscalationId | undefined> {
  const { rows } = await db.query(
    `select id
     from escalations
     where conversation_id = $2 and tenant_id = $1
     order by opened_at desc
     limit 1`,
    [tenantId, conversationId],
  );
  return rows[0]?.id;
}

/** The notice whose button was pressed; by its key, too: who is quick presses before Slack's answer is stored. */
export async function findNotice(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly escalationId: EscalationId;
    readonly room: string;
    readonly post: string;
    readonly key: string | undefined;
  },
): Promise<{ readonly id: string; readonly subjectId: string | undefined } | undefined> {
  const { rows } = await db.query(
    `select id, subject_id
     from desk_notices
     where tenant_id = $1 and (
       room = $2 and post = $3 or escalation_id = $4 and post is null and id::text = $5
     )`,
    [tenantId, of.room, of.post, of.escalationId, of.key ?? null],
  );
  const [row] = rows;
  return row && { id: row.id, subjectId: row.subject_id ?? undefined };
}

export async function saveNoticePosted(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly id: string; readonly room: string; readonly post: string },
): Promise<void> {
  await db.query(
    `with posted as (
       update desk_notices
       set room = $3, post = $4
       where id = $2 and tenant_id = $1
       returning escalation_id
     )
     update desk_threads t
     set is_unsure = false
     from posted
     where t.escalation_id = posted.escalation_id`,
    [tenantId, of.id, of.room, of.post],
  );
}

/**
 * Its question is answered: new words, the buttons that are left; the post itself is redrawn by who calls.
 * @param of.action what was pressed: where it was pressed before, the answer stays as it is. @returns the answer.
 */
export async function closeNotice(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly id: string;
    readonly action: string;
    readonly text: string;
    readonly buttons: readonly object[];
  },
): Promise<{ readonly text: string; readonly buttons: readonly unknown[] } | undefined> {
  const { rows } = await db.query(
    `update desk_notices
     set text = case when buttons @> $5 then $3 else text end,
         buttons = case when buttons @> $5 then $4 else buttons end
     where id = $2 and tenant_id = $1
     returning text, buttons`,
    [tenantId, of.id, of.text, JSON.stringify(of.buttons), JSON.stringify([{ action: of.action }])],
  );
  return rows[0];
}
