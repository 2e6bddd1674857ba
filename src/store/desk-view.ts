// What a thread of the staff room shows, and what it still has to show.
import type { Attachment, Author, ChannelName } from '../model/activity.ts';
import type { Mode } from '../model/conversation.ts';
import type { EscalationId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { OTHERS, type OtherConversation, PHONES } from './people.ts';
import type { Queryable } from './pool.ts';
import { READINGS_OF, type Reading } from './readings.ts';

export interface DeskMessage {
  readonly id: MessageId;
  readonly position: number;
  readonly author: Author;
  readonly authorName: string;
  readonly text: string;
  readonly translation: string | null;
  readonly attachments: readonly Attachment[];
  /** What is in them; null where there are none. */
  readonly readings: readonly Reading[] | null;
  readonly isNote: boolean;
  /** Typed by somebody of the business in the platform's own app. */
  readonly isFromPhone: boolean;
  readonly edits: number;
  readonly isDeleted: boolean;
}

/** Everything that a thread shows and doesn't show yet: one snapshot. */
export interface ThreadView {
  readonly state: 'open' | 'claimed' | 'resolved' | 'handed_back';
  readonly mode: Mode;
  readonly reason: string;
  readonly priority: 'low' | 'normal' | 'high';
  readonly summary: string;
  readonly draft: string;
  readonly openedAt: Date;
  readonly snoozedUntil: Date | null;
  readonly translates: boolean;
  readonly claimedByName: string | null;
  readonly channel: ChannelName;
  readonly language: Language | null;
  readonly customerName: string;
  /** Proven; E.164. */
  readonly phones: readonly string[];
  /** Of the same customer, newest first. */
  readonly others: readonly OtherConversation[];
  readonly revision: number;
  /** What was said up to the hand-over: the card shows it. */
  readonly before: readonly DeskMessage[];
  /** Said since, or before with files, which the card only names; not yet in the thread; oldest first. */
  readonly unshown: readonly DeskMessage[];
  /** In the thread, changed since. */
  readonly changed: readonly (DeskMessage & { readonly room: string; readonly post: string })[];
  /** Staff members' posts whose mark is out of date. */
  readonly marks: readonly {
    readonly room: string;
    readonly post: string;
    readonly mark: 'queued' | 'sent' | 'read' | 'failed' | null;
    readonly wanted: 'queued' | 'sent' | 'read' | 'failed';
  }[];
  readonly notices: readonly {
    readonly id: string;
    readonly key: string;
    readonly text: string;
    readonly callsTeam: boolean;
    readonly buttons: readonly unknown[];
  }[];
}

/** Staff members' posts of escalation `e` whose mark is out of date. */
export const MARKS_BEHIND = `
  select p.room, p.post, p.mark, o.wanted
  from desk_posts p
  cross join lateral (
    select case
             when l.state = 'sending' then 'queued'
             when l.state = 'sent' and r.state = 'read' then 'read'
             else l.state
           end as wanted
    from outbox l
    join messages m on m.id = l.message_id
    left join receipts r
      on r.tenant_id = m.tenant_id and r.channel = m.channel and r.account = m.account and r.external_id = m.external_id
    where l.message_id = p.message_id and l.action = 'send'
    offset 0
  ) o
  where p.escalation_id = e.id and not p.is_ours and p.mark is distinct from o.wanted`;

const CARD_MESSAGES = 6;
/** So many posts are made in one go. */
export const THREAD_BATCH = 10;

const MESSAGE = `json_build_object(
  'id', m.id, 'position', m.position, 'author', m.author, 'authorName', m.author_name, 'text', m.text,
  'translation', m.translation, 'attachments', m.attachments,
  'readings', ${READINGS_OF('m')}, 'isNote', m.is_note,
  'isFromPhone', m.author = 'staff' and not m.is_note and not exists (
    select from outbox o where o.message_id = m.id and o.action = 'send'
  ), 'edits', m.edits,
  'isDeleted', m.deleted_at is not null`;

export async function readThreadView(
  db: Queryable,
  tenantId: TenantId,
  escalationId: EscalationId,
): Promise<ThreadView | undefined> {
  const { rows } = await db.query({
    name: 'read_thread_view',
    text: `select e.state, c.mode, e.reason, e.priority, e.summary, e.draft, e.opened_at as "openedAt",
                  e.snoozed_until as "snoozedUntil", e.translates, u.name as "claimedByName", c.channel, c.language,
                  k.name as "customerName", ${PHONES} as phones, ${OTHERS} as others, c.revision,
                  (select coalesce(json_agg(b.message order by b.position), '[]')
                   from (
                     select m.position, ${MESSAGE}) as message
                     from messages m
                     where m.conversation_id = c.id and m.position <= e.position and not m.is_note
                     order by m.position desc
                     limit $3
                   ) b) as before,
                  (select coalesce(json_agg(s.message order by s.position), '[]')
                   from (
                     select m.position, ${MESSAGE}) as message
                     from messages m
                     where m.conversation_id = c.id
                       and (
                         m.position > greatest(e.position, t.through)
                           and (e.closed_position is null or m.position <= e.closed_position)
                         or m.position <= e.position and m.author = 'customer' and m.attachments @? '$[*].contentUrl'
                           and m.position in (
                             select position
                             from messages
                             where conversation_id = c.id and position <= e.position and not is_note
                             order by position desc
                             limit $3
                           )
                       )
                       and not exists (
                         select from desk_posts p
                         where p.message_id = m.id and p.escalation_id = e.id
                       )
                     order by m.position
                     limit $4
                   ) s) as unshown,
                  (select coalesce(json_agg(x.message), '[]')
                   from (
                     select ${MESSAGE}, 'room', p.room, 'post', p.post) as message
                     from desk_posts p
                     join messages m on m.id = p.message_id
                     where p.escalation_id = e.id and p.is_ours and (
                       p.edits < m.edits
                       or m.attachments <> '[]' and p.readings < (
                         select count(*) from readings r where r.message_id = m.id and r.state <> 'waiting'
                       )
                     )
                     limit $4
                   ) x) as changed,
                  (select coalesce(json_agg(w), '[]')
                   from (
                     ${MARKS_BEHIND}
                     limit $4
                   ) w) as marks,
                  (select coalesce(json_agg(n.notice order by n.created_at, n.key), '[]')
                   from (
                     select d.created_at, d.key,
                            json_build_object('id', d.id, 'key', d.key, 'text', d.text, 'callsTeam', d.calls_team,
                                              'buttons', d.buttons) as notice
                     from desk_notices d
                     where d.escalation_id = e.id and d.post is null
                     order by d.created_at, d.key
                     limit $4
                   ) n) as notices
           from escalations e
           join conversations c on c.id = e.conversation_id
           join customers k on k.id = c.customer_id
           join desk_threads t on t.escalation_id = e.id
           left join users u on u.id = e.claimed_by
           where e.id = $2 and e.tenant_id = $1`,
    values: [tenantId, escalationId, CARD_MESSAGES, THREAD_BATCH],
  });
  return rows[0];
}

/** The same words in another language; nothing where they were changed meanwhile. @param of.text what was translated. */
export async function saveTranslation(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly messageId: MessageId; readonly text: string; readonly translation: string },
): Promise<void> {
  await db.query(
    `update messages
     set translation = $4
     where id = $2 and tenant_id = $1 and text = $3 and deleted_at is null`,
    [tenantId, of.messageId, of.text, of.translation],
  );
}
