// SQL of the languages of entries that the model is to draft: what waits, what is under way, and what failed and why.
import type { DocumentId, TenantId, UserId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Queryable } from './pool.ts';

/** model: it gave nothing. long: more than it drafts at once. human_only: it may not see the text. */
export type DraftFault = 'model' | 'long' | 'human_only';

export interface LanguageDraft {
  readonly language: Language;
  readonly state: 'waiting' | 'working' | 'failed';
  readonly fault: DraftFault | null;
}

/** One that is ours to draft. */
export interface ClaimedDraft {
  readonly tenantId: TenantId;
  /** The original. */
  readonly documentId: DocumentId;
  readonly language: Language;
  readonly userId: UserId | null;
  /** This one included. */
  readonly attempts: number;
}

/** To be drafted; those that failed once more. */
export async function askForDrafts(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly documentId: DocumentId; readonly languages: readonly Language[]; readonly userId: UserId },
): Promise<void> {
  await db.query(
    `insert into language_drafts (tenant_id, document_id, language, user_id)
     select $1, $2, l.language, $4
     from unnest($3::text[]) as l (language)
     on conflict (document_id, language) do update
     set state = 'waiting', fault = null, attempts = 0, user_id = excluded.user_id
     where language_drafts.state = 'failed'`,
    [tenantId, of.documentId, of.languages, of.userId],
  );
}

/** Of one text, whichever of its entries they were asked for from; each language once. */
export async function listLanguageDrafts(
  db: Queryable,
  tenantId: TenantId,
  documentIds: readonly DocumentId[],
): Promise<readonly LanguageDraft[]> {
  const { rows } = await db.query<LanguageDraft>(
    `select distinct on (language) language, state, fault
     from language_drafts
     where tenant_id = $1 and document_id = any($2)
     order by language, state = 'failed', created_at desc`,
    [tenantId, documentIds],
  );
  return rows;
}

/** What open pages notice. */
export async function readDraftsVersion(db: Queryable, tenantId: TenantId): Promise<unknown> {
  const { rows } = await db.query(
    `select document_id, language, state, fault
     from language_drafts
     where tenant_id = $1
     order by document_id, language`,
    [tenantId],
  );
  return rows;
}

/** Takes what is due, oldest first. */
export async function claimDrafts(
  db: Queryable,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly ClaimedDraft[]> {
  const { rows } = await db.query<ClaimedDraft>({
    name: 'claim_language_drafts',
    text: `with due as (
             select document_id, language
             from language_drafts
             where state in ('waiting', 'working') and (lease_until is null or lease_until < now())
             order by created_at, language
             limit $1
             for update skip locked
           )
           update language_drafts l
           set state = 'working', attempts = l.attempts + 1, lease_until = now() + $2 * interval '1 millisecond'
           from due
           where l.document_id = due.document_id and l.language = due.language
           returning l.tenant_id as "tenantId", l.document_id as "documentId", l.language, l.user_id as "userId",
                     l.attempts`,
    values: [limit, leaseMs],
  });
  return rows;
}

const OURS = `document_id = $1 and language = $2 and attempts = $3 and state = 'working'`;

function claimOf({ documentId, language, attempts }: ClaimedDraft): readonly unknown[] {
  return [documentId, language, attempts];
}

/** Holds the lease for longer. */
export async function renewDraft(db: Queryable, of: ClaimedDraft, leaseMs: number): Promise<void> {
  await db.query(
    `update language_drafts set lease_until = now() + $4 * interval '1 millisecond' where ${OURS}`,
    [...claimOf(of), leaseMs],
  );
}

/** Somebody else may go on at once: what ended it was not the text. */
export async function releaseDraft(db: Queryable, of: ClaimedDraft): Promise<void> {
  await db.query(
    `update language_drafts set state = 'waiting', attempts = attempts - 1, lease_until = null where ${OURS}`,
    [...claimOf(of)],
  );
}

/** It is an entry now, or nobody needs it any more. */
export async function endDraft(db: Queryable, of: ClaimedDraft): Promise<void> {
  await db.query(`delete from language_drafts where ${OURS}`, [...claimOf(of)]);
}

export async function failDraft(db: Queryable, of: ClaimedDraft, fault: DraftFault): Promise<void> {
  await db.query(
    `update language_drafts set state = 'failed', fault = $4, lease_until = null where ${OURS}`,
    [...claimOf(of), fault],
  );
}
