// What platforms and visitors send, taken with care: bytes up to a limit, secrets compared in constant time.
import { createHash, timingSafeEqual } from 'node:crypto';

/** @returns undefined where there are more. */
export async function readUpTo(
  mostBytes: number,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Hashes are of one length, and take the same time whatever is in them. */
export function isSecret(given: string, secret: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}
