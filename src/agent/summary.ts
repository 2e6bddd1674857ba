// What the staff read first when a conversation is handed over: five lines, by plain rules, in English.
import type { Found } from '../../knowledge/search.ts';
import { isLanguage, type Language } from '../model/language.ts';
import { shorten } from '../model/text.ts';
import type { Mood } from './complaint.ts';
import { identifyLanguage } from './language.ts';
import { type Question, sinceReturn } from './question.ts';
import { heardIn } from './sent-files.ts';

export interface SummaryInput {
  readonly question: Question;
  readonly language: Language;
  readonly mood: Mood;
  /** Best first. */
  readonly passages: readonly Found[];
}

const QUOTE_CHARS = 200;
const REPLY_CHARS = 120;
const EARLIER_CHARS = 240;
const WANTS = 3;
const TRIED = 3;
const SOURCES = 4;

/** Wants, Tried, Sources, Mood and Language, a line each. Personal data stays in: it is the staff's to read. */
export function summarise({ question, language, mood, passages }: SummaryInput): string {
  const said = sinceReturn(question.history);
  return [
    `Wants: ${wants(question)}`,
    `Tried: ${tried(question, said.filter((message) => message.author === 'bot').map(textOf))}`,
    `Sources: ${sources(passages)}`,
    `Mood: ${mood}`,
    `Language: ${describeLanguage(language, question.text)}`,
  ].join('\n');
}

// The last words may be no more than "yes" or "human please", so what was asked before them is quoted too.
function wants({ text, files, history }: Question): string {
  const before = sinceReturn(history)
    .filter((message) => message.author === 'customer')
    .map(textOf);
  const quotes = [...before, ...text.split('\n')]
    .filter((line) => line.trim() !== '')
    .slice(-WANTS)
    .map((line) => `“${oneLine(line, QUOTE_CHARS)}”`);
  // What was heard is quoted.
  const sent = files.filter((file) => heardIn(file) === '').length;
  const said = sent === 0 ? [] : [sent === 1 ? 'sent a file' : `sent ${sent} files`];
  return [...quotes, ...said].join(' · ') || 'not said';
}

function tried({ summary }: Question, replies: readonly string[]): string {
  const earlier = summary ? [oneLine(summary, EARLIER_CHARS)] : [];
  const quotes = replies.slice(-TRIED).map((reply) => `“${oneLine(reply, REPLY_CHARS)}”`);
  return [...earlier, ...quotes].join(' · ') || 'nothing yet';
}

function sources(passages: readonly Found[]): string {
  const titles = passages.map(({ title, isHumanOnly }) =>
    isHumanOnly ? `${oneLine(title, REPLY_CHARS)} (only a person may answer)` : oneLine(title, REPLY_CHARS),
  );
  return [...new Set(titles)].slice(0, SOURCES).join(' · ') || 'none';
}

const ENGLISH_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  zh: 'Chinese',
  ms: 'Malay',
  ta: 'Tamil',
};
const OWN_SCRIPT: Readonly<Partial<Record<Language, RegExp>>> = {
  zh: /\p{Script=Han}/u,
  ta: /\p{Script=Tamil}/u,
};
const LATIN = /\p{Script=Latin}/u;

const NAMES = new Intl.DisplayNames('en', { type: 'language' });

// Staff reply in the language that we answer in, and should know where the customer writes another.
function describeLanguage(language: Language, text: string): string {
  const told = identifyLanguage(text);
  if (told && !isLanguage(told)) return `${ENGLISH_NAMES[language]} (wrote in ${NAMES.of(told)})`;
  const script = OWN_SCRIPT[language];
  const isLatin = script !== undefined && LATIN.test(text) && !script.test(text);
  return isLatin ? `${ENGLISH_NAMES[language]} (written in Latin letters)` : ENGLISH_NAMES[language];
}

function textOf({ text }: { readonly text: string }): string {
  return text;
}

function oneLine(text: string, lengthChars: number): string {
  return shorten(text.replace(/\s+/g, ' ').trim(), lengthChars);
}
