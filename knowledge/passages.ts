// SQL of passages: how they are stored, with their vectors and the tenant's vocabulary.
import { toSql } from 'pgvector';
import type { DocumentId, PassageId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { IndexText } from './terms.ts';

/** A passage about to be stored. */
export interface PassageDraft {
  readonly heading: string;
  /** 'page 3', 'sheet Prices'; '' where it stands in no such place. */
  readonly place: string;
  readonly text: string;
  readonly tokens: number;
  readonly hash: string;
  /** Question, own heading (A); text (B); title and upper headings (C). */
  readonly index: { readonly a: IndexText; readonly b: IndexText; readonly c: IndexText };
  readonly embedding: Vector | undefined;
}

/** pgvector's text form, and the model that made it. */
export interface Vector {
  readonly value: string;
  readonly model: string;
}

export function toVector(numbers: readonly number[], model: string): Vector {
  return { value: toSql(numbers) as string, model };
}

// One statement's JSON stays at a few megabytes even with long vectors.
const PASSAGES_PER_INSERT = 200;

/** Call inside the transaction that makes the document ready. */
export async function replacePassages(
  db: Queryable,
  document: { tenantId: TenantId; id: DocumentId; language: Language },
  passages: readonly PassageDraft[],
): Promise<void> {
  await db.query(`delete from passages where tenant_id = $1 and document_id = $2`, [
    document.tenantId,
    document.id,
  ]);
  for (let from = 0; from < passages.length; from += PASSAGES_PER_INSERT)
    await insertPassages(db, document, { from, passages: passages.slice(from, from + PASSAGES_PER_INSERT) });
}

async function insertPassages(
  db: Queryable,
  document: { tenantId: TenantId; id: DocumentId; language: Language },
  { from, passages }: { from: number; passages: readonly PassageDraft[] },
): Promise<void> {
  const rows = passages.map(({ heading, place, text, tokens, hash, index, embedding }, at) => ({
    ordinal: from + at,
    heading,
    place,
    text,
    tokens,
    hash,
    ...Object.fromEntries(
      Object.entries(index).flatMap(([weight, words]) => [
        [`${weight}_latin`, words.latin],
        [`${weight}_tamil`, words.tamil],
        [`${weight}_simple`, words.simple],
      ]),
    ),
    embedding: embedding?.value,
    model: embedding?.model,
  }));
  await db.query(
    `insert into passages (tenant_id, document_id, ordinal, heading, place, text, language, tokens, search, content_hash,
                           embedding, embedding_model)
     select $1, $2, r.ordinal, r.heading, r.place, r.text, $3, r.tokens,
            ${indexSql('a')} || ${indexSql('b')} || ${indexSql('c')},
            r.hash, r.embedding::vector, r.model
     from jsonb_to_recordset($4::jsonb) as r (
       ordinal integer, heading text, place text, text text, tokens integer, hash text,
       a_latin text, a_tamil text, a_simple text,
       b_latin text, b_tamil text, b_simple text,
       c_latin text, c_tamil text, c_simple text,
       embedding text, model text)`,
    [document.tenantId, document.id, document.language, JSON.stringify(rows)],
  );
}

// Malay is stemmed by the Indonesian dictionary, and by the English one for the English words in it.
function indexSql(weight: 'a' | 'b' | 'c'): string {
  return `setweight(
              to_tsvector('english', r.${weight}_latin)
              || case when $3 = 'ms' then to_tsvector('indonesian', r.${weight}_latin) else '' end
              || to_tsvector('tamil', r.${weight}_tamil)
              || to_tsvector('simple', r.${weight}_simple), '${weight.toUpperCase()}')`;
}

/** In order, so that two documents stored at once can't wait for each other. */
export async function addVocabulary(
  db: Queryable,
  tenantId: TenantId,
  words: readonly string[],
): Promise<void> {
  await db.query(
    `insert into vocabulary (tenant_id, word)
     select $1, w.word
     from unnest($2::text[]) as w (word)
     order by w.word
     on conflict do nothing`,
    [tenantId, [...new Set(words)]],
  );
}

/** The vectors of a document's present passages by content hash, made by `model`. */
export async function readVectors(
  db: Queryable,
  document: { tenantId: TenantId; id: DocumentId },
  model: string,
): Promise<ReadonlyMap<string, Vector>> {
  const { rows } = await db.query<{ content_hash: string; embedding: string }>(
    `select content_hash, embedding::text as embedding
     from passages
     where tenant_id = $1 and document_id = $2 and embedding_model = $3`,
    [document.tenantId, document.id, model],
  );
  return new Map(rows.map((row) => [row.content_hash, { value: row.embedding, model }]));
}

/** Of all tenants: passages without a vector of `model`. */
export async function listWithoutVector(
  db: Queryable,
  model: string,
  limit: number,
): Promise<
  readonly {
    tenantId: TenantId;
    id: PassageId;
    title: string;
    alsoAsked: string;
    heading: string;
    text: string;
  }[]
> {
  const { rows } = await db.query(
    `select p.tenant_id as "tenantId", p.id, d.title, d.also_asked as "alsoAsked", p.heading, p.text
     from passages p
     join documents d on d.id = p.document_id and d.tenant_id = p.tenant_id
     where p.embedding_model is distinct from $1 and d.deleted_at is null
     order by p.tenant_id, p.document_id, p.ordinal
     limit $2`,
    [model, limit],
  );
  return rows;
}

/** A passage that was replaced meanwhile is left alone. */
export async function storeVectors(
  db: Queryable,
  vectors: readonly { readonly tenantId: TenantId; readonly id: PassageId; readonly vector: Vector }[],
): Promise<void> {
  await db.query(
    `update passages p
     set embedding = r.value::vector, embedding_model = r.model
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as r (tenant_id, id, value, model)
     where p.tenant_id = r.tenant_id and p.id = r.id`,
    [
      vectors.map(({ tenantId }) => tenantId),
      vectors.map(({ id }) => id),
      vectors.map(({ vector }) => vector.value),
      vectors.map(({ vector }) => vector.model),
    ],
  );
}
