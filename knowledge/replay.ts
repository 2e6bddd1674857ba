// Asks pinned questions again: whether the answer that the owner relies on is still the one that customers get.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import { type Answers, findAnswers } from './answering.ts';
import { plain } from './parse/markdown.ts';
import type { Search } from './search.ts';

/** What customers are answered from. */
export interface Answering {
  readonly documentId: DocumentId;
  readonly title: string;
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** The bot calls a person for it. */
  readonly isHumanOnly: boolean;
}

/** What must hold. */
export interface Expectation {
  readonly question: string;
  readonly language: Language;
  readonly documentId: DocumentId;
  /** Must stand in the passage that answers; '' where any will do. */
  readonly expectedText: string;
}

/** holds: as expected. changed: another answer, or a person's. fails: none, so that the bot says it doesn't know. */
export type PinState = 'holds' | 'changed' | 'fails';

export interface Replayed {
  readonly state: PinState;
  readonly answered: Answering | undefined;
}

const EXCERPT_CHARS = 400;

/** The passage that a customer is answered from, or called a person for; undefined where the bot isn't sure enough. */
export function answeringOf(found: Answers, expected?: DocumentId): Answering | undefined {
  const { answers, reserved, confidence } = found;
  // A message of several questions has several answers.
  const best = reserved[0] ?? answers.find(({ documentId }) => documentId === expected) ?? answers[0];
  if (!best) return undefined;
  const { documentId, title, text, isHumanOnly } = best;
  return { documentId, title, text, isHumanOnly, confidence };
}

export async function replay<T extends Expectation>(
  search: Search,
  pins: readonly T[],
  of: { readonly tenantId: TenantId; readonly threshold: number; readonly signal: AbortSignal },
): Promise<readonly { readonly pin: T; readonly replayed: Replayed }[]> {
  const all: { pin: T; replayed: Replayed }[] = [];
  for (const pin of pins) {
    const query = { tenantId: of.tenantId, text: pin.question, language: pin.language };
    const found = await findAnswers({ search, threshold: of.threshold }, query, of.signal);
    all.push({ pin, replayed: judge(pin, answeringOf(found, pin.documentId)) });
  }
  return all;
}

export function judge(pin: Expectation, answered: Answering | undefined): Replayed {
  if (!answered) return { state: 'fails', answered: undefined };
  const isSame =
    answered.documentId === pin.documentId &&
    !answered.isHumanOnly &&
    flat(answered.text).includes(flat(pin.expectedText));
  const shown = { ...answered, text: plain(answered.text).slice(0, EXCERPT_CHARS).toWellFormed() };
  return { state: isSame ? 'holds' : 'changed', answered: shown };
}

// Bold letters, line breaks and capitals don't make another answer.
function flat(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*_`]+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
