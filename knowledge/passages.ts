// SQL of passages: how they are stored, and counted in the tenant's vocabulary.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { distinctTokens, EVERY_PASSAGE, everyPassageIn, hashTerm, type Postings } from './postings.ts';

/** A passage about to be stored. */
export interface PassageDraft {
  readonly heading: string;
  /** 'page 3', 'sheet Prices'; '' where it stands in no such place. */
  readonly place: string;
  readonly text: string;
  readonly tokens: number;
  /** SHA-256 of what is embedded: by it its vector is found. */
  readonly hash: string;
  readonly index: Postings;
}

// In the embedded database a statement holds everybody up until it ends: 200 passages of Chinese take a second.
const PASSAGES_PER_INSERT = 50;
const WORDS_PER_INSERT = 5_000;

/**
 * With the vocabulary's counts, in which drafts and what is in the bin stay counted: with as many of them as entries, of
 * the same shop or of another, MRR@10 is 0.4 lower at most (of 87.3 and 92.3), and as many strangers are refused.
 * Call inside the transaction that makes the document ready.
 */
export async function replacePassages(
  db: Queryable,
  document: { tenantId: TenantId; id: DocumentId; language: Language },
  passages: readonly PassageDraft[],
): Promise<void> {
  const { rows: gone } = await db.query<Counted>(
    `delete from passages
     where tenant_id = $1 and document_id = $2
     returning words, language`,
    [document.tenantId, document.id],
  );
  for (let from = 0; from < passages.length; from += PASSAGES_PER_INSERT)
    await insertPassages(db, document, { from, passages: passages.slice(from, from + PASSAGES_PER_INSERT) });
  const { language } = document;
  const added = passages.map(({ index }) => ({ words: index.words, language }));
  await countWords(db, document.tenantId, { gone, added });
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
    words: index.words,
    terms: [...new Set(index.terms.map((term) => hashTerm(document.tenantId, term)))],
  }));
  await db.query(
    `insert into passages (tenant_id, document_id, ordinal, heading, place, text, language, tokens, words, terms,
                           content_hash)
     select $1, $2, r.ordinal, r.heading, r.place, r.text, $3, r.tokens, r.words, r.terms, r.hash
     from jsonb_to_recordset($4::jsonb) as r (
       ordinal integer, heading text, place text, text text, tokens integer, hash text, words text, terms integer[])`,
    [document.tenantId, document.id, document.language, JSON.stringify(rows)],
  );
}

interface Counted {
  readonly words: string;
  readonly language: Language;
}

async function countWords(
  db: Queryable,
  tenantId: TenantId,
  { gone, added }: { readonly gone: readonly Counted[]; readonly added: readonly Counted[] },
): Promise<void> {
  const changes = new Map<string, number>();
  const count = ({ words, language }: Counted, change: number): void => {
    // Read by an older version of the program, it was never counted.
    if (words === '') return;
    for (const token of [...distinctTokens(words), EVERY_PASSAGE, everyPassageIn(language)])
      changes.set(token, (changes.get(token) ?? 0) + change);
  };
  for (const passage of gone) count(passage, -1);
  for (const passage of added) count(passage, 1);
  // In order, so that two documents stored at once can't wait for each other.
  const changed = [...changes]
    .filter(([, change]) => change !== 0)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  for (let from = 0; from < changed.length; from += WORDS_PER_INSERT)
    await changeCounts(db, tenantId, changed.slice(from, from + WORDS_PER_INSERT));
}

async function changeCounts(
  db: Queryable,
  tenantId: TenantId,
  changed: readonly (readonly [word: string, change: number])[],
): Promise<void> {
  await db.query(
    `insert into vocabulary as v (tenant_id, word, passages)
     select $1, c.word, c.change
     from unnest($2::text[], $3::integer[]) with ordinality as c (word, change, place)
     order by c.place
     on conflict (tenant_id, word) do update
       set passages = greatest(0, v.passages + excluded.passages)`,
    [tenantId, changed.map(([word]) => word), changed.map(([, change]) => change)],
  );
}
