// Documents of any sender -> text, within bounds of time, memory and length: a hostile file costs one thread, no more.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { encodingOf, WORD_TYPE } from '../../src/model/file.ts';
import { cleanText } from '../../src/model/text.ts';
import type { DocumentJob, DocumentResult } from './document-worker.ts';
import { Unreadable } from './unreadable.ts';

export interface ReadLimits {
  /** The text is cut there. */
  readonly mostChars: number;
  readonly deadlineMs?: number;
  /** The reading is called off. */
  readonly signal?: AbortSignal;
}

const DEADLINE_MS = 15_000;
const WORKER = new URL('./document-worker.ts', import.meta.url);
// The heap of the thread. What it holds beside the heap (unpacked streams) is watched from outside.
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
const GROWTH_BYTES = 600_000_000;
const WATCH_MS = 100;
// Two cores: more at once would only be slower, and need more memory.
const AT_ONCE = 2;
const MOST_BYTES_PER_CHAR = 4;

export function canReadDocument(contentType: string): boolean {
  return contentType === 'text/plain' || contentType === 'application/pdf' || contentType === WORD_TYPE;
}

/** @param contentType by the bytes. @throws Unreadable; the signal's reason. */
export async function readDocument(
  file: { readonly contentType: string; readonly bytes: Uint8Array },
  limits: ReadLimits,
): Promise<string> {
  const text =
    file.contentType === 'text/plain'
      ? decode(file.bytes, limits.mostChars)
      : await inThread({ ...file, mostChars: limits.mostChars }, limits);
  const clean = cleanText(text).trim();
  if (!/[\p{L}\p{N}]/u.test(clean)) throw new Unreadable('no_text');
  return clean;
}

function decode(bytes: Uint8Array, mostChars: number): string {
  const part = bytes.subarray(0, mostChars * MOST_BYTES_PER_CHAR);
  return new TextDecoder(encodingOf(bytes)).decode(part).slice(0, mostChars);
}

let running = 0;
const waiting: (() => void)[] = [];

async function inThread(job: DocumentJob, { deadlineMs = DEADLINE_MS, signal }: ReadLimits): Promise<string> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    signal?.throwIfAborted();
    const result = await runThread(job, deadlineMs, signal);
    if (result.kind === 'text') return result.text;
    throw new Unreadable(result.reason);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

async function runThread(
  job: DocumentJob,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<DocumentResult> {
  // No environment: there is nothing to be had in there.
  const worker = new Worker(WORKER, {
    workerData: job,
    env: {},
    execArgv: [],
    resourceLimits: HEAP,
    stdout: true,
    stderr: true,
  });
  const bounds = new AbortController();
  const stop = (reason: unknown): void => bounds.abort(reason);
  const onAbort = (): void => stop(signal?.reason);
  const deadline = setTimeout(() => stop(new Unreadable('too_slow')), deadlineMs);
  const before = process.memoryUsage.rss();
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() - before > GROWTH_BYTES) stop(new Unreadable('too_large'));
  }, WATCH_MS);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = once(worker, 'exit', { signal: bounds.signal }).then((): DocumentResult => {
      return { kind: 'unreadable', reason: 'damaged' };
    });
    const told = once(worker, 'message', { signal: bounds.signal });
    // A thread that fails ends with `error`: out of memory, or a bug of a parser.
    return await Promise.race([told.then(([result]) => result as DocumentResult), ended]);
  } catch (error) {
    if (bounds.signal.aborted) throw bounds.signal.reason;
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    return { kind: 'unreadable', reason: isTooLarge ? 'too_large' : 'damaged' };
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
