// What a replay of pinned questions remembers of the models: the same few questions are asked at every change, and inside a
// transaction no model is called.
import { createHash } from 'node:crypto';
import type { Embedder, EmbeddingKind, Reranker } from '../src/llm/llm.ts';
import { ModelError } from '../src/model/errors.ts';
import { rejectOn } from './embedding.ts';

const REMEMBERED = 1_000;
/** An owner waits for this; what was learnt by then is kept. */
export const LEARN_TIMEOUT_MS = 10_000;
// What is slow gets some of many questions done in its time.
const BATCH = 32;
// A page that asks sixty questions waits for a model that hangs once, not sixty times.
const REST_MS = 15_000;
// Each takes a service some 300 ms. Customers' answers go through the same service: more at once it may refuse them.
const LEARNED_AT_ONCE = 2;

export interface Remembering extends Embedder {
  of(model: string): Remembering | undefined;
  /** @returns what knows these texts alone, and calls no model. @throws ModelError; the signal's reason. */
  learn(texts: readonly string[], signal: AbortSignal): Promise<Embedder>;
}

/** The same few questions are asked at every change: each is embedded once, by each model. */
export function rememberVectors(given: Embedder, now: () => number): Remembering {
  const embedder = restAfterFailure(given, now);
  const memory = createMemory<readonly number[]>();
  const others = new Map<string, Remembering | undefined>();
  const find = async (
    texts: readonly string[],
    signal: AbortSignal,
    kind?: EmbeddingKind,
  ): Promise<ReadonlyMap<string, readonly number[]>> => {
    const found = new Map<string, readonly number[]>();
    const keep = (text: string, vector: readonly number[] | undefined): void => {
      if (vector) found.set(text, vector);
    };
    for (const text of texts) keep(text, memory.get(text));
    const wanted = [...new Set(texts)].filter((text) => !found.has(text));
    for (let from = 0; from < wanted.length; from += BATCH) {
      const batch = wanted.slice(from, from + BATCH);
      const made = await embedder.embed(batch, signal, kind);
      batch.forEach((text, at) => {
        const vector = made[at];
        if (vector) memory.set(text, vector);
        keep(text, vector);
      });
    }
    return found;
  };
  return {
    model: embedder.model,
    async embed(texts, signal, kind) {
      const found = await find(texts, signal, kind);
      return texts.map((text) => found.get(text) ?? []);
    },
    of(model) {
      if (!others.has(model)) {
        const other = given.of?.(model);
        others.set(model, other && rememberVectors(other, now));
      }
      return others.get(model);
    },
    async learn(texts, signal) {
      const known = await find(texts, signal);
      return { model: embedder.model, embed: async (asked) => asked.map((text) => vectorIn(known, text)) };
    },
  };
}

function vectorIn(known: ReadonlyMap<string, readonly number[]>, text: string): readonly number[] {
  const vector = known.get(text);
  if (vector) return vector;
  throw new ModelError('embedding_unknown', 'A pinned question was not embedded before.');
}

interface Memory<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** What was used longest ago goes first. */
function createMemory<T>(): Memory<T> {
  const known = new Map<string, T>();
  const set = (key: string, value: T): void => {
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  };
  return {
    set,
    get(key) {
      const value = known.get(key);
      if (value !== undefined) set(key, value);
      return value;
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
        // One that is still being loaded, or fetched, doesn't listen.
        return await Promise.race([embedder.embed(texts, signal, kind), rejectOn(signal)]);
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

interface Ranking {
  readonly query: string;
  readonly texts: readonly string[];
}

/** Calls no model: what it doesn't remember is noted, and stays as it was found. */
export interface Recall extends Reranker {
  readonly missing: readonly Ranking[];
}

export interface RememberedScores extends Reranker {
  recall(): Recall;
  /** @throws ModelError */
  learn(missing: readonly Ranking[], signal: AbortSignal): Promise<void>;
}

/** A change leaves most of what is found for a question as it was: only what differs is asked for, and paid for, again. */
export function rememberScores(reranker: Reranker): RememberedScores {
  const memory = createMemory<readonly number[]>();
  const rank: Reranker['rerank'] = async (query, texts, signal) => {
    const key = keyOf({ query, texts });
    const scores = memory.get(key) ?? (await reranker.rerank(query, texts, signal));
    memory.set(key, scores);
    return scores;
  };
  return {
    model: reranker.model,
    rerank: rank,
    recall() {
      const missing: Ranking[] = [];
      return {
        model: reranker.model,
        missing,
        async rerank(query, texts) {
          const scores = memory.get(keyOf({ query, texts }));
          if (!scores) missing.push({ query, texts });
          return scores ?? texts.map((_, at) => -at);
        },
      };
    },
    async learn(missing, signal) {
      const queue = missing.values();
      const lane = async (): Promise<void> => {
        for (const { query, texts } of queue) await rank(query, texts, signal);
      };
      await Promise.all(Array.from({ length: LEARNED_AT_ONCE }, lane));
    },
  };
}

function keyOf(ranking: Ranking): string {
  return createHash('sha256')
    .update(JSON.stringify([ranking.query, ranking.texts]))
    .digest('base64');
}
