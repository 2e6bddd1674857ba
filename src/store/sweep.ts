// What was left behind: conversations with unanswered messages and rows that wait to go out.
import type { ConversationId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';
import { SERVED, type Served, servedValues } from './served.ts';

export interface Work {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
}

const BATCH = 200;

/** Served conversations with a customer's message older than `olderThanMs` that no turn holds; oldest first. */
export async function findIdleConversations(
  db: Queryable,
  served: Served,
  olderThanMs: number,
): Promise<readonly Work[]> {
  const { rows } = await db.query({
    name: 'find_idle_conversations',
    text: `select m.tenant_id, m.conversation_id
           from messages m
           join conversations c on c.id = m.conversation_id
           where m.author = 'customer' and m.handled_at is null
             and m.created_at < now() - $1 * interval '1 millisecond'
             and (c.lease_until is null or c.lease_until < now()) and ${SERVED('c.address', 3)}
           group by m.tenant_id, m.conversation_id
           order by min(m.created_at)
           limit $2`,
    values: [olderThanMs, BATCH, ...servedValues(served)],
  });
  return rows.map(toWork);
}

/** Served conversations whose outbox has a row that may be claimed now. */
export async function findDueDeliveries(db: Queryable, served: Served): Promise<readonly Work[]> {
  const { rows } = await db.query({
    name: 'find_due_deliveries',
    text: `select tenant_id, conversation_id
           from outbox
           where (state = 'queued' and next_attempt_at <= now() or state = 'sending' and lease_until < now())
             and ${SERVED('address', 2)}
           group by tenant_id, conversation_id
           order by min(created_at)
           limit $1`,
    values: [BATCH, ...servedValues(served)],
  });
  return rows.map(toWork);
}

/** Served conversations whose line begins with a row that nobody claimed for so long, though it was due or its sender died. */
export async function findForsakenDeliveries(
  db: Queryable,
  served: Served,
  forMs: number,
): Promise<readonly Work[]> {
  const { rows } = await db.query({
    name: 'find_forsaken_deliveries',
    text: `select tenant_id, conversation_id
           from outbox o
           where (state = 'queued' and next_attempt_at < now() - $2 * interval '1 millisecond'
                  or state = 'sending' and lease_until < now() - $2 * interval '1 millisecond')
             and not exists (
               select from outbox
               where conversation_id = o.conversation_id and state in ('queued', 'sending') and position < o.position
             )
             and ${SERVED('address', 3)}
           order by created_at
           limit $1`,
    values: [BATCH, forMs, ...servedValues(served)],
  });
  return rows.map(toWork);
}

/** On the embedded database this process is the only one: every lease found at its start is a dead process's. */
export async function releaseAllLeases(db: Queryable): Promise<void> {
  await db.query(
    'update conversations set lease_owner = null, lease_until = null where lease_until is not null',
  );
  await db.query(`update outbox set lease_until = least(lease_until, now()) where state = 'sending'`);
  await db.query('update readings set lease_until = null where lease_until is not null');
  await db.query('update import_items set lease_until = null where lease_until is not null');
  await db.query('update language_drafts set lease_until = null where lease_until is not null');
  await db.query('update web_sources set lease_until = null where lease_until is not null');
  await db.query('delete from process_leases');
  await db.query(
    'update desk_threads set lease_until = null, is_unsure = true where lease_until is not null',
  );
  await db.query('update alerts set lease_until = null, is_unsure = true where lease_until is not null');
}

function toWork(row: { tenant_id: TenantId; conversation_id: ConversationId }): Work {
  return { tenantId: row.tenant_id, conversationId: row.conversation_id };
}
