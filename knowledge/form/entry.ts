// One entry of knowledge as the editor holds it, and what keeps it from being saved.
import type { DocumentId, GapId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import type { DocumentKind } from '../documents.ts';

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
  /** The customers' question that this answers. */
  readonly gapId: GapId | undefined;
}

export type EntryErrors = Partial<Record<'title' | 'body' | 'file' | 'all', string>>;

const KINDS: readonly DocumentKind[] = ['question_answer', 'markdown', 'text', 'html'];
const LONGEST_TITLE_CHARS = 300;

export function readKind(value: string | null): DocumentKind {
  return KINDS.find((kind) => kind === value) ?? 'question_answer';
}

/** By field; empty where it may be saved. */
export function faultsOf(entry: Entry): EntryErrors {
  const isQuestion = entry.kind === 'question_answer';
  const errors: EntryErrors = {};
  if (isQuestion && entry.title === '') errors.title = 'Write the question as a customer would ask it.';
  if (entry.title.length > LONGEST_TITLE_CHARS)
    errors.title = `This has ${entry.title.length} characters; at most ${LONGEST_TITLE_CHARS} fit here.`;
  if (entry.body.trim() === '')
    errors.body = isQuestion ? 'Write the answer that customers should get.' : 'Write or upload the text.';
  return errors;
}
