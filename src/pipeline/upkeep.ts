// In the background: documents that a crash left half read are read again, passages get the vectors that they lack.
import type { Library } from '../../knowledge/ingest.ts';
import { tendVectors, type VectorDeps } from '../../knowledge/model-change.ts';

export interface UpkeepDeps extends VectorDeps {
  readonly library: Library;
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

async function keepUp({ library, ...deps }: UpkeepDeps, signal: AbortSignal): Promise<void> {
  const { log } = deps;
  try {
    await library.resume(signal);
    const embedded = await tendVectors(deps, signal);
    if (embedded > 0) log.info({ passages: embedded }, 'passages were embedded');
  } catch (error) {
    if (!signal.aborted)
      log.warn({ err: error }, 'the knowledge was not brought up to date; it is tried again');
  }
}
