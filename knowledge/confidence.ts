// How sure a search may be that the answer is among what it found.
import type { FoundByMeaning, FoundByWords } from './passages.ts';

/** 0 to 1, from the share of the question's weight that the best passage answers to. */
export function judgeWords(found: readonly FoundByWords[]): number {
  const best = Math.max(0, ...found.map((row) => row.lexical));
  return best === 0 ? 0 : 1 / (1 + Math.exp(-9 * (best - 0.5)));
}

/** 0 to 1, from the cosine of the nearest passage. */
export function judgeMeaning(found: readonly FoundByMeaning[]): number {
  const best = Math.max(0, ...found.map((row) => row.similarity));
  return best === 0 ? 0 : 1 / (1 + Math.exp(-14 * (best - 0.42)));
}
