// One process per embedded data folder: PGlite takes no lock of its own, and two owners lose rows silently.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StoreError } from '../model/errors.ts';

interface Owner {
  readonly pid: number;
  /** When that process started, in the kernel's ticks; tells a living owner from a reused pid. '' where not known. */
  readonly startedAt: string;
  readonly token: string;
}

/**
 * Takes `folder/lock`. A lock whose process is gone (kill -9) is taken over.
 * @returns the release. @throws StoreError naming the living owner.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  const own: Owner = { pid: process.pid, startedAt: startOf(process.pid), token: randomUUID() };
  const holder = readOwner(path);
  if (holder && isAlive(holder)) throw heldBy(holder, folder);
  if (holder && readOwner(path)?.token === holder.token) rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
  } catch (error) {
    throw heldBy(readOwner(path), folder, error);
  }
  // Two that found the same dead owner: the one that wrote last finds itself here, the other doesn't.
  if (holder) await wait(100);
  const written = readOwner(path);
  if (written?.token !== own.token) throw heldBy(written, folder);
  return () => {
    if (readOwner(path)?.token === own.token) rmSync(path, { force: true });
  };
}

function heldBy(owner: Owner | undefined, folder: string, cause?: unknown): StoreError {
  const who = owner ? `process ${owner.pid}` : 'another process';
  return new StoreError(
    'data_folder_in_use',
    `The data folder ${folder} is in use by ${who}. Stop it first, or set DATA_DIR to another folder, or DATABASE_URL to share one PostgreSQL.`,
    { cause },
  );
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
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
