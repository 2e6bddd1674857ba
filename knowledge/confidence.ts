// How sure a search may be that the answer is among what it found.
import type { FoundByWords } from './finding.ts';
import type { FoundByMeaning } from './meaning.ts';
import { TELLING, type Term } from './terms.ts';

// "cars" in "parking for cars" does not answer who wants to buy one: a single word of several, and in passing, is a
// coincidence more often than not.
const COINCIDENCE = 0.5;
// The same in a question or a heading.
const HALF_KNOWN = 0.8;
const FIRM = 0.95;

/** 0 to 1, from the share of the question's weight that the best passage answers to. */
export function judgeWords(found: readonly FoundByWords[], terms: readonly Term[]): number {
  const telling = terms.filter(({ weight }) => weight >= TELLING).length;
  const best = Math.max(0, ...found.map((row) => row.lexical * trust(row, { telling, all: terms.length })));
  return best === 0 ? 0 : logistic(9 * (best - 0.5));
}

function trust(
  { matched, strongest }: FoundByWords,
  { telling, all }: { telling: number; all: number },
): number {
  if ((matched > 1 && strongest > 0) || all === 1) return 1;
  if (strongest < FIRM) return COINCIDENCE;
  return telling > 1 ? HALF_KNOWN : 1;
}

// OpenAI's embedding models are said to put a question and its answer at a cosine of about 0.45 and more, strangers below
// 0.3; other models crowd all texts above 0.7. So the nearest passage must also stand out from the tenant's others, further than the
// best of many does by chance: about √(2 ln n) standard deviations. Too few passages tell nothing about what is usual.
const NEAR = 0.42;
const ENOUGH_TO_COMPARE = 20;

/** 0 to 1, from the cosine of the nearest passage; not yet measured against real questions with a real model. */
export function judgeMeaning(found: readonly FoundByMeaning[]): number {
  const [best] = found;
  if (!best) return 0;
  const near = logistic(14 * (best.similarity - NEAR));
  if (found.length < ENOUGH_TO_COMPARE) return near;
  return Math.min(near, logistic(2 * (best.distinction - Math.sqrt(2 * Math.log(found.length)))));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
