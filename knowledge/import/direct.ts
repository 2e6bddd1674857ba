// Takes files of this machine in at once, without keeping copies: for the command line. What is done is skipped by the
// next run, so that whatever ends this one, the next goes on.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvalidInput, KakiError, StoreError } from '../../src/model/errors.ts';
import { type ImportId, parseId, type TenantId } from '../../src/model/ids.ts';
import { findLeft } from '../../src/store/import-origins.ts';
import { addReadItem, type ItemEnd } from '../../src/store/imports.ts';
import { asStoreError } from '../../src/store/pool.ts';
import { Unreadable } from '../parse/unreadable.ts';
import { takeFile } from './file.ts';
import type { FolderFile } from './folder.ts';
import { OWN_FAULT_WORDS } from './importer.ts';
import { readAhead } from './read-ahead.ts';
import { IMPORT_LIMIT_BYTES, TOO_LARGE_WORDS } from './source.ts';
import type { TakeDeps } from './take.ts';

export interface DirectRun {
  readonly tenantId: TenantId;
  readonly importId: ImportId;
  readonly files: readonly FolderFile[];
  readonly signal: AbortSignal;
  readonly onBegin: (file: FolderFile) => void;
  readonly onEnd: (file: FolderFile, end: ItemEnd) => void;
  /** What is no file's fault. */
  readonly onFault: (file: FolderFile, error: unknown) => void;
}

export const SAME_NAME_WORDS = 'Another file of this run has the same name. Rename one of them.';

/** @throws StoreError where the database is gone; the signal's reason never: what is not done is left to the next run. */
export async function takeFiles(deps: TakeDeps, run: DirectRun): Promise<void> {
  const seen = new Set<string>();
  await readAhead(untilStopped(run), async (file, onRead) => {
    const isTwice = seen.has(file.source);
    seen.add(file.source);
    run.onBegin(file);
    const end = isTwice ? failed(SAME_NAME_WORDS) : await takeOne(deps, { file, onRead }, run);
    if (end) run.onEnd(file, end);
  });
}

function* untilStopped({ files, signal }: DirectRun): Generator<FolderFile> {
  for (const file of files) {
    if (signal.aborted) return;
    yield file;
  }
}

interface Begun {
  readonly file: FolderFile;
  readonly onRead: () => void;
}

/** @returns undefined where it was called off. */
async function takeOne(deps: TakeDeps, begun: Begun, run: DirectRun): Promise<ItemEnd | undefined> {
  const { tenantId, importId } = run;
  const { source } = begun.file;
  try {
    // What an earlier run left of it is taken up under its own name.
    const id = (await findLeft(deps.pool, tenantId, source)) ?? parseId<'importItem'>(randomUUID());
    const item = { id, tenantId, importId, source };
    const end = await endOf(deps, { ...item, ...begun }, run);
    await addReadItem(deps.pool, tenantId, { ...item, ...end });
    return end;
  } catch (error) {
    if (run.signal.aborted) return undefined;
    throw asStoreError(error);
  }
}

async function endOf(
  deps: TakeDeps,
  item: Pick<Parameters<typeof takeFile>[1], 'id' | 'tenantId' | 'importId' | 'source'> & Begun,
  { signal, onFault }: DirectRun,
): Promise<ItemEnd> {
  const { file, ...given } = item;
  if (file.bytes > IMPORT_LIMIT_BYTES) return failed(TOO_LARGE_WORDS);
  try {
    return await takeFile(deps, { ...given, bytes: await readFile(file.path, { signal }) }, signal);
  } catch (error) {
    if (signal.aborted || asStoreError(error) instanceof StoreError) throw error;
    if (error instanceof Unreadable || error instanceof InvalidInput) return failed(error.message);
    if (isUnreachable(error)) return failed('The file can not be opened: check that you may read it.');
    onFault(file, error);
    return failed(error instanceof KakiError ? error.message : OWN_FAULT_WORDS);
  }
}

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^E(ACCES|PERM|NOENT|ISDIR|IO)$/.test(String(error.code))
  );
}

function failed(error: string): ItemEnd {
  return { state: 'failed', error };
}
