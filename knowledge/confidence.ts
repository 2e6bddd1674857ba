// How sure a search may be that the answer is among what it found.
import type { FoundByMeaning } from './meaning.ts';
import type { FoundByWords } from './ranking.ts';
import type { Weighed } from './scoring.ts';

// Logistic regression on the best passage's signs: whether the answer is among the first five. Fit in November 2026 on 4,300
// questions to a shop's chat, an assistant's intents and the halves of a FAQ whose other half is missing, and on 160 of
// our own to two invented shops in four languages; each set as if half of its questions were strangers'. Predicted and
// observed in five bins: 0.07 and 0.06, 0.31 and 0.29, 0.49 and 0.51, 0.70 and 0.74, 0.94 and 0.93. Of strangers 60 % are
// refused where 90 % of the answerable pass.
const SURE = { base: -1.8, bag: 3.45, rank: 3.12, margin: 4.05 };
// "cars" in "parking for cars" does not answer who wants to buy one: a single word of several is often a coincidence.
const COINCIDENCE = -1.15;
const NO_TELLING_WORD = -2.84;

/** 0 to 1, from the best passages. */
export function judgeWords(found: readonly FoundByWords[], terms: readonly Weighed[]): number {
  const [best, second] = found;
  if (!best) return 0;
  const { bag, matched } = best.signs;
  const telling = terms.filter(({ isTelling }) => isTelling).length;
  const luck = matched === 0 ? NO_TELLING_WORD : matched === 1 && telling > 1 ? COINCIDENCE : 0;
  const margin = best.rank - (second?.rank ?? 0);
  return logistic(SURE.base + SURE.bag * bag + SURE.rank * best.rank + SURE.margin * margin + luck);
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
