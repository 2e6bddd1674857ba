// What a passage is indexed by and what a question asks for: words by their stems, ideas, days.
import type { Language } from '../src/model/language.ts';
import { type Phrase, readPhrases } from './concepts.ts';
import { daysOf } from './days.ts';
import { malayRoot, stem } from './stems.ts';
import { countSmallWords, isLightWord, isStopWord } from './stop-words.ts';
import { normalize, pairs, runs, type Script, type Word } from './words.ts';

/** An idea is one more token; no word of a customer begins like this. */
const CONCEPT = 'kakiconcept';

export function conceptToken(concept: string): string {
  return `${CONCEPT}${concept}`;
}

/** Whether passages in every language hold it alike. */
export function isConceptToken(token: string): boolean {
  return token.startsWith(CONCEPT);
}

/** A line's tokens: one for each word in its order, and what else stands for them. */
export interface Tokens {
  readonly own: readonly string[];
  readonly other: readonly string[];
}

/** @param language of the text; Malay alone has roots. */
export function toTokens(text: string, language: Language): Tokens {
  const own: string[] = [];
  const other: string[] = [];
  for (const { words, concept } of readPhrases(text)) {
    for (const word of words) {
      (word.isJoined ? other : own).push(stem(word));
      const root = language === 'ms' && word.script === 'latin' ? malayRoot(word.text) : undefined;
      if (root) other.push(root);
    }
    if (concept) other.push(conceptToken(concept));
  }
  return { own, other: [...other, ...dayTokens(text), ...chineseTokens(text, new Set(own))] };
}

// The days between "Tuesday" and "Sunday", beside those that are named.
function dayTokens(text: string): readonly string[] {
  const days = [...daysOf(normalize(text))];
  const weekend = days.some((day) => day > 4) ? ['weekend'] : [];
  return [...days.map((day) => `day${day}`), ...weekend].map(conceptToken);
}

// Chinese by each letter and pair of letters, too: a word is found even where it was cut otherwise.
function chineseTokens(text: string, own: ReadonlySet<string>): readonly string[] {
  const han = runs(text).filter(({ script }) => script === 'han');
  return han
    .flatMap(({ text: run }) => [...run, ...pairs(run)])
    .filter((form) => !own.has(form) && !isStopWord(form));
}

/**
 * own: the word itself. form: another way to write or say it. joined: written together with its neighbour, where the tenant
 * does so. guess: a misspelling put right, where the tenant uses that word and never the one written.
 */
export interface Form {
  readonly word: string;
  /** How passages hold it. */
  readonly token: string;
  readonly script: Script;
  readonly weight: number;
  readonly kind: 'own' | 'form' | 'joined' | 'guess';
}

/** One word of a question with everything that would answer to it. */
export interface Term {
  /** Its share in the question: 1, less for words of nearly every question. */
  readonly weight: number;
  /** "vegan": who asks with it is not helped by what passes over it. */
  readonly isLimit: boolean;
  /** "can", "the": it helps to tell one question from another, and is not what is asked about. */
  readonly isSmall: boolean;
  readonly forms: readonly Form[];
}

const CONCEPT_WEIGHT = 0.75;
const PAIR_WEIGHT = 0.6;
const ROOT_WEIGHT = 0.8;
/** Of words that are in nearly every question, or ask for an idea without naming it. */
export const LIGHT_WEIGHT = 0.5;
const LETTER_WEIGHT = 0.45;
const SMALL_WEIGHT = 0.8;
/** A term of this weight or more says something of what is asked about. */
export const TELLING = LETTER_WEIGHT;
// What some customers must not eat: the price list of all snacks is no answer to who asks for those without nuts.
const LIMITS: ReadonlySet<string> = new Set(['halal', 'vegan', 'allergy']);
// A long message: its first words tell enough, and the query stays small.
const MOST_TERMS = 32;

export function toTerms(question: string): readonly Term[] {
  const phrases = readPhrases(question);
  const terms = new Map<string, Term>();
  phrases.forEach((phrase, index) => {
    const key = phrase.words.map(({ text }) => text).join(' ');
    if (terms.has(key)) return;
    terms.set(key, toTerm(phrase, joinedForms(phrases[index - 1], phrase, phrases[index + 1])));
  });
  return [...terms.values()].slice(0, MOST_TERMS);
}

function toTerm({ words, concept }: Phrase, joined: readonly Form[]): Term {
  const telling = words.filter(({ text }) => !isStopWord(text));
  const isSmall = telling.length === 0;
  const own = isSmall ? words : telling;
  const forms = [...own.flatMap(ownForms), ...(isSmall ? [] : joined)];
  if (concept) forms.push(conceptForm(concept));
  const weight = isSmall ? (concept ? LIGHT_WEIGHT : SMALL_WEIGHT) : Math.max(...own.map(termWeight));
  return { weight, isSmall: isSmall && !concept, isLimit: LIMITS.has(concept ?? ''), forms };
}

function conceptForm(concept: string): Form {
  const token = conceptToken(concept);
  // "Sat" is Saturday, not something like it.
  const weight = concept.startsWith('day') ? 1 : CONCEPT_WEIGHT;
  return { word: token, token, script: 'other', weight, kind: 'form' };
}

function ownForms(word: Word): readonly Form[] {
  const { text, script } = word;
  const forms: Form[] = [{ word: text, token: stem(word), script, weight: 1, kind: 'own' }];
  const add = (token: string, weight: number): unknown =>
    forms.push({ word: token, token, script, weight, kind: 'form' });
  if (script === 'han' && text.length > 2) for (const pair of pairs(text)) add(pair, PAIR_WEIGHT);
  const root = script === 'latin' ? malayRoot(text) : undefined;
  if (root) add(root, ROOT_WEIGHT);
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
    word
      ? [
          {
            word,
            token: stem({ text: word, script: 'latin' }),
            script: 'latin',
            weight: 1,
            kind: 'joined',
          } as const,
        ]
      : [],
  );
}

function join(one: Word | undefined, other: Word | undefined): string | undefined {
  const isPlain = (word: Word | undefined): word is Word => word?.script === 'latin' && !word.isJoined;
  return isPlain(one) && isPlain(other) ? one.text + other.text : undefined;
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
