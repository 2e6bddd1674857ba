// A model that reads question and passage together, behind the /rerank endpoint that Cohere, Jina, vLLM and others share.
import { z } from 'zod';
import { ModelError } from '../model/errors.ts';
import type { Reranker } from './llm.ts';

export interface RerankConfig {
  /** The whole address, such as https://api.cohere.com/v2/rerank. */
  readonly url: string;
  /** undefined: a server that asks for none. */
  readonly apiKey: string | undefined;
  readonly model: string;
}

// A customer waits for it on top of the search.
const TIMEOUT_MS = 2_000;
// A service that is away must not slow every answer down: it isn't called for so long.
const PAUSE_MS = 30_000;
const LONGEST_ANSWER_BYTES = 1024 * 1024;

const answerSchema = z.object({
  results: z.array(z.object({ index: z.number().int().nonnegative(), relevance_score: z.number() })),
});

export function createReranker(
  { url, apiKey, model }: RerankConfig,
  { timeoutMs = TIMEOUT_MS, now = () => performance.now() }: { timeoutMs?: number; now?: () => number } = {},
): Reranker {
  let awayUntil = Number.NEGATIVE_INFINITY;
  const ask = async (query: string, texts: readonly string[], signal: AbortSignal) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify({ model, query, documents: texts, top_n: texts.length }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: 'error',
    });
    const isLong = Number(response.headers.get('content-length')) > LONGEST_ANSWER_BYTES;
    if (response.ok && !isLong) return readScores(await response.json(), texts.length);
    await response.body?.cancel();
    throw rerankError(response.ok ? 'an answer that is too long' : `HTTP ${response.status}`);
  };
  return {
    model,
    async rerank(query, texts, signal) {
      if (texts.length === 0) return [];
      if (now() < awayUntil) throw rerankError('not called again so soon after it failed');
      try {
        return await ask(query, texts, signal);
      } catch (error) {
        signal.throwIfAborted();
        awayUntil = now() + PAUSE_MS;
        // The cause of a failed fetch quotes no text and no key; that of JSON that can't be read may.
        throw error instanceof ModelError ? error : rerankError(nameOf(error));
      }
    },
  };
}

// A server may leave out what it finds hopeless: that comes last.
function readScores(answer: unknown, count: number): readonly number[] {
  const read = answerSchema.safeParse(answer);
  if (!read.success) throw rerankError('an answer of an unknown shape');
  const scores = new Map(read.data.results.map((result) => [result.index, result.relevance_score]));
  const isSound =
    scores.size === read.data.results.length && [...scores.keys()].every((index) => index < count);
  if (!isSound || scores.size === 0) throw rerankError('scores that fit no passages');
  return Array.from({ length: count }, (_, index) => scores.get(index) ?? Number.NEGATIVE_INFINITY);
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error instanceof SyntaxError ? 'not JSON' : 'no connection';
}

function rerankError(what: string): ModelError {
  return new ModelError(
    'rerank_failed',
    `The reranker did not help (${what}): answers are found without it. If it lasts, check RERANK_URL, RERANK_MODEL and RERANK_API_KEY.`,
    { retryable: true },
  );
}
