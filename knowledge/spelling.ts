// Spelling mistakes: the tenant's own words are what a customer may have meant.
import type { Like } from './finding.ts';
import type { Counts } from './scoring.ts';
import { stem } from './stems.ts';
import type { Form, Term } from './terms.ts';

// Shorter words are one letter away from too many others.
const SHORTEST = 4;
const ENDS_TWO_OFF = 8;
const LONGEST_SWAPPED = 14;
const ONE_OFF = 0.85;
const TWO_OFF = 0.65;

interface Guess {
  readonly meant: string;
  readonly passages: number;
  readonly weight: number;
}

/** A word that no passage holds, nor any other way to write it. */
export function mayBeMistyped({ isSmall, forms }: Term, { of }: Counts): boolean {
  const [own] = forms;
  if (isSmall || !own || own.script !== 'latin') return false;
  const isWord = own.token.length >= SHORTEST && /^[a-z]+$/.test(own.token);
  return isWord && !forms.some(({ kind, token }) => kind !== 'guess' && (of.get(token) ?? 0) > 0);
}

/** Trigrams see "refnud" as nothing like "refund": letters the wrong way round are tried by hand. */
export function swapped(term: Term): readonly { readonly word: string; readonly swap: string }[] {
  const [own] = term.forms;
  if (!own || own.word.length > LONGEST_SWAPPED) return [];
  const { word, token } = own;
  return Array.from({ length: word.length - 1 }, (_, at) => at)
    .filter((at) => word[at] !== word[at + 1])
    .map((at) => `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`)
    .map((text) => ({ word: token, swap: stem({ text, script: 'latin' }) }));
}

/** By word: what is one letter away, or two in a long word; letters the wrong way round are one. */
export function likelyMeant(like: readonly Like[]): ReadonlyMap<string, readonly Guess[]> {
  const guesses = new Map<string, Guess[]>();
  for (const { word, meant, passages, isSwap } of like) {
    const away = isSwap ? 1 : distance(word, meant);
    if (away > (Math.min(word.length, meant.length) >= ENDS_TWO_OFF ? 2 : 1)) continue;
    const guess = { meant, passages, weight: away === 1 ? ONE_OFF : TWO_OFF };
    guesses.set(word, [...(guesses.get(word) ?? []), guess]);
  }
  return guesses;
}

export function withGuesses(term: Term, like: ReadonlyMap<string, readonly Guess[]>): Term {
  const guesses = like.get(term.forms[0]?.token ?? '') ?? [];
  const forms = guesses.map(
    ({ meant, weight }): Form => ({ word: meant, token: meant, script: 'latin', weight, kind: 'guess' }),
  );
  return forms.length === 0 ? term : { ...term, forms: [...term.forms, ...forms] };
}

/** Damerau and Levenshtein's: letters changed, missing, too many, or two neighbours the wrong way round. */
export function distance(one: string, other: string): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, row];
  }
  return last[other.length] ?? 0;
}
