// Takes knowledge in: reads, cuts and embeds first, then swaps the passages in one short transaction, so that a search
// sees the old document or the new one, never half of either.
import { randomUUID } from 'node:crypto';
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import { InvalidInput, StoreError } from '../src/model/errors.ts';
import { type DocumentId, parseId, type TenantId } from '../src/model/ids.ts';
import { asStoreError, inTransaction, type Pool, type Queryable } from '../src/store/pool.ts';
import { isDeciding } from '../src/store/reading-ways.ts';
import {
  type Authorship,
  deleteDocument,
  finishDocument,
  insertDocument,
  markDocuments,
  markUnread,
  undeleteDocument,
  updateDocument,
} from './document-changes.ts';
import type { DocumentContent, DocumentMarks, DocumentSelection } from './documents.ts';
import { type DocumentDraft, READER_VERSION, toContent } from './draft.ts';
import { embedPassages } from './embedding.ts';
import { discard, goOn, isLong, storeInPieces } from './long-text.ts';
import { type PassageDraft, replacePassages } from './passages.ts';
import { readContent } from './reader.ts';
import { failUnread, listUnread, readUnread } from './unread.ts';

export type { DocumentDraft } from './draft.ts';

export interface Library {
  /**
   * Searchable once resolved. A document that can't be read is stored as failed, with the reason.
   * @param check runs in the transaction in which everything has changed: when it throws, nothing has.
   * @throws InvalidInput; code `document_conflict` where somebody changed it since `draft.basedOn`.
   */
  save(tenantId: TenantId, draft: DocumentDraft, check?: Check): Promise<DocumentId>;
  /** Saves `draft` under `id` unless there was ever a document of that id: then `check` isn't run. @returns whether it was new. */
  add(tenantId: TenantId, id: DocumentId, draft: DocumentDraft, check?: Check): Promise<boolean>;
  /**
   * The same for several that are stored together, as far as it takes time: what it gives back does the rest, in a
   * transaction of the caller's. @throws InvalidInput
   */
  prepare(
    tenantId: TenantId,
    draft: DocumentDraft & { readonly id: DocumentId },
    as: 'new' | 'change',
  ): Promise<(db: Queryable) => Promise<void>>;
  /** What was prepared as new is not wanted after all: a long text is stored by then, as a draft. */
  discard(tenantId: TenantId, draft: DocumentDraft & { readonly id: DocumentId }): Promise<void>;
  /** Into the bin. @throws InvalidInput 404 */
  remove(tenantId: TenantId, id: DocumentId): Promise<void>;
  /** Out of the bin. @throws InvalidInput 404 */
  restore(tenantId: TenantId, id: DocumentId): Promise<void>;
  /** @returns how many changed. */
  mark(tenantId: TenantId, selection: DocumentSelection, marks: DocumentMarks & Authorship): Promise<number>;
  /** Reads them again in the background. @returns how many. */
  readAgain(tenantId: TenantId, selection: DocumentSelection): Promise<number>;
  /** Reads again what a crash cut off, and what another version of the program read. @returns how many. */
  resume(signal?: AbortSignal): Promise<number>;
}

export interface LibraryDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

export type Check = (db: Queryable) => Promise<void>;

interface Place {
  readonly tenantId: TenantId;
  readonly id: DocumentId;
}

