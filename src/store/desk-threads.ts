// The threads of the staff room: which are behind, who brings them up to date, how far they are.
import type { ConversationId, EscalationId, TenantId } from '../model/ids.ts';
import { MARKS_BEHIND } from './desk-view.ts';
import type { Queryable } from './pool.ts';

/** A thread whose lease is ours. */
export interface ClaimedThread {
  readonly escalationId: EscalationId;
  readonly conversationId: ConversationId;
  /** undefined until the card is posted. */
  readonly ref: { readonly room: string; readonly thread: string } | undefined;
  readonly card: string;
  /** An earlier attempt may have arrived. */
  readonly isUnsure: boolean;
  readonly attempts: number;
}

const BATCH = 100;
/** What a thread's revision is while it is brought up to date: whoever wants it drawn again meanwhile sets another. */
const CATCHING_UP = -2;

/**
 * Escalations whose thread is behind and may be brought up to date now; of one conversation, or of all. Behind is: no
 * thread yet, an older revision, a notice that waits, a mark that is out of date.
 */
export async function findThreadsBehind(
  db: Queryable,
  of?: { readonly tenantId: TenantId; readonly conversationId: ConversationId },
): Promise<readonly { tenantId: TenantId; conversationId: ConversationId; escalationId: EscalationId }[]> {
  const { rows } = await db.query({
    name: 'find_threads_behind',
    // Each branch has its index; whether it is really behind is asked of these few only. `offset 0` keeps the planner
    // from joining whole tables instead (measured with 100,000 closed threads: 6 ms, and 300 ms without).
    text: `with candidate as materialized (
             select id from escalations where $1::uuid is null and state in ('open', 'claimed')
             union
             select escalation_id from desk_threads where $1::uuid is null and not is_settled
             union
             select escalation_id from desk_notices where $1::uuid is null and post is null
             union
             select escalation_id from desk_posts
             where $1::uuid is null and not is_ours and (mark is null or mark in ('queued', 'failed'))
             union
             select id from escalations where conversation_id = $1
           )
           select e.tenant_id as "tenantId", e.conversation_id as "conversationId", e.id as "escalationId"
           from candidate
           cross join lateral (select * from escalations where id = candidate.id offset 0) e
           cross join lateral (select revision from conversations where id = e.conversation_id offset 0) c
           left join lateral (select * from desk_threads where escalation_id = e.id offset 0) t on true
           where (
               t.escalation_id is null and e.state in ('open', 'claimed')
               or t.next_attempt_at <= now() and (t.lease_until is null or t.lease_until < now()) and (
                 not t.is_settled and t.synced_revision < c.revision
                 or exists (select from desk_notices d where d.escalation_id = e.id and d.post is null)
                 or exists (${MARKS_BEHIND})
               )
             )
           order by e.opened_at
           limit $2`,
    values: [of?.conversationId ?? null, BATCH],
  });
  return rows;
}

/** Takes the lease of a thread, which begins here when there is none. @returns undefined where another has it, or it must wait. */
export async function claimThread(
  db: Queryable,
  of: { readonly tenantId: TenantId; readonly escalationId: EscalationId; readonly leaseMs: number },
): Promise<ClaimedThread | undefined> {
  const { rows } = await db.query({
    name: 'claim_thread',
    text: `insert into desk_threads as t (escalation_id, tenant_id, conversation_id, lease_until)
           select id, tenant_id, conversation_id, now() + $3 * interval '1 millisecond'
           from escalations
           where id = $2 and tenant_id = $1
           on conflict (escalation_id) do update
           set is_unsure = t.is_unsure or t.lease_until is not null,
               synced_revision = ${CATCHING_UP},
               attempts = t.attempts + 1,
               lease_until = now() + $3 * interval '1 millisecond'
           where (t.lease_until is null or t.lease_until < now()) and t.next_attempt_at <= now()
           returning t.escalation_id, t.conversation_id, t.room, t.thread, t.card, t.is_unsure, t.attempts`,
    values: [of.tenantId, of.escalationId, of.leaseMs],
  });
  const [row] = rows;
  return (
    row && {
      escalationId: row.escalation_id,
      conversationId: row.conversation_id,
      ref: row.room === null ? undefined : { room: row.room, thread: row.thread },
      card: row.card,
      isUnsure: row.is_unsure,
      attempts: row.attempts,
    }
  );
}

/** The card stands in the thread as `card` says. @returns whether the thread still stands: it may be forgotten meanwhile. */
export async function saveCard(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly escalationId: EscalationId;
    readonly room: string;
    readonly thread: string;
    readonly card: string;
    /** It was posted now, not redrawn. */
    readonly isNew: boolean;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update desk_threads
     set room = $3, thread = $4, card = $5, is_unsure = false
     where escalation_id = $2 and tenant_id = $1 and ($6 or room = $3 and thread = $4)`,
    [tenantId, of.escalationId, of.room, of.thread, of.card, of.isNew],
  );
  return rowCount === 1;
}

/** The lease ends. `revision` is how far the thread shows the conversation. */
export async function releaseThread(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly escalationId: EscalationId;
    readonly revision: number;
    readonly isSettled: boolean;
  },
): Promise<void> {
  await db.query(
    `update desk_threads
     set lease_until = null, attempts = 0, is_settled = $4 and synced_revision = ${CATCHING_UP},
         synced_revision = case synced_revision when ${CATCHING_UP} then $3 else synced_revision end
     where escalation_id = $2 and tenant_id = $1`,
    [tenantId, of.escalationId, of.revision, of.isSettled],
  );
}

/** The room didn't take it: again after `delayMs`, and looking first whether it arrived after all. */
export async function postponeThread(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly escalationId: EscalationId; readonly delayMs: number },
): Promise<void> {
  await db.query(
    `update desk_threads
     set lease_until = null, is_unsure = true, next_attempt_at = now() + $3 * interval '1 millisecond'
     where escalation_id = $2 and tenant_id = $1`,
    [tenantId, of.escalationId, of.delayMs],
  );
}

/**
 * The thread was deleted in the room: it begins anew, with everything said since the hand-over. Its old place stays
 * known, since people may go on writing there. @param isOurs the caller holds the lease, which ends.
 */
export async function forgetThread(
  db: Queryable,
  tenantId: TenantId,
  { escalationId, isOurs }: { readonly escalationId: EscalationId; readonly isOurs: boolean },
): Promise<void> {
  await db.query(
    `with forgotten as (
       delete from desk_posts
       where escalation_id = $2 and tenant_id = $1
     ), notices as (
       update desk_notices
       set room = null, post = null
       where escalation_id = $2 and tenant_id = $1 and buttons <> '[]'
     )
     update desk_threads
     set former_threads = case when room is null then former_threads
           else former_threads || jsonb_build_array(jsonb_build_array(room, thread)) end,
         room = null, thread = null, card = '', through = 0, synced_revision = -1,
         is_unsure = false, next_attempt_at = now(), lease_until = case when not $3 then lease_until end
     where escalation_id = $2 and tenant_id = $1 and ($3 or room is not null)`,
    [tenantId, escalationId, isOurs],
  );
}
