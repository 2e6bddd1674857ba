// Text -> words, by script: Chinese has no spaces, Tamil has marks inside words, codes such as "KP-200" are one thing.

/** Tells how its stem is found: Latin and Tamil letters have one, all else stays as it is. */
export type Script = 'latin' | 'tamil' | 'han' | 'other';

export interface Word {
  readonly text: string;
  readonly script: Script;
  /** "kp200" for "KP-200": found when the other side wrote it together. */
  readonly isJoined?: boolean;
}

const CHINESE = new Intl.Segmenter('zh', { granularity: 'word' });
const LETTER = '[[\\p{L}\\p{N}\\p{M}]--[\\p{Script=Han}\\p{Script=Tamil}]]';
const RUN = new RegExp(
  `\\p{Script=Han}+|\\p{Script=Tamil}+|${LETTER}+(?:['.](?=\\d|s\\b)${LETTER}+)*(?:-(?=${LETTER})${LETTER}+)*`,
  'gv',
);
// "7pm" and "7 pm", "500g" and "500 g" are the same.
const AMOUNT = /^(\d+(?:\.\d+)?)(am|pm|kg|g|ml|l|cm|mm|km|sgd|x)$/;

// On a whole run of digits and dots: a pattern that looks for its ends by itself takes quadratic time.
const AMOUNT_WITH_ZEROS = /^(\d+)(?:\.0+|(\.\d*[1-9])0+)(\.*)$/;

/** One form for what looks the same: full-width letters, typographic quotes, capitals, "1,000", "80.00" and "80". */
export function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[\u200b-\u200d\ufeff]/g, '')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/[\d.]+/g, (run) => run.replace(AMOUNT_WITH_ZEROS, '$1$2$3'));
}

// PostgreSQL's indexes take 2,704 bytes at most; no customer types a word this long.
const LONGEST_WORD = 64;

/** Pieces of one script each, in order; Chinese unsegmented. */
export function runs(text: string): readonly Word[] {
  const words = (normalize(text).match(RUN) ?? []).flatMap(runWords);
  return words.filter(({ text, script }) => text && (script === 'han' || text.length <= LONGEST_WORD));
}

function runWords(run: string): readonly Word[] {
  if (/^\p{Script=Han}/u.test(run)) return [{ text: run, script: 'han' }];
  if (/^\p{Script=Tamil}/u.test(run)) return [{ text: run, script: 'tamil' }];
  const script: Script = /[a-z\d]/.test(run) ? 'latin' : 'other';
  const parts = run.split('-').flatMap((part) => AMOUNT.exec(part)?.slice(1) ?? [part.replace(/'.*$/, '')]);
  const words: Word[] = parts.map((part) => ({ text: part, script }));
  return run.includes('-') ? [...words, { text: run.replaceAll('-', ''), script, isJoined: true }] : words;
}

export function segmentChinese(run: string): readonly string[] {
  return [...CHINESE.segment(run)].map(({ segment }) => segment);
}

/** Neighbouring pairs: a word is found even where the segmenter cut it differently. */
export function pairs(run: string): readonly string[] {
  const letters = [...run];
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}