export function createLibrary(deps: LibraryDeps): Library {
  const { pool, log } = deps;
  // One after the other: what is asked for while one is under way is seen by the next.
  let rounds: Promise<unknown> = Promise.resolve();
  const resumeNext = (signal?: AbortSignal): Promise<number> => {
    const round = rounds.then(() => resume(deps, signal));
    rounds = round.catch(() => undefined);
    return round;
  };
  return {
    save: (tenantId, draft, check) => save(deps, { tenantId, draft }, check),
    async add(tenantId, id, draft, check) {
      const what = { place: { tenantId, id }, content: toContent(draft), draft };
      if (check || isLong(what.content)) return publish(deps, what, { check, as: 'new' });
      const isNew = await insertDocument(pool, what.place, what.content, draft);
      if (isNew) await take(deps, what.place, what.content);
      return isNew;
    },
    async prepare(tenantId, draft, as) {
      const what = { place: { tenantId, id: draft.id }, content: toContent(draft), draft };
      const putTo = await prepareTo[as](deps, what);
      return async (db) => void (await putTo(db));
    },
    discard: (tenantId, draft) =>
      discard(pool, { place: { tenantId, id: draft.id }, content: toContent(draft) }),
    async remove(tenantId, id) {
      if (!(await deleteDocument(pool, tenantId, id))) throw missing();
    },
    async restore(tenantId, id) {
      if (!(await undeleteDocument(pool, tenantId, id))) throw missing();
    },
    mark: async (tenantId, selection, marks) => (await markDocuments(pool, tenantId, selection, marks)).count,
    async readAgain(tenantId, selection) {
      const count = await markUnread(pool, tenantId, selection);
      resumeNext().catch((error: unknown) => {
        log.warn({ err: error }, 'documents were not read again; it is tried again');
      });
      return count;
    },
    resume: resumeNext,
  };
}

async function save(
  deps: LibraryDeps,
  { tenantId, draft }: { readonly tenantId: TenantId; readonly draft: DocumentDraft },
  check: Check | undefined,
): Promise<DocumentId> {
  const content = toContent(draft);
  const place = { tenantId, id: draft.id ?? parseId<'document'>(randomUUID()) };
  const what = { place, content, draft };
  const isLongNew = draft.id === undefined && isLong(content);
  if (check || isLongNew) await publish(deps, what, { check, as: isLongNew ? 'new' : 'change' });
  else if (await put(deps.pool, what)) await take(deps, place, content);
  return place.id;
}

interface Written {
  readonly place: Place;
  readonly content: DocumentContent;
  readonly draft: DocumentDraft;
}

/** @returns whether there was something to store. */
async function publish(
  deps: LibraryDeps,
  what: Written,
  { check, as }: { readonly check: Check | undefined; readonly as: keyof typeof prepareTo },
): Promise<boolean> {
  const putTo = await prepareTo[as](deps, what);
  try {
    return await inTransaction(deps.pool, async (client) => {
      const isStored = await putTo(client);
      // Where there is another of its id, nothing is published.
      if (isStored || as === 'change') await check?.(client);
      return isStored;
    });
  } catch (error) {
    if (as === 'new' && isLong(what.content)) await discard(deps.pool, what);
    throw error;
  }
}

type Prepare = (deps: LibraryDeps, what: Written) => Promise<(db: Queryable) => Promise<boolean>>;

const prepareTo = {
  async new(deps, what) {
    const { place, content, draft } = what;
    const prepared = await prepare(deps, place, content);
    if (prepared && isLong(content))
      return storeInPieces(deps.pool, what, prepared).catch((error: unknown) => {
        throw asTaken(error);
      });
    return async (db) => {
      const isNew = await insertDocument(db, place, content, draft).catch((error: unknown) => {
        throw asTaken(error);
      });
      if (isNew) await store(db, what, prepared);
      return isNew;
    };
  },
  async change(deps, what) {
    const prepared = await prepare(deps, what.place, what.content);
    return async (db) => {
      const isChanged = await put(db, what);
      if (isChanged) await store(db, what, prepared);
      return isChanged;
    };
  },
} as const satisfies Record<string, Prepare>;

/** @returns whether there is something to read. @throws InvalidInput */
async function put(db: Queryable, what: Written): Promise<boolean> {
  const { place, content, draft } = what;
  try {
    if (draft.id === undefined) return await insertDocument(db, place, content, draft);
    const change = await updateDocument(db, place, content, draft);
    if (change === 'missing') throw missing();
    if (change === 'conflict') throw conflict();
    return change === 'updated';
  } catch (error) {
    throw asTaken(error);
  }
}

