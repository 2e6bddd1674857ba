// Small talk and explicit wishes, read without a model: pure, quick, and silent when in doubt.
import type { Language } from '../model/language.ts';
import { asksForPerson } from './person-request.ts';
import { clauses, plainText, wordsOnly } from './plain-text.ts';
import { MATCHERS } from './small-talk-words.ts';

export type SmallTalk =
  | 'rating'
  | 'greeting'
  | 'calling'
  | 'thanks'
  | 'farewell'
  | 'acknowledgement'
  | 'how_are_you'
  | 'who_are_you'
  | 'ask_person'
  | 'stop'
  | 'none';

// "Hi, thanks, bye" is a farewell: what is nearer the front decides.
const PRECEDENCE = [
  'stop',
  'who_are_you',
  'how_are_you',
  'calling',
  'farewell',
  'thanks',
  'greeting',
  'acknowledgement',
] as const;
// Longer messages say something of substance.
const LONGEST_SMALL_TALK_CHARS = 160;

/**
 * What kind of small talk the WHOLE message is: a greeting with a question after it is 'none'. Only 'ask_person' is
 * found anywhere in a message. Nothing but emoji or punctuation is 'acknowledgement', and with a question mark
 * 'calling', for who sends it waits for something; nothing at all is 'none'.
 */
export function readSmallTalk(text: string): SmallTalk {
  if (!/[\p{L}\p{N}]/u.test(text)) return readWordless(text);
  const plain = plainText(text);
  const kinds = readWhole(wordsOnly(plain));
  const kind = PRECEDENCE.find((candidate) => kinds.has(candidate));
  if (kind) return kind;
  return asksForPerson(plain) ? 'ask_person' : 'none';
}

function readWordless(text: string): SmallTalk {
  if (/[?？⁇⁉❓❔]/u.test(text)) return 'calling';
  return /\S/.test(text) ? 'acknowledgement' : 'none';
}

// Eats the message phrase by phrase, always the longest that fits; empty where anything is left over.
function readWhole(words: string): ReadonlySet<string> {
  const kinds = new Set<string>();
  if (words.length > LONGEST_SMALL_TALK_CHARS) return kinds;
  for (let at = 0; at < words.length; ) {
    const { kind, length } = longestAt(words, at);
    if (length === 0) return new Set();
    kinds.add(kind);
    at += length;
    if (words[at] === ' ') at += 1;
  }
  return kinds;
}

function longestAt(words: string, at: number): { kind: string; length: number } {
  let longest = { kind: '', length: 0 };
  for (const [kind, matcher] of Object.entries(MATCHERS)) {
    matcher.lastIndex = at;
    const length = matcher.exec(words)?.[0].length ?? 0;
    if (length > longest.length) longest = { kind, length };
  }
  return longest;
}

const NAMES: Readonly<Record<Language, string>> = {
  en: 'english|inggeris|英文|英语|ஆங்கில\\S*|இங்கிலீஷ\\S*',
  zh: 'chinese|mandarin|huayu|cina|中文|华文|华语|普通话|国语|汉语|சீன\\S*|மாண்டரின\\S*',
  ms: 'malay|bahasa melayu|melayu|bahasa malaysia|bm|马来文|马来语|巫文|巫语|மலாய்\\S*',
  ta: 'tamil|淡米尔文|淡米尔语|泰米尔文|泰米尔语|தமிழ\\S*',
};
const SAYING =
  '(?:speak|prefer|you know|you understand|talk|reply|answer|write|respond|chat|text|type|switch|change|use|continue|explain|cakap|bercakap|guna|gunakan|tukar|jawab|balas|tulis|berbahasa)(?: \\S+){0,4}';
// After the name nothing but courtesy may follow, or "use English breakfast tea" would change the language.
const COURTESY_WORDS =
  '(?: (?:please|pls|plz|lah|la|leh|can|anot|or not|ok|okay|thanks|thank you|now|instead|with me|to me|boleh|tak|ke|ya|language|better|only|sahaja|saja|je))';
const SAYING_ZH = '(?:[说讲用写]|改成?|换成?|切换成?|转成?|回复用?|回答用?|改用|沟通用?)';
const SAYING_TA = '(?:பேச|எழுது|எழுத|பதில்|சொல்|மாற்ற|மாத்து|உரையாட|தெரியுமா|வருமா|pesu|pesa)';
// "I can't speak English" asks for nothing, and what our staff speak is a question about the staff.
const REFUSED_BEFORE =
  /\b(?:dont|do not|cannot|cant|can not|not|never|tak|tidak|x|jangan|staff|staf|they|people)(?: (?:boleh|pandai|tahu|reti|faham|guna|know|how|able|really|want|need|to|anyone|who|can|also))* ?$|(?<![能会可是要])(?:不|别|没)[会懂要用想能太是法]*$|店员[会能]*$/u;
const REFUSED_AFTER = /தெரியாது|வராது|வேண்டாம்|முடியாது|புரியாது|புரியவில்லை|theriyathu/u;

const WISHES = (Object.keys(NAMES) as Language[]).map((language) => {
  const name = `(?:${NAMES[language]})`;
  const sources = [
    `^(?:(?:can|please|pls|boleh|tolong|sila|in|dalam|bahasa|请|用|ok) ?)*${name}${COURTESY_WORDS}*$`,
    `\\b(?:in|dalam)(?: bahasa)? ${name}${COURTESY_WORDS}+$`,
    `\\b${SAYING} ${name}${COURTESY_WORDS}*$`,
    `${SAYING_ZH}(?:回复|回答|一下|为|给我)?${name}(?!的|菜单|书|版|字|名|卡|贺|祝)`,
    `${name}(?: மொழியில்?| மொழிக்கு| la)? ?${SAYING_TA}`,
  ];
  return { language, wish: new RegExp(sources.join('|'), 'u') };
});

/** The language that a customer explicitly asks us to use, wherever in the message they say so. */
export function mayWantLanguage(text: string): Language | undefined {
  for (const clause of clauses(plainText(text)))
    for (const { language, wish } of WISHES) {
      const match = wish.exec(clause);
      if (!match) continue;
      const isRefused = REFUSED_BEFORE.test(clause.slice(0, match.index)) || REFUSED_AFTER.test(clause);
      if (!isRefused) return language;
    }
  return undefined;
}
