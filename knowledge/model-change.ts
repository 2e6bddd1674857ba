// What follows a change of the embedding model: passages are embedded anew while the old vectors answer, then they switch.
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import type { Database, Pool } from '../src/store/pool.ts';
import { isDeciding } from '../src/store/reading-ways.ts';
import { embedMissing } from './embedding.ts';
import { buildIndex, dropUnusedIndexes, INDEXED_FROM } from './vector-index.ts';
import { announceModel, dropVectors, markIndexed, switchModel } from './vectors.ts';

export interface VectorDeps {
  readonly pool: Pool;
  /** An index takes minutes to build, in which the embedded database could do nothing else: it has none. */
  readonly kind: Database['kind'];
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

/**
 * One round: embeds what is missing, then lets the new vectors answer, then drops the old ones.
 * @returns how many passages were embedded. @throws ModelError where the model is away: the next round goes on.
 */
export async function tendVectors(deps: VectorDeps, signal: AbortSignal): Promise<number> {
  const { pool, kind, embedder, log } = deps;
  if (!embedder) return 0;
  const { model } = embedder;
  // While two models are in use, as in a rolling deploy, one of them leaves all to the other.
  const decides = (): Promise<boolean> => isDeciding(pool, { kind: 'model', value: model });
  if (!(await decides())) return 0;
  await announceModel(pool, model);
  const refused = new Set<string>();
  const count = await embedMissing(deps, signal, refused);
  if (signal.aborted || !(await decides())) return count;
  // Before the switch, since a search without it would be slow by then.
  const isBuilt = kind === 'postgresql' && (await buildIndex(pool, model, { signal, log }));
  const indexedFrom = isBuilt ? INDEXED_FROM : Number.POSITIVE_INFINITY;
  const switched = await switchModel(pool, model, { except: [...refused], indexedFrom });
  if (switched > 0) log.info({ model }, 'all passages are embedded by the new model: its vectors answer now');
  await markIndexed(pool, model, indexedFrom);
  await dropVectors(pool, model);
  if (kind === 'postgresql') await dropUnusedIndexes(pool);
  return count;
}
