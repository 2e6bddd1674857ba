// An embedding model inside this process, through @huggingface/transformers: half a gigabyte, so only there where wanted.
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from '../model/errors.ts';
import type { Embedder, EmbeddingKind } from './llm.ts';

export interface LocalEmbedderOptions {
  /** At Hugging Face in ONNX form, such as Xenova/multilingual-e5-small. */
  readonly model: string;
  /** Its files are in `models` there, or are fetched into it once. */
  readonly dataDir: string;
  /** Where the library is; tests have their own. */
  readonly library?: string;
}

// What of the library is used.
interface Library {
  readonly env: { cacheDir: string; localModelPath: string };
  pipeline(task: 'feature-extraction', model: string, options: { dtype: 'q8' }): Promise<Extractor>;
}
type Extractor = (
  texts: readonly string[],
  options: { pooling: 'mean'; normalize: true },
) => Promise<{ tolist(): unknown }>;

const LIBRARY = '@huggingface/transformers';
/** Before the names of local models: a server's model of the same name makes other vectors. */
export const LOCAL = 'local:';
// A batch of passages holds the processor for a second or two; a question comes in between.
const BATCH = 8;

const vectorsSchema = z.array(z.array(z.number()));

/**
 * Loads the model at the first call; on the very first that fetches its files, 118 MB for the small E5.
 * @throws ModelError at once where the library is not installed.
 */
export function createLocalEmbedder(options: LocalEmbedderOptions): Embedder {
  const library = resolve(options.library ?? LIBRARY);
  let loading: Promise<Extractor> | undefined;
  const extractor = async (): Promise<Extractor> => {
    loading ??= load(library, options);
    try {
      return await loading;
    } catch (error) {
      // The download is tried again.
      loading = undefined;
      throw localError(options.model, error);
    }
  };
  return {
    model: `${LOCAL}${options.model}`,
    async embed(texts, signal, kind = 'query') {
      const extract = await extractor();
      const vectors: (readonly number[])[] = [];
      for (let from = 0; from < texts.length; from += BATCH) {
        signal.throwIfAborted();
        const batch = texts.slice(from, from + BATCH).map((text) => withPrefix(options.model, text, kind));
        vectors.push(...(await run(extract, batch, options.model)));
      }
      return vectors;
    },
  };
}

async function run(
  extract: Extractor,
  batch: readonly string[],
  model: string,
): Promise<readonly (readonly number[])[]> {
  try {
    const made = await extract(batch, { pooling: 'mean', normalize: true });
    return vectorsSchema.parse(made.tolist());
  } catch (error) {
    throw localError(model, error);
  }
}

// E5 models were trained with these words before every text, and find worse without.
function withPrefix(model: string, text: string, kind: EmbeddingKind): string {
  return /\be5\b/i.test(model) ? `${kind}: ${text}` : text;
}

function resolve(library: string): string {
  try {
    return import.meta.resolve(library);
  } catch (cause) {
    throw new ModelError(
      'local_library_missing',
      `LOCAL_EMBEDDING_MODEL needs a library that is not installed. Run: npm i --no-save ${LIBRARY}, and start again.`,
      { cause },
    );
  }
}

async function load(library: string, { model, dataDir }: LocalEmbedderOptions): Promise<Extractor> {
  const { env, pipeline } = (await import(library)) as Library;
  env.cacheDir = join(dataDir, 'models');
  env.localModelPath = env.cacheDir;
  // A quarter of the size, and on a processor twice as fast; what it loses is less than a reranking mends.
  return pipeline('feature-extraction', model, { dtype: 'q8' });
}

function localError(model: string, cause: unknown): ModelError {
  return new ModelError(
    'local_model_failed',
    `The embedding model ${model} could not be used on this machine. Check LOCAL_EMBEDDING_MODEL, that huggingface.co can be reached for its first start, and that the disk and the memory have space.`,
    { cause, retryable: true },
  );
}
