// Reads what a form sent, URL-encoded or multipart, into text fields and at most small files.
import type { IncomingMessage } from 'node:http';
import { InvalidInput } from '../../src/model/errors.ts';
import { cleanText } from '../../src/model/text.ts';

/** Cleaned text by field name; '' where the form has no such field. */
export interface Fields {
  text(name: string): string;
  /** All of that name, such as boxes that are ticked. */
  texts(name: string): readonly string[];
  /** undefined where none was chosen. */
  file(name: string): File | undefined;
  /** Of a route that keeps its files. */
  readonly kept?: readonly KeptUpload[];
}

/** A file that came with a form. */
export interface KeptUpload {
  /** As the browser calls it, with its folders where it tells them. */
  readonly path: string;
  /** undefined: it was not taken. */
  readonly contentUrl: string | undefined;
  /** Why not. */
  readonly refusal: string | undefined;
}

export const NO_FIELDS: Fields = { text: () => '', texts: () => [], file: () => undefined };

const TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)(;|$)/i;

/** Node's own parser does the reading; the limit holds before it sees a byte. @throws InvalidInput 413, 415, 400 */
export async function readFields(request: IncomingMessage, limitBytes: number): Promise<Fields> {
  const type = request.headers['content-type'] ?? '';
  if (!TYPES.test(type))
    throw new InvalidInput('form_type', 'This address takes forms only. Go back and send the form again.', {
      status: 415,
    });
  const body = await readBody(request, limitBytes);
  const data = await parse(body, type);
  return {
    text: (name) => {
      const value = data.get(name);
      return typeof value === 'string' ? cleanText(value) : '';
    },
    texts: (name) =>
      data.getAll(name).flatMap((value) => (typeof value === 'string' ? [cleanText(value)] : [])),
    file: (name) => {
      const value = data.get(name);
      return value instanceof File && value.size > 0 ? value : undefined;
    },
  };
}

async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is read and dropped, up to a point: a browser that is cut off while it sends shows no answer at all.
    if (length > limitBytes * 8) break;
    if (length <= limitBytes) chunks.push(chunk);
  }
  if (length <= limitBytes) return Buffer.concat(chunks);
  throw new InvalidInput(
    'form_too_large',
    `This is too much at once: at most ${(limitBytes / 1_000_000).toFixed(1)} MB can be sent. Use a smaller file, or split the text.`,
    { status: 413 },
  );
}

async function parse(body: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (error) {
    throw new InvalidInput(
      'form_malformed',
      'The form could not be read. Reload the page and send it again.',
      {
        cause: error,
      },
    );
  }
}
