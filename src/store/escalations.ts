// Hand-overs that wait: reminders, snoozing, the switch of translation, and what is told to a customer who waits.
import type { ConversationId, EscalationId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Queryable } from './pool.ts';

export interface WaitingEscalation {
  readonly id: EscalationId;
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly openedAt: Date;
  readonly reminders: number;
  readonly isTold: boolean;
  readonly language: Language | undefined;
}

/**
 * Hand-overs that nobody has and nobody has put off, and of which something may still have to be said; oldest first,
 * from behind `after`. @param of.reminders how many there are in all.
 */
export async function listWaiting(
  db: Queryable,
  of: {
    readonly reminders: number;
    readonly after: Pick<WaitingEscalation, 'id' | 'openedAt'> | undefined;
    readonly limit: number;
  },
): Promise<readonly WaitingEscalation[]> {
  const { rows } = await db.query({
    name: 'list_waiting',
    text: `select e.id, e.tenant_id as "tenantId", e.conversation_id as "conversationId", e.opened_at as "openedAt",
                  e.reminders, e.told_at is not null as "isTold", c.language
           from escalations e
           join conversations c on c.id = e.conversation_id
           where e.state = 'open' and (e.snoozed_until is null or e.snoozed_until < now())
             and (e.reminders < $1 or e.told_at is null)
             and ($2::timestamptz is null or (date_trunc('milliseconds', e.opened_at), e.id) > ($2, $3::uuid))
           order by date_trunc('milliseconds', e.opened_at), e.id
           limit $4`,
    values: [of.reminders, of.after?.openedAt ?? null, of.after?.id ?? null, of.limit],
  });
  return rows.map((row) => ({ ...row, language: row.language ?? undefined }));
}

/** Counts a reminder and says it in the thread. @returns false where it was said already, or somebody has it or put it off. */
export async function remind(
  db: Queryable,
  of: Pick<WaitingEscalation, 'id' | 'tenantId'>,
  reminder: { readonly number: number; readonly text: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with counted as (
       update escalations
       set reminders = $3
       where id = $2 and tenant_id = $1 and state = 'open' and reminders < $3
         and (snoozed_until is null or snoozed_until < now())
       returning id
     ), said as (
       insert into desk_notices (tenant_id, escalation_id, key, text, calls_team)
       select $1, id, 'reminder:' || $3::smallint, $4, true
       from counted
       on conflict (escalation_id, key) do nothing
     )
     select from counted`,
    [of.tenantId, of.id, reminder.number, reminder.text],
  );
  return rowCount === 1;
}

/** Tells the customer, once, that it takes longer: in one statement, and only while nobody has come. */
export async function tellWaiting(
  db: Queryable,
  of: Pick<WaitingEscalation, 'id' | 'tenantId' | 'conversationId'>,
  message: {
    readonly id: MessageId;
    readonly authorName: string;
    readonly text: string;
    readonly language: Language;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with held as (
       select id
       from conversations
       where id = $2 and tenant_id = $1 and mode = 'waiting'
       for update
     ), told as (
       update escalations e
       set told_at = now()
       from held
       where e.id = $3 and e.conversation_id = held.id and e.state = 'open' and e.told_at is null
         and (e.snoozed_until is null or e.snoozed_until < now())
       returning e.conversation_id
     ), guard as (
       update conversations c
       set revision = c.revision + 1
       from told
       where c.id = told.conversation_id
       returning c.id, c.channel, c.account, c.address, c.revision
     ), written as (
       insert into messages
         (id, tenant_id, conversation_id, position, author, author_name, channel, account, text, language)
       select $4, $1, id, revision, 'system', $5, channel, account, $6, $7
       from guard
       returning id
     )
     insert into outbox (tenant_id, conversation_id, message_id, position, channel, address)
     select $1, guard.id, written.id, guard.revision, guard.channel, guard.address
     from guard, written`,
    [of.tenantId, of.conversationId, of.id, message.id, message.authorName, message.text, message.language],
  );
  return rowCount === 1;
}

/** No reminders until then; the card says so. */
export async function snooze(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly escalationId: EscalationId; readonly until: Date },
): Promise<void> {
  await db.query(
    `with snoozed as (
       update escalations
       set snoozed_until = $3
       where id = $2 and tenant_id = $1
     )
     update desk_threads
     set synced_revision = -1
     where escalation_id = $2 and tenant_id = $1`,
    [tenantId, of.escalationId, of.until],
  );
}

/** Turns the thread's translation on or off; the card says so. */
export async function switchTranslation(
  db: Queryable,
  tenantId: TenantId,
  escalationId: EscalationId,
): Promise<void> {
  await db.query(
    `with switched as (
       update escalations
       set translates = not translates
       where id = $2 and tenant_id = $1
     )
     update desk_threads
     set synced_revision = -1
     where escalation_id = $2 and tenant_id = $1`,
    [tenantId, escalationId],
  );
}
