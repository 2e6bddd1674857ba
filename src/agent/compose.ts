// The bot's words without a model: small talk, quotations, the hand-over; each in the customer's language.
import type { Found } from '../../knowledge/search.ts';
import { quote } from '../llm/extractive.ts';
import type { Citation, Suggestion } from '../model/activity.ts';
import type { Language } from '../model/language.ts';
import { isOpen, nextOpening, type OpeningHours } from '../model/opening-hours.ts';
import { formatOpening, languageName, type PhraseKey, phrase } from '../model/phrases.ts';
import { shorten } from '../model/text.ts';
import { toCitation } from './converse.ts';
import type { ClarifyReason, HandOverReason } from './decision.ts';
import { withPlace } from './place.ts';
import type { Question } from './question.ts';
import type { SentFile } from './sent-files.ts';
import type { Understanding } from './understand.ts';

export function composeSmallTalk(
  { smallTalk, language }: Understanding,
  question: Question,
  business: string,
): string {
  const said = question.history.findLast((message) => message.author === 'bot')?.text;
  switch (smallTalk) {
    case 'greeting':
    case 'calling':
      if (said === undefined) return phrase('greeting', language, { business });
      return unlessSaid(said, smallTalk === 'greeting' ? GREETED : CALLED, language);
    case 'thanks':
      return phrase('thanks', language);
    case 'farewell':
      return phrase('farewell', language);
    case 'how_are_you':
      return unlessSaid(said, ['howAreYou', 'hereForYou'], language);
    case 'rating':
      return phrase('rated', language);
    case 'who_are_you':
      return phrase('whoAreYou', language, { business });
    default:
      return phrase('acknowledged', language);
  }
}

type Either = readonly [first: PhraseKey, second: PhraseKey];
const GREETED: Either = ['greetingAgain', 'hereForYou'];
const CALLED: Either = ['hereForYou', 'greetingAgain'];

// Word for word the same twice in a row is what only a machine says.
function unlessSaid(said: string | undefined, [first, second]: Either, language: Language): string {
  const text = phrase(first, language);
  return text === said ? phrase(second, language) : text;
}

/** Each answered question's best passage, quoted; honest about a passage that is in another language. */
export function composeExtract(
  question: string,
  answers: readonly Found[],
  language: Language,
): { readonly text: string; readonly citations: readonly Citation[] } {
  const parts = answers.map((found) => {
    const notice =
      found.language === language
        ? ''
        : `${phrase('otherLanguage', language, { language: languageName(found.language, language) })}\n\n`;
    const lead =
      found.kind === 'question_answer'
        ? ''
        : `${phrase('fromKnowledge', language, { title: withPlace(found.title, found.place, language) })}\n\n`;
    return `${notice}${lead}${quote(question, found)}`;
  });
  return {
    text: parts.join('\n\n'),
    citations: answers.flatMap((found, index) => toCitation(found, index + 1, language)),
  };
}

const QUOTED_CHARS = 120;

/** Of several questions those without an answer, with the offer of a person; '' where all have one. */
export function composeUnanswered(questions: readonly string[], language: Language): string {
  if (questions.length === 0) return '';
  const sentences = questions.map((question) =>
    phrase('noAnswerTo', language, { question: shorten(question.replace(/\s+/g, ' '), QUOTED_CHARS) }),
  );
  return joinSentences([...sentences, phrase('offerPerson', language)], language);
}

// Why a person is called, where the customer did not ask for one.
const LEADS: Readonly<Partial<Record<HandOverReason, PhraseKey>>> = {
  complaint: 'sorryForThis',
  human_only: 'onlyTeamAnswers',
  model_asked: 'onlyTeamAnswers',
  not_answered_twice: 'stillNoAnswer',
  model_failed: 'troubleNow',
  tool_failed: 'troubleNow',
  turn_failed: 'troubleNow',
};

/** Truthful about why, and about when a person reads it. */
export function composeHandOver(
  reason: HandOverReason,
  language: Language,
  { hours, now }: { readonly hours: OpeningHours; readonly now: Date },
): string {
  const opening = isOpen(hours, now) ? undefined : nextOpening(hours, now);
  const next = opening
    ? phrase('handedOverClosed', language, { opening: formatOpening(opening, hours.timezone, language, now) })
    : phrase('handedOverOpen', language);
  return withLead(reason, language, next);
}

function withLead(reason: HandOverReason, language: Language, text: string): string {
  const lead = LEADS[reason];
  return lead ? joinSentences([phrase(lead, language), text], language) : text;
}

function joinSentences(sentences: readonly string[], language: Language): string {
  return sentences.join(language === 'zh' ? '' : ' ');
}

const UNREAD_PHRASES = {
  voice: 'cannotHear',
  picture: 'cannotSee',
  document: 'cannotReadFile',
  video: 'cannotWatch',
  sticker: 'cannotRead',
  other: 'cannotRead',
} as const satisfies Record<SentFile['kind'], PhraseKey>;
const MOST_UNREAD = 3;

/** Which of what they sent the bot could not hear, see or read. */
export function composeUnread(unread: readonly SentFile[], language: Language): string {
  const sentences = unread.map(({ kind, name }) =>
    phrase(kind === 'document' && !name ? 'cannotRead' : UNREAD_PHRASES[kind], language, { name }),
  );
  return joinSentences([...new Set(sentences)].slice(0, MOST_UNREAD), language);
}

/** What the bot says instead of an answer. */
export function composeClarify(
  reason: ClarifyReason,
  language: Language,
  of: {
    readonly near: readonly Found[];
    readonly limitChars: number;
    readonly unread: readonly SentFile[];
  },
): string {
  const { near, limitChars, unread } = of;
  switch (reason) {
    case 'not_sure':
      return phrase('closeTo', language, { titles: listTitles(near, language) });
    case 'empty':
      return phrase('emptyMessage', language);
    case 'too_long':
      return phrase('tooLong', language, { limit: String(limitChars) });
    case 'unreadable':
      return joinSentences([composeUnread(unread, language), phrase('offerPerson', language)], language);
    case 'cannot_answer':
    case 'withheld':
      // What they meant is likely in what could not be opened.
      if (unread.length > 0) return composeClarify('unreadable', language, of);
      return phrase('cannotAnswer', language);
    default:
      return withLead(reason, language, phrase('offerPerson', language));
  }
}

function listTitles(near: readonly Found[], language: Language): string {
  const own = near.filter((found) => found.language === language);
  const shown = (own.length > 0 ? own : near).slice(0, 3);
  return [...new Set(shown.map((found) => `- ${found.title}`))].join('\n');
}

export function personButton(language: Language): readonly Suggestion[] {
  const title = phrase('buttonHuman', language);
  return [{ title, value: title }];
}
