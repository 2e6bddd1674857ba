// Whether a customer complains or is angry, and in what mood they write: pure, and silent when in doubt.
import {
  ABOUT_COMPLAINTS,
  COMPLAINT,
  DISPLEASURE,
  HASH_MARKED,
  ILL,
  IN_HASTE,
  INSULT,
  REFUSAL_AFTER,
  REFUSAL_BEFORE,
} from './complaint-words.ts';
import { clauses, plainText, wordsOnly } from './plain-text.ts';

export type Mood = 'calm' | 'in a hurry' | 'unhappy' | 'angry';

export interface Feeling {
  readonly mood: Mood;
  /** Said clearly enough to call a person for it; a mood alone is not. */
  readonly isComplaint: boolean;
}

/** One sign of displeasure is an ordinary question ("my parcel has not arrived"); so many together are a complaint. */
const SIGNS_OF_COMPLAINT = 2;

export function readFeeling(text: string): Feeling {
  const plain = plainText(text);
  const said = clauses(plain);
  const count = (words: RegExp): number => said.reduce((sum, clause) => sum + countIn(clause, words), 0);
  if (count(INSULT) > 0) return { mood: 'angry', isComplaint: true };
  const isLoud = isShouted(text.slice(0, SHOUTED_CHARS));
  const mood = isLoud ? 'angry' : 'unhappy';
  if (HASH_MARKED.test(plain) || count(COMPLAINT) > 0 || countIn(wordsOnly(plain), ILL) > 0)
    return { mood, isComplaint: true };
  const signs = count(DISPLEASURE);
  if (signs > 0) return { mood, isComplaint: isLoud || signs >= SIGNS_OF_COMPLAINT };
  return { mood: IN_HASTE.test(plain) ? 'in a hurry' : 'calm', isComplaint: false };
}

// Most clauses hold none of the words, which one look tells. Not `matchAll`: it copies the expression, and copying one
// of this size costs sixty times what matching does.
function countIn(clause: string, words: RegExp): number {
  let found = 0;
  words.lastIndex = 0;
  for (let match = words.exec(clause); match; match = words.exec(clause)) {
    if (ABOUT_COMPLAINTS.test(clause)) break;
    const before = clause.slice(0, match.index);
    const after = clause.slice(words.lastIndex);
    if (!REFUSAL_BEFORE.test(before) && !REFUSAL_AFTER.test(after)) found += 1;
  }
  return found;
}

const SHOUTED_LETTERS = 12;
/** How much text tells whether it is shouted. */
const SHOUTED_CHARS = 2_000;

// Never enough by itself: product names are capitals, and joy has exclamation marks too.
function isShouted(text: string): boolean {
  if (/[!！]{2,}|[?？][!！]|[!！][?？]|[😠😡🤬👎💢]/u.test(text)) return true;
  const letters = text.match(/\p{Lu}|\p{Ll}/gu) ?? [];
  const capitals = letters.filter((letter) => /\p{Lu}/u.test(letter)).length;
  return letters.length >= SHOUTED_LETTERS && capitals / letters.length > 0.7;
}
