// What each word of the lexicons says for each language: built once, when the first message is read.
import { type LetterModel, learnLetters } from './language-letters.ts';
import {
  ENGLISH_CHAT,
  ENGLISH_CONTENT,
  ENGLISH_FUNCTION,
  ENGLISH_PLACING,
  ENGLISH_TRAVELLERS,
} from './language-words-en.ts';
import {
  INDONESIAN_LEANING,
  INDONESIAN_ONLY,
  MALAY_CHAT,
  MALAY_CONTENT,
  MALAY_FUNCTION,
  MALAY_LEANING,
  MALAY_ONLY,
} from './language-words-ms.ts';
import { TAMIL_CONTENT, TAMIL_ENDINGS, TAMIL_FUNCTION, TAMIL_STEMS } from './language-words-ta.ts';
import { TAGALOG_CONTENT, TAGALOG_FUNCTION, VIETNAMESE, VIETNAMESE_BARE } from './language-words-tl.ts';

/** Columns: Malay and Indonesian are one until the end. */
export const COLUMNS = ['en', 'ms', 'tl', 'ta', 'vi'] as const;
type Column = 0 | 1 | 2 | 3 | 4;
const [EN, MS, TL, TA, VI] = [0, 1, 2, 3, 4] as const;

/** How much one word says. What holds a sentence together says most: nouns travel, question words stay at home. */
const LISTS: readonly (readonly [column: Column, weight: number, words: string])[] = [
  [EN, 2, ENGLISH_FUNCTION],
  [EN, 1.2, ENGLISH_PLACING],
  [EN, 1.2, ENGLISH_CHAT],
  [EN, 0.8, ENGLISH_CONTENT],
  [EN, 0.8, ENGLISH_TRAVELLERS],
  [MS, 2, MALAY_FUNCTION],
  [MS, 1.5, MALAY_CHAT],
  [MS, 1.2, MALAY_ONLY],
  [MS, 1.2, INDONESIAN_ONLY],
  [MS, 1, MALAY_LEANING],
  [MS, 1, INDONESIAN_LEANING],
  [MS, 1, MALAY_CONTENT],
  [TL, 1.5, TAGALOG_FUNCTION],
  [TL, 1, TAGALOG_CONTENT],
  [TA, 1.5, TAMIL_FUNCTION],
  [TA, 1, TAMIL_CONTENT],
  [VI, 1.5, VIETNAMESE],
  [VI, 0.6, VIETNAMESE_BARE],
];
/** Particles and letters of more than one of these languages, and what stands on every map and menu of Singapore. */
const LITTLE = 0.3;
const EVERYBODYS = `
  la lah da ya ku nu a k i u x p ba na di de ha ah eh ai o pa ma
  jalan lorong kampong kampung bukit taman merah besar nasi lemak teh tarik kopi roti prata mee goreng kueh kuih ayam satay laksa rojak mas`;

export interface Lexicon {
  /** A weight for each column. */
  readonly words: ReadonlyMap<string, Float64Array>;
  /** Folded, with the weight in Tamil. */
  readonly tamil: ReadonlyMap<string, number>;
  /** Above 0 where Malay says it, below 0 where Indonesian does. */
  readonly malayOrIndonesian: ReadonlyMap<string, number>;
  readonly travellers: ReadonlySet<string>;
  readonly letters: LetterModel;
}

let lexicon: Lexicon | undefined;

export function loadLexicon(): Lexicon {
  lexicon ??= build();
  return lexicon;
}

const list = (words: string): string[] => words.split(/\s+/).filter(Boolean);

function build(): Lexicon {
  const words = new Map<string, Float64Array>();
  const vocabulary: Set<string>[] = COLUMNS.map(() => new Set());
  for (const [column, weight, text] of LISTS)
    for (const word of list(text)) {
      if (word.includes('_')) continue;
      const row = words.get(word) ?? new Float64Array(COLUMNS.length);
      row[column] = Math.max(row[column] ?? 0, weight);
      words.set(word, row);
      vocabulary[column]?.add(word);
    }
  for (const word of list(EVERYBODYS)) {
    const row = words.get(word);
    if (row && (row[EN] ?? 0) < 2)
      words.set(
        word,
        row.map((weight) => Math.min(weight, LITTLE)),
      );
  }
  const tamil = new Map<string, number>();
  const inflected = list(TAMIL_STEMS).flatMap((stem) => list(TAMIL_ENDINGS).map((ending) => stem + ending));
  for (const word of [...inflected, ...list(TAMIL_CONTENT)]) tamil.set(foldTamil(word), 1);
  for (const word of list(TAMIL_FUNCTION)) tamil.set(foldTamil(word), 1.5);
  for (const word of inflected) vocabulary[TA]?.add(word);
  for (const word of list(ENGLISH_CONTENT))
    vocabulary[EN]?.add(`${word}ing`).add(`${word}ed`).add(`${word}s`);
  return {
    words,
    tamil,
    malayOrIndonesian: tellApart(),
    travellers: new Set(list(ENGLISH_TRAVELLERS)),
    letters: learnLetters(vocabulary.slice(0, VI)),
  };
}

/** For a word of one alone, and for one that is only said oftener there. */
const SURE = 2;
const OFTENER_MALAY = 0.4;
/** Heavier: what Malay is known by stands in most of its sentences anyway. */
const OFTENER_INDONESIAN = 0.5;
const OF_CHAT = 0.8;
/** Chat that Indonesians type, too. */
const BOTH_TYPE = `
  gak bgt yg dgn utk dlm blm jgn org udah udh kalo klo ko kok sdh lg lom dr drpd pd dpt bs bg kan tau tahu sama ke p nya ak aku kau kamu mu
  haha huhu hehe wkwk amin aamiin mantap hang ha haa eh nanges`;

function tellApart(): ReadonlyMap<string, number> {
  const said = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    for (const word of list(text)) said.set(word, (said.get(word) ?? 0) + weight);
  };
  add(MALAY_ONLY, SURE);
  add(INDONESIAN_ONLY, -SURE);
  const both = new Set(list(`${BOTH_TYPE} ${MALAY_FUNCTION} ${MALAY_CONTENT}`));
  for (const word of list(MALAY_CHAT))
    if (!both.has(word)) said.set(word, Math.max(said.get(word) ?? 0, OF_CHAT));
  add(MALAY_LEANING, OFTENER_MALAY);
  add(INDONESIAN_LEANING, -OFTENER_INDONESIAN);
  return said;
}

/** "irukku", "iruku" and "irrukku" are one word; so are "idhu" and "ithu". */
export function foldTamil(word: string): string {
  return word
    .replace(/zh/g, 'l')
    .replace(/[td]h/g, 't')
    .replace(/d/g, 't')
    .replace(/ch|sh|j/g, 's')
    .replace(/g/g, 'k')
    .replace(/b/g, 'p')
    .replace(/w/g, 'v')
    .replace(/^y(?=[eu])|(?<=.)h/g, '')
    .replace(/ee|i/g, 'i')
    .replace(/oo/g, 'u')
    .replace(/e/g, 'i')
    .replace(/o/g, 'u')
    .replace(/(.)\1+/g, '$1');
}
