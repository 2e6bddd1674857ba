// Reads an upload: its files go to where they are kept while they arrive, its activity is what was said with them.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { Attachment } from '../../src/model/activity.ts';
import { InvalidInput, StoreError } from '../../src/model/errors.ts';
import { cleanFileName } from '../../src/model/file.ts';
import type { Files } from '../../src/store/files.ts';
import { FILE_LIMIT_BYTES } from '../channel.ts';
import { MAX_ACTIVITY_BYTES, parseJson, tooLarge } from './body.ts';

export interface Upload {
  readonly activity: unknown;
  /** Kept: whoever can't store the message removes them. */
  readonly files: readonly Attachment[];
}

const MAX_FILES = 5;
// The activity, and what stands between the parts.
const MAX_UPLOAD_BYTES = MAX_FILES * FILE_LIMIT_BYTES + 1_000_000;
const MAX_PARTS = 20;
const ACTIVITY_TYPE = 'application/vnd.microsoft.activity';

/** Nothing of it stays where it throws. @throws InvalidInput 400, 413, 415, 422. @throws StoreError */
export async function readUpload(request: IncomingMessage, files: Files): Promise<Upload> {
  const keeper = new Keeper(files);
  try {
    const activity = parseActivity(await readBody(request, keeper));
    return { activity, files: await keeper.all() };
  } catch (cause) {
    // The client hears the refusal rather than a broken line.
    request.resume();
    await keeper.dropAll();
    if (cause instanceof InvalidInput || cause instanceof StoreError) throw cause;
    throw new InvalidInput('MalformedData', 'This upload could not be read. Send it again.', { cause });
  }
}

function readBody(request: IncomingMessage, keeper: Keeper): Promise<string> {
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return readParts(request, keeper);
  if (!/^multipart\//i.test(type)) return readSingle(request, keeper);
  throw new InvalidInput('UnsupportedUpload', 'Send the files as multipart/form-data.', { status: 415 });
}

function parseActivity(text: string): object {
  const template = text === '' ? {} : parseJson(text);
  return { ...(template as object), type: 'message' };
}

/** @returns the activity's text. */
async function readParts(request: IncomingMessage, keeper: Keeper): Promise<string> {
  let activity = Buffer.alloc(0);
  const parser = new Busboy({
    headers: request.headers as BusboyHeaders,
    limits: { fieldSize: MAX_ACTIVITY_BYTES + 1, parts: MAX_PARTS },
  });
  const takeActivity = (chunk: Buffer): void => {
    if (activity.length <= MAX_ACTIVITY_BYTES) activity = Buffer.concat([activity, chunk]);
  };
  const streams: Readable[] = [];
  parser.on('field', (name, value) => {
    if (name === 'activity') takeActivity(Buffer.from(value));
  });
  parser.on('file', (_name, stream, filename, _encoding, contentType) => {
    streams.push(stream);
    // What breaks off is told by the reading.
    stream.on('error', () => undefined);
    if (contentType === ACTIVITY_TYPE) stream.on('data', takeActivity);
    else keeper.take(stream, filename ?? '');
  });
  const parsed = finished(parser);
  // The loop below may fail first; then nobody waits for this one.
  parsed.catch(() => undefined);
  try {
    let size = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_UPLOAD_BYTES) throw tooLarge(`${MAX_UPLOAD_BYTES / 1_000_000} MB`);
      if (!parser.write(chunk)) await once(parser, 'drain');
      if (keeper.fault) throw keeper.fault;
      if (activity.length > MAX_ACTIVITY_BYTES) throw tooLarge('64 KB of text');
    }
    parser.end();
    await parsed;
  } catch (error) {
    // A part that will never end must not keep its file waiting.
    for (const stream of streams) stream.destroy();
    throw error;
  }
  return activity.toString('utf8');
}

// A lone file as the whole body: Content-Disposition: name="file"; filename="photo.jpg"
async function readSingle(request: IncomingMessage, keeper: Keeper): Promise<string> {
  const disposition = request.headers['content-disposition'] ?? '';
  keeper.take(request, /filename="?([^";]+)/i.exec(disposition)?.[1] ?? '');
  return '';
}

/** Files on their way to the disk, several at once. */
class Keeper {
  /** Why the first of those that failed did. */
  fault: Error | undefined;
  readonly #files: Files;
  readonly #saving: Promise<Attachment>[] = [];

  constructor(files: Files) {
    this.#files = files;
  }

  take(stream: Readable, name: string): void {
    if (this.#saving.length === MAX_FILES)
      this.fault ??= new InvalidInput('TooManyFiles', `Send at most ${MAX_FILES} files at once.`, {
        status: 422,
      });
    if (this.fault) return void stream.resume();
    const saving = this.#save(stream, name);
    this.#saving.push(saving);
    saving.catch((error: Error) => {
      this.fault ??= error;
      // Unread, it would hold up the parts behind it.
      stream.resume();
    });
  }

  /** @throws InvalidInput 422 where there are none. */
  async all(): Promise<readonly Attachment[]> {
    const kept = await Promise.all(this.#saving);
    if (this.fault) throw this.fault;
    if (kept.length > 0) return kept;
    throw new InvalidInput('FileMissing', 'There is no file in this upload. Choose one.', { status: 422 });
  }

  async dropAll(): Promise<void> {
    for (const done of await Promise.allSettled(this.#saving))
      if (done.status === 'fulfilled') await this.#files.remove(done.value.contentUrl ?? '');
  }

  async #save(stream: Readable, name: string): Promise<Attachment> {
    const kept = await this.#files.save(stream.iterator({ destroyOnReturn: false }));
    return { ...kept, name: cleanFileName(name, 'file') };
  }
}
