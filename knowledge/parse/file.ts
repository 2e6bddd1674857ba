// A file of any sender -> the text of a document, its places marked, or a refusal in words that an owner understands.
import { cleanFileName } from '../../src/model/file.ts';
import { openArchive } from './archive.ts';
import type { FileText } from './file-text.ts';
import { type Format, formatOf, type NamedBytes } from './format.ts';
import { readInThread } from './thread.ts';
import { Unreadable } from './unreadable.ts';

export type { FileText } from './file-text.ts';
export type GivenFile = NamedBytes;

export interface ReadLimits {
  /** The text is cut there. */
  readonly mostChars: number;
  /** Of one file. */
  readonly deadlineMs?: number;
  /** The reading is called off. */
  readonly signal?: AbortSignal;
}

/** Of a file alone, or of each file in an archive. */
export type FileOutcome = { readonly name: string } & (
  | { readonly text: FileText }
  | { readonly error: Unreadable }
);

/** What becomes of a file: pictures and audio are for a model; an archive is read by `readFiles`. */
export type FileFamily = 'document' | 'picture' | 'audio' | 'archive' | 'unknown';

const FAMILIES: Readonly<Partial<Record<Format, FileFamily>>> = {
  picture: 'picture',
  audio: 'audio',
  archive: 'archive',
  unknown: 'unknown',
};

const MOST_FILES = 200;
// Its files together; what each may unpack to, its own reading bounds.
const ARCHIVE_LIMITS = { bytes: 0, parts: 5_000 };
const ARCHIVE_DEADLINE_MS = 120_000;
// What computers leave in archives for themselves.
const NOISE = /(?:^|\/)(?:__MACOSX\/|\.|~\$|Thumbs\.db$|desktop\.ini$)|\/$/i;

/** By its bytes; its name only tells kinds of text apart. */
export function kindOf(bytes: Uint8Array, name: string): FileFamily {
  return FAMILIES[formatOf({ name, bytes })] ?? 'document';
}

/** @throws Unreadable; the signal's reason. */
export async function readFile(file: GivenFile, limits: ReadLimits): Promise<FileText> {
  if (file.bytes.length === 0) throw new Unreadable('empty');
  return readInThread({ ...file, mostChars: limits.mostChars }, limits);
}

/** One outcome for a plain file, one for each file in an archive, in its order. @throws the signal's reason. */
export async function* readFiles(file: GivenFile, limits: ReadLimits): AsyncGenerator<FileOutcome> {
  if (kindOf(file.bytes, file.name) !== 'archive') {
    yield await settle(file.name, () => readFile(file, limits));
    return;
  }
  const deadline = AbortSignal.timeout(ARCHIVE_DEADLINE_MS);
  const shared = new SharedArrayBuffer(file.bytes.length);
  new Uint8Array(shared).set(file.bytes);
  const names = await settle(file.name, async () => listFiles(file.bytes));
  if ('error' in names) return yield names;
  for (const path of names.text) {
    const name = cleanFileName(path, 'file');
    const job = { name, archive: shared, path, mostChars: limits.mostChars };
    yield await settle(name, async () => {
      if (deadline.aborted) throw new Unreadable('too_slow');
      return readInThread(job, limits);
    });
  }
}

function listFiles(bytes: Uint8Array): readonly string[] {
  const names = openArchive(bytes, ARCHIVE_LIMITS).names.filter((name) => !NOISE.test(name));
  if (names.length === 0) throw new Unreadable('empty');
  if (names.length > MOST_FILES) throw new Unreadable('too_many_files');
  return names;
}

async function settle<T>(
  name: string,
  read: () => Promise<T>,
): Promise<{ name: string; text: T } | { name: string; error: Unreadable }> {
  try {
    return { name, text: await read() };
  } catch (error) {
    if (error instanceof Unreadable) return { name, error };
    throw error;
  }
}
