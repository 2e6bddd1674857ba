// Reading a question before any search: its language, whether it is small talk, whether it can be read at all.
import type { Language } from '../model/language.ts';
import type { Evidence } from './decision.ts';
import { chooseLanguage } from './language.ts';
import type { Question } from './question.ts';
import { mayWantLanguage, readSmallTalk } from './small-talk.ts';

/** Longer messages are pasted texts, not questions; the customer is asked to say it shorter. */
export const READ_LIMIT_CHARS = 4_000;

// Spaces, controls and formatting characters such as U+200B: nothing that a person sees.
const INVISIBLE = /[\p{C}\p{Z}\s]/gu;

// "Yes" in the four languages and in chat; only ever read after the bot has offered a person.
const YES =
  /^(y|ya+|yes+|yeah|yep|yup|sure|ok(ay)?|can|please|pls|yes please|ok can|ok lah|can lah|go ahead|好+|好的|好啊|可以|要|是|是的|行|嗯|boleh|mahu|mau|nak|ya boleh|baik|ஆம்|ஆமாம்|சரி|வேண்டும்)[\s.!。!~]*$/iu;

/** What the bot has just said ends with the offer of a person. */
const OFFERS: ReadonlySet<string> = new Set(['cannot_answer', 'withheld']);

export type Understanding = Omit<Evidence, 'confidence' | 'threshold'> & {
  readonly language: Language;
  /** The customer asked to be answered in this language. */
  readonly wantsLanguage: Language | undefined;
};

export function understand(question: Question, spoken: readonly Language[]): Understanding {
  const { text, history, knownLanguage, locale } = question;
  const last = history.findLast((message) => message.author === 'customer');
  const wanted = mayWantLanguage(text);
  const wantsLanguage = wanted && spoken.includes(wanted) ? wanted : undefined;
  return {
    smallTalk: readSmallTalk(text),
    isUnreadable: text.replace(INVISIBLE, '') === '',
    isTooLong: text.length > READ_LIMIT_CHARS,
    acceptsOffer: OFFERS.has(last?.reason ?? '') && YES.test(text),
    followsSmallTalk: last?.reason === 'small_talk' || last?.reason === 'acknowledged',
    language: wantsLanguage ?? chooseLanguage(text, { known: knownLanguage, hint: locale }, spoken),
    wantsLanguage,
  };
}

/** The questions of a message that asks several; one element where it doesn't. At most three. */
export function splitQuestions(text: string): readonly string[] {
  const asked = text
    .split(/(?<=[?？])\s*|\n+/)
    .map((part) => part.trim())
    .filter((part) => /[?？]$/.test(part) && part.length > 8);
  return asked.length > 1 ? asked.slice(0, 3) : [text];
}
