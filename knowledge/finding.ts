// SQL of passages: how they are found by words.
import type { DocumentId, PassageId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { type DocumentKind, LIVE } from './documents.ts';
import { TELLING, TELLING_ALONE, type Term } from './terms.ts';

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

export interface FoundByWords extends FoundRow {
  /** 0 to 1: the share of the question's weight that the passage answers to. */
  readonly lexical: number;
  /** How many of the question's telling words it holds. */
  readonly matched: number;
  /** How firmly it holds one of them: 1 is once in a question or heading, 0.75 once in the text. */
  readonly strongest: number;
}

/** Of passages `p` and their documents `d`: a FoundRow. */
export const FOUND_COLUMNS = `p.id as "passageId", p.document_id as "documentId", d.title, p.heading, p.place, p.text, d.kind, p.language,
  d.human_only as "isHumanOnly"`;

// BM25 over PostgreSQL's own index, because plain ts_rank knows nothing of rare words, and a rare word is what a question
// is about. Each word of the question (a term) has forms, and the best form that a passage holds counts.
// - ts_rank of one lexeme is weight × Σ 1/i² over its occurrences, ÷ π²/6. So 1.645 × ts_rank is 1 for once in a question
//   or heading (A), 0.75 for once in the text (B), 0.55 for once in a title (C), and saturates; with equal weights it can
//   be solved for the number of occurrences (Σ 1/i² up to n is about π²/6 - 1/(n + 0.5)).
// - The terms' idf is taken over the passages just found, so it costs no second look. A term that nobody uses weighs as
//   much as the rarest word: what the knowledge doesn't know must lower the score.
// Tried and dropped: dividing by length, which punishes the very answers whose owner wrote down many ways to ask (MRR
// 0.86 -> 0.81 on a set of such answers). The order is by rank times share answered, so that one word said often never
// beats the passage that answers to every word.
const BY_WORDS = `
  with given as materialized (
    select g.*, v.word is not null as is_known
    from unnest($2::smallint[], $3::text[], $4::text[], $5::real[], $6::text[]) as g (term, word, script, weight, kind)
    left join vocabulary v on v.tenant_id = $1 and v.word = g.word
  ), unknown as materialized (
    select g.term, g.word
    from given g
    where g.kind = 'own' and g.script = 'latin' and not g.is_known
  ), form as (
    select g.term, g.word, g.script, g.weight
    from given g
    where g.kind in ('own', 'form')
       or g.is_known and (g.kind = 'joined' or g.term in (select u.term from unknown u))
    union all
    select u.term, v.word, 'latin', 0.3 + 0.6 * similarity(v.word, u.word)
    from unknown u
    join vocabulary v on v.tenant_id = $1 and left(v.word, 1) = left(u.word, 1) and v.word % u.word
    where length(u.word) >= 5 and u.word !~ '[0-9]'
      and abs(length(v.word) - length(u.word)) <= 2 and similarity(v.word, u.word) >= 0.45
  ), lexeme as materialized (
    select f.term, l.lexeme, max(f.weight) as weight, quote_literal(l.lexeme)::tsquery as query
    from form f
    cross join lateral unnest(case f.script
      when 'latin' then ts_lexize('english_stem', f.word) || ts_lexize('indonesian_stem', f.word)
      when 'tamil' then ts_lexize('tamil_stem', f.word)
      else array[f.word] end) as l (lexeme)
    group by f.term, l.lexeme
  ), hit as materialized (
    select p.id, p.language, l.term,
           max(l.weight * 1.645 * ts_rank('{0.1, 0.55, 0.75, 1}', p.search, l.query)) as quality,
           max(1 / greatest(0.001, 1.644934 - 1.644934 * ts_rank('{1, 1, 1, 1}', p.search, l.query)) - 0.5) as times
    from lexeme l
    join passages p on p.search @@ l.query
    join documents d on d.id = p.document_id
    where p.tenant_id = $1 and d.tenant_id = $1 and ${LIVE}
    group by p.id, p.language, l.term
  ), term as materialized (
    select t.term, t.weight,
           t.weight * ln(1 + (n.passages - least(n.passages, u.passages) + 0.5) / (u.passages + 0.5)) as mass
    from unnest($7::smallint[], $8::real[]) as t (term, weight)
    cross join (select count(*) as passages from passages where tenant_id = $1) n
    cross join lateral (select greatest(1, count(*)) as passages from hit h where h.term = t.term) u
  ), scored as (
    select h.id, h.language,
           sum(t.mass * least(1, h.quality)) / (select sum(mass) from term) as lexical,
           sum(t.mass * h.quality * h.times * 2.2 / (h.times + 1.2)) as rank,
           count(*) filter (where t.weight >= ${TELLING}::real) as matched,
           max(h.quality) filter (where t.weight >= ${TELLING_ALONE}::real) as strongest
    from hit h
    join term t on t.term = h.term
    group by h.id, h.language
  ), best as (
    select s.id, s.lexical, s.matched, coalesce(s.strongest, 0) as strongest,
           s.rank * s.lexical * (case when s.language = $9 then 1 else $10::real end) as rank
    from scored s
    order by 5 desc, s.id
    limit $11
  )
  select ${FOUND_COLUMNS}, b.lexical, b.matched, b.strongest
  from best b
  join passages p on p.id = b.id and p.tenant_id = $1
  join documents d on d.id = p.document_id and d.tenant_id = $1
  order by b.rank desc, p.tokens, p.id`;

export interface WordsQuery {
  readonly terms: readonly Term[];
  readonly language: Language;
  /** What a passage in another language than the customer's is worth. */
  readonly otherLanguage: number;
  readonly limit: number;
}

/** One round trip; best first. */
export async function findByWords(
  db: Queryable,
  tenantId: TenantId,
  { terms, language, otherLanguage, limit }: WordsQuery,
): Promise<readonly FoundByWords[]> {
  const forms = terms.flatMap((term, number) => term.forms.map((form) => ({ ...form, number })));
  const { rows } = await db.query<FoundByWords>({
    name: 'passages-by-words',
    text: BY_WORDS,
    values: [
      tenantId,
      forms.map((form) => form.number),
      forms.map((form) => form.word),
      forms.map((form) => form.script),
      forms.map((form) => form.weight),
      forms.map((form) => form.kind),
      terms.map((_, number) => number),
      terms.map((term) => term.weight),
      language,
      otherLanguage,
      limit,
    ],
  });
  return rows;
}
