// What a passage is indexed by and what a question asks for: words, ideas and likely misspellings.
import type { Language } from '../src/model/language.ts';
import { type Phrase, readPhrases } from './concepts.ts';
import { countSmallWords, isLightWord, isStopWord } from './stop-words.ts';
import { indexWords, pairs, runs, type Script, type Word } from './words.ts';

/** Words apart by the dictionary that reads them. */
export interface IndexText {
  readonly latin: string;
  readonly tamil: string;
  readonly simple: string;
}

/** An idea is one more lexeme; no word of a customer begins like this. */
function conceptWord(concept: string): string {
  return `kakiconcept${concept}`;
}

export function toIndexText(text: string): IndexText {
  const words = indexWords(text);
  const of = (...scripts: readonly Script[]): string =>
    words
      .filter(({ script }) => scripts.includes(script))
      .map((word) => word.text)
      .join(' ');
  const concepts = readPhrases(text)
    .flatMap(({ concept }) => (concept ? [conceptWord(concept)] : []))
    .join(' ');
  return { latin: of('latin'), tamil: of('tamil'), simple: `${of('han', 'other')} ${concepts}`.trim() };
}

// Shorter words are one letter away from too many others.
const SHORTEST_GUESSED = 4;

/** The words as written, to guess from what a customer mistyped. */
export function vocabularyOf(text: string): readonly string[] {
  const words = indexWords(text).filter(
    ({ text: word, script }) => script === 'latin' && word.length >= SHORTEST_GUESSED,
  );
  return [...new Set(words.map(({ text: word }) => word))];
}

/**
 * own: the word itself. form: another way to write or say it. joined: written together with its neighbour, where the tenant
 * does so. guess: a misspelling put right, where the tenant uses that word and never the one written.
 */
export interface Form {
  readonly word: string;
  readonly script: Script;
  readonly weight: number;
  readonly kind: 'own' | 'form' | 'joined' | 'guess';
}

/** One word of a question with everything that would answer to it. */
export interface Term {
  /** Its share in the question: 1, less for words of nearly every question. */
  readonly weight: number;
  readonly forms: readonly Form[];
}

const CONCEPT_WEIGHT = 0.75;
const GUESS_WEIGHT = 0.7;
const PAIR_WEIGHT = 0.6;
const LIGHT_WEIGHT = 0.25;
const LETTER_WEIGHT = 0.45;
/** A term of this weight or more says something of what is asked about; of the higher one, enough by itself. */
export const TELLING = LETTER_WEIGHT;
export const TELLING_ALONE = 0.5;
// "where", "how much": they ask for an idea, and don't name it.
const QUESTION_WEIGHT = 0.5;
// A long message: its first words tell enough, and the query stays small.
const MOST_TERMS = 32;

export function toTerms(question: string): readonly Term[] {
  const phrases = readPhrases(question);
  const terms = new Map<string, Term>();
  phrases.forEach((phrase, index) => {
    const key = phrase.words.map(({ text }) => text).join(' ');
    const isSmall = phrase.words.every(({ text }) => isStopWord(text));
    if (terms.has(key) || (isSmall && !phrase.concept)) return;
    const joined = joinedForms(phrases[index - 1], phrase, phrases[index + 1]);
    terms.set(key, toTerm(phrase, { isSmall, joined }));
  });
  return [...terms.values()].slice(0, MOST_TERMS);
}

function toTerm(
  { words, concept }: Phrase,
  { isSmall, joined }: { isSmall: boolean; joined: readonly Form[] },
): Term {
  const own = words.filter(({ text }) => !isStopWord(text));
  const forms = [...own.flatMap(ownForms), ...joined];
  if (concept)
    forms.push({ word: conceptWord(concept), script: 'other', weight: CONCEPT_WEIGHT, kind: 'form' });
  return { weight: isSmall ? QUESTION_WEIGHT : Math.max(...own.map(termWeight)), forms };
}

function ownForms({ text, script }: Word): readonly Form[] {
  const forms: Form[] = [{ word: text, script, weight: 1, kind: 'own' }];
  if (script === 'han' && text.length > 2)
    for (const pair of pairs(text)) forms.push({ word: pair, script, weight: PAIR_WEIGHT, kind: 'form' });
  if (script === 'latin')
    for (const swap of swaps(text)) forms.push({ word: swap, script, weight: GUESS_WEIGHT, kind: 'guess' });
  return forms;
}

function termWeight({ text, script, isJoined }: Word): number {
  if (isLightWord(text)) return LIGHT_WEIGHT;
  const isLetter = script === 'han' && [...text].length === 1;
  return isLetter || isJoined ? LETTER_WEIGHT : 1;
}

// "pay now" for PayNow, "wi fi" for wifi.
function joinedForms(before: Phrase | undefined, phrase: Phrase, after: Phrase | undefined): readonly Form[] {
  const [left, first] = [before?.words.at(-1), phrase.words[0]];
  const [last, right] = [phrase.words.at(-1), after?.words[0]];
  return [join(left, first), join(last, right)].flatMap((word) =>
    word ? [{ word, script: 'latin', weight: 1, kind: 'joined' } as const] : [],
  );
}

function join(one: Word | undefined, other: Word | undefined): string | undefined {
  const isPlain = (word: Word | undefined): word is Word => word?.script === 'latin' && !word.isJoined;
  return isPlain(one) && isPlain(other) ? one.text + other.text : undefined;
}

// Trigrams see "refnud" as nothing like "refund": two letters the wrong way round are tried by hand.
function swaps(word: string): readonly string[] {
  if (word.length < SHORTEST_GUESSED || word.length > 14 || /\d/.test(word)) return [];
  return Array.from({ length: word.length - 1 }, (_, at) => at)
    .filter((at) => word[at] !== word[at + 1])
    .map((at) => `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`);
}

/** By script, and English from Malay by their small words. For documents: whole texts, not a customer's one line. */
export function languageOf(text: string): Language {
  const words = runs(text.slice(0, 20_000));
  const letters = (script: Script): number =>
    words.filter((word) => word.script === script).reduce((sum, word) => sum + word.text.length, 0);
  // A Chinese character says as much as three letters or so.
  const [han, tamil, latin] = [letters('han') * 3, letters('tamil'), letters('latin')];
  if (han > 0 && han >= tamil && han >= latin) return 'zh';
  if (tamil > 0 && tamil >= latin) return 'ta';
  const { english, malay } = countSmallWords(words.map((word) => word.text));
  return malay > english ? 'ms' : 'en';
}
