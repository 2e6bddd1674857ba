// What an answer to a gap is written from, and whether customers get it now, however they asked.
import type { DocumentId } from '../../src/model/ids.ts';
import { answerGap, type Gap, listGaps, type Wording } from '../gaps.ts';
import { answeringOf } from '../replay.ts';
import type { FormDeps } from './route.ts';

const LONGEST_CHARS = 4_000;

/** One per line: the answer is to all of them. */
export function otherWordings({ wordings }: Gap): string {
  const lines = wordings.slice(1).map(({ question }) => question.replace(/\s+/g, ' '));
  const text = lines.join('\n');
  return text.length <= LONGEST_CHARS ? text : text.slice(0, text.lastIndexOf('\n', LONGEST_CHARS));
}

/** The wordings whose answer is still not `documentId`, most typical first. */
export async function findMissed(
  { pins, tenantId }: Pick<FormDeps, 'pins' | 'tenantId'>,
  { wordings, documentId }: Pick<Gap, 'wordings'> & { readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<readonly Wording[]> {
  const missed: Wording[] = [];
  for (const wording of wordings) {
    const { question: text, language } = wording;
    const found = await pins.answer(tenantId, { text, language }, signal);
    if (answeringOf(found, documentId)?.documentId !== documentId) missed.push(wording);
  }
  return missed;
}

// Each is a search of a few milliseconds, and an owner waits for them.
const CLOSED_AT_ONCE = 60;

/** Other gaps that the entry answers too, however they were asked, need no answer of their own. @returns how many. */
export async function closeAnswered(
  deps: FormDeps,
  documentId: DocumentId,
  signal: AbortSignal,
): Promise<number> {
  const gaps = await listGaps(deps.pool, deps.tenantId, CLOSED_AT_ONCE);
  const questions = gaps.flatMap(({ wordings }) => wordings.map(({ question }) => question));
  // Without its vectors a search goes by words alone.
  await deps.pins.prepare(questions, signal).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'open questions were not embedded');
  });
  let closed = 0;
  for (const { id, wordings } of gaps) {
    // The most typical first: mostly one look is enough.
    if (!(await areAnswered(deps, { wordings: wordings.slice(0, 1), documentId }, signal))) continue;
    if (!(await areAnswered(deps, { wordings: wordings.slice(1), documentId }, signal))) continue;
    await answerGap(deps.pool, deps.tenantId, id, documentId);
    closed += 1;
  }
  return closed;
}

async function areAnswered(...given: Parameters<typeof findMissed>): Promise<boolean> {
  return (await findMissed(...given)).length === 0;
}
