// In the background: passages that have no vector yet, or another model's, get theirs; search serves words meanwhile.
import { embedMissing } from '../../knowledge/embedding.ts';
import type { Embedder } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import type { Pool } from '../store/pool.ts';

/** An outage of the model is over by then, or is tried again. */
const INTERVAL_MS = 5 * 60_000;

/** Runs at once and then every five minutes; one round at a time. */
export function startEmbedding(deps: {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}): () => Promise<void> {
  const controller = new AbortController();
  let round: Promise<void> | undefined;
  const begin = (): void => {
    round ??= embedRound(deps, controller.signal).finally(() => {
      round = undefined;
    });
  };
  if (deps.embedder) begin();
  const timer = deps.embedder && setInterval(begin, INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    controller.abort(new Error('the server stops'));
    await round;
  };
}

async function embedRound(deps: Parameters<typeof startEmbedding>[0], signal: AbortSignal): Promise<void> {
  try {
    const embedded = await embedMissing(deps, signal);
    if (embedded > 0) deps.log.info({ passages: embedded }, 'passages were embedded');
  } catch (error) {
    if (!signal.aborted)
      deps.log.warn(
        { err: error },
        'passages were not embedded; words still find them, and it is tried again',
      );
  }
}
