// In the background: documents that a crash left half read, or another version of the program read, are read again, passages
// get the vectors that they lack.
import { READER_VERSION } from '../../knowledge/draft.ts';
import type { Library } from '../../knowledge/ingest.ts';
import { tendVectors, type VectorDeps } from '../../knowledge/model-change.ts';
import { isAnyBehind } from '../../knowledge/unread.ts';
import { asStoreError } from '../store/pool.ts';
import { announceWays, RENEW_WAYS_MS, renewWays, type Way } from '../store/reading-ways.ts';

export interface UpkeepDeps extends VectorDeps {
  readonly library: Library;
}

/** An outage of the model is over by then, or is tried again. */
const INTERVAL_MS = 5 * 60_000;
/** Questions wait for documents that another version of the program read: out of the bin, or saved by a process that goes. */
const LOOK_MS = 5_000;

/** Runs at once and then from time to time, one round of a kind at a time. @returns its stop. */
export function startUpkeep(deps: UpkeepDeps): () => Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const { pool, log, embedder, library } = deps;
  const ways: readonly Way[] = [
    { kind: 'reader', value: READER_VERSION },
    ...(embedder ? [{ kind: 'model', value: embedder.model } as const] : []),
  ];
  const attempt = async (what: () => Promise<unknown>): Promise<void> => {
    await what().catch((error: unknown) => {
      if (!signal.aborted)
        log.warn({ err: asStoreError(error) }, 'the knowledge was not brought up to date; it is tried again');
    });
  };
  // What is newest decides: nothing is done before that is known.
  let isAnnounced = false;
  const announce = async (): Promise<void> => {
    await (isAnnounced ? renewWays : announceWays)(pool, ways);
    isAnnounced = true;
  };
  const announced = attempt(announce);
  const keepUp = async (): Promise<void> => {
    await announced;
    await library.resume(signal);
    const embedded = await tendVectors(deps, signal);
    if (embedded > 0) log.info({ passages: embedded }, 'passages were embedded');
  };
  const look = async (): Promise<void> => {
    await announced;
    if (await isAnyBehind(pool, READER_VERSION)) await library.resume(signal);
  };
  const stops = [
    repeat(() => attempt(keepUp), INTERVAL_MS),
    repeat(() => attempt(look), LOOK_MS),
    repeat(() => announced.then(() => attempt(announce)), RENEW_WAYS_MS),
  ];
  return async () => {
    controller.abort(new Error('the server stops'));
    await Promise.all(stops.map((stop) => stop()));
  };
}

// At once and then every so often; never twice at a time.
function repeat(work: () => Promise<void>, everyMs: number): () => Promise<void> {
  let round: Promise<void> | undefined;
  const begin = (): void => {
    round ??= work().finally(() => {
      round = undefined;
    });
  };
  begin();
  const timer = setInterval(begin, everyMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
