// Reads a form whose files are too large to hold: each goes to where files are kept while it arrives.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { InvalidInput, NotAllowed, StoreError } from '../../src/model/errors.ts';
import { cleanText } from '../../src/model/text.ts';
import type { Files } from '../../src/store/files.ts';
import { type Fields, type KeptUpload, NO_FIELDS } from './fields.ts';

// A folder dropped without JavaScript comes all at once.
const MOST_FILES = 1_000;
const MOST_FIELDS = 20;
const FIELD_BYTES = 8_000;

/**
 * @param requireToken throws unless the form's token is right: nothing is kept before, so the token's field stands first.
 * @throws InvalidInput, NotAllowed, StoreError; then nothing of it is kept.
 */
export async function keepFields(
  request: IncomingMessage,
  files: Files,
  requireToken: (given: string) => void,
): Promise<Fields> {
  const keeper = new Keeper(files, requireToken);
  try {
    await readParts(request, keeper);
    return await keeper.fields();
  } catch (cause) {
    // The browser hears the refusal rather than a broken line.
    request.resume();
    await keeper.dropAll();
    if (cause instanceof InvalidInput || cause instanceof NotAllowed || cause instanceof StoreError)
      throw cause;
    throw new InvalidInput(
      'form_malformed',
      'The form could not be read. Reload the page and send it again.',
      {
        cause,
      },
    );
  }
}

async function readParts(request: IncomingMessage, keeper: Keeper): Promise<void> {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type))
    throw new InvalidInput('form_type', 'This address takes forms only. Go back and send the form again.', {
      status: 415,
    });
  const parser = new Busboy({
    headers: request.headers as BusboyHeaders,
    preservePath: true,
    limits: { fieldSize: FIELD_BYTES, fields: MOST_FIELDS, files: MOST_FILES + 1 },
  });
  parser.on('field', (name, value) => keeper.takeField(name, value));
  const streams: Readable[] = [];
  parser.on('file', (_name, stream, filename) => {
    streams.push(stream);
    // What breaks off is told by the reading.
    stream.on('error', () => undefined);
    keeper.takeFile(stream, filename ?? '');
  });
  const parsed = finished(parser);
  // The loop below may fail first; then nobody waits for this one.
  parsed.catch(() => undefined);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (!parser.write(chunk)) await once(parser, 'drain');
      if (keeper.fault) throw keeper.fault;
    }
    parser.end();
    await parsed;
    if (keeper.fault) throw keeper.fault;
  } catch (error) {
    // A part that will never end must not keep its file waiting.
    for (const stream of streams) stream.destroy();
    throw error;
  }
}

/** Files on their way to where they are kept. */
class Keeper {
  /** Why nothing of the form is taken. */
  fault: unknown;
  readonly #files: Files;
  readonly #requireToken: (given: string) => void;
  readonly #texts = new Map<string, string>();
  readonly #saving: Promise<KeptUpload>[] = [];
  #isTrusted = false;

  constructor(files: Files, requireToken: (given: string) => void) {
    this.#files = files;
    this.#requireToken = requireToken;
  }

  takeField(name: string, value: string): void {
    if (!this.#texts.has(name)) this.#texts.set(name, cleanText(value));
  }

  takeFile(stream: Readable, path: string): void {
    this.#trust();
    // A file field in which nothing was chosen.
    if (this.fault || path === '') return void stream.resume();
    if (this.#saving.length === MOST_FILES) {
      this.fault = new InvalidInput(
        'too_many_files',
        'At most 1,000 files can be sent at once. Send them in several goes.',
        { status: 413 },
      );
      return void stream.resume();
    }
    const saving = this.#save(stream, path);
    this.#saving.push(saving);
    saving.catch((error: unknown) => {
      this.fault ??= error;
    });
  }

  /** @throws NotAllowed */
  async fields(): Promise<Fields> {
    this.#trust();
    if (this.fault) throw this.fault;
    const kept = await Promise.all(this.#saving);
    return { ...NO_FIELDS, text: (name) => this.#texts.get(name) ?? '', kept };
  }

  async dropAll(): Promise<void> {
    for (const done of await Promise.allSettled(this.#saving)) {
      const contentUrl = done.status === 'fulfilled' ? done.value.contentUrl : undefined;
      if (contentUrl) await this.#files.remove(contentUrl).catch(() => undefined);
    }
  }

  #trust(): void {
    if (this.#isTrusted || this.fault) return;
    try {
      this.#requireToken(this.#texts.get('csrf') ?? '');
      this.#isTrusted = true;
    } catch (error) {
      this.fault = error;
    }
  }

  // A file that is refused is one of many: the others are taken.
  async #save(stream: Readable, path: string): Promise<KeptUpload> {
    try {
      const { contentUrl } = await this.#files.save(stream.iterator({ destroyOnReturn: false }));
      return { path, contentUrl, refusal: undefined };
    } catch (error) {
      // Unread, it would hold up the parts behind it.
      stream.resume();
      if (!(error instanceof InvalidInput)) throw error;
      return { path, contentUrl: undefined, refusal: refusalOf(error) };
    }
  }
}

function refusalOf(error: InvalidInput): string {
  if (error.status === 413) return 'The file is larger than 50 MB. Split it, or save a smaller copy.';
  return 'The file is empty.';
}
