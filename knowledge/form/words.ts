// Codes of the program in the owner's words.
import { reasonText } from '../../src/desk/card.ts';
import type { Mode } from '../../src/model/conversation.ts';
import { isLanguage, LANGUAGE_NAMES } from '../../src/model/language.ts';
import { t, tText } from './speech.ts';

const MODE_WORDS: Readonly<Record<Mode, string>> = {
  waiting: 'Waiting for you',
  human: 'In hand',
  bot: 'With the bot',
  closed: 'Resolved',
};

export function modeWord(mode: Mode): string {
  return tText(MODE_WORDS[mode]);
}

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  webchat: 'Web chat',
  telegram: 'Telegram',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  botframework: 'Bot Framework',
};

export function channelWord(channel: string): string {
  return tText(CHANNEL_WORDS[channel] ?? channel);
}

export function languageWord(language: string | undefined): string {
  return isLanguage(language) ? LANGUAGE_NAMES[language] : (language ?? '');
}

/** Why the bot did what it did. */
const DECISION_WORDS: Readonly<Record<string, string>> = {
  found: 'Your knowledge has the answer.',
  found_in_part:
    'Your knowledge answers some of these questions, not all. The bot said which, and offered a person.',
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
  // What is no word of an answer is why a person was called.
  return tText(DECISION_WORDS[reason] ?? `${reasonText(reason)}.`);
}

/** What the bot would do with a question, as a title. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  answer: 'It answers',
  clarify: 'It asks back',
  hand_over: 'It calls a person',
  stay_silent: 'It says nothing',
};

export function kindWords(kind: string): string {
  return tText(KIND_WORDS[kind] ?? sentence(kind));
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
  return tText(OUTCOME_WORDS[outcome] ?? sentence(outcome));
}

const PRIORITY_WORDS: Readonly<Record<string, string>> = {
  low: 'Low priority',
  normal: 'Normal priority',
  high: 'High priority',
};

export function priorityWord(priority: string): string {
  return tText(PRIORITY_WORDS[priority] ?? sentence(priority));
}

const DELIVERY_WORDS = {
  queued: 'Waiting to be sent',
  sending: 'Being sent',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Not delivered',
} as const;

export function deliveryWord(state: keyof typeof DELIVERY_WORDS): string {
  return tText(DELIVERY_WORDS[state]);
}

/** Why a person is asked for. */
export function reasonWords(reason: string): string {
  return tText(reasonText(reason));
}

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
  return tText(DOCUMENT_KIND_WORDS[kind] ?? sentence(kind));
}

/** Where an entry came from; otherwise the name of its file. */
export function sourceWord(source: string): string {
  if (source === 'owner') return t`written here`;
  return source === 'starter' ? t`sample content` : source;
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  image: 'Picture',
  audio: 'Recording',
  video: 'Video',
  text: 'Text',
};

/** What a file is, by its media type: "application/pdf" is "PDF". */
export function fileWord(contentType: string): string {
  const [family = '', kind = ''] = contentType.toLowerCase().replace(/;.*/s, '').trim().split('/');
  const short = /^[a-z0-9]{1,5}$/.test(kind) ? kind.toUpperCase() : 'File';
  return tText(FILE_WORDS[family] ?? short);
}
