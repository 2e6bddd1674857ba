// A question -> the passages that answer it by their words: looks up what is rare, puts spelling right, ranks.
import type { TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import {
  type Candidate,
  type FoundRow,
  findCandidates,
  findLikeWords,
  readCounts,
  type Wanted,
} from './finding.ts';
import { type Lines, readLines } from './postings.ts';
import { type Counts, Reader, type Signs, type Weighed, weigh } from './scoring.ts';
import { likelyMeant, mayBeMistyped, swapped, withGuesses } from './spelling.ts';
import { type Contender, tellApart } from './telling-apart.ts';
import type { Term } from './terms.ts';

export interface FoundByWords extends FoundRow {
  /** 0 to 1: the share of the question's weight that the passage answers to. */
  readonly lexical: number;
  /** 0 to 1, best first. */
  readonly rank: number;
  readonly signs: Signs;
}

export interface WordsQuery {
  readonly terms: readonly Term[];
  /** Of the turns before, where the question goes on from them. */
  readonly before: readonly Term[];
  readonly language: Language;
  /** What a passage in another language than the customer's is worth. */
  readonly otherLanguage: number;
  readonly limit: number;
}

export interface FoundList {
  readonly found: readonly FoundByWords[];
  readonly terms: readonly Weighed[];
}

// Of so many the best are among the closer look's. With 24 on FAQs of 400 words MRR@10 is 86.7 instead of 88.2, with 60
// it is 88.5.
const CANDIDATES = 40;
const LOOKED_AT_CLOSELY = 12;
// A question's common words lead to so many passages that its rare ones alone must find them: this bounds a search's
// cost where there are 100,000 passages.
const MOST_POSTINGS = 3_000;
// What the turns before say counts half.
const BEFORE_SHARE = 0.5;

export async function findByWords(db: Queryable, tenantId: TenantId, query: WordsQuery): Promise<FoundList> {
  if (query.terms.length === 0) return { found: [], terms: [] };
  const read = await readKnown(db, tenantId, {
    terms: [...query.terms, ...query.before],
    language: query.language,
  });
  const { counts } = read;
  const terms = weigh(read.terms.slice(0, query.terms.length), counts);
  const before = weigh(read.terms.slice(query.terms.length), counts);
  if (counts.passages === 0) return { found: [], terms };
  const wanted = [...wantedBy(terms, 1), ...wantedBy(before, BEFORE_SHARE)];
  const candidates = await findCandidates(db, tenantId, {
    ...rarest(wanted, counts),
    language: query.language,
    otherLanguage: query.otherLanguage,
    limit: CANDIDATES,
  });
  const readers = {
    own: new Reader(terms, counts.passages),
    before: before.length > 0 ? new Reader(before, counts.passages) : undefined,
  };
  return { found: rank(candidates, { terms, readers }, query), terms };
}

/** What the tenant's passages hold of the terms; those that they don't, as they may have been meant. */
async function readKnown(
  db: Queryable,
  tenantId: TenantId,
  { terms, language }: { readonly terms: readonly Term[]; readonly language: Language },
): Promise<{ readonly terms: readonly Term[]; readonly counts: Counts }> {
  const tokens = terms.flatMap(({ forms }) => forms.map(({ token }) => token));
  const counts = await readCounts(db, tenantId, { tokens, language });
  const mistyped = counts.passages === 0 ? [] : terms.filter((term) => mayBeMistyped(term, counts));
  if (mistyped.length === 0) return { terms, counts };
  const words = mistyped.flatMap(({ forms }) => forms[0]?.token ?? []);
  const like = likelyMeant(await findLikeWords(db, tenantId, words, mistyped.flatMap(swapped)));
  if (like.size === 0) return { terms, counts };
  const of = new Map(counts.of);
  for (const guesses of like.values()) for (const { meant, passages } of guesses) of.set(meant, passages);
  return { terms: terms.map((term) => withGuesses(term, like)), counts: { ...counts, of } };
}

function wantedBy(terms: readonly Weighed[], share: number): readonly Wanted[] {
  return terms.flatMap(({ mass, forms }) =>
    forms.map(({ token, weight }) => ({ token, mass: share * mass * weight })),
  );
}

function rarest(
  wanted: readonly Wanted[],
  { of }: Counts,
): { readonly wanted: readonly Wanted[]; readonly postings: number } {
  const holding = ({ token }: Wanted): number => of.get(token) ?? 0;
  const chosen: Wanted[] = [];
  let postings = 0;
  for (const each of wanted.toSorted((one, other) => holding(one) - holding(other))) {
    if (holding(each) === 0) continue;
    if (chosen.length > 0 && postings + holding(each) > MOST_POSTINGS) break;
    postings += holding(each);
    chosen.push(each);
  }
  return { wanted: chosen, postings };
}

// Fit by listwise softmax on the questions of three public sets (a FAQ of web sites, a shop's chat, an assistant's
// intents), equal weight each, and rounded: MRR@10 87, 90 and 85. Without the letters 86, 89 and 86, without the core 87, 89
// and 85. Tried and dropped, at most 0.2 better: pairs of neighbouring words, a centroid of the ways to ask, the
// likelihood of the question under a passage's language model, the text by itself beside the bag.
const WEIGHTS = { bag: 0.3, ask: 0.37, letters: 0.22, core: 0.11 };
// One word said often never beats the passage that answers to every word: "how long does delivery take" is not answered by
// how long a refund takes.
const ANSWERED_SHARE = 0.5;
// What is learned from the ways to ask, beside all of the above: from 0.3 to 0.7 MRR@10 changes by 0.3.
const LEARNED_SHARE = 0.45;

// Of what passes over a customer's limit ("vegan") so much is left.
const PASSED_OVER = 0.6;

function scoreOf({ bag, ask, letters, core, coverage, passesOver }: Signs): number {
  const score = WEIGHTS.bag * bag + WEIGHTS.ask * ask + WEIGHTS.letters * letters + WEIGHTS.core * core;
  return score * (passesOver ? PASSED_OVER : 1) * (1 - ANSWERED_SHARE + ANSWERED_SHARE * coverage);
}

function rank(
  candidates: readonly Candidate[],
  {
    terms,
    readers,
  }: {
    readonly terms: readonly Weighed[];
    readonly readers: { readonly own: Reader; readonly before: Reader | undefined };
  },
  { language, otherLanguage, limit }: WordsQuery,
): readonly FoundByWords[] {
  const near = candidates
    .map(({ words, ...row }) => {
      const lines = readLines(words);
      const far = { letters: 0, core: 0 };
      const own: Signs = { ...readers.own.read(lines), ...far };
      const before = readers.before && { ...readers.before.read(lines), ...far };
      const worth = row.language === language ? 1 : otherLanguage;
      return { row, lines, own, before, worth, rank: worth * join(own, before) };
    })
    .sort((one, other) => other.rank - one.rank);
  const close = near.slice(0, LOOKED_AT_CLOSELY).map((each) => {
    const signs = { ...each.own, ...readers.own.readClosely(each.lines) };
    return { ...each, own: signs, rank: each.worth * join(signs, each.before) };
  });
  // A question that goes on from others says too little of its own to learn by.
  const contenders = readers.before ? [] : close.map((each) => toContender(each, readers.own));
  const meant = tellApart(terms, contenders);
  const learned = close.map((each) => ({
    ...each,
    rank: each.rank + LEARNED_SHARE * (meant.get(each.row.documentId) ?? 0),
  }));
  return [...learned, ...near.slice(LOOKED_AT_CLOSELY)]
    .sort((one, other) => other.rank - one.rank)
    .slice(0, limit)
    .map(({ row, own, rank: score }) => ({ ...row, lexical: own.coverage, rank: score, signs: own }));
}

function toContender(
  { row, lines, rank }: { readonly row: FoundRow; readonly lines: Lines; readonly rank: number },
  reader: Reader,
): Contender {
  return { documentId: row.documentId, rank, asks: reader.sortAsks(lines.asks) };
}

function join(own: Signs, before: Signs | undefined): number {
  if (!before) return scoreOf(own);
  return (scoreOf(own) + BEFORE_SHARE * scoreOf(before)) / (1 + BEFORE_SHARE);
}
