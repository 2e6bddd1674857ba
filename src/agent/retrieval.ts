// What the knowledge holds for a question: what the bot may say of it, and what only a person may.
import type { Found, Search, SearchResult } from '../../knowledge/search.ts';
import { type Question, sinceReturn } from './question.ts';
import { splitQuestions, type Understanding } from './understand.ts';

export interface Retrieved {
  /** Everything near, best first; also what only a person may answer from. */
  readonly passages: readonly Found[];
  /** The best passage of each question that the bot may answer. */
  readonly answers: readonly Found[];
  /** The best passage of each question that only a person may answer. */
  readonly reserved: readonly Found[];
  /** 0 to 1: that the answer is in `reserved` where there is any, else in what the bot may say. */
  readonly confidence: number;
}

const PASSAGES = 5;
const NOTHING: Retrieved = { passages: [], answers: [], reserved: [], confidence: 0 };

export async function retrieve(
  deps: { readonly search: Search; readonly threshold: number },
  { tenantId, text, history }: Question,
  { understanding, signal }: { readonly understanding: Understanding; readonly signal: AbortSignal },
): Promise<Retrieved> {
  const { smallTalk, isEmpty, isUnreadable, isTooLong, isComplaint, language } = understanding;
  // What the customer complains of is worth a search: the staff see what the knowledge says about it.
  const needsNone = smallTalk !== 'none' && !isComplaint;
  // A picture or a document alone asks nothing that could be searched for.
  if (needsNone || isEmpty || isUnreadable || isTooLong || text === '') return NOTHING;
  const options = { limit: PASSAGES, signal };
  const asked = { language, history: sinceReturn(history).map((message) => message.text) };
  const results = await Promise.all(
    splitQuestions(text).map((part) => deps.search(tenantId, { ...asked, text: part }, options)),
  );
  return join(results, deps.threshold);
}

function join(results: readonly SearchResult[], threshold: number): Retrieved {
  const parts = results.map((result) => {
    const own = result.passages.find((found) => !found.isHumanOnly);
    const reserved = result.passages.find((found) => found.isHumanOnly);
    const confidence = own ? result.confidence : 0;
    // A better passage that the bot may quote wins over one that only a person may.
    const isReserved =
      reserved !== undefined &&
      result.humanOnlyConfidence >= threshold &&
      (result.passages[0] === reserved || confidence < threshold);
    return isReserved
      ? { answer: undefined, reserved, confidence: 0, reservedConfidence: result.humanOnlyConfidence }
      : {
          answer: confidence >= threshold ? own : undefined,
          reserved: undefined,
          confidence,
          reservedConfidence: 0,
        };
  });
  const reserved = distinct(parts.map((part) => part.reserved));
  const confidences = parts.map((part) => (reserved.length > 0 ? part.reservedConfidence : part.confidence));
  return {
    passages: distinct(results.flatMap((result) => result.passages)),
    answers: distinct(parts.map((part) => part.answer)),
    reserved,
    confidence: Math.max(0, ...confidences),
  };
}

function distinct(passages: readonly (Found | undefined)[]): readonly Found[] {
  const found = passages.filter((passage) => passage !== undefined);
  return [...new Map(found.map((passage) => [passage.passageId, passage])).values()];
}
