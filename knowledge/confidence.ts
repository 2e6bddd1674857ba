// How sure a search may be that the answer is among what it found.
import type { FoundByMeaning, FoundByWords } from './passages.ts';
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
  return best === 0 ? 0 : 1 / (1 + Math.exp(-9 * (best - 0.5)));
}

function trust(
  { matched, strongest }: FoundByWords,
  { telling, all }: { telling: number; all: number },
): number {
  if (matched > 1 || all === 1) return 1;
  if (matched === 0 || strongest < FIRM) return COINCIDENCE;
  return telling > 1 ? HALF_KNOWN : 1;
}

/** 0 to 1, from the cosine of the nearest passage. */
export function judgeMeaning(found: readonly FoundByMeaning[]): number {
  const best = Math.max(0, ...found.map((row) => row.similarity));
  return best === 0 ? 0 : 1 / (1 + Math.exp(-14 * (best - 0.42)));
}
