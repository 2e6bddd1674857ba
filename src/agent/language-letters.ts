// Which language a word that no lexicon holds looks like, told by its letters: learned from the lexicons as they load.

/** A model of the three-letter runs of words, one column a language. */
export interface LetterModel {
  /** How likely each language is for a word of a to z, 0 to 1, all together 1. */
  read(word: string): Float64Array;
}

/** Runs never seen count as this much of one sight, so that a single strange run decides nothing. */
const UNSEEN = 0.4;
/** Runs of letters overlap and so repeat what each other says; without this the model is sure of everything. */
const TEMPER = 0.7;
/** a to z, and the end of a word as 0: a run is a number of three such digits. */
const DIGITS = 27;
const RUNS = DIGITS ** 3;

/** @param lexicons the words of each language, in the order of the columns; others than of a to z are left out. */
export function learnLetters(lexicons: readonly Iterable<string>[]): LetterModel {
  const logs = lexicons.map((words) => {
    const counts = new Float64Array(RUNS).fill(UNSEEN);
    for (const word of words) {
      if (word.length < 3 || !/^[a-z]+$/.test(word)) continue;
      eachRun(word, (run) => {
        counts[run] = (counts[run] ?? 0) + 1;
      });
    }
    const total = Math.log(counts.reduce((sum, seen) => sum + seen, 0));
    return counts.map((seen) => Math.log(seen) - total);
  });
  return { read: (word) => toShares(logs.map((column) => weigh(word, column))) };
}

function weigh(word: string, logs: Float64Array): number {
  let sum = 0;
  eachRun(word, (run) => {
    sum += logs[run] ?? 0;
  });
  return sum;
}

function toShares(weights: readonly number[]): Float64Array {
  const most = Math.max(...weights);
  const shares = Float64Array.from(weights, (weight) => Math.exp((weight - most) * TEMPER));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / all);
}

function eachRun(word: string, visit: (run: number) => void): void {
  let run = 0;
  for (let at = 0; at <= word.length; at += 1) {
    const digit = at < word.length ? word.charCodeAt(at) - 96 : 0;
    run = (run * DIGITS + digit) % RUNS;
    if (at > 0) visit(run);
  }
}
