// Which language a customer writes in: the script first, then words, then letters, then what is already known.
import { franc } from 'franc';
import { isLanguage, type Language } from '../model/language.ts';
import { type LatinReading, readLatin } from './language-latin.ts';
import { COLUMNS } from './language-lexicon.ts';
import { readScript, type ScriptReading } from './language-script.ts';

export interface LanguageEvidence {
  /** What the conversation was in so far. */
  readonly known: Language | undefined;
  /** BCP 47, what the platform says of the customer. */
  readonly hint: string | undefined;
}

interface Told {
  /** ISO 639-1. */
  readonly language: string;
  /** Said plainly enough to change the language of a conversation: "promo?" or "thanks" is not. */
  readonly isSure: boolean;
}

/** How much text tells the language: more only costs time. */
const READ_CHARS = 1_000;
/** Nearly a word of a language's own: less is a name, a product or a mistake. */
const LEAST = 0.7;
/** Where no lexicon holds any of it: one strange word is a name. */
const LEAST_GUESSED = 1;
const SURE = 1.9;

/** ISO 639-1; undefined where the text tells nothing: "ok", an emoji, a product code. */
export function identifyLanguage(text: string): string | undefined {
  return tell(text)?.language;
}

/** Which of our languages. Indonesian is answered in Malay. */
export function detectLanguage(text: string): Language | undefined {
  return toOurs(tell(text)?.language);
}

/** The language to answer in: what the text tells, else what the conversation knows, else the platform's hint. */
export function chooseLanguage(
  text: string,
  evidence: LanguageEvidence,
  spoken: readonly Language[],
): Language {
  const told = tell(text);
  const said = toOurs(told?.language);
  const hint = evidence.hint?.slice(0, 2).toLowerCase();
  const candidates = [told?.isSure ? said : undefined, evidence.known, said, toOurs(hint)];
  return candidates.find((candidate) => candidate && spoken.includes(candidate)) ?? spoken[0] ?? 'en';
}

function toOurs(language: string | undefined): Language | undefined {
  const ours = language === 'id' ? 'ms' : language;
  return isLanguage(ours) ? ours : undefined;
}

function tell(text: string): Told | undefined {
  // Once more: "㌖" is six letters, and addresses are looked for in quadratic time.
  const read = text.slice(0, READ_CHARS).normalize('NFKC').slice(0, READ_CHARS).replace(ADDRESSES, ' ');
  const script = readScript(read);
  const latin = /\p{Script=Latin}/u.test(read) ? readLatin(read) : undefined;
  if (!script) return latin && tellLatin(read, latin);
  return outweighs(script, latin)
    ? { language: script.language, isSure: true }
    : latin && tellLatin(read, latin);
}

const ADDRESSES = /https?:\/\/\S+|www\.\S+|\S+@\S+|<[^<>]{0,20}>/g;

// In a mixed sentence the words that ask tell whom it is said to; nouns are borrowed.
function outweighs(script: ScriptReading, latin: LatinReading | undefined): boolean {
  if (!latin) return true;
  const most = Math.max(...latin.scores);
  return script.words + script.asking >= most;
}

function tellLatin(text: string, latin: LatinReading): Told | undefined {
  const { scores, certain, words, known } = latin;
  const best = scores.indexOf(Math.max(...scores));
  const score = scores[best] ?? 0;
  if (words > STRANGE_WORDS && known / words < STRANGE_SHARE) {
    const language = FOREIGN[franc(text, { only: Object.keys(FOREIGN) })];
    if (language) return { language, isSure: true };
  }
  if (score < (certain[best] ? LEAST : LEAST_GUESSED)) return undefined;
  const column = COLUMNS[best] ?? 'en';
  const language = column === 'ms' && latin.malayOrIndonesian < 0 ? 'id' : column;
  const atHome = (certain[best] ?? 0) - (column === 'en' ? latin.travelled : 0);
  return { language, isSure: atHome >= SURE };
}

/** Of so many words we know so few: a language that no lexicon here is of. */
const STRANGE_WORDS = 4;
const STRANGE_SHARE = 0.2;
/** franc's codes of what visitors and neighbours write; its Malay is `zlm`. All its languages cost four times the time. */
const FOREIGN: Readonly<Record<string, string>> = {
  eng: 'en',
  zlm: 'ms',
  ind: 'id',
  tgl: 'tl',
  vie: 'vi',
  fra: 'fr',
  deu: 'de',
  spa: 'es',
  por: 'pt',
  ita: 'it',
  nld: 'nl',
};
