// SQL of passages: how they are found by words. What is found is ranked in scoring.ts.
import type { DocumentId, PassageId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { type DocumentKind, LIVE } from './documents.ts';
import { EVERY_PASSAGE, everyPassageIn, hashTerm } from './postings.ts';
import type { Counts } from './scoring.ts';

export interface FoundRow {
  readonly passageId: PassageId;
  readonly documentId: DocumentId;
  readonly title: string;
  readonly heading: string;
  /** Where in a file it stands: 'page 3', 'sheet Prices'; '' where there is no such place. */
  readonly place: string;
  readonly text: string;
  readonly kind: DocumentKind;
  readonly language: Language;
  /** Only a person may answer from it: never quoted, never shown to a model. */
  readonly isHumanOnly: boolean;
}

/** Of passages `p` and their documents `d`: a FoundRow. */
export const FOUND_COLUMNS = `p.id as "passageId", p.document_id as "documentId", d.title, p.heading, p.place, p.text, d.kind, p.language,
  d.human_only as "isHumanOnly"`;

export async function readCounts(
  db: Queryable,
  tenantId: TenantId,
  { tokens, language }: { readonly tokens: readonly string[]; readonly language: Language },
): Promise<Counts> {
  const { rows } = await db.query<{ word: string; passages: number }>({
    name: 'vocabulary-counts',
    text: `select word, passages
           from vocabulary
           where tenant_id = $1 and word = any($2::text[]) and passages > 0`,
    values: [tenantId, [...new Set(tokens), EVERY_PASSAGE, everyPassageIn(language)]],
  });
  const of = new Map(rows.map(({ word, passages }) => [word, passages]));
  const passages = of.get(EVERY_PASSAGE) ?? 0;
  return { passages, inLanguage: of.get(everyPassageIn(language)) ?? passages, of };
}

// Of the words that look like one, as many as are worth a closer look.
const LIKELY = 12;

/** `word` as it was written, `meant` as passages hold it. */
export interface Like {
  readonly word: string;
  readonly meant: string;
  readonly passages: number;
  /** Two letters the wrong way round. */
  readonly isSwap: boolean;
}

/** The tenant's words that look like these. */
export async function findLikeWords(
  db: Queryable,
  tenantId: TenantId,
  words: readonly string[],
  swaps: readonly { readonly word: string; readonly swap: string }[],
): Promise<readonly Like[]> {
  const { rows } = await db.query<Like>({
    name: 'vocabulary-like',
    text: `select u.word, l.word as meant, l.passages, false as "isSwap"
           from unnest($2::text[]) as u (word)
           cross join lateral (
             select v.word, v.passages
             from vocabulary v
             where v.tenant_id = $1 and v.word ~ '^[a-z]{3,}$' and v.word % u.word and v.passages > 0
               and left(v.word, 1) = left(u.word, 1) and abs(length(v.word) - length(u.word)) <= 2
             order by similarity(v.word, u.word) desc, v.word
             limit ${LIKELY}
           ) l
           union all
           select s.word, v.word, v.passages, true
           from unnest($3::text[], $4::text[]) as s (word, swap)
           join vocabulary v on v.tenant_id = $1 and v.word = s.swap and v.passages > 0`,
    values: [tenantId, words, swaps.map(({ word }) => word), swaps.map(({ swap }) => swap)],
  });
  return rows;
}

export interface Wanted {
  readonly token: string;
  /** What a passage that holds it gains. */
  readonly mass: number;
}

export interface Candidate extends FoundRow {
  /** As `toPostings` wrote them. */
  readonly words: string;
}

// A passage gains each term that it holds, and long ones gain less: `cardinality(terms)` is how many different words it
// has. That finds the candidates; how often and where a word stands decides among them, in scoring.ts.
// `offset 0` keeps the planner, which knows nothing of a new database, from wading through all of a tenant's passages or
// documents for each row: every join goes by the index made for it.
const CANDIDATES = `
  with hit as (
    select p.id, p.document_id, sum(w.mass / p.size) * (case when p.language = $4 then 1 else $5::real end) as gain
    from unnest($2::integer[], $3::real[]) as w (hash, mass)
    cross join lateral (
      select i.id, i.tenant_id, i.document_id, i.language, 40 + cardinality(i.terms) as size
      from passages i
      where i.terms @> array[w.hash]
      offset 0
    ) p
    where p.tenant_id = $1
    group by p.id, p.document_id, p.language
    order by 3 desc, p.id
    limit $7
  ), best as (
    select h.id, h.gain, d.title, d.kind, d.human_only
    from hit h
    cross join lateral (
      select d.tenant_id, d.title, d.kind, d.human_only
      from documents d
      where d.id = h.document_id and ${LIVE}
      offset 0
    ) d
    where d.tenant_id = $1
    order by h.gain desc, h.id
    limit $6
  )
  select p.id as "passageId", p.document_id as "documentId", d.title, p.heading, p.place, p.text, d.kind, p.language,
         d.human_only as "isHumanOnly", p.words
  from best d
  join passages p on p.id = d.id and p.tenant_id = $1
  order by d.gain desc, p.id`;

// Whether a passage may be shown stands in its document. Looking that up for each of thousands takes longer than finding
// them, so only the best are looked up, and all where too few of them may be shown.
const LOOKED_UP = 200;
const EVERY = 1_000_000;

export interface CandidatesQuery {
  readonly wanted: readonly Wanted[];
  /** How many passages hold them, one counted for each that it holds. */
  readonly postings: number;
  readonly language: Language;
  /** What a passage in another language than the customer's is worth. */
  readonly otherLanguage: number;
  readonly limit: number;
}

/** Best first, as far as can be told without a closer look. */
export async function findCandidates(
  db: Queryable,
  tenantId: TenantId,
  query: CandidatesQuery,
): Promise<readonly Candidate[]> {
  if (query.wanted.length === 0) return [];
  const found = await findAmong(db, tenantId, query, LOOKED_UP);
  return found.length < query.limit && query.postings > LOOKED_UP
    ? findAmong(db, tenantId, query, EVERY)
    : found;
}

async function findAmong(
  db: Queryable,
  tenantId: TenantId,
  { wanted, language, otherLanguage, limit }: CandidatesQuery,
  lookedUp: number,
): Promise<readonly Candidate[]> {
  const { rows } = await db.query<Candidate>({
    name: 'passages-by-words',
    text: CANDIDATES,
    values: [
      tenantId,
      wanted.map(({ token }) => hashTerm(tenantId, token)),
      wanted.map(({ mass }) => mass),
      language,
      otherLanguage,
      limit,
      lookedUp,
    ],
  });
  return rows;
}
