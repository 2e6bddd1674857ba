// Files that customers send, kept on disk beside the database: DATA_DIR/files.
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeliveryError, InvalidInput, StoreError } from '../model/errors.ts';
import { HEAD_BYTES, typeOf } from '../model/file.ts';

export interface KeptFile {
  /** `file:` or `s3:` and 128 random bits: who has it has not got the path, and nobody can guess one. */
  readonly contentUrl: string;
  /** By its bytes. */
  readonly contentType: string;
}

export interface Files {
  /**
   * Resolves once the file survives a power cut.
   * @throws InvalidInput 413 too large, 422 empty. @throws StoreError where it isn't taken: the disk is full, the storage away.
   */
  save(chunks: AsyncIterable<Uint8Array>): Promise<KeptFile>;
  /** What it is called, the message knows. @throws DeliveryError */
  open(
    contentUrl: string,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly contentType: string; readonly bytes: Uint8Array }>;
  /** Gone already is as good. */
  remove(contentUrl: string): Promise<void>;
}

const SCHEME = 'file:';
const KEPT = /^(file|s3):/;
const ID = /^[0-9a-f]{32}$/;
// A disk full of pictures must not stop the messages: the database has this much to itself.
const SPARE_BYTES = 500_000_000;

/** Whether it is ours to keep, and not a platform's that may be gone tomorrow. */
export function isKept(contentUrl: string): boolean {
  return KEPT.test(contentUrl);
}

/** New files go to the bucket, where there is one; each is read where it was kept, also after that has changed. */
export function joinFiles(disk: Files, bucket: Files | undefined): Files {
  if (!bucket) return disk;
  const keeperOf = (contentUrl: string): Files => (contentUrl.startsWith(SCHEME) ? disk : bucket);
  return {
    save: (chunks) => bucket.save(chunks),
    open: async (contentUrl, signal) => keeperOf(contentUrl).open(contentUrl, signal),
    remove: async (contentUrl) => keeperOf(contentUrl).remove(contentUrl),
  };
}

/** @param limitBytes of one file. */
export function createFiles(dataDir: string, limitBytes: number): Files {
  const root = join(dataDir, 'files');
  // Two letters of the id: no folder gets so full that it becomes slow.
  const pathOf = (id: string): string => join(root, id.slice(0, 2), id);
  return {
    async save(chunks) {
      const id = randomBytes(16).toString('hex');
      const path = pathOf(id);
      const part = `${path}.part`;
      try {
        await makeFolder(dirname(path));
        const contentType = await write(part, chunks, limitBytes);
        await rename(part, path);
        await syncFolder(dirname(path));
        return { contentUrl: `${SCHEME}${id}`, contentType };
      } catch (error) {
        // Of two faults the first is told.
        await rm(part, { force: true }).catch(() => undefined);
        throw asDiskFault(error);
      }
    },
    async open(contentUrl, signal) {
      const bytes = await readFile(pathOf(readId(contentUrl)), { signal }).catch(explain);
      return { name: 'file', contentType: typeOf(bytes), bytes };
    },
    async remove(contentUrl) {
      await rm(pathOf(readId(contentUrl)), { force: true });
    },
  };
}

function readId(contentUrl: string): string {
  const id = contentUrl.slice(SCHEME.length);
  if (contentUrl.startsWith(SCHEME) && ID.test(id)) return id;
  throw new DeliveryError('file_unknown', 'There is no such file.');
}

function explain(cause: unknown): never {
  if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
    throw new DeliveryError('file_gone', 'This file is no longer kept.', { cause });
  throw new DeliveryError('file_unread', 'This file could not be read from the disk.', {
    cause,
    retryable: true,
  });
}

// A folder that is new is only there after a power cut once the folder that it stands in is on the disk.
async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made) for (let at = folder; at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at));
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < SPARE_BYTES)
    throw new StoreError('disk_full', 'The disk is nearly full, so no files are taken. Make room on it.', {
      retryable: true,
    });
}

async function write(path: string, chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const file = await open(path, 'wx', 0o600);
  try {
    const head = await fill(file, chunks, limitBytes);
    await file.sync();
    return typeOf(head);
  } finally {
    await file.close();
  }
}

/** @returns how the file begins. */
async function fill(
  file: FileHandle,
  chunks: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array> {
  let head = new Uint8Array();
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
    await file.writeFile(chunk);
  }
  if (size === 0) throw emptyFile();
  return head;
}

export function emptyFile(): InvalidInput {
  return new InvalidInput('FileEmpty', 'A file is empty. Choose another.', { status: 422 });
}

export function tooLarge(limitBytes: number): InvalidInput {
  const message = `A file is larger than ${limitBytes / 1_000_000} MB. Send a smaller one.`;
  return new InvalidInput('FileTooLarge', message, { status: 413 });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

// What breaks off on the sender's side is not the disk's fault.
function asDiskFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^E(NOSPC|DQUOT|IO|ROFS|ACCES|PERM|MFILE|NFILE|EXIST|NOTDIR|NOENT)$/.test(code)) return error;
  return new StoreError('file_not_kept', 'The file could not be written to the disk.', {
    cause: error,
    retryable: true,
  });
}
