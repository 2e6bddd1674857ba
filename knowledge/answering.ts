// What customers are answered from: the one way from a question to its answer, for a turn and for whoever tries it.
import type { TenantId } from '../src/model/ids.ts';
import { splitClauses } from './clauses.ts';
import type { Found, Search, SearchResult } from './search.ts';

export interface Answers {
  /** Everything near, best first; also what only a person may answer from. */
  readonly passages: readonly Found[];
  /** The best passage of each question that the bot may answer. */
  readonly answers: readonly Found[];
  /** The best passage of each question that only a person may answer: where there is any, the bot calls one. */
  readonly reserved: readonly Found[];
  /** Of several questions those that nothing answers, as they were asked. */
  readonly unanswered: readonly string[];
  /** 0 to 1: that the answer is in `reserved` where there is any, else in what the bot may say. */
  readonly confidence: number;
}

const PASSAGES = 5;

export async function findAnswers(
  { search, threshold }: { readonly search: Search; readonly threshold: number },
  query: Parameters<Search>[1] & { readonly tenantId: TenantId },
  signal: AbortSignal,
): Promise<Answers> {
  const { tenantId, text, ...asked } = query;
  const options = { limit: PASSAGES, signal };
  const questions = splitQuestions(text);
  const results = await Promise.all(
    questions.map(async (part) => ({
      ...(await search(tenantId, { ...asked, text: part }, options)),
      question: part,
    })),
  );
  return join(results, threshold);
}

function join(
  results: readonly (SearchResult & { readonly question: string })[],
  threshold: number,
): Answers {
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
  const missed = results
    .filter((_, index) => !parts[index]?.answer && !parts[index]?.reserved)
    .map(({ question }) => question);
  const confidences = parts.map((part) => (reserved.length > 0 ? part.reservedConfidence : part.confidence));
  return {
    passages: distinct(results.flatMap((result) => result.passages)),
    answers: distinct(parts.map((part) => part.answer)),
    reserved,
    unanswered: results.length > 1 ? missed : [],
    confidence: Math.max(0, ...confidences),
  };
}

function distinct(passages: readonly (Found | undefined)[]): readonly Found[] {
  const found = passages.filter((passage) => passage !== undefined);
  return [...new Map(found.map((passage) => [passage.passageId, passage])).values()];
}

const MOST_QUESTIONS = 3;

/** The questions of a message that asks several; one element where it doesn't. At most three. */
export function splitQuestions(text: string): readonly string[] {
  const asked = text
    .split(/(?<=[?？])\s*|\n+/)
    .map((part) => part.trim())
    .filter((part) => /[?？]$/.test(part) && part.length > 8);
  const parts = asked.length > 1 ? asked : splitClauses(text);
  return parts.length > 1 ? parts.slice(0, MOST_QUESTIONS) : [text];
}
