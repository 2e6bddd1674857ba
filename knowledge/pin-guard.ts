// Watches over pinned questions: before a change is published they are asked with it and without it.
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import { ModelError } from '../src/model/errors.ts';
import type { TenantId } from '../src/model/ids.ts';
import { type Pool, poolWithin, type Queryable } from '../src/store/pool.ts';
import { arePinsOutdated, listPins, type Pin, storeReplayed } from './pins.ts';
import { type Replayed, replay } from './replay.ts';
import { createSearch, type Search } from './search.ts';

/** A pin that held, and would no more. */
export interface PinChange {
  readonly pin: Pin;
  readonly before: Replayed;
  readonly after: Replayed;
}

/** Thrown out of the transaction that holds the change, which is undone by it. */
export class PinsWouldChange extends Error {
  readonly changes: readonly PinChange[];

  constructor(changes: readonly PinChange[]) {
    super(`${changes.length} pinned answers would change`);
    this.name = 'PinsWouldChange';
    this.changes = changes;
  }
}

export interface PinGuard {
  /**
   * For the transaction that changes the knowledge: asks every pinned question in it, and stores what was found.
   * @param isForced the owner wants it all the same: nothing is thrown.
   * @returns undefined where nothing is pinned, or the embedding model is away: then nothing could be compared.
   */
  check(
    tenantId: TenantId,
    of: { readonly isForced: boolean; readonly signal: AbortSignal },
  ): Promise<((db: Queryable) => Promise<void>) | undefined>;
  /** Asks them now, and stores what was found. */
  replay(tenantId: TenantId, signal: AbortSignal): Promise<void>;
  /** The same, where the knowledge changed since; and not again at once. */
  refresh(tenantId: TenantId, signal: AbortSignal): Promise<void>;
  /** What a question is answered from now. */
  readonly search: Search;
  /** 0 to 1. */
  readonly threshold: number;
  /** Many questions are about to be searched: they are embedded in one call. @throws ModelError */
  prepare(questions: readonly string[], signal: AbortSignal): Promise<void>;
}

// An import changes the knowledge all the time: its pages are looked at meanwhile.
const REFRESH_EVERY_MS = 10_000;
const REMEMBERED = 1_000;
const LEARN_TIMEOUT_MS = 10_000;
// A page that asks sixty questions waits for a model that hangs once, not sixty times.
const REST_MS = 15_000;

export function createPinGuard(deps: {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly threshold: number;
  readonly now: () => number;
  readonly log: Log;
}): PinGuard {
  const { pool, threshold, log } = deps;
  const embedder = deps.embedder && rememberVectors(deps.embedder, deps.now);
  // Without a reranker: with and without the change must be asked alike, and none is called inside the transaction.
  const search = createSearch({ pool, embedder, log });
  const searchIn = (db: Queryable): Search =>
    createSearch({ pool: poolWithin(db), embedder: embedder?.known, log });
  const ask = (pins: readonly Pin[], on: Search, of: { tenantId: TenantId; signal: AbortSignal }) =>
    replay(on, pins, { ...of, threshold });
  const prepare = async (questions: readonly string[], signal: AbortSignal): Promise<void> =>
    embedder?.learn(questions, signal);
  const replayNow = async (tenantId: TenantId, signal: AbortSignal): Promise<void> => {
    const pins = await listPins(pool, tenantId);
    if (pins.length === 0) return;
    await prepare(questionsOf(pins), signal);
    const found = await ask(pins, search, { tenantId, signal });
    await storeReplayed(
      pool,
      tenantId,
      found.map(({ pin, replayed }) => ({ id: pin.id, ...replayed })),
    );
  };
  let refreshedAt = Number.NEGATIVE_INFINITY;
  return {
    search,
    threshold,
    prepare,
    async check(tenantId, { isForced, signal }) {
      const pins = await listPins(pool, tenantId);
      if (pins.length === 0) return undefined;
      // All vectors first, with the answers of now: no model is called inside the transaction.
      const isReady = await prepare(questionsOf(pins), signal).then(
        () => true,
        (error: unknown) => {
          log.warn({ err: error }, 'pinned questions could not be embedded: the change is not compared');
          return false;
        },
      );
      if (!isReady) return undefined;
      const before = await ask(pins, search, { tenantId, signal });
      return async (db) => {
        const after = await ask(pins, searchIn(db), { tenantId, signal });
        const changes = after.flatMap(({ pin, replayed }, at): readonly PinChange[] => {
          const earlier = before[at]?.replayed;
          return earlier?.state === 'holds' && replayed.state !== 'holds'
            ? [{ pin, before: earlier, after: replayed }]
            : [];
        });
        if (changes.length > 0 && !isForced) throw new PinsWouldChange(changes);
        const found = after.map(({ pin, replayed }) => ({ id: pin.id, ...replayed }));
        await storeReplayed(db, tenantId, found);
      };
    },
    replay: replayNow,
    async refresh(tenantId, signal) {
      if (deps.now() - refreshedAt < REFRESH_EVERY_MS || !(await arePinsOutdated(pool, tenantId))) return;
      refreshedAt = deps.now();
      await replayNow(tenantId, signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'pinned questions were not asked again');
      });
    },
  };
}

