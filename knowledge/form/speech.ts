// The form's own words in the language of who reads it: written in English where they are used, looked up for Chinese.
import { AsyncLocalStorage } from 'node:async_hooks';
import { ACCOUNT } from './chinese/account.ts';
import { CHANNELS } from './chinese/channels.ts';
import { CONVERSATIONS } from './chinese/conversations.ts';
import type { Dictionary } from './chinese/dictionary.ts';
import { EDITOR } from './chinese/editor.ts';
import { FAULTS } from './chinese/faults.ts';
import { FILE_WARNINGS } from './chinese/file-warnings.ts';
import { FRAME } from './chinese/frame.ts';
import { HOME } from './chinese/home.ts';
import { IMPORT } from './chinese/import.ts';
import { IMPORT_FAULTS } from './chinese/import-faults.ts';
import { KNOWLEDGE } from './chinese/knowledge.ts';
import { PINS } from './chinese/pins.ts';
import { QUESTIONS } from './chinese/questions.ts';
import { TRY } from './chinese/try.ts';
import type { View } from './html.ts';

export const FORM_LANGUAGES = ['en', 'zh'] as const;
export type FormLanguage = (typeof FORM_LANGUAGES)[number];

/** Of all pages. */
export const CHINESE: Dictionary = {
  ...FRAME,
  ...ACCOUNT,
  ...CHANNELS,
  ...CONVERSATIONS,
  ...FAULTS,
  ...FILE_WARNINGS,
  ...HOME,
  ...PINS,
  ...QUESTIONS,
  ...KNOWLEDGE,
  ...IMPORT,
  ...IMPORT_FAULTS,
  ...EDITOR,
  ...TRY,
};

// Views are plain functions deep below a route: handing the language to each would be in every signature.
const reader = new AsyncLocalStorage<FormLanguage>();

/** Whatever `work` renders is in `language`. */
export function readIn<T>(language: FormLanguage, work: () => T): T {
  return reader.run(language, work);
}

export function formLanguage(): FormLanguage {
  return reader.getStore() ?? 'en';
}

/** Of a fixed text that is kept in a table. */
export function tText(text: string): string {
  return t([text] as unknown as TemplateStringsArray);
}

/** Of a text that was filled in where it was told, such as a warning about a file: "Only its first 500 pages are read." */
export function tSaid(text: string): string {
  if (formLanguage() === 'en' || CHINESE[text]) return tText(text);
  for (const { english, chinese } of SAID) {
    const values = english.exec(text)?.slice(1);
    if (values) return chinese.replace(/\{(\d)\}/g, (_mark, index: string) => values[Number(index)] ?? '');
  }
  return text;
}

const SAID = Object.entries(FILE_WARNINGS)
  .filter(([english]) => english.includes('{0}'))
  .map(([english, chinese]) => {
    const literal = english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.+)');
    return { english: new RegExp(`^${literal}$`, 's'), chinese };
  });

/** t`Saved “${title}”.` A text without an entry stays English. */
export function t(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return pieces(strings)
    .map((piece) => (typeof piece === 'number' ? String(values[piece]) : piece))
    .join('');
}

/** The same with elements put in, such as links. */
export function tView(strings: TemplateStringsArray, ...values: readonly View[]): View {
  return pieces(strings).map((piece) => (typeof piece === 'number' ? values[piece] : piece)) as View;
}

/** By what a text is looked up. */
export function keyOf(strings: readonly string[]): string {
  return strings.reduce((key, part, index) => (index === 0 ? part : `${key}{${index - 1}}${part}`), '');
}

// Texts, and the numbers of what stands between them.
function pieces(strings: TemplateStringsArray): readonly (string | number)[] {
  const key = keyOf(strings);
  const said = formLanguage() === 'zh' ? (CHINESE[key] ?? key) : key;
  return said.split(/(\{\d\})/).map((part) => (/^\{\d\}$/.test(part) ? Number(part[1]) : part));
}
