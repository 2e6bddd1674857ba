// Reads the JSON that Direct Line clients post, within limits.
import type { IncomingMessage } from 'node:http';
import { InvalidInput } from '../../src/model/errors.ts';

export const MAX_ACTIVITY_BYTES = 64 * 1024;
// What is read and thrown away, so that the client hears our refusal and not a broken connection.
const MAX_IGNORED_BYTES = 1024 * 1024;

/** The parsed body; undefined where it is empty. @throws InvalidInput 400, 413 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_ACTIVITY_BYTES) chunks.push(chunk);
    if (size > MAX_IGNORED_BYTES) break;
  }
  if (size > MAX_ACTIVITY_BYTES) throw tooLarge(`${MAX_ACTIVITY_BYTES / 1024} KB`);
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return undefined;
  return parseJson(text);
}

/** @throws InvalidInput 400 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput('MalformedData', 'The body is not JSON. Check its syntax.', { cause });
  }
}

export function tooLarge(limit: string): InvalidInput {
  return new InvalidInput('MessageSizeTooBig', `This is too large. Send at most ${limit}.`, { status: 413 });
}
