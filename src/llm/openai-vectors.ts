// Reads the answer of the embeddings endpoint: one sound vector per text, in the order of the texts.
import { z } from 'zod';
import { modelError } from './openai-fault.ts';

const responseSchema = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.union([z.string(), z.array(z.number())]) })),
});

/** @param response vectors as base64 of little-endian 32-bit floats, or as numbers. @throws ModelError */
export function readVectors(response: unknown, count: number): readonly (readonly number[])[] {
  const read = responseSchema.safeParse(response);
  if (!read.success) throw modelError('model_malformed', 'embeddings of an unknown shape');
  const byIndex = new Map(read.data.data.map((item) => [item.index, item.embedding]));
  if (read.data.data.length !== count) throw modelError('model_malformed', 'not one embedding per text');
  const vectors = Array.from({ length: count }, (_, index) => decode(byIndex.get(index)));
  const dimensions = vectors[0]?.length;
  if (vectors.some((vector) => vector.length !== dimensions || !isSound(vector)))
    throw modelError('model_malformed', 'an embedding that is empty or not made of numbers');
  return vectors;
}

function decode(embedding: string | readonly number[] | undefined): readonly number[] {
  if (typeof embedding !== 'string') return embedding ?? [];
  const bytes = Buffer.from(embedding, 'base64');
  // Not a whole number of floats: not base64 of floats.
  if (bytes.length % 4 !== 0) return [];
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

// A vector of zeros points nowhere: its cosine distance is NaN, which sorts before every true match.
function isSound(vector: readonly number[]): boolean {
  return vector.some((value) => value !== 0) && vector.every(Number.isFinite);
}
