// Words -> what their forms have in common, the same where a text is taken in and where it is asked for. Done here and
// not by the database's dictionaries, so that every database finds alike, and a search can be tested without one.
import { stemmer } from 'stemmer';
import { isStopWord } from './stop-words.ts';
import type { Word } from './words.ts';

const SHORTEST_STEMMED = 3;
// Both sides stem the same few thousand words again and again; Porter's algorithm takes 2 µs a word.
const MOST_REMEMBERED = 20_000;
const remembered = new Map<string, string>();

/** By Porter's algorithm, Tamil by cutting its endings; small words, codes and Chinese stay as they are. */
export function stem({ text, script }: Word): string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const made = isStopWord(text) ? text : stemAnew(text, script);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, made);
  return made;
}

function stemAnew(text: string, script: Word['script']): string {
  if (script === 'tamil') return stemTamil(text);
  return script === 'latin' && text.length >= SHORTEST_STEMMED && /^[a-z]+$/.test(text)
    ? stemmer(text)
    : text;
}

// Malay is told from English by nothing but these, so its roots are one more form of a word and never replace it.
const PREFIX = /^(?:meng|meny|mem|men|me|peng|peny|pem|pen|pe|ber|be|ter|di|ke|se)(?=[a-z]{4})/;
const SUFFIX = /(?:kan|an|i|nya|lah|kah)$/;
const SHORTEST_ROOT = 3;

/**
 * "penghantaran", "dihantar" -> "hantar". Prefixes that swallow the root's first letter ("memulangkan", of "pulang") give
 * it back. @returns undefined where there is nothing to take off.
 */
export function malayRoot(word: string): string | undefined {
  if (word.length < 6 || !/^[a-z]+$/.test(word)) return undefined;
  let root = word.replace(/(?:nya|lah|kah)$/, '');
  root = root.length >= 6 ? root.replace(/(?:kan|an)$/, '') : root;
  const [prefix] = PREFIX.exec(root) ?? [''];
  const rest = restore(prefix, root.slice(prefix.length));
  root = rest.length >= SHORTEST_ROOT ? rest : root;
  return root === word || root.length < SHORTEST_ROOT ? undefined : root.replace(SUFFIX, keepShort);
}

function keepShort(ending: string, at: number): string {
  return at < 4 ? ending : '';
}

function restore(prefix: string, rest: string): string {
  const swallowed = { mem: 'p', pem: 'p', men: 't', pen: 't', meny: 's', peny: 's' };
  const isVowel = /^[aeiou]/.test(rest);
  if (!isVowel || !(prefix in swallowed)) return rest;
  return swallowed[prefix as keyof typeof swallowed] + rest;
}

// Endings of case, number and verb, longest first: what is left is the front that all forms share.
const TAMIL_ENDINGS = [
  'க்கிறீர்கள்',
  'கிறீர்கள்',
  'ப்பீர்கள்',
  'வீர்கள்',
  'ீர்களா',
  'ீர்கள்',
  'ிலிருந்து',
  'ங்களுக்கு',
  'களுக்கு',
  'ங்களில்',
  'ங்களை',
  'ங்கள்',
  'க்கும்',
  'ுக்கும்',
  'ுக்கு',
  'ிற்கு',
  'த்தில்',
  'த்தின்',
  'த்தை',
  'க்கு',
  'களை',
  'கள்',
  'ிருக்கும்',
  'ுடன்',
  'ால்',
  'ாமல்',
  'ில்',
  'ின்',
  'லாமா',
  'லாம்',
  'ும்',
  'ுமா',
  'ாக',
  'ான',
  'ா',
  'ை',
  'ு',
  '்',
];
const SHORTEST_TAMIL = 3;

function stemTamil(word: string): string {
  let front = word;
  for (let round = 0; round < 3; round += 1) {
    const ending = TAMIL_ENDINGS.find(
      (each) => front.endsWith(each) && front.length - each.length >= SHORTEST_TAMIL,
    );
    if (!ending) break;
    front = front.slice(0, -ending.length);
  }
  return front;
}
