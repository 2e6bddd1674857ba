// What staff answered, offered to the owner as knowledge: a draft until the owner approves or rejects it.
import type { ConversationId, DocumentId, EscalationId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Queryable } from './pool.ts';
import { WORDS_OF } from './readings.ts';

export interface AnswerDraft {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly language: Language;
  readonly createdAt: Date;
  readonly conversationId: ConversationId;
}

const COLUMNS = `d.id, d.question, d.answer, d.language, d.created_at as "createdAt",
  e.conversation_id as "conversationId"`;

/** What customer and staff said in a hand-over, oldest first. */
export async function readExchange(
  db: Queryable,
  tenantId: TenantId,
  escalationId: EscalationId,
): Promise<{
  readonly customerName: string;
  readonly language: Language | undefined;
  readonly said: readonly { readonly author: 'customer' | 'staff'; readonly text: string }[];
}> {
  const { rows } = await db.query(
    `select k.name, c.language, m.author, m.text
     from escalations e
     join conversations c on c.id = e.conversation_id
     join customers k on k.id = c.customer_id
     join lateral (
       select author, ${WORDS_OF('messages')} as text, position
       from messages
       where conversation_id = c.id and author in ('customer', 'staff') and not is_note and deleted_at is null
         and position <= coalesce(e.closed_position, c.revision)
         and position > greatest(e.position - 10, (
           select max(p.closed_position) from escalations p where p.conversation_id = c.id and p.opened_at < e.opened_at
         ))
       order by position
     ) m on true
     where e.id = $2 and e.tenant_id = $1
     order by m.position`,
    [tenantId, escalationId],
  );
  return {
    customerName: rows[0]?.name ?? '',
    language: rows[0]?.language ?? undefined,
    said: rows.map(({ author, text }) => ({ author, text })),
  };
}

/** One draft of each hand-over. @returns false where there is one already. */
export async function saveDraft(
  db: Queryable,
  tenantId: TenantId,
  draft: Pick<AnswerDraft, 'question' | 'answer' | 'language'> & { readonly escalationId: EscalationId },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into answer_drafts (tenant_id, escalation_id, question, answer, language)
     values ($1, $2, $3, $4, $5)
     on conflict (escalation_id) do nothing`,
    [tenantId, draft.escalationId, draft.question, draft.answer, draft.language],
  );
  return rowCount === 1;
}

/** Waiting for the owner, oldest first. */
export async function listDrafts(db: Queryable, tenantId: TenantId): Promise<readonly AnswerDraft[]> {
  const { rows } = await db.query(
    `select ${COLUMNS}
     from answer_drafts d
     join escalations e on e.id = d.escalation_id
     where d.tenant_id = $1 and d.state = 'open'
     order by d.created_at
     limit 200`,
    [tenantId],
  );
  return rows;
}

/** How many wait for the owner. */
export async function countDrafts(db: Queryable, tenantId: TenantId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count
     from answer_drafts
     where tenant_id = $1 and state = 'open'`,
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

export async function findDraft(
  db: Queryable,
  tenantId: TenantId,
  id: string,
): Promise<AnswerDraft | undefined> {
  const { rows } = await db.query(
    `select ${COLUMNS}
     from answer_drafts d
     join escalations e on e.id = d.escalation_id
     where d.id = $2 and d.tenant_id = $1 and d.state = 'open'`,
    [tenantId, id],
  );
  return rows[0];
}

/** @returns false where it was decided already. */
export async function decideDraft(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly id: string; readonly documentId: DocumentId | undefined },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update answer_drafts
     set state = case when $3::uuid is null then 'rejected' else 'approved' end, document_id = $3
     where id = $2 and tenant_id = $1 and state = 'open'`,
    [tenantId, of.id, of.documentId ?? null],
  );
  return rowCount === 1;
}

/** Takes a rejection back. @returns false where it isn't rejected. */
export async function reopenDraft(db: Queryable, tenantId: TenantId, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update answer_drafts
     set state = 'open'
     where id = $2 and tenant_id = $1 and state = 'rejected'`,
    [tenantId, id],
  );
  return rowCount === 1;
}
