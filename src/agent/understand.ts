// Reading a question before any search: its language, whether it is small talk, whether it can be read at all.
import type { Language } from '../model/language.ts';
import { type Mood, readFeeling } from './complaint.ts';
import { type Evidence, isAutomatic } from './decision.ts';
import { chooseLanguage } from './language.ts';
import { type Question, readRatingOf, sinceReturn } from './question.ts';
import { BLIND, heardIn, type Sight, type SightedFiles, sort } from './sent-files.ts';
import { mayWantLanguage, readSmallTalk, type SmallTalk } from './small-talk.ts';

/** Longer messages are pasted texts, not questions; the customer is asked to say it shorter. */
export const READ_LIMIT_CHARS = 4_000;

// Spaces, controls and formatting characters such as U+200B: nothing that a person sees.
const INVISIBLE = /[\p{C}\p{Z}\s]/gu;

// "Yes" in the four languages and in chat; only ever read after the bot has offered a person.
const YES =
  /^(y|ya+|yes+|yeah|yep|yup|sure|ok(ay)?|can|please|pls|yes please|ok can|ok lah|can lah|go ahead|(yes |please |pls )?help( me)?( please| pls)?|好+|好的|好啊|可以|要|是|是的|行|嗯|帮我|帮帮我|boleh|mahu|mau|nak|ya boleh|baik|tolong( saya)?|ஆம்|ஆமாம்|சரி|வேண்டும்)[\s.!。!~]*$/iu;
// "Can you help me" is an answer to "Shall I ask a person to help you?".
const HELP = /help|tolong|bantu|帮|உதவ/iu;

/** The bot said that it doesn't know, or asked what was meant. */
const MISSES: ReadonlySet<string> = new Set(['cannot_answer', 'not_sure']);

export type Understanding = Pick<
  Evidence,
  | 'smallTalk'
  | 'isComplaint'
  | 'isEmpty'
  | 'isUnreadable'
  | 'isTooLong'
  | 'acceptsOffer'
  | 'followsSmallTalk'
  | 'followsMiss'
  | 'isJustReturned'
> & {
  readonly mood: Mood;
  readonly files: SightedFiles;
  readonly language: Language;
  /** The customer asked to be answered in this language. */
  readonly wantsLanguage: Language | undefined;
};

/** @param sight of whoever answers. */
export function understand(
  question: Question,
  spoken: readonly Language[],
  sight: Sight = BLIND,
): Understanding {
  const { text, knownLanguage, locale } = question;
  const wanted = mayWantLanguage(text);
  const wantsLanguage = wanted && spoken.includes(wanted) ? wanted : undefined;
  const hasNoWords = text.replace(INVISIBLE, '') === '';
  const files = sort(question.files, sight);
  const isShown = files.pictures.length > 0 || files.documents.length > 0;
  // Who answers a sticker with silence seems deaf, and who calls a person for it, a fool.
  const isSticker = hasNoWords && question.files.length > 0 && !isShown && files.unread.length === 0;
  const heardChars = question.files.reduce((sum, file) => sum + heardIn(file).length, 0);
  const smallTalk = readRatingOf(question) ? 'rating' : isSticker ? 'acknowledgement' : readSmallTalk(text);
  return {
    ...readPast(question, smallTalk),
    ...readFeeling(text),
    smallTalk,
    isEmpty: hasNoWords && question.files.length === 0,
    isUnreadable: hasNoWords && files.unread.length > 0 && !isShown,
    isTooLong: text.length - heardChars > READ_LIMIT_CHARS,
    files,
    language: wantsLanguage ?? chooseLanguage(text, { known: knownLanguage, hint: locale }, spoken),
    wantsLanguage,
  };
}

// Only what the bot did itself counts: whatever went wrong before a person had the conversation was dealt with.
function readPast(
  { text, history }: Question,
  smallTalk: SmallTalk,
): Pick<Evidence, 'acceptsOffer' | 'followsSmallTalk' | 'followsMiss' | 'isJustReturned'> {
  const own = sinceReturn(history);
  const last = own.findLast((message) => message.author === 'customer');
  const reason = last?.reason ?? '';
  return {
    acceptsOffer: offersPerson(reason) && (YES.test(text) || (smallTalk === 'calling' && HELP.test(text))),
    followsSmallTalk: reason === 'small_talk' || reason === 'acknowledged',
    followsMiss: MISSES.has(reason),
    isJustReturned: !last && own.length < history.length,
  };
}

// What the bot has just said ends with the offer of a person: what it handed over itself is no longer among its own.
function offersPerson(reason: string): boolean {
  const offers = ['cannot_answer', 'found_in_part', 'withheld', 'unreadable'];
  return offers.includes(reason) || isAutomatic(reason);
}
