// Gives questions and passages their vectors: while they are asked or taken in, and later what an outage left without.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Embedder, EmbeddingKind } from '../src/llm/llm.ts';
import { ServiceFault } from '../src/llm/openai-fault.ts';
import { loadTokenCounter } from '../src/llm/tokens.ts';
import type { Log } from '../src/log.ts';
import { ModelError } from '../src/model/errors.ts';
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Pool } from '../src/store/pool.ts';
import { isDeciding } from '../src/store/reading-ways.ts';
import type { DocumentContent } from './documents.ts';
import type { PassageDraft } from './passages.ts';
import { embeddingText } from './reader.ts';
import {
  listWithoutVector,
  readEmbedded,
  readServing,
  type Serving,
  storeVectors,
  toVector,
  type Unembedded,
  type Vector,
} from './vectors.ts';

interface EmbeddingDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

// The least that servers are known to take in one request: 32 texts (Hugging Face's), and 16,384 tokens.
const BATCH = 32;
const BATCH_TOKENS = 16_000;
// Looking for what is missing takes as long for one as for many: 0.1 s where there are 20,000.
const LISTED = 10 * BATCH;
// Every model takes so many, of any script; what a longer passage is about stands at its beginning.
const LONGEST_TEXT_CHARS = 6_000;
// An owner waits for this; what isn't embedded by then is embedded in the background.
const BATCH_TIMEOUT_MS = 10_000;
// Nobody waits for the background; the model's port has its own deadline below this.
const BACKGROUND_TIMEOUT_MS = 60_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
// Beyond this a customer would rather have an answer found by words.
const QUESTION_TIMEOUT_MS = 4_000;

/** Stores the vectors that are missing. A failing model leaves some out: words still find. */
export async function embedPassages(
  { pool, embedder, log }: EmbeddingDeps,
  document: { tenantId: TenantId; id: DocumentId; content: DocumentContent },
  passages: readonly PassageDraft[],
): Promise<void> {
  if (!embedder) return;
  const { tenantId, content } = document;
  try {
    const hashes = passages.map(({ hash }) => hash);
    const known = await readEmbedded(pool, { tenantId, model: embedder.model }, hashes);
    const missing = passages.filter(({ hash }) => !known.has(hash));
    const texts = missing.map((passage) => ({ ...content, ...passage, tenantId }));
    for (const batch of await toBatches(texts)) {
      const signal = AbortSignal.timeout(BATCH_TIMEOUT_MS);
      await storeVectors(pool, await embedBatch(embedder, batch, signal));
    }
  } catch (error) {
    log.warn({ err: error, documentId: document.id }, 'a document is stored without embeddings for now');
  }
}

/** Of questions. @throws ModelError also where the answer does not fit, or takes longer than `signal` allows. */
export function embedTexts(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Vector[]> {
  return embedAs('query', embedder, { texts, signal });
}

async function embedAs(
  kind: EmbeddingKind,
  embedder: Embedder,
  { texts, signal }: { readonly texts: readonly string[]; readonly signal: AbortSignal },
): Promise<readonly Vector[]> {
  const numbers = await Promise.race([embedder.embed(texts, signal, kind), rejectOn(signal)]);
  const isUsable =
    numbers.length === texts.length && numbers.every((one) => one.length > 0 && one.every(Number.isFinite));
  if (!isUsable)
    throw new ModelError('embedding_malformed', 'The embedding model gave vectors that can not be used.');
  return numbers.map((one) => toVector(one, embedder.model));
}

// A model whose call does not end on abort must not hold a customer's turn.
export function rejectOn(signal: AbortSignal): Promise<never> {
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

/**
 * A question's vector, by the model whose vectors answer: after the owner chose another one, that is the old model until
 * all passages have vectors of the new one.
 * @returns undefined where nothing is embedded or the model is away: words alone find.
 */
export async function embedQuestion(
  { pool, embedder, log }: EmbeddingDeps,
  { tenantId, text }: { readonly tenantId: TenantId; readonly text: string },
  signal: AbortSignal,
): Promise<(Serving & { readonly vector: Vector }) | undefined> {
  if (!embedder || !text.trim()) return undefined;
  const serving = await readServing(pool, tenantId);
  if (!serving) return undefined;
  const { model } = serving;
  const old = model === embedder.model ? embedder : embedder.of?.(model);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(QUESTION_TIMEOUT_MS)]);
  try {
    if (!old)
      throw new ModelError(
        'embedding_model_gone',
        `The embedding model ${model} can not be reached any more.`,
      );
    const [vector] = await embedTexts(old, [text], bounded);
    return vector && { ...serving, vector };
  } catch (error) {
    const until = old === embedder ? '' : ` until all passages are embedded by ${embedder.model}`;
    if (!signal.aborted)
      log.warn({ err: error, model }, `a question could not be embedded: searching by words alone${until}`);
    return undefined;
  }
}

