// Runs in a thread of its own: reads one file and ends. Whatever the file does, it does it here.
import { parentPort, workerData } from 'node:worker_threads';
import { openArchive } from './archive.ts';
import type { FileText } from './file-text.ts';
import { formatOf, type NamedBytes } from './format.ts';
import { readKnown } from './readers.ts';
import { Unreadable, type UnreadableReason } from './unreadable.ts';

/** `path` is of the file within the archive. */
export type FileJob = { readonly name: string; readonly mostChars: number } & (
  | { readonly bytes: Uint8Array }
  | { readonly archive: SharedArrayBuffer; readonly path: string }
);

/** The program is loaded: from here on it is the file that takes time, or fails. */
export interface FileBegun {
  readonly kind: 'begun';
}

export type FileResult =
  | { readonly kind: 'text'; readonly file: FileText }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

const MEMBER_LIMITS = { bytes: 60_000_000, parts: 5_000 };

function open(job: FileJob): NamedBytes {
  if ('bytes' in job) return job;
  const content = openArchive(new Uint8Array(job.archive), MEMBER_LIMITS).read(job.path);
  if (!content) throw new Unreadable('damaged');
  if (content.length === 0) throw new Unreadable('empty');
  // What is stored unpacked is a view of memory that all threads share, which not every reader takes.
  const file = { name: job.name, bytes: Uint8Array.from(content) };
  if (formatOf(file) === 'archive') throw new Unreadable('archive_inside');
  return file;
}

/** @throws what is not the file's fault. */
async function run(job: FileJob): Promise<FileResult> {
  let isBegun = false;
  const begin = (): void => {
    isBegun = true;
    parentPort?.postMessage({ kind: 'begun' } satisfies FileBegun);
  };
  try {
    return { kind: 'text', file: await readKnown(open(job), job.mostChars, begin) };
  } catch (error) {
    if (!isBegun && !(error instanceof Unreadable)) throw error;
    // What a parser trips over is the file's fault.
    return { kind: 'unreadable', reason: error instanceof Unreadable ? error.reason : 'damaged' };
  }
}

parentPort?.postMessage(await run(workerData as FileJob));