function asTaken(error: unknown): unknown {
  if ((error as { readonly constraint?: string }).constraint !== 'documents_variant') return error;
  return new InvalidInput(
    'variant_taken',
    'This text has an entry in that language already. Open that one, or choose another language.',
    { status: 409, cause: error },
  );
}

async function resume(given: LibraryDeps, signal: AbortSignal | undefined): Promise<number> {
  // Vectors come later, in full batches: a model that hangs must not hold up the words of thousands.
  const deps = { ...given, embedder: undefined };
  if (!(await isDeciding(deps.pool, { kind: 'reader', value: READER_VERSION }))) return 0;
  let count = 0;
  for (const place of await listUnread(deps.pool, READER_VERSION)) {
    if (signal?.aborted) break;
    try {
      if (await readAnew(deps, place)) count += 1;
    } catch (error) {
      if (asStoreError(error) instanceof StoreError) throw error;
      // It must not keep all others from being read, and questions waiting.
      deps.log.error({ err: error, documentId: place.id }, 'a document could not be read anew');
      await failUnread(deps.pool, READER_VERSION, { ...place, error: UNREADABLE });
    }
  }
  return count;
}

/** @returns false where somebody else read or wrote it meanwhile. */
async function readAnew(deps: LibraryDeps, place: Place): Promise<boolean> {
  // Thousands take minutes: what an owner or another process wrote meanwhile has the last word.
  const unread = await readUnread(deps.pool, READER_VERSION, place);
  if (!unread) return false;
  const content = toContent(unread.content);
  const prepared = await prepare(deps, place, content);
  if (prepared && isLong(content) && (await goOn(deps.pool, { place, content }, prepared))) return true;
  // Together: of a hash that is noted first nobody could tell whether its passages are there.
  return inTransaction(deps.pool, async (client) => {
    const change = await updateDocument(client, place, content, { basedOn: unread.version });
    if (change === 'updated') await store(client, { place, content }, prepared);
    return change === 'updated';
  });
}

function missing(): InvalidInput {
  return new InvalidInput(
    'document_missing',
    'This document does not exist, or it was deleted. Go back to the list and reload it.',
    { status: 404 },
  );
}

function conflict(): InvalidInput {
  return new InvalidInput(
    'document_conflict',
    'Somebody changed this document since you opened it. Look at it again before you save yours.',
    { status: 409 },
  );
}

const UNREADABLE =
  'No text could be read from this document. Open it, check that it holds words and not just pictures or code, and save it again.';

async function take(deps: LibraryDeps, place: Place, content: DocumentContent): Promise<void> {
  const prepared = await prepare(deps, place, content);
  await inTransaction(deps.pool, (client) => store(client, { place, content }, prepared));
}

/** @returns undefined where it has no text that can be read. */
async function prepare(
  deps: LibraryDeps,
  place: Place,
  content: DocumentContent,
): Promise<readonly PassageDraft[] | undefined> {
  const read = await readContent(content).catch((error: unknown) => {
    deps.log.warn({ err: error, documentId: place.id }, 'a document could not be read');
    return undefined;
  });
  if (!read || read.length === 0) return undefined;
  await embedPassages(deps, { ...place, content }, read);
  return read;
}

async function store(
  client: Queryable,
  { place, content }: { readonly place: Place; readonly content: DocumentContent },
  prepared: readonly PassageDraft[] | undefined,
): Promise<void> {
  // First, because it locks the document's row: two readings of one document take turns.
  const error = prepared ? undefined : UNREADABLE;
  const isCurrent = await finishDocument(client, { ...place, hash: content.hash }, error);
  if (!isCurrent) return;
  // What can't be read has no passages: what the document said before is no longer what the owner wants said.
  await replacePassages(client, { ...place, language: content.language }, prepared ?? []);
}
