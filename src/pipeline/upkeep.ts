// In the background: documents that a crash left half read are read again, passages without a vector get theirs.
import { embedMissing } from '../../knowledge/embedding.ts';
import type { Library } from '../../knowledge/ingest.ts';
import type { Embedder } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import type { Pool } from '../store/pool.ts';

export interface UpkeepDeps {
  readonly pool: Pool;
  readonly library: Library;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

/** An outage of the model is over by then, or is tried again. */
const INTERVAL_MS = 5 * 60_000;

/** Runs at once and then every five minutes, one round at a time. @returns its stop. */
export function startUpkeep(deps: UpkeepDeps): () => Promise<void> {
  const controller = new AbortController();
  let round: Promise<void> | undefined;
  const begin = (): void => {
    round ??= keepUp(deps, controller.signal).finally(() => {
      round = undefined;
    });
  };
  begin();
  const timer = setInterval(begin, INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    controller.abort(new Error('the server stops'));
    await round;
  };
}

async function keepUp({ pool, library, embedder, log }: UpkeepDeps, signal: AbortSignal): Promise<void> {
  try {
    await library.resume(signal);
    const embedded = await embedMissing({ pool, embedder, log }, signal);
    if (embedded > 0) log.info({ passages: embedded }, 'passages were embedded');
  } catch (error) {
    if (!signal.aborted)
      log.warn({ err: error }, 'the knowledge was not brought up to date; it is tried again');
  }
}
