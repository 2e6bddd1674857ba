// The best of what was found, put in order by a model that reads question and passage together.
import type { Reranker } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import type { Found } from './fusion.ts';

// What comes later was found by nothing much; a reranker's time grows with each.
export const RERANKED = 20;

/** As it was where there is no reranker, or it fails. What only a person may answer from is not shown to it, and stays. */
export async function rerank(
  { reranker, log }: { readonly reranker?: Reranker | undefined; readonly log: Log },
  { text, found }: { readonly text: string; readonly found: readonly Found[] },
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const places = found.slice(0, RERANKED).flatMap((row, at) => (row.isHumanOnly ? [] : [at]));
  if (!reranker || places.length < 2) return found;
  const rows = places.flatMap((at) => found[at] ?? []);
  const texts = rows.map((row) => [row.title, row.heading, row.text].filter(Boolean).join('\n'));
  const scores = await reranker.rerank(text, texts, signal).catch((error: unknown) => {
    if (!signal.aborted) log.warn({ err: error }, 'what was found stays in the order of the search');
    return undefined;
  });
  if (!scores) return found;
  const scoreOf = (at: number): number => scores[at] ?? Number.NEGATIVE_INFINITY;
  const order = rows.map((_, at) => at).sort((one, other) => scoreOf(other) - scoreOf(one) || one - other);
  const ranked = [...found];
  places.forEach((place, rank) => {
    const row = rows[order[rank] ?? rank];
    // The score of its new place: what a model's own score means is known to nobody but its maker.
    if (row) ranked[place] = { ...row, score: found[place]?.score ?? row.score };
  });
  return ranked;
}
