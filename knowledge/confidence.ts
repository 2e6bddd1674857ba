// How sure a search may be that the answer is among what it found.
import type { FoundByMeaning } from './meaning.ts';
import type { FoundByWords } from './ranking.ts';
import type { Weighed } from './scoring.ts';

// Logistic regression on the best passage's signs: whether the answer is among the first five. Fit in November 2026 on
// 8,000 questions to a shop's chat, an assistant's intents and the halves of a FAQ whose other half is missing (with its
// questions, as texts without any, and as a few long texts), and on 80 of our own to two invented shops in four languages;
// each set as if half of its questions were strangers'. Predicted and observed in five bins: 0.08 and 0.08, 0.29 and 0.29,
// 0.49 and 0.45, 0.70 and 0.75, 0.94 and 0.96. Of strangers 62 to 69 % are refused where 90 % of the answerable pass.
const SURE = { base: -3.6, rank: 6.75, margin: 2.9, held: 1.6, text: 3.65 };
const MOST_HELD = 2;
// A text without headings has no way to ask that could be near: what it holds must do. Without this a third of the right
// answers from such texts are believed, with it more than a half.
const NEAR_ASK = 0.3;
// "cars" in "parking for cars" does not answer who wants to buy one: a single word of several is often a coincidence.
const COINCIDENCE = -0.5;
const NO_TELLING_WORD = -1.85;

/** 0 to 1, from the best passages. */
export function judgeWords(found: readonly FoundByWords[], terms: readonly Weighed[]): number {
  const [best, second] = found;
  if (!best) return 0;
  const { bag, held, ask, matched } = best.signs;
  const telling = terms.filter(({ isTelling }) => isTelling).length;
  const luck = matched === 0 ? NO_TELLING_WORD : matched === 1 && telling > 1 ? COINCIDENCE : 0;
  const margin = best.rank - (second?.rank ?? 0);
  const text = bag * Math.max(0, 1 - ask / NEAR_ASK);
  const evidence = SURE.rank * best.rank + SURE.margin * margin + SURE.held * Math.min(MOST_HELD, held);
  return logistic(SURE.base + evidence + SURE.text * text + luck);
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
