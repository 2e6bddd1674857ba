// Which language a script tells by itself: Chinese, Tamil, Thai and others need no lexicon.

const SCRIPTS: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['ta', /\p{Script=Tamil}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
];
const HAN = /\p{Script=Han}/gu;
// The long vowel mark and the middle dot are of every script.
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** の, for show, in Chinese names of shops. */
const FOR_SHOW = /(?<=\p{Script=Han})の(?=\p{Script=Han})/gu;
/** Written so neither in simplified nor in traditional Chinese. */
const JAPANESE_HAN = /[込働駅円図払売気価営発変続経検県様桜]/;
/** Words that ask for something: where the rest is English or Malay, they tell the language of the request. */
const ASKING_ZH =
  /[我你您他她]们?|[吗嗎呢吧么麼]|什么|怎么|怎麼|多少|几|幾|请|請|可以|能|有没有|沒有|没有|想|要|帮|幫|不|是|在|的|了|给|給|到|买|買|送|还|還/gu;
/** Of Han characters, and of the letters of Tamil, Thai and the like. */
const HAN_PER_WORD = 1.6;
const LETTERS_PER_WORD = 5;

export interface ScriptReading {
  readonly language: string;
  /** In words, about: to be weighed against what is said in Latin letters beside it. */
  readonly words: number;
  /** Words among them that ask or hold a sentence together. */
  readonly asking: number;
}

/** @returns undefined where everything is in Latin letters, or there are none. */
export function readScript(text: string): ScriptReading | undefined {
  // Most messages are in Latin letters alone.
  if (!/[\u0370-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufaff\uff66-\uffdc]|[\ud840-\ud87f]/.test(text))
    return undefined;
  const kana = count(text.replace(FOR_SHOW, ''), KANA);
  const han = count(text, HAN);
  const [language, letters] = SCRIPTS.map(([name, pattern]) => [name, count(text, pattern)] as const).reduce(
    (most, script) => (script[1] > most[1] ? script : most),
    ['', 0],
  );
  if (letters > han * 3 + kana) return { language, words: letters / LETTERS_PER_WORD, asking: 0 };
  if (han + kana === 0) return undefined;
  const isJapanese = kana > 0 ? kana * 5 >= han : JAPANESE_HAN.test(text);
  return {
    language: isJapanese ? 'ja' : 'zh',
    words: (han + kana) / HAN_PER_WORD,
    asking: count(text, ASKING_ZH),
  };
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
