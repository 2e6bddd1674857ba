// SQL of how customers worded what nobody could answer: counted, compared, put to the gap that means the same.
import type { ConversationId, GapId, TenantId, WordingId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { Vector } from './vectors.ts';

/** A question that had no answer. */
export interface Asked {
  readonly question: string;
  /** Without case, punctuation and spacing: by it a wording is known again. */
  readonly normalized: string;
  readonly language: Language;
  readonly channel: string;
  readonly conversationId: ConversationId | undefined;
}

/** What a wording is compared with. */
export interface Comparable {
  readonly id: WordingId;
  readonly gapId: GapId;
  readonly question: string;
  /** Cosine; undefined where one of the two has no vector of the model. */
  readonly similarity: number | undefined;
}

// One after the other, so that two customers who ask the same at once found one gap.
export async function lockGaps(db: Queryable, tenantId: TenantId): Promise<void> {
  await db.query('select from tenants where id = $1 for no key update', [tenantId]);
}

/** A wording that is known already: one more time; a gap that was answered is open again. @returns false for a new one. */
export async function countAgain(db: Queryable, tenantId: TenantId, asked: Asked): Promise<boolean> {
  const { rowCount } = await db.query(
    `with counted as (
       update gap_wordings w
       set times = w.times + 1,
           last_asked_at = now(),
           channels = jsonb_set(w.channels, array[$3], to_jsonb(coalesce((w.channels->>$3)::int, 0) + 1)),
           conversation_id = coalesce($4, w.conversation_id)
       where w.tenant_id = $1 and w.normalized = $2
       returning w.gap_id
     ), reopened as (
       update gaps g
       set state = 'open', reopened_at = now()
       from counted
       where g.tenant_id = $1 and g.id = counted.gap_id and g.state = 'answered'
     )
     select from counted`,
    [tenantId, asked.normalized, asked.channel, asked.conversationId ?? null],
  );
  return rowCount === 1;
}

/** The newest wordings of gaps that are not dismissed: what the owner waved away takes no other question with it. */
export async function listComparable(
  db: Queryable,
  tenantId: TenantId,
  { vector, limit }: { readonly vector: Vector | undefined; readonly limit: number },
): Promise<readonly Comparable[]> {
  const { rows } = await db.query(
    `select w.id, w.gap_id as "gapId", w.question,
            case when w.embedding_model = $3 and vector_dims(w.embedding) = vector_dims($2::vector)
              then 1 - (w.embedding <=> $2::vector) end as similarity
     from gap_wordings w
     join gaps g on g.id = w.gap_id and g.tenant_id = $1
     where w.tenant_id = $1 and g.state <> 'dismissed'
     order by w.last_asked_at desc, w.id
     limit $4`,
    [tenantId, vector?.value ?? null, vector?.model ?? null, limit],
  );
  return rows.map((row) => ({ ...row, similarity: row.similarity ?? undefined }));
}

/** @param gapId undefined founds a gap. */
export async function addWording(
  db: Queryable,
  tenantId: TenantId,
  { asked, gapId, vector }: { asked: Asked; gapId: GapId | undefined; vector: Vector | undefined },
): Promise<void> {
  const { question, normalized, language, channel, conversationId } = asked;
  await db.query(
    `with founded as (
       insert into gaps (tenant_id)
       select $1
       where $2::uuid is null
       returning id
     ), reopened as (
       update gaps
       set state = 'open', reopened_at = now()
       where tenant_id = $1 and id = $2 and state = 'answered'
     )
     insert into gap_wordings
       (tenant_id, gap_id, question, normalized, language, channels, conversation_id, embedding, embedding_model)
     values ($1, coalesce($2, (select id from founded)), $3, $4, $5, jsonb_build_object($6::text, 1), $7, $8::vector, $9)`,
    [
      tenantId,
      gapId ?? null,
      question,
      normalized,
      language,
      channel,
      conversationId ?? null,
      vector?.value ?? null,
      vector?.model ?? null,
    ],
  );
}

/**
 * Of open gaps, those without a vector of `model`: after an outage, or after the owner chose another. First those that
 * `regroup` doesn't move, so that each that it does finds them.
 */
export async function listUnembedded(
  db: Queryable,
  tenantId: TenantId,
  { model, limit }: { readonly model: string; readonly limit: number },
): Promise<readonly Pick<Comparable, 'id' | 'question'>[]> {
  const { rows } = await db.query(
    `select w.id, w.question
     from gap_wordings w
     join gaps g on g.id = w.gap_id and g.tenant_id = $1
     where w.tenant_id = $1 and w.embedding_model is distinct from $2 and g.state = 'open'
     order by w.moved_from is null
                and not exists (select from gap_wordings other where other.gap_id = w.gap_id and other.id <> w.id),
              w.last_asked_at desc, w.id
     limit $3`,
    [tenantId, model, limit],
  );
  return rows;
}

export async function storeMeaning(
  db: Queryable,
  tenantId: TenantId,
  { id, vector }: { readonly id: WordingId; readonly vector: Vector },
): Promise<void> {
  await db.query(
    `update gap_wordings
     set embedding = $3::vector, embedding_model = $4
     where tenant_id = $1 and id = $2`,
    [tenantId, id, vector.value, vector.model],
  );
}

/** Moves a wording that is alone in an open gap, unless the owner put it there. @returns whether it moved. */
export async function regroup(
  db: Queryable,
  tenantId: TenantId,
  { id, gapId }: { readonly id: WordingId; readonly gapId: GapId },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with alone as (
       select w.id, w.gap_id
       from gap_wordings w
       join gaps g on g.id = w.gap_id and g.tenant_id = $1
       where w.tenant_id = $1 and w.id = $2 and w.moved_from is null and w.gap_id <> $3 and g.state = 'open'
         and not exists (select from gap_wordings other where other.gap_id = w.gap_id and other.id <> w.id)
     ), moved as (
       update gap_wordings w
       set gap_id = $3
       from alone
       where w.id = alone.id
       returning alone.gap_id
     ), reopened as (
       update gaps
       set state = 'open', reopened_at = now()
       where tenant_id = $1 and id = $3 and state = 'answered' and exists (select from moved)
     )
     select from moved`,
    [tenantId, id, gapId],
  );
  return rowCount === 1;
}
