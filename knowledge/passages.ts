// SQL of passages: how they are stored, with the tenant's vocabulary.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
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
  /** SHA-256 of what is embedded: by it its vector is found. */
  readonly hash: string;
  /** Question, own heading (A); text (B); title and upper headings (C). */
  readonly index: { readonly a: IndexText; readonly b: IndexText; readonly c: IndexText };
}

// One statement's JSON stays at a few megabytes.
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
  const rows = passages.map(({ heading, place, text, tokens, hash, index }, at) => ({
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
  }));
  await db.query(
    `insert into passages (tenant_id, document_id, ordinal, heading, place, text, language, tokens, search, content_hash)
     select $1, $2, r.ordinal, r.heading, r.place, r.text, $3, r.tokens,
            ${indexSql('a')} || ${indexSql('b')} || ${indexSql('c')},
            r.hash
     from jsonb_to_recordset($4::jsonb) as r (
       ordinal integer, heading text, place text, text text, tokens integer, hash text,
       a_latin text, a_tamil text, a_simple text,
       b_latin text, b_tamil text, b_simple text,
       c_latin text, c_tamil text, c_simple text)`,
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
