// What a replay of pinned questions remembers of the models: the same few questions are asked at every change, and inside a
// transaction no model is called.
import { createHash } from 'node:crypto';
import type { Embedder, Reranker } from '../src/llm/llm.ts';
import { ModelError } from '../src/model/errors.ts';

const REMEMBERED = 1_000;
const LEARN_TIMEOUT_MS = 10_000;
// A page that asks sixty questions waits for a model that hangs once, not sixty times.
const REST_MS = 15_000;
// Each takes a service some 300 ms; more at once is what services refuse.
const LEARNED_AT_ONCE = 8;

export interface Remembering extends Embedder {
  /** Calls no model: it throws where it doesn't remember. */
  readonly known: Embedder;
  learn(questions: readonly string[], signal: AbortSignal): Promise<void>;
}

/** The same few questions are asked at every change: each is embedded once, by each model. */
export function rememberVectors(given: Embedder, now: () => number): Remembering {
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
  const known = new Map<string, readonly number[]>();
  const rank: Reranker['rerank'] = async (query, texts, signal) => {
    const key = keyOf({ query, texts });
    const scores = known.get(key) ?? (await reranker.rerank(query, texts, signal));
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, scores);
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
          const scores = known.get(keyOf({ query, texts }));
          if (!scores) missing.push({ query, texts });
          return scores ?? texts.map((_, at) => -at);
        },
      };
    },
    async learn(missing, signal) {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(LEARN_TIMEOUT_MS)]);
      const queue = missing.values();
      const lane = async (): Promise<void> => {
        for (const { query, texts } of queue) await rank(query, texts, bounded);
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
