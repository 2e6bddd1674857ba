// One file, one thread, bounds of time and memory: whatever a file does to its reader, the server goes on answering.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FileText } from './file-text.ts';
import type { FileBegun, FileJob, FileResult } from './thread-worker.ts';
import { Unreadable } from './unreadable.ts';

const DEADLINE_MS = 15_000;
// A machine with much to do takes its time to start a thread, which is not the file's fault.
const START_MS = 60_000;
const WORKER = new URL('./thread-worker.ts', import.meta.url);
// The heap of the thread. What it holds beside the heap (unpacked streams) is watched from outside.
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
const GROWTH_BYTES = 600_000_000;
const WATCH_MS = 100;
// Two cores: more at once would only be slower, and need more memory.
const AT_ONCE = 2;

export interface ThreadLimits {
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

let running = 0;
const waiting: (() => void)[] = [];

/** @throws Unreadable; the signal's reason; an error where the thread itself failed: worth another try. */
export async function readInThread(
  job: FileJob,
  { deadlineMs = DEADLINE_MS, signal }: ThreadLimits,
): Promise<FileText> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    signal?.throwIfAborted();
    const result = await runThread(job, deadlineMs, signal);
    if (result.kind === 'text') return result.file;
    throw new Unreadable(result.reason);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

async function runThread(
  job: FileJob,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<FileResult> {
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
  let isBegun = false;
  let deadline = setTimeout(() => stop(new Error('no thread could be started to read a file')), START_MS);
  const begin = (): void => {
    isBegun = true;
    clearTimeout(deadline);
    deadline = setTimeout(() => stop(new Unreadable('too_slow')), deadlineMs);
  };
  const before = process.memoryUsage.rss();
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() - before > GROWTH_BYTES) stop(new Unreadable('too_large'));
  }, WATCH_MS);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const told = new Promise<FileResult>((resolve) => {
      worker.on('message', (note: FileBegun | FileResult) => {
        if (note.kind === 'begun') begin();
        else resolve(note);
      });
    });
    const ended = once(worker, 'exit', { signal: bounds.signal }).then((): FileResult => {
      if (!isBegun) throw new Error('a thread ended before it read its file');
      return { kind: 'unreadable', reason: 'damaged' };
    });
    // A thread that fails ends with `error`: out of memory, or a bug of a parser.
    return await Promise.race([told, ended]);
  } catch (error) {
    if (bounds.signal.aborted) throw bounds.signal.reason;
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
      return { kind: 'unreadable', reason: 'too_large' };
    if (!isBegun) throw error;
    return { kind: 'unreadable', reason: 'damaged' };
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