function questionsOf(pins: readonly Pin[]): readonly string[] {
  return pins.map(({ question }) => question);
}

interface Remembering extends Embedder {
  /** Calls no model: it throws where it doesn't remember. */
  readonly known: Embedder;
  learn(questions: readonly string[], signal: AbortSignal): Promise<void>;
}

/** The same few questions are asked at every change: each is embedded once, by each model. */
function rememberVectors(given: Embedder, now: () => number): Remembering {
  const embedder = restAfterFailure(given, now);
  const known = new Map<string, readonly number[]>();
  const others = new Map<string, Remembering | undefined>();
  const embed: Embedder['embed'] = async (texts, signal, kind) => {
    const unknown = new Set(texts.filter((text) => !known.has(text)));
    if (known.size + unknown.size > REMEMBERED) known.clear();
    const wanted = [...new Set(texts)].filter((text) => !known.has(text));
    const made = wanted.length > 0 ? await embedder.embed(wanted, signal, kind) : [];
    wanted.forEach((text, at) => {
      const vector = made[at];
      if (vector) known.set(text, vector);
    });
    return texts.map((text) => known.get(text) ?? []);
  };
  const recall: Embedder['embed'] = async (texts) =>
    texts.map((text) => {
      const vector = known.get(text);
      if (vector) return vector;
      throw new ModelError('embedding_unknown', 'A pinned question was not embedded before.');
    });
  return {
    model: embedder.model,
    embed,
    known: { model: embedder.model, embed: recall, of: (model) => others.get(model)?.known },
    of(model) {
      if (!others.has(model)) {
        const other = given.of?.(model);
        others.set(model, other && rememberVectors(other, now));
      }
      return others.get(model);
    },
    async learn(questions, signal) {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(LEARN_TIMEOUT_MS)]);
      await embed(questions, bounded);
    },
  };
}

/** After a failure no call is made for a while. */
function restAfterFailure(embedder: Embedder, now: () => number): Embedder {
  let restUntil = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  return {
    model: embedder.model,
    async embed(texts, signal, kind) {
      if (now() < restUntil)
        throw new ModelError('embedding_resting', 'The embedding model failed a moment ago.', {
          cause: failure,
          retryable: true,
        });
      try {
        return await embedder.embed(texts, signal, kind);
      } catch (error) {
        // A visitor who went away is no failure of the model.
        if (!signal.aborted || signal.reason?.name === 'TimeoutError') {
          failure = error;
          restUntil = now() + REST_MS;
        }
        throw error;
      }
    },
  };
}
