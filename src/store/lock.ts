// One process per embedded data folder: PGlite takes no lock of its own, and two owners lose rows silently.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../model/errors.ts';

interface Owner {
  readonly pid: number;
  /** When that process started, in the kernel's ticks; tells a living owner from a reused pid. '' where not known. */
  readonly startedAt: string;
}

// A takeover never removes the lock that it replaces: between looking and removing, a slower rival could remove the
// winner's instead (seen: two owners). It adds the next number, which the file system gives to one process only, and
// the highest number holds the folder.
const LOCK = /^lock-(\d+)$/;
// Longer than writing a lock takes; an unreadable one that is older was left by a crash.
const WRITING_MS = 5_000;

/**
 * Takes `folder`. The lock of a process that is gone (kill -9) is taken over.
 * @returns the release. @throws StoreError naming the living owner, or why the folder can't be written.
 */
export function lockFolder(folder: string): () => void {
  try {
    return takeLock(folder);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'data_folder_not_writable',
      `The data folder ${folder} can't be written (${(error as Error).message}). Check its owner and the space on its disk, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const newest = newestLock(folder);
  const holder = readOwner(lockPath(folder, newest));
  if (holder) throw heldBy(holder, folder);
  const own: Owner = { pid: process.pid, startedAt: startOf(process.pid) };
  const path = lockPath(folder, newest + 1);
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? heldBy(readOwner(path), folder) : error;
  }
  // So late that others took over and cleared away in the meantime.
  if (newestLock(folder) !== newest + 1) {
    rmSync(path, { force: true });
    throw heldBy(readOwner(lockPath(folder, newestLock(folder))), folder);
  }
  for (const number of locksIn(folder))
    if (number <= newest) rmSync(lockPath(folder, number), { force: true });
  return once(() => rmSync(path, { force: true }));
}

function lockPath(folder: string, number: number): string {
  return join(folder, `lock-${number}`);
}

function locksIn(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => LOCK.exec(name)?.[1] ?? [])
    .map(Number);
}

function newestLock(folder: string): number {
  return Math.max(0, ...locksIn(folder));
}

// A second call must not remove the lock of the next owner, which has the same number.
function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

function heldBy(owner: Owner | 'unknown' | undefined, folder: string): StoreError {
  const who = typeof owner === 'object' ? `process ${owner.pid}` : 'another process';
  return new StoreError(
    'data_folder_in_use',
    `The data folder ${folder} is in use by ${who}. Stop it first, or set DATA_DIR to another folder, or DATABASE_URL to share one PostgreSQL.`,
  );
}

/** The living owner of a lock; undefined where it is gone. */
function readOwner(path: string): Owner | 'unknown' | undefined {
  try {
    const written = readFileSync(path, 'utf8');
    if (!written.endsWith('}'))
      return Date.now() - statSync(path).mtimeMs < WRITING_MS ? 'unknown' : undefined;
    const owner = JSON.parse(written) as Owner;
    return isAlive(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(owner: Owner): boolean {
  // In a container every start is the same pid: one that is ours was a former life's.
  if (owner.pid === process.pid) return owner.startedAt === startOf(process.pid) && owner.startedAt !== '';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.startedAt === startOf(owner.pid);
}

// Field 22 of /proc/PID/stat; the second field may hold spaces, so fields are counted after its closing bracket.
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
