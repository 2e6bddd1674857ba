// Which language a text in Latin letters is in: its words first, then their letters, then what only one of a pair says.
import { COLUMNS, foldTamil, type Lexicon, loadLexicon } from './language-lexicon.ts';
import { CIRCUMFIXED, malayRoots, tellMalayFromIndonesian } from './language-malay.ts';

export interface LatinReading {
  /** Evidence for each of COLUMNS; a word that holds a sentence together counts 2. */
  readonly scores: Float64Array;
  /** The same without what letters alone suggest: names look like some language, too. */
  readonly certain: Float64Array;
  /** Above 0 it is Malay, below 0 Indonesian. */
  readonly malayOrIndonesian: number;
  readonly words: number;
  /** How many of them the lexicons hold. */
  readonly known: number;
  /** How much of the English is words that travel into every language ("thanks", "promo"). */
  readonly travelled: number;
}

const [EN, MS, , TA, VI] = [0, 1, 2, 3, 4] as const;
const WORD = /[\p{L}\p{M}'’]+/gu;
/** Only Vietnamese writes these. */
const VIETNAMESE_MARKS = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u;
const OF_MARKS = 2;
/** "-ing" on a known stem says nearly as much as the stem. */
const DERIVED = 0.9;
/** A word that no lexicon holds says at most so much, and a name, which it may be, less than half of that. */
const OF_LETTERS = 0.9;
const OF_A_NAME = 0.36;
const LEAST_SHARE = 0.55;
const LEAST_LETTERS = 4;
const MOST_WORDS = 120;
/** Particles, said in too many languages to be known, weigh less. */
const TELLING = 0.5;

/** @param text as written: capitals tell names. */
export function readLatin(text: string): LatinReading {
  const lexicon = loadLexicon();
  const certain = new Float64Array(COLUMNS.length);
  const guessed = new Float64Array(COLUMNS.length);
  const isShouted = text === text.toUpperCase();
  const told = lexicon.malayOrIndonesian;
  let [malayOrIndonesian, words, known, travelled] = [0, 0, 0, 0];
  let previous = '';
  for (const { 0: written, index } of text.matchAll(WORD)) {
    if (words >= MOST_WORDS) break;
    const word = unstretched(written.toLowerCase().replace(/['’]/g, ''), lexicon);
    if (NEUTRAL.has(word) || (word.length < 3 && isPartOfCode(text, index, written.length))) continue;
    words += 1;
    const row = lookUp(word, lexicon);
    if (row) {
      if (Math.max(...row) >= TELLING) known += 1;
      add(certain, row);
      if (lexicon.travellers.has(word)) travelled += row[EN] ?? 0;
    } else if (VIETNAMESE_MARKS.test(word)) {
      known += 1;
      certain[VI] = (certain[VI] ?? 0) + OF_MARKS;
    } else if (isOrdinary(word) && !isPartOfCode(text, index, written.length)) {
      const isName = !isShouted && index > 0 && /^\p{Lu}/u.test(written);
      addLetters(guessed, lexicon.letters.read(word), isName ? OF_A_NAME : OF_LETTERS);
    }
    if (!row || row[MS]) malayOrIndonesian += tellMalayFromIndonesian(word, told);
    malayOrIndonesian += told.get(`${previous}_${word}`) ?? 0;
    previous = word;
  }
  const scores = certain.map((weight, column) => weight + (guessed[column] ?? 0));
  return { scores, certain, malayOrIndonesian, words, known, travelled };
}

function add(scores: Float64Array, row: Float64Array): void {
  for (let column = 0; column < scores.length; column += 1)
    scores[column] = (scores[column] ?? 0) + (row[column] ?? 0);
}

function addLetters(scores: Float64Array, shares: Float64Array, weight: number): void {
  for (let column = 0; column < shares.length; column += 1) {
    const share = shares[column] ?? 0;
    if (share >= LEAST_SHARE) scores[column] = (scores[column] ?? 0) + share * weight;
  }
}

function isOrdinary(word: string): boolean {
  return word.length >= LEAST_LETTERS && /^[a-z]+$/.test(word);
}

function isPartOfCode(text: string, index: number, lengthChars: number): boolean {
  return /[\d_@/-]/.test((text[index - 1] ?? '') + (text[index + lengthChars] ?? ''));
}

/** Said alike everywhere: agreement, laughter. */
const NEUTRAL = new Set('ok okay oki okie okey k kk haha hahaha hehe hihi huhu lol hmm mm emm oo'.split(' '));

// "sooo" is "so", "hahahaha" is nothing.
function unstretched(word: string, { words }: Lexicon): string {
  if (/^(?:h+a+|h+e+|h+i+|h+u+|w+k+){2,}h?$/.test(word)) return 'haha';
  if (words.has(word) || !/(.)\1\1/.test(word)) return word;
  const twice = word.replace(/(.)\1{2,}/g, '$1$1');
  return words.has(twice) ? twice : word.replace(/(.)\1{2,}/g, '$1');
}

function lookUp(word: string, lexicon: Lexicon): Float64Array | undefined {
  const exact = lexicon.words.get(word);
  if (exact) return exact;
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return undefined;
  const tamil = lexicon.tamil.get(foldTamil(word));
  if (tamil !== undefined && word.length > 3) return only(TA, tamil);
  for (const stem of englishStems(word)) {
    const weight = lexicon.words.get(stem)?.[EN] ?? 0;
    if (weight > 0.3) return only(EN, Math.min(weight, 1) * DERIVED);
  }
  if (CIRCUMFIXED.test(word)) return only(MS, 1.2);
  for (const root of malayRoots(word)) {
    const weight = lexicon.words.get(root)?.[MS] ?? 0;
    if (weight > 0.3 && root.length > 3) return only(MS, Math.min(weight, 1.2) * DERIVED);
  }
  return undefined;
}

const ROWS = new Map<string, Float64Array>();
function only(column: number, weight: number): Float64Array {
  const key = `${column}:${weight}`;
  const known = ROWS.get(key);
  if (known) return known;
  const row = new Float64Array(COLUMNS.length);
  row[column] = weight;
  ROWS.set(key, row);
  return row;
}

function englishStems(word: string): string[] {
  const match = /^([a-z]{3,}?)(ing|ed|er|ers|est|ly|ies|ied|es|s|d|ness|ment|able|ful|less|in|y)$/.exec(word);
  if (!match) return [];
  const [, stem = '', ending = ''] = match;
  if (ending.startsWith('ie')) return [`${stem}y`];
  const found = [stem, `${stem}e`];
  if (/(.)\1$/.test(stem)) found.push(stem.slice(0, -1));
  return found;
}
