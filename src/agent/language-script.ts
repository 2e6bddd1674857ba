// Which language a script tells by itself: Chinese, Tamil, Thai and others need no lexicon.

const KANA = 'kana';
const HAN = 'han';
/** Blocks of Unicode, by UTF-16 unit: one look at a character instead of eighteen expressions over a text. */
const BLOCKS: readonly (readonly [language: string, from: number, to: number])[] = [
  ['el', 0x0370, 0x03ff],
  ['ru', 0x0400, 0x052f],
  ['he', 0x0590, 0x05ff],
  ['ar', 0x0600, 0x06ff],
  ['hi', 0x0900, 0x097f],
  ['bn', 0x0980, 0x09ff],
  ['pa', 0x0a00, 0x0a7f],
  ['gu', 0x0a80, 0x0aff],
  ['ta', 0x0b80, 0x0bff],
  ['te', 0x0c00, 0x0c7f],
  ['kn', 0x0c80, 0x0cff],
  ['ml', 0x0d00, 0x0d7f],
  ['si', 0x0d80, 0x0dff],
  ['th', 0x0e00, 0x0e7f],
  ['lo', 0x0e80, 0x0eff],
  ['my', 0x1000, 0x109f],
  ['ko', 0x1100, 0x11ff],
  ['km', 0x1780, 0x17ff],
  // Kana without the middle dot and the long vowel mark, which Chinese borrows.
  [KANA, 0x3041, 0x30fa],
  ['ko', 0x3130, 0x318f],
  [HAN, 0x3400, 0x4dbf],
  [HAN, 0x4e00, 0x9fff],
  ['ko', 0xac00, 0xd7af],
  [HAN, 0xd840, 0xd87f],
  [HAN, 0xf900, 0xfaff],
];
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
  const counts = countScripts(text);
  if (!counts) return undefined;
  const han = counts.get(HAN) ?? 0;
  const kana = (counts.get(KANA) ?? 0) - count(text, FOR_SHOW);
  counts.delete(HAN);
  counts.delete(KANA);
  const [language, letters] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
  if (letters > han * 3 + kana) return { language, words: letters / LETTERS_PER_WORD, asking: 0 };
  if (han + kana === 0) return undefined;
  const isJapanese = kana > 0 ? kana * 5 >= han : JAPANESE_HAN.test(text);
  return {
    language: isJapanese ? 'ja' : 'zh',
    words: (han + kana) / HAN_PER_WORD,
    asking: count(text, ASKING_ZH),
  };
}

function countScripts(text: string): Map<string, number> | undefined {
  let counts: Map<string, number> | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x0370) continue;
    const block = BLOCKS.find(([, from, to]) => unit >= from && unit <= to);
    if (!block) continue;
    counts ??= new Map();
    counts.set(block[0], (counts.get(block[0]) ?? 0) + 1);
  }
  return counts;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
