// Reads what waits to be taken into the knowledge, in the background: claimed by a lease, so that a crash loses nothing
// and repeats nothing. Progress stands in the database.
import { setTimeout as wait } from 'node:timers/promises';
import type { Embedder, LanguageModel, Transcriber } from '../../src/llm/llm.ts';
import type { Log } from '../../src/log.ts';
import { KakiError } from '../../src/model/errors.ts';
import type { Files } from '../../src/store/files.ts';
import {
  type ClaimedItem,
  claimItems,
  finishItem,
  forgetFailed,
  type ItemEnd,
  postponeItem,
  renewItem,
} from '../../src/store/imports.ts';
import { asStoreError, type Pool } from '../../src/store/pool.ts';
import { embedMissing } from '../embedding.ts';
import { createLibrary, type Library } from '../ingest.ts';
import { Unreadable } from '../parse/unreadable.ts';
import type { PinGuard } from '../pin-guard.ts';
import { checkDueSource } from '../web/check.ts';
import type { Web } from '../web/web.ts';
import { takeFile } from './file.ts';
import { takePage } from './page.ts';
import { MOST_UNDER_WAY } from './read-ahead.ts';
import type { TakeDeps } from './take.ts';

export interface ImporterDeps {
  readonly pool: Pool;
  /** Where what is dropped on the form is kept until it is read. */
  readonly files: Files;
  readonly library: Library;
  readonly embedder: Embedder | undefined;
  readonly model: LanguageModel | undefined;
  readonly transcriber: Transcriber | undefined;
  readonly pins: PinGuard;
  readonly web: Web;
  readonly log: Log;
}

export interface Importer {
  readonly files: Files;
  /** There is something new to read. */
  ring(): void;
  /** @returns its stop: what is under way is called off, and goes on at the next start. */
  start(): () => Promise<void>;
}

/** Shorter than the 14 s within which everything goes on after a crash. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_500;
/** Two cores; and pages are fetched one after the other. */
const AT_ONCE = { files: 2, web: 1 } as const;
const LOOK_MS = 2_000;
const OPEN_TIMEOUT_MS = 60_000;
/** The pauses after each failed try of what may pass; the last try is one more. */
const PAUSES_MS = [1_000, 5_000, 30_000];
/** Bytes of what failed are kept for so long, to be tried again. */
const KEPT_DAYS = 7;
const HOUSEKEEPING_MS = 3_600_000;

export const OWN_FAULT_WORDS =
  'Kaki itself failed on this one. Try it again, or tell whoever looks after Kaki.';
export const FATAL_WORDS = 'Reading it stopped the program several times, so it is left out.';

export function createImporter(deps: ImporterDeps): Importer {
  const sleepers = new Set<AbortController>();
  let rings = 0;
  const wake = (): void => {
    rings += 1;
    for (const sleeper of sleepers) sleeper.abort();
  };
  return {
    files: deps.files,
    ring: wake,
    start() {
      const stop = new AbortController();
      const { signal } = stop;
      // A ring while a lane was looking is not lost: it looks once more.
      const createRest = () => {
        let heard = 0;
        return async (): Promise<void> => {
          const sleeper = new AbortController();
          sleepers.add(sleeper);
          if (heard === rings && !signal.aborted)
            await wait(LOOK_MS, undefined, sleeper).catch(() => undefined);
          heard = rings;
          sleepers.delete(sleeper);
        };
      };
      const embed = createEmbedding(deps, signal);
      const lane = (kind: 'files' | 'web') => runLane(deps, kind, { signal, rest: createRest(), embed });
      const lanes = [lane('files'), lane('web'), tidy(deps, signal)];
      return async () => {
        stop.abort(new Error('the server stops'));
        wake();
        await Promise.all([...lanes, embed()]);
      };
    },
  };
}

// One round at a time, beside the reading. What fails is made good by the upkeep.
function createEmbedding(deps: ImporterDeps, signal: AbortSignal): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(async () => {
      if (signal.aborted) return;
      await embedMissing(deps, signal).catch((err: unknown) =>
        deps.log.warn({ err }, 'what was imported is embedded later'),
      );
    });
    return last;
  };
}

interface Run {
  readonly signal: AbortSignal;
  /** Until there may be something to do. */
  readonly rest: () => Promise<void>;
  /** Gives vectors to what has none yet. */
  readonly embed: () => Promise<void>;
}

