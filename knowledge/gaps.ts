// All SQL of gaps: questions that the knowledge could not answer, for the owner to answer once.
import type { ConversationId, DocumentId, GapId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { normalize } from './words.ts';

export interface Gap {
  readonly id: GapId;
  readonly question: string;
  readonly language: Language;
  readonly channel: string;
  readonly times: number;
  /** Where it was asked last. */
  readonly conversationId: ConversationId | undefined;
  readonly lastAskedAt: Date;
}

interface Raw extends Omit<Gap, 'conversationId'> {
  readonly conversationId: ConversationId | null;
}

const COLUMNS = `id, question, language, channel, times, conversation_id as "conversationId",
  last_asked_at as "lastAskedAt"`;

function toGap(raw: Raw): Gap {
  return { ...raw, conversationId: raw.conversationId ?? undefined };
}

// A question longer than this is a story: its start tells the owner enough.
const QUESTION_CHARS = 500;

/** Case, punctuation and spacing don't make another question. */
export function normalizeQuestion(question: string): string {
  return normalize(question.toWellFormed())
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, QUESTION_CHARS)
    .toWellFormed();
}

/** Counts a question that had no answer. One that was answered before is open again; a dismissed one stays so. */
export async function recordGap(
  db: Queryable,
  tenantId: TenantId,
  gap: {
    readonly question: string;
    readonly language: Language;
    readonly channel: string;
    readonly conversationId: ConversationId | undefined;
  },
): Promise<void> {
  const normalized = normalizeQuestion(gap.question);
  if (!normalized) return;
  const question = gap.question.slice(0, QUESTION_CHARS).toWellFormed().replaceAll('\0', '').trim();
  await db.query(
    `insert into gaps as g (tenant_id, question, normalized, language, channel, conversation_id)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, normalized) do update
     set times = g.times + 1,
         last_asked_at = now(),
         channel = excluded.channel,
         conversation_id = coalesce(excluded.conversation_id, g.conversation_id),
         state = case when g.state = 'answered' then 'open' else g.state end`,
    [tenantId, question, normalized, gap.language, gap.channel, gap.conversationId ?? null],
  );
}

/** Open ones, most asked first. */
export async function listGaps(db: Queryable, tenantId: TenantId, limit: number): Promise<readonly Gap[]> {
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from gaps
     where tenant_id = $1 and state = 'open'
     order by times desc, last_asked_at desc, id
     limit $2`,
    [tenantId, limit],
  );
  return rows.map(toGap);
}

/** @returns undefined where there is none. */
export async function readGap(db: Queryable, tenantId: TenantId, gapId: GapId): Promise<Gap | undefined> {
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from gaps
     where tenant_id = $1 and id = $2`,
    [tenantId, gapId],
  );
  return rows.map(toGap)[0];
}

/** The owner wrote `documentId` as its answer. */
export async function answerGap(
  db: Queryable,
  tenantId: TenantId,
  gapId: GapId,
  documentId: DocumentId,
): Promise<void> {
  await db.query(
    `update gaps
     set state = 'answered', document_id = $3
     where tenant_id = $1 and id = $2
       and exists (select 1 from documents d where d.tenant_id = $1 and d.id = $3)`,
    [tenantId, gapId, documentId],
  );
}

/** Not worth an answer: it is not shown again. */
export async function dismissGap(db: Queryable, tenantId: TenantId, gapId: GapId): Promise<void> {
  await db.query(
    `update gaps
     set state = 'dismissed'
     where tenant_id = $1 and id = $2`,
    [tenantId, gapId],
  );
}
