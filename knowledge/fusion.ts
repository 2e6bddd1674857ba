// What was found by words and what was found by meaning, as one list.
import type { PassageId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { FoundRow } from './finding.ts';
import type { FoundByMeaning } from './meaning.ts';
import type { FoundByWords } from './ranking.ts';

export interface Found extends FoundRow {
  /** 0 to 1, best first. */
  readonly score: number;
  /** 0 to 1: the share of the question's weight that its words answer to; 0 where found by meaning alone. */
  readonly lexical: number;
  /** Cosine; undefined without embeddings, or where found by words alone. */
  readonly similarity: number | undefined;
}

/** What a passage found by words is worth in another language than the customer's. */
export const OTHER_LANGUAGE = 0.6;
// Reciprocal rank fusion: the constant of its authors (Cormack et al., 2009).
const FUSION = 60;

export function wordsOnly({ signs: _, rank, ...row }: FoundByWords): Found {
  return { ...row, score: rank, similarity: undefined };
}

/** Each list has the customer's own language preferred already: here rank alone counts. */
export function fuse(
  byWords: readonly FoundByWords[],
  byMeaning: readonly FoundByMeaning[],
  language: Language,
): readonly Found[] {
  const joined = new Map<PassageId, Found>();
  const add = (
    row: FoundRow,
    rank: number,
    seen: Pick<Found, 'lexical'> | Pick<Found, 'similarity'>,
  ): void => {
    const before = joined.get(row.passageId) ?? { ...row, score: 0, lexical: 0, similarity: undefined };
    // First in both lists is 1.
    const score = before.score + (FUSION + 1) / (2 * (FUSION + 1 + rank));
    joined.set(row.passageId, { ...before, ...seen, score });
  };
  byWords.forEach(({ signs: _, rank: __, ...row }, rank) => {
    add(row, rank, { lexical: row.lexical });
  });
  byMeaning.forEach(({ distinction: _, ...row }, rank) => {
    add(row, rank, { similarity: row.similarity });
  });
  const isOwn = (row: FoundRow): number => Number(row.language === language);
  return [...joined.values()].sort((one, other) => other.score - one.score || isOwn(other) - isOwn(one));
}