async function runLane(
  deps: ImporterDeps,
  kind: 'files' | 'web',
  { signal, rest, embed }: Run,
): Promise<void> {
  const take = { ...deps, bulk: createLibrary({ ...deps, embedder: undefined }) };
  const running = new Set<Promise<void>>();
  // Those that are read wait to be published together, and leave room.
  const reading = new Set<Promise<void>>();
  let hasNew = false;
  while (!signal.aborted) {
    try {
      if (kind === 'web') await checkDueSource(deps, signal);
      const limit = Math.min(AT_ONCE[kind] - reading.size, MOST_UNDER_WAY - running.size);
      for (const item of limit > 0 ? await claimItems(deps.pool, { kind, limit, leaseMs: LEASE_MS }) : []) {
        hasNew = true;
        const { promise: isRead, resolve: onRead } = Promise.withResolvers<void>();
        const task = holdAndTake(take, { ...item, onRead }, signal).finally(() => {
          onRead();
          running.delete(task);
        });
        running.add(task);
        reading.add(isRead);
        void isRead.then(() => reading.delete(isRead));
      }
      if (running.size > 0) await Promise.race([...running, ...reading]);
      else if (hasNew) {
        hasNew = false;
        void embed();
      } else await rest();
    } catch (error) {
      if (!signal.aborted)
        deps.log.warn({ err: asStoreError(error), kind }, 'imports are tried again shortly');
      await rest();
    }
  }
  await Promise.all(running);
}

type HoldDeps = ImporterDeps & TakeDeps;

interface HeldItem extends ClaimedItem {
  readonly onRead: () => void;
}

async function holdAndTake(deps: HoldDeps, item: HeldItem, signal: AbortSignal): Promise<void> {
  const timer = setInterval(() => {
    renewItem(deps.pool, item, LEASE_MS).catch((err: unknown) =>
      deps.log.warn({ err, itemId: item.id }, 'the lease of an import was not renewed'),
    );
  }, RENEW_MS);
  try {
    const end = await takeClaimed(deps, item, signal);
    await finish(deps, item, end);
  } catch (error) {
    await settle(deps, item, { error, isCalledOff: signal.aborted }).catch((err: unknown) =>
      // Its lease runs out, and somebody takes it up.
      deps.log.warn({ err: asStoreError(err), itemId: item.id }, 'the end of an import was not stored'),
    );
  } finally {
    clearInterval(timer);
  }
}

async function takeClaimed(deps: HoldDeps, item: HeldItem, signal: AbortSignal): Promise<ItemEnd> {
  // A file that takes the process with it.
  if (item.attempts > PAUSES_MS.length + 1) return { state: 'failed', error: FATAL_WORDS };
  const given = { ...item, by: item.userId ?? undefined };
  if (item.kind === 'web') return takePage(deps, given, signal);
  if (!item.contentUrl) return { state: 'failed', error: 'The file is no longer kept. Choose it again.' };
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
  const { bytes } = await deps.files.open(item.contentUrl, giveUp);
  return takeFile(deps, { ...given, bytes }, signal);
}

async function finish(deps: HoldDeps, item: ClaimedItem, end: ItemEnd): Promise<void> {
  const isOurs = await finishItem(deps.pool, item, end);
  if (isOurs && end.state !== 'failed' && item.contentUrl) await drop(deps, item.contentUrl);
}

async function settle(
  deps: HoldDeps,
  item: ClaimedItem,
  { error, isCalledOff }: { readonly error: unknown; readonly isCalledOff: boolean },
): Promise<void> {
  if (isCalledOff) return postponeItem(deps.pool, item, { delayMs: 0, counts: false });
  const isFilesFault = error instanceof Unreadable || (error instanceof KakiError && !error.retryable);
  const delayMs = isFilesFault ? undefined : PAUSES_MS[item.attempts - 1];
  if (delayMs !== undefined) {
    deps.log.warn({ err: error, itemId: item.id, delayMs }, 'a file of an import is tried again');
    return postponeItem(deps.pool, item, { delayMs, counts: true });
  }
  if (!isFilesFault) deps.log.warn({ err: error, itemId: item.id }, 'a file of an import was given up');
  const isTold = error instanceof Unreadable || error instanceof KakiError;
  await finish(deps, item, { state: 'failed', error: isTold ? error.message : OWN_FAULT_WORDS });
}

async function drop({ files, log }: ImporterDeps, contentUrl: string): Promise<void> {
  await files.remove(contentUrl).catch((err: unknown) => log.warn({ err }, 'a read file was not removed'));
}

async function tidy(deps: ImporterDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const contentUrl of await forgetFailed(deps.pool, KEPT_DAYS)) await drop(deps, contentUrl);
    } catch (error) {
      deps.log.warn({ err: asStoreError(error) }, 'old files of imports stay for now');
    }
    await wait(HOUSEKEEPING_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