type Text = Pick<Unembedded, 'tenantId' | 'hash' | 'title' | 'alsoAsked' | 'heading' | 'text'>;

function textOf(passage: Text): string {
  return embeddingText(passage).slice(0, LONGEST_TEXT_CHARS).toWellFormed();
}

async function toBatches(passages: readonly Text[]): Promise<readonly (readonly Text[])[]> {
  const countTokens = await loadTokenCounter();
  const batches: Text[][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const passage of passages) {
    const own = countTokens(textOf(passage));
    const last = batches.at(-1);
    if (last && last.length < BATCH && tokens + own <= BATCH_TOKENS) {
      last.push(passage);
      tokens += own;
    } else {
      batches.push([passage]);
      tokens = own;
    }
  }
  return batches;
}

async function embedBatch(embedder: Embedder, batch: readonly Text[], signal: AbortSignal) {
  const vectors = await embedAs('passage', embedder, { texts: batch.map(textOf), signal });
  return batch.flatMap(({ tenantId, hash }, at) => {
    const vector = vectors[at];
    return vector ? [{ tenantId, hash, vector }] : [];
  });
}

/**
 * Embeds what has no vector of this model: after an outage, or after the owner chose another; nothing while another
 * model decides. Waits where the service asks for it. @param refused gets the hashes of what the model refuses, such as what a content filter withholds.
 * @returns how many. @throws ModelError
 */
export async function embedMissing(
  { pool, embedder, log }: EmbeddingDeps,
  signal: AbortSignal,
  refused: Set<string> = new Set(),
): Promise<number> {
  let count = 0;
  let tries = 0;
  let batches: (readonly Text[])[] = [];
  while (embedder && !signal.aborted) {
    if (batches.length === 0) {
      // Of two models the one that gives way would embed all for nothing.
      if (!(await isDeciding(pool, { kind: 'model', value: embedder.model }))) break;
      const except = [...refused];
      batches = [
        ...(await toBatches(await listWithoutVector(pool, embedder.model, { except, limit: LISTED }))),
      ];
    }
    const batch = batches.shift();
    if (!batch) break;
    try {
      const bounded = AbortSignal.any([signal, AbortSignal.timeout(BACKGROUND_TIMEOUT_MS)]);
      const vectors = await embedBatch(embedder, batch, bounded);
      await storeVectors(pool, vectors);
      count += vectors.length;
      tries = 0;
    } catch (error) {
      if (signal.aborted) break;
      tries += 1;
      batches = [];
      const pauseMs = wishedPause(error);
      if (pauseMs !== undefined && tries <= 3)
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      else if (!(await setAside(embedder, { batch, error, refused }, signal))) throw error;
      else log.warn({ err: error, refused: refused.size }, 'the embedding model refuses some passages');
    }
  }
  return count;
}

function wishedPause(error: unknown): number | undefined {
  const cause = error instanceof ModelError && error.retryable ? error.cause : undefined;
  const wishedMs = cause instanceof ServiceFault ? cause.retryAfterMs : undefined;
  return wishedMs !== undefined && wishedMs <= LONGEST_PAUSE_MS ? wishedMs : undefined;
}

// One text that the model refuses must not keep all others from being embedded. @returns whether that was it.
async function setAside(
  embedder: Embedder,
  { batch, error, refused }: { batch: readonly Text[]; error: unknown; refused: Set<string> },
  signal: AbortSignal,
): Promise<boolean> {
  const isRefusal = (thrown: unknown): boolean => thrown instanceof ModelError && REFUSALS.has(thrown.code);
  if (!isRefusal(error)) return false;
  // A model that refuses this too is the wrong one.
  const probe = AbortSignal.any([signal, AbortSignal.timeout(BACKGROUND_TIMEOUT_MS)]);
  if (!(await embedTexts(embedder, ['hello'], probe).catch(() => undefined))) return false;
  const before = refused.size;
  for (const one of batch) {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(BACKGROUND_TIMEOUT_MS)]);
    await embedBatch(embedder, [one], bounded).catch((thrown: unknown) => {
      if (isRefusal(thrown)) refused.add(one.hash);
    });
  }
  return refused.size > before;
}

const REFUSALS: ReadonlySet<string> = new Set(['model_bad_request', 'model_refused']);
