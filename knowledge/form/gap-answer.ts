// What an answer to a gap is written from, and whether customers get it now, however they asked.
import type { DocumentId } from '../../src/model/ids.ts';
import type { Gap, Wording } from '../gaps.ts';
import { answeringOf } from '../replay.ts';
import type { FormDeps } from './route.ts';

const LONGEST_CHARS = 4_000;
const JUDGED = 5;

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
    const result = await pins.search(tenantId, { text, language }, { limit: JUDGED, signal });
    if (answeringOf(result, pins.threshold)?.documentId !== documentId) missed.push(wording);
  }
  return missed;
}
