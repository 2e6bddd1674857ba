// Which language a word that no lexicon holds looks like, told by its letters: learned from the lexicons as they load.

/** A model of the three-letter runs of words, one column a language. */
export interface LetterModel {
  /** How likely each language is for the word, 0 to 1, all together 1. */
  read(word: string): Float64Array;
}

/** Runs never seen count as this much of one sight, so that a single strange run decides nothing. */
const UNSEEN = 0.4;
/** Runs of letters overlap and so repeat what each other says; without this the model is sure of everything. */
const TEMPER = 0.7;

/** @param lexicons the words of each language, in the order of the columns. */
export function learnLetters(lexicons: readonly Iterable<string>[]): LetterModel {
  const columns = lexicons.length;
  const counts = new Map<string, Float64Array>();
  const totals = new Float64Array(columns);
  lexicons.forEach((words, column) => {
    for (const word of words) {
      if (word.length < 3) continue;
      for (const run of runs(word)) {
        const row = counts.get(run) ?? new Float64Array(columns);
        row[column] = (row[column] ?? 0) + 1;
        counts.set(run, row);
        totals[column] = (totals[column] ?? 0) + 1;
      }
    }
  });
  const variety = counts.size;
  const logs = new Map<string, Float64Array>();
  const scale = totals.map((total) => Math.log(total + UNSEEN * variety));
  for (const [run, row] of counts)
    logs.set(
      run,
      row.map((seen, column) => Math.log(seen + UNSEEN) - (scale[column] ?? 0)),
    );
  const unseen = scale.map((of) => Math.log(UNSEEN) - of);
  return { read: (word) => readWord(word, { logs, unseen }) };
}

function readWord(
  word: string,
  { logs, unseen }: { readonly logs: ReadonlyMap<string, Float64Array>; readonly unseen: Float64Array },
): Float64Array {
  const into = new Float64Array(unseen.length);
  for (const run of runs(word)) {
    const row = logs.get(run) ?? unseen;
    for (let column = 0; column < into.length; column += 1)
      into[column] = (into[column] ?? 0) + (row[column] ?? 0);
  }
  const most = Math.max(...into);
  let sum = 0;
  for (let column = 0; column < into.length; column += 1) {
    const share = Math.exp(((into[column] ?? 0) - most) * TEMPER);
    into[column] = share;
    sum += share;
  }
  for (let column = 0; column < into.length; column += 1) into[column] = (into[column] ?? 0) / sum;
  return into;
}

function runs(word: string): string[] {
  const marked = ` ${word} `;
  const found: string[] = [];
  for (let at = 0; at + 3 <= marked.length; at += 1) found.push(marked.slice(at, at + 3));
  return found;
}
