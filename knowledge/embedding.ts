// Gives passages their vectors: while they are taken in, and later those that an outage left without.
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import { ModelError } from '../src/model/errors.ts';
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Pool } from '../src/store/pool.ts';
import type { DocumentContent } from './documents.ts';
import {
  listWithoutVector,
  type PassageDraft,
  readVectors,
  storeVectors,
  toVector,
  type Vector,
} from './passages.ts';
import { embeddingText } from './reader.ts';

interface EmbeddingDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

// 64 passages of at most 320 tokens: one request of about 20,000, which every server takes.
const BATCH = 64;
// An owner waits for this; what isn't embedded by then is embedded in the background.
const BATCH_TIMEOUT_MS = 10_000;

/** Fills in vectors, those of unchanged passages from the database. A failing model leaves them out: words still find. */
export async function embedPassages(
  deps: EmbeddingDeps,
  document: { tenantId: TenantId; id: DocumentId; content: DocumentContent },
  passages: readonly Omit<PassageDraft, 'embedding'>[],
): Promise<readonly PassageDraft[]> {
  const { embedder } = deps;
  if (!embedder) return passages.map((passage) => ({ ...passage, embedding: undefined }));
  const vectors = new Map(await readVectors(deps.pool, document, embedder.model));
  const missing = passages.filter((passage) => !vectors.has(passage.hash));
  try {
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const texts = batch.map((passage) => embeddingText({ ...document.content, ...passage }));
      const made = await embedTexts(embedder, texts, AbortSignal.timeout(BATCH_TIMEOUT_MS));
      batch.forEach((passage, index) => {
        const vector = made[index];
        if (vector) vectors.set(passage.hash, vector);
      });
    }
  } catch (error) {
    deps.log.warn({ err: error, documentId: document.id }, 'a document is stored without embeddings for now');
  }
  return passages.map((passage) => ({ ...passage, embedding: vectors.get(passage.hash) }));
}

/** @throws ModelError also where the answer does not fit, or takes longer than `signal` allows. */
export async function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Vector[]> {
  const numbers = await Promise.race([embedder.embed(texts, signal), rejectOn(signal)]);
  const isUsable =
    numbers.length === texts.length && numbers.every((one) => one.length > 0 && one.every(Number.isFinite));
  if (!isUsable)
    throw new ModelError('embedding_malformed', 'The embedding model gave vectors that can not be used.');
  return numbers.map((one) => toVector(one, embedder.model));
}

// A model whose call does not end on abort must not hold a customer's turn.
function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void =>
      reject(
        new ModelError('embedding_timeout', 'The embedding model took too long.', {
          cause: signal.reason,
          retryable: true,
        }),
      );
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** Embeds what has no vector of this model: after an outage, or after the owner chose another. @returns how many. */
export async function embedMissing(deps: EmbeddingDeps, signal: AbortSignal): Promise<number> {
  const { embedder } = deps;
  if (!embedder) return 0;
  let count = 0;
  while (!signal.aborted) {
    const passages = await listWithoutVector(deps.pool, embedder.model, BATCH);
    if (passages.length === 0) break;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
    const vectors = await embedTexts(embedder, passages.map(embeddingText), bounded);
    await storeVectors(
      deps.pool,
      vectors.flatMap((vector, index) => {
        const passage = passages[index];
        return passage ? [{ tenantId: passage.tenantId, id: passage.id, vector }] : [];
      }),
    );
    count += passages.length;
  }
  return count;
}
