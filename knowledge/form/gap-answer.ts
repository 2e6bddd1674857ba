// What an answer to a gap is written from, and whether customers get it now, however they asked.
import type { DocumentId } from '../../src/model/ids.ts';
import { answerGap, type Gap, listAnsweredSince, listGaps, reopenGap, type Wording } from '../gaps.ts';
import { answeringOf } from '../replay.ts';
import type { FormDeps } from './route.ts';

const LONGEST_CHARS = 4_000;

/** One per line: the answer is to all of them. */
export function otherWordings({ wordings }: Gap): string {
  const lines = wordings.slice(1).map(({ question }) => question.replace(/\s+/g, ' '));
  const text = lines.join('\n');
  return text.length <= LONGEST_CHARS ? text : text.slice(0, text.lastIndexOf('\n', LONGEST_CHARS));
}

type AnswerDeps = Pick<FormDeps, 'pins' | 'tenantId'>;
type StoredDeps = AnswerDeps & Pick<FormDeps, 'pool' | 'log'>;

/** The wordings whose answer is still not `documentId`, most typical first. */
export async function findMissed(
  deps: AnswerDeps,
  { wordings, documentId }: Pick<Gap, 'wordings'> & { readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<readonly Wording[]> {
  const missed: Wording[] = [];
  for (const wording of wordings)
    if (!(await isAnswered(deps, { wording, documentId }, signal))) missed.push(wording);
  return missed;
}

async function isAnswered(
  { pins, tenantId }: AnswerDeps,
  { wording, documentId }: { readonly wording: Wording; readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<boolean> {
  const query = { text: wording.question, language: wording.language };
  // A search of a few milliseconds spares the reranker what the entry has nothing to do with.
  if (!(await pins.mayAnswer(tenantId, { ...query, documentId }, signal))) return false;
  const found = await pins.answer(tenantId, query, signal);
  return answeringOf(found, documentId)?.documentId === documentId;
}

// An owner waits for them.
const CLOSED_AT_ONCE = 60;
// What is saved is followed through, also where its owner has left the page meanwhile.
const FOLLOWED_MS = 60_000;

/** Other gaps that the entry answers too, however they were asked, need no answer of their own. @returns how many. */
export async function closeAnswered(
  deps: StoredDeps,
  documentId: DocumentId,
  signal: AbortSignal = AbortSignal.timeout(FOLLOWED_MS),
): Promise<number> {
  const gaps = await listGaps(deps.pool, deps.tenantId, CLOSED_AT_ONCE);
  await embed(deps, gaps, signal);
  let closed = 0;
  for (const gap of gaps) {
    // The most typical first: mostly one look is enough.
    if (!(await areAnswered(deps, { ...gap, documentId }, signal))) continue;
    if (await answerGap(deps.pool, deps.tenantId, gap.id, documentId, gap)) closed += 1;
  }
  return closed;
}

/** What a save had answered, and after its undo the entry answers no more, is open again. */
export async function reopenUnanswered(
  deps: StoredDeps,
  of: { readonly documentId: DocumentId; readonly since: Date },
): Promise<void> {
  const signal = AbortSignal.timeout(FOLLOWED_MS);
  const gaps = await listAnsweredSince(deps.pool, deps.tenantId, of);
  await embed(deps, gaps, signal);
  for (const { id, wordings } of gaps)
    if ((await areAnswered(deps, { wordings, documentId: of.documentId }, signal)) === false)
      await reopenGap(deps.pool, deps.tenantId, id, of.documentId);
}

// Without its vectors a search goes by words alone.
async function embed(deps: StoredDeps, gaps: readonly Gap[], signal: AbortSignal): Promise<void> {
  const questions = gaps.flatMap(({ wordings }) => wordings.map(({ question }) => question));
  await deps.pins.prepare(deps.tenantId, questions, signal).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'questions were not embedded');
  });
}

/** @returns undefined where the signal came first: what was saved is saved, and its gaps stay as they are. */
async function areAnswered(
  deps: AnswerDeps,
  { wordings, documentId }: Pick<Gap, 'wordings'> & { readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    for (const wording of wordings)
      if (!(await isAnswered(deps, { wording, documentId }, signal))) return false;
    return true;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
