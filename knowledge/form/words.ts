// Codes of the program in the owner's words.
import type { Mode } from '../../src/model/conversation.ts';
import { isLanguage, LANGUAGE_NAMES } from '../../src/model/language.ts';

export const MODE_WORDS: Readonly<Record<Mode, string>> = {
  waiting: 'Waiting for you',
  human: 'In hand',
  bot: 'With the bot',
  closed: 'Resolved',
};

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  webchat: 'Web chat',
  telegram: 'Telegram',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  botframework: 'Bot Framework',
};

export function channelWord(channel: string): string {
  return CHANNEL_WORDS[channel] ?? channel;
}

export function languageWord(language: string | undefined): string {
  return isLanguage(language) ? LANGUAGE_NAMES[language] : (language ?? '');
}

/** Why a person was asked for. */
const ESCALATION_WORDS: Readonly<Record<string, string>> = {
  asked_for_person: 'The customer asked for a person.',
  accepted_offer: 'The bot could not answer, and the customer accepted the offer of a person.',
  model_asked: 'The bot judged that a person should answer this.',
  complaint: 'The customer complains, or is angry.',
  not_answered_twice: 'The bot had no answer twice in a row.',
  human_only: 'Your knowledge says that only a person may answer this.',
  unreadable: 'The customer sent something that the bot cannot read, such as a picture or a voice message.',
  model_failed: 'The language model failed, so the bot called for you.',
  tool_failed: 'Something that the bot needed for its answer failed, so it called for you.',
  turn_failed: 'The bot failed on this message again and again, so it called for you.',
  staff_stepped_in: 'Someone of your team stepped in.',
};

export function escalationWords(reason: string): string {
  return ESCALATION_WORDS[reason] ?? sentence(reason);
}

/** Why the bot did what it did. */
const DECISION_WORDS: Readonly<Record<string, string>> = {
  found: 'Your knowledge has the answer.',
  small_talk: 'This was small talk: a greeting, thanks or the like. It needs no knowledge.',
  not_sure: 'Your knowledge has something close, but not close enough to be sure, so the bot asked back.',
  cannot_answer: 'Your knowledge has no answer to this. The bot said so and offered a person.',
  empty: 'There was nothing in the message.',
  too_long: 'The message was too long to be one question.',
  withheld: 'The answer that the model wrote did not pass the check, so it was not sent.',
  acknowledged: 'The customer only acknowledged the last message: nothing needs to be said.',
  stopped: 'The customer asked the bot to stop.',
};

export function decisionWords(reason: string): string {
  return DECISION_WORDS[reason] ?? ESCALATION_WORDS[reason] ?? sentence(reason);
}

/** What the bot would do with a question, as a title. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  answer: 'It answers',
  clarify: 'It asks back',
  hand_over: 'It calls a person',
  stay_silent: 'It says nothing',
};

export function kindWords(kind: string): string {
  return KIND_WORDS[kind] ?? sentence(kind);
}

/** How a customer's message ended. */
const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  answered: 'Answered',
  clarified: 'Asked back',
  handed_over: 'Called a person',
  silent: 'Needed no answer',
  to_staff: 'For your team',
  failed: 'Could not be answered',
};

export function outcomeWord(outcome: string): string {
  return OUTCOME_WORDS[outcome] ?? sentence(outcome);
}

export const PRIORITY_WORDS: Readonly<Record<string, string>> = {
  low: 'Low priority',
  normal: 'Normal priority',
  high: 'High priority',
};

export const DELIVERY_WORDS = {
  queued: 'Waiting to be sent',
  sending: 'Being sent',
  sent: 'Sent',
  failed: 'Not delivered',
} as const;

// A code that this page doesn't know yet is still readable.
function sentence(code: string): string {
  const words = code.replaceAll('_', ' ').trim();
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

export const STATUS_WORDS = {
  ready: 'Ready',
  processing: 'Being read',
  failed: 'Could not be read',
} as const;

const DOCUMENT_KIND_WORDS: Readonly<Record<string, string>> = {
  question_answer: 'Question & answer',
  markdown: 'Document',
  text: 'Plain text',
  html: 'Web page',
};

export function documentKindWord(kind: string): string {
  return DOCUMENT_KIND_WORDS[kind] ?? sentence(kind);
}

/** Where an entry came from; otherwise the name of its file. */
export function sourceWord(source: string): string {
  if (source === 'owner') return 'written here';
  return source === 'starter' ? 'sample content' : source;
}
