// SQL of vectors: what stands for each passage, by which model, and whose vectors answer.
import { toSql } from 'pgvector';
import type { TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';

/** pgvector's text form, and the model that made it. */
export interface Vector {
  readonly value: string;
  readonly model: string;
}

export function toVector(numbers: readonly number[], model: string): Vector {
  return { value: toSql(numbers) as string, model };
}

/** Whose vectors answer a tenant's questions. */
export interface Serving {
  readonly model: string;
  /** Searched through the model's HNSW index: comparing them all would be slow. */
  readonly isIndexed: boolean;
}

/** @returns undefined where nothing was ever embedded. */
export async function readServing(db: Queryable, tenantId: TenantId): Promise<Serving | undefined> {
  const { rows } = await db.query<Serving>({
    name: 'vectors-serving',
    text: `select model, is_indexed as "isIndexed" from embedding_models where tenant_id = $1`,
    values: [tenantId],
  });
  return rows[0];
}

/** Of `hashes`, those that have a vector of `model`. */
export async function readEmbedded(
  db: Queryable,
  { tenantId, model }: { readonly tenantId: TenantId; readonly model: string },
  hashes: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ content_hash: string }>(
    `select content_hash
     from vectors
     where tenant_id = $1 and model = $2 and content_hash = any ($3)`,
    [tenantId, model, hashes],
  );
  return new Set(rows.map((row) => row.content_hash));
}

export interface NewVector {
  readonly tenantId: TenantId;
  readonly hash: string;
  readonly vector: Vector;
}

/** A tenant's first vectors answer from now on. */
export async function storeVectors(db: Queryable, vectors: readonly NewVector[]): Promise<void> {
  if (vectors.length === 0) return;
  await db.query(
    `with given as (
       select *
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as g (tenant_id, model, hash, value)
     ), stored as (
       insert into vectors (tenant_id, model, content_hash, embedding)
       select distinct on (g.tenant_id, g.model, g.hash) g.tenant_id, g.model, g.hash, g.value::vector
       from given g
       order by g.tenant_id, g.model, g.hash
       on conflict do nothing
     )
     insert into embedding_models (tenant_id, model)
     select distinct on (tenant_id) tenant_id, model
     from given
     on conflict do nothing`,
    [
      vectors.map(({ tenantId }) => tenantId),
      vectors.map(({ vector }) => vector.model),
      vectors.map(({ hash }) => hash),
      vectors.map(({ vector }) => vector.value),
    ],
  );
}

export interface Unembedded {
  readonly tenantId: TenantId;
  readonly hash: string;
  readonly title: string;
  readonly alsoAsked: string;
  readonly heading: string;
  readonly text: string;
}

// Of passages `p`: what should have a vector. Drafts too, so that an approval takes effect at once.
const MISSING = `not exists (
       select
       from vectors v
       where v.tenant_id = p.tenant_id and v.model = $1 and v.content_hash = p.content_hash)
       and p.content_hash <> all ($2)`;

/** Of all tenants: passages without a vector of `model`, apart from `except`, which it refuses. */
export async function listWithoutVector(
  db: Queryable,
  model: string,
  { except, limit }: { readonly except: readonly string[]; readonly limit: number },
): Promise<readonly Unembedded[]> {
  const { rows } = await db.query<Unembedded>(
    `select p.tenant_id as "tenantId", p.content_hash as hash, d.title, d.also_asked as "alsoAsked", p.heading, p.text
     from passages p
     join documents d on d.id = p.document_id and d.tenant_id = p.tenant_id
     where d.deleted_at is null and ${MISSING}
     order by p.tenant_id, p.document_id, p.ordinal
     limit $3`,
    [model, except, limit],
  );
  return rows;
}

/** From now on `model` is to take over from each tenant's present one. */
export async function announceModel(db: Queryable, model: string): Promise<void> {
  await db.query(
    `insert into embedding_models as m (tenant_id, model)
     select id, $1
     from tenants
     on conflict (tenant_id) do update
     set next_model = nullif(excluded.model, m.model)
     where m.next_model is distinct from nullif(excluded.model, m.model)`,
    [model],
  );
}

/** Where nothing lacks a vector of `model`, its vectors answer from now on. @returns how many tenants changed. */
export async function switchModel(
  db: Queryable,
  model: string,
  { except, indexedFrom }: { readonly except: readonly string[]; readonly indexedFrom: number },
): Promise<number> {
  const { rowCount } = await db.query(
    `update embedding_models m
     set model = $1, next_model = null, since = now(),
         is_indexed = (select count(*) from vectors v where v.tenant_id = m.tenant_id and v.model = $1) >= $3::float8
     where m.model <> $1
       and not exists (
         select
         from passages p
         join documents d on d.id = p.document_id and d.tenant_id = p.tenant_id
         where p.tenant_id = m.tenant_id and d.deleted_at is null and ${MISSING})`,
    [model, except, indexedFrom],
  );
  return rowCount ?? 0;
}

/** Whether comparing all is slow by now, or quick again; in the model that answers. */
export async function markIndexed(db: Queryable, model: string, indexedFrom: number): Promise<void> {
  await db.query(
    `with counted as (
       select m.tenant_id, (select count(*) from vectors v where v.tenant_id = m.tenant_id and v.model = $1) as vectors
       from embedding_models m
       where m.model = $1
     )
     update embedding_models m
     set is_indexed = c.vectors >= $2::float8
     from counted c
     where m.tenant_id = c.tenant_id and m.is_indexed <> (c.vectors >= $2::float8)`,
    [model, indexedFrom],
  );
}

const DROPPED_AT_ONCE = 5_000;

/**
 * Drops the vectors of models that answer no more, a minute after, when no search under way wants them; and those of
 * passages that are gone for a day, when no undo is likely.
 */
export async function dropVectors(db: Queryable, model: string): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query(
      `delete from vectors
       where ctid = any (array(
         select v.ctid
         from vectors v
         join embedding_models m on m.tenant_id = v.tenant_id
         where v.model <> $1 and v.model <> m.model and m.since < now() - interval '1 minute'
            or v.created_at < now() - interval '1 day' and not exists (
              select
              from passages p
              where p.tenant_id = v.tenant_id and p.content_hash = v.content_hash)
         limit $2))`,
      [model, DROPPED_AT_ONCE],
    );
    if ((rowCount ?? 0) < DROPPED_AT_ONCE) return;
  }
}

export interface EmbeddingProgress {
  /** Passages that have a vector of the model that is or will be in use. */
  readonly done: number;
  readonly total: number;
  /** Another model's vectors answer until all are done. */
  readonly isReplacing: boolean;
}

/** How far the embedding of a tenant's passages is. @returns undefined where no model ever embedded any. */
export async function embeddingProgress(
  db: Queryable,
  tenantId: TenantId,
): Promise<EmbeddingProgress | undefined> {
  const { rows } = await db.query<EmbeddingProgress>(
    `select count(p.id) as total, count(v.content_hash) as done, m.next_model is not null as "isReplacing"
     from embedding_models m
     left join (passages p join documents d on d.id = p.document_id and d.deleted_at is null)
       on p.tenant_id = m.tenant_id and d.tenant_id = m.tenant_id
     left join vectors v
       on v.tenant_id = m.tenant_id and v.model = coalesce(m.next_model, m.model) and v.content_hash = p.content_hash
     where m.tenant_id = $1
     group by m.tenant_id`,
    [tenantId],
  );
  const [row] = rows;
  return row && { ...row, done: Number(row.done), total: Number(row.total) };
}
