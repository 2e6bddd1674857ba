// What customers are answered from: the one way from a question to its answer, for a turn and for whoever tries it.
import type { TenantId } from '../src/model/ids.ts';
import { countTelling, namesNothing, pointsBack } from './follow-up.ts';
import type { Found, Search, SearchResult } from './search.ts';
import { toTerms } from './terms.ts';

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
/** A passage that holds less of a question's words is near for what was asked before it. */
const HELD_SHARE = 0.5;

export async function findAnswers(
  { search, threshold }: { readonly search: Search; readonly threshold: number },
  query: Parameters<Search>[1] & { readonly tenantId: TenantId },
  signal: AbortSignal,
): Promise<Answers> {
  const { tenantId, text, ...asked } = query;
  const options = { limit: PASSAGES, signal };
  const questions = splitQuestions(text);
  const results = await Promise.all(
    questions.map(async (question, index) => {
      const history = [...(asked.history ?? []), ...questions.slice(0, index)];
      return { ...(await search(tenantId, { ...asked, text: question, history }, options)), question };
    }),
  );
  return join(results, threshold);
}

type Asked = SearchResult & { readonly question: string };

function join(results: readonly Asked[], threshold: number): Answers {
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
  const answers = distinct(parts.map((part) => part.answer));
  // What answers it may stand above already, found with more certainty for another of the questions.
  const isAmong = ({ passages: [best], question }: Asked): boolean =>
    best !== undefined &&
    (best.lexical >= HELD_SHARE || pointsBack(toTerms(question), question)) &&
    answers.some((answer) => answer.passageId === best.passageId);
  const missed = results
    .filter((_, index) => !parts[index]?.answer && !parts[index]?.reserved)
    .filter((result) => !isAmong(result))
    .map(({ question }) => question);
  const confidences = parts.map((part) => (reserved.length > 0 ? part.reservedConfidence : part.confidence));
  return {
    passages: distinct(results.flatMap((result) => result.passages)),
    answers,
    reserved,
    unanswered: results.length > 1 ? missed : [],
    confidence: Math.max(0, ...confidences),
  };
}

function distinct(passages: readonly (Found | undefined)[]): readonly Found[] {
  const found = passages.filter((passage) => passage !== undefined);
  return [...new Map(found.map((passage) => [passage.passageId, passage])).values()];
}

const MOST_QUESTIONS = 5;
const LEAST_CHARS = 4;
const LEAST_HAN = 3;

/**
 * The questions of a message that asks several; one element where it doesn't. At most five, and nothing is lost: what
 * tells something goes with the question after it, and what is no question of its own with the one before.
 */
export function splitQuestions(text: string): readonly string[] {
  const parts: string[] = [];
  let begun: string[] = [];
  const take = (isOwn: boolean): void => {
    const before = isOwn ? [] : parts.splice(-1);
    parts.push([...before, ...begun].join(' '));
    begun = [];
  };
  for (const piece of text.split(/(?<=[?？])(?![?？!！])\s*|\n+/)) {
    const part = piece.trim();
    const asks = /[?？][!！]*$/.test(part);
    const terms = toTerms(part);
    // "Hi", "thanks".
    if (!asks && terms.every(({ isSmall }) => isSmall)) continue;
    begun.push(part);
    if (!asks) continue;
    const isFirst = parts.length === 0;
    const needsAnother = isFirst ? countTelling(terms) === 0 : namesNothing(terms);
    const isOwn = part.length >= leastOf(part) && !needsAnother;
    if (isOwn || !isFirst) take(isOwn && parts.length < MOST_QUESTIONS);
  }
  if (begun.length > 0) take(false);
  return parts.length > 1 ? parts : [text];
}

function leastOf(part: string): number {
  return /\p{Script=Han}/u.test(part) ? LEAST_HAN : LEAST_CHARS;
}
