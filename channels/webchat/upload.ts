// Reads an upload through and keeps none of it but what it is called: the web chat takes no files, and says so.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { InvalidInput } from '../../src/model/errors.ts';
import { MAX_ACTIVITY_BYTES, parseJson, tooLarge } from './body.ts';

const MAX_UPLOAD_BYTES = 32 * 1024 * 1024;
const MAX_PARTS = 20;
const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';

interface FileName {
  readonly name: string;
  readonly contentType: string;
}

/** The activity that came with the files, its attachments replaced by the names of those. @throws InvalidInput 400, 413 */
export async function readUpload(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  const { activity, files } = type.startsWith('multipart/form-data')
    ? await readParts(request)
    : await readSingle(request, type);
  const template = activity === '' ? {} : parseJson(activity);
  return { ...(template as object), type: 'message', attachments: files };
}

async function readParts(
  request: IncomingMessage,
): Promise<{ activity: string; files: readonly FileName[] }> {
  const files: FileName[] = [];
  let activity = '';
  try {
    const parser = new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { fieldSize: MAX_ACTIVITY_BYTES, parts: MAX_PARTS },
    });
    parser.on('field', (name, value) => {
      if (name === 'activity') activity = value;
    });
    parser.on('file', (_name, stream, filename, _encoding, contentType) => {
      if (contentType !== ACTIVITY_TYPE) {
        files.push({ name: filename ?? 'file', contentType });
        stream.resume();
        return;
      }
      stream.on('data', (chunk: Buffer) => {
        if (activity.length <= MAX_ACTIVITY_BYTES) activity += chunk.toString('utf8');
      });
    });
    const parsed = finished(parser);
    // The loop below may fail first; then nobody waits for this one.
    parsed.catch(() => undefined);
    await forEachChunk(request, async (chunk) => {
      if (!parser.write(chunk)) await once(parser, 'drain');
    });
    parser.end();
    await parsed;
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    throw new InvalidInput('MalformedData', 'This upload could not be read. Send it again.', { cause });
  }
  if (activity.length > MAX_ACTIVITY_BYTES) throw tooLarge('64 KB of text');
  return { activity, files };
}

// A lone file as the whole body: Content-Disposition: name="file"; filename="photo.jpg"
async function readSingle(request: IncomingMessage, contentType: string) {
  await forEachChunk(request, async () => undefined);
  const disposition = request.headers['content-disposition'] ?? '';
  const name = /filename="?([^";]+)/i.exec(disposition)?.[1] ?? 'file';
  return { activity: '', files: [{ name, contentType: contentType || 'application/octet-stream' }] };
}

async function forEachChunk(
  request: IncomingMessage,
  visit: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_UPLOAD_BYTES) throw tooLarge(`${MAX_UPLOAD_BYTES / 1024 / 1024} MB`);
    await visit(chunk);
  }
}
