// Embeddings that need no model: texts that share words or letters get vectors that point the same way.
import type { EmbeddingsRequest } from './openai-simulator-requests.ts';

const DIMENSIONS = 256;
const TRIGRAM_WEIGHT = 0.4;

/** The answer of the embeddings endpoint. */
export function toEmbeddings(request: EmbeddingsRequest): object {
  const inputs = [request.input].flat();
  const characters = inputs.reduce((sum, input) => sum + input.length, 0);
  return {
    object: 'list',
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: encode(embedText(input, request.dimensions), request.encoding_format ?? 'float'),
    })),
    model: request.model,
    usage: { prompt_tokens: Math.ceil(characters / 4), total_tokens: Math.ceil(characters / 4) },
  };
}

/** A bag of hashed words and of each word's trigrams (typing mistakes keep most of them), of length 1. */
export function embedText(input: string, dimensions = DIMENSIONS): readonly number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number): void => {
    const hash = hashOf(feature);
    const index = hash % dimensions;
    // The sign keeps features that meet in one place from adding up.
    vector[index] = (vector[index] ?? 0) + (hash & 0x10000 ? weight : -weight);
  };
  const words = new Intl.Segmenter(undefined, { granularity: 'word' });
  for (const { segment, isWordLike } of words.segment(input.normalize('NFKC').toLowerCase())) {
    if (!isWordLike) continue;
    add(segment, 1);
    const letters = [...`^${segment}$`];
    for (let start = 0; start + 3 <= letters.length; start += 1)
      add(letters.slice(start, start + 3).join(''), TRIGRAM_WEIGHT);
  }
  const length = Math.hypot(...vector);
  return length === 0
    ? vector.map((_, index) => (index === 0 ? 1 : 0))
    : vector.map((value) => value / length);
}

function encode(vector: readonly number[], format: 'float' | 'base64'): readonly number[] | string {
  return format === 'float' ? vector : Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

// FNV-1a, 32 bits, mixed once more: its lowest bits alone make short words meet too often.
function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(feature)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
