// The bot's words without a model: small talk, quotations, the hand-over; each in the customer's language.
import type { Found } from '../../knowledge/search.ts';
import { quote } from '../llm/extractive.ts';
import type { Citation, Suggestion } from '../model/activity.ts';
import type { Language } from '../model/language.ts';
import { isOpen, nextOpening, type OpeningHours } from '../model/opening-hours.ts';
import { formatOpening, languageName, phrase } from '../model/phrases.ts';
import { shorten } from '../model/text.ts';
import type { NewEscalation } from '../store/commit.ts';
import { toCitation } from './converse.ts';
import type { Question } from './question.ts';
import type { Understanding } from './understand.ts';

export function composeSmallTalk(
  { smallTalk, language }: Understanding,
  question: Question,
  business: string,
): string {
  switch (smallTalk) {
    case 'greeting':
      return question.history.some((message) => message.author === 'bot')
        ? phrase('greetingAgain', language)
        : phrase('greeting', language, { business });
    case 'thanks':
      return phrase('thanks', language);
    case 'farewell':
      return phrase('farewell', language);
    case 'how_are_you':
      return phrase('howAreYou', language);
    case 'who_are_you':
      return phrase('whoAreYou', language, { business });
    default:
      return phrase('acknowledged', language);
  }
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
        : `${phrase('fromKnowledge', language, { title: found.title })}\n\n`;
    return `${notice}${lead}${quote(question, found)}`;
  });
  return {
    text: parts.join('\n\n'),
    citations: answers.flatMap((found, index) => toCitation(found, index + 1)),
  };
}

/** Truthful about when a person reads it. */
export function composeHandOver(language: Language, hours: OpeningHours, now: Date): string {
  const opening = isOpen(hours, now) ? undefined : nextOpening(hours, now);
  return opening
    ? phrase('handedOverClosed', language, { opening: formatOpening(opening, hours.timezone, language, now) })
    : phrase('handedOverOpen', language);
}

export function offerPerson(language: Language): readonly Suggestion[] {
  const title = phrase('buttonHuman', language);
  return [{ title, value: title }];
}

const SUMMARY_LINE_CHARS = 160;
const SUMMARY_LINES = 4;

/** What the staff read first: the customer's last words, oldest first. */
export function draftEscalation(
  question: Question,
  of: Pick<NewEscalation, 'reason' | 'priority' | 'draft'>,
): NewEscalation {
  const before = question.history
    .filter((message) => message.author === 'customer')
    .map((message) => message.text);
  const lines = [...before, ...question.text.split('\n')]
    .filter((line) => line.trim() !== '')
    .slice(-SUMMARY_LINES);
  const summary = [question.summary, ...lines.map((line) => `“${shorten(line, SUMMARY_LINE_CHARS)}”`)]
    .filter(Boolean)
    .join('\n');
  return { ...of, summary };
}
