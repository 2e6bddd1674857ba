// One entry of knowledge as the editor holds it, and what keeps it from being saved.
import type { DocumentId, GapId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import type { DocumentKind, DocumentRow } from '../documents.ts';
import { t } from './speech.ts';
import { dayEnd, dayStart, firstDay, lastDay } from './validity.ts';

export interface Entry {
  readonly id: DocumentId | undefined;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly alsoAsked: string;
  readonly body: string;
  /** undefined: told from the text. */
  readonly language: Language | undefined;
  readonly source: string;
  /** Only a person may answer it. */
  readonly isHumanOnly: boolean;
  /** Waits for approval. */
  readonly isDraft: boolean;
  /** "2026-12-31", as it was typed; '' has no end. The last day counts in full. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** The version that is being changed. */
  readonly version: number | undefined;
  /** A new one is a language of this one's text. */
  readonly variantOf: DocumentId | undefined;
  /** The customers' question that this answers. */
  readonly gapId: GapId | undefined;
  /** What answers that question already: its writer knows. */
  readonly answeredBy: DocumentId | undefined;
  /** When the words of the original were written that were seen beside it. */
  readonly originalAt: Date | undefined;
}

export type EntryErrors = Partial<Record<'title' | 'body' | 'file' | 'lastDay' | 'all', string>>;

export const NEW_ENTRY: Entry = {
  id: undefined,
  kind: 'question_answer',
  title: '',
  alsoAsked: '',
  body: '',
  language: undefined,
  source: 'owner',
  isHumanOnly: false,
  isDraft: false,
  firstDay: '',
  lastDay: '',
  version: undefined,
  variantOf: undefined,
  gapId: undefined,
  answeredBy: undefined,
  originalAt: undefined,
};

const KINDS: readonly DocumentKind[] = ['question_answer', 'markdown', 'text', 'html'];
const LONGEST_TITLE_CHARS = 300;

export function readKind(value: string | null): DocumentKind {
  return KINDS.find((kind) => kind === value) ?? 'question_answer';
}

/** As a page of ours wrote it. */
export function readMoment(text: string): Date | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

export function entryOf(document: DocumentRow, timezone: string): Entry {
  return {
    ...NEW_ENTRY,
    ...document,
    firstDay: firstDay(document, timezone),
    lastDay: lastDay(document, timezone),
  };
}

/** By field; empty where it may be saved. */
export function faultsOf(entry: Entry): EntryErrors {
  const isQuestion = entry.kind === 'question_answer';
  const errors: EntryErrors = {};
  if (isQuestion && entry.title === '') errors.title = t`Write the question as a customer would ask it.`;
  if (entry.title.length > LONGEST_TITLE_CHARS)
    errors.title = t`This has ${entry.title.length} characters; at most ${LONGEST_TITLE_CHARS} fit here.`;
  if (entry.body.trim() === '')
    errors.body = isQuestion ? t`Write the answer that customers should get.` : t`Write or upload the text.`;
  const fault = validityFault(entry);
  if (fault) errors.lastDay = fault;
  return errors;
}

function validityFault({ firstDay: first, lastDay: last }: Entry): string | undefined {
  const isDay = (day: string): boolean => day === '' || dayStart(day, 'UTC') !== undefined;
  if (!isDay(first) || !isDay(last)) return t`Write a day as 2026-12-31, or leave it empty.`;
  return first !== '' && last !== '' && last < first ? t`The last day is before the first.` : undefined;
}

/** Of an entry without faults. null takes an end away. */
export function validityOf(
  entry: Entry,
  timezone: string,
): { readonly validFrom: Date | null; readonly validUntil: Date | null } {
  return {
    validFrom: dayStart(entry.firstDay, timezone) ?? null,
    validUntil: dayEnd(entry.lastDay, timezone) ?? null,
  };
}
