// Takes knowledge in: reads, cuts and embeds first, then swaps the passages in one short transaction, so that a search
// sees the old document or the new one, never half of either.
import { randomUUID } from 'node:crypto';
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import { InvalidInput } from '../src/model/errors.ts';
import { type DocumentId, parseId, type TenantId } from '../src/model/ids.ts';
import { inTransaction, type Pool } from '../src/store/pool.ts';
import {
  type DocumentContent,
  deleteDocument,
  finishDocument,
  insertDocument,
  listUnread,
  undeleteDocument,
  updateDocument,
} from './documents.ts';
import { type DocumentDraft, READER_VERSION, toContent } from './draft.ts';
import { embedPassages } from './embedding.ts';
import { addVocabulary, replacePassages } from './passages.ts';
import { type ReadDocument, readContent } from './reader.ts';

export type { DocumentDraft } from './draft.ts';

export interface Library {
  /** Searchable once resolved. A document that can't be read is stored as failed, with the reason. @throws InvalidInput */
  save(tenantId: TenantId, draft: DocumentDraft): Promise<DocumentId>;
  /** Saves `draft` under `id` unless there was ever a document of that id. @returns whether it was new. */
  add(tenantId: TenantId, id: DocumentId, draft: DocumentDraft): Promise<boolean>;
  /** Into the bin. @throws InvalidInput 404 */
  remove(tenantId: TenantId, id: DocumentId): Promise<void>;
  /** Out of the bin. @throws InvalidInput 404 */
  restore(tenantId: TenantId, id: DocumentId): Promise<void>;
  /** Reads again what a crash cut off, and what an older version of the program read. @returns how many. */
  resume(signal: AbortSignal): Promise<number>;
}

export interface LibraryDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly log: Log;
}

interface Place {
  readonly tenantId: TenantId;
  readonly id: DocumentId;
}

export function createLibrary(deps: LibraryDeps): Library {
  return {
    save: (tenantId, draft) => save(deps, tenantId, draft),
    async add(tenantId, id, draft) {
      const content = toContent(draft);
      const isNew = await insertDocument(deps.pool, { tenantId, id }, content);
      if (isNew) await take(deps, { tenantId, id }, content);
      return isNew;
    },
    async remove(tenantId, id) {
      if (!(await deleteDocument(deps.pool, tenantId, id))) throw missing();
    },
    async restore(tenantId, id) {
      if (!(await undeleteDocument(deps.pool, tenantId, id))) throw missing();
    },
    resume: (signal) => resume(deps, signal),
  };
}

async function save(deps: LibraryDeps, tenantId: TenantId, draft: DocumentDraft): Promise<DocumentId> {
  const content = toContent(draft);
  const id = draft.id ?? parseId<'document'>(randomUUID());
  if (draft.id === undefined) await insertDocument(deps.pool, { tenantId, id }, content);
  else {
    const change = await updateDocument(deps.pool, { tenantId, id }, content);
    if (change === 'missing') throw missing();
    if (change === 'unchanged') return id;
  }
  await take(deps, { tenantId, id }, content);
  return id;
}

async function resume(deps: LibraryDeps, signal: AbortSignal): Promise<number> {
  const unread = await listUnread(deps.pool, READER_VERSION);
  let count = 0;
  for (const { tenantId, id, content } of unread) {
    if (signal.aborted) break;
    const anew = toContent(content);
    await updateDocument(deps.pool, { tenantId, id }, anew);
    await take(deps, { tenantId, id }, anew);
    count += 1;
  }
  return count;
}

function missing(): InvalidInput {
  return new InvalidInput(
    'document_missing',
    'This document does not exist, or it was deleted. Go back to the list and reload it.',
    { status: 404 },
  );
}

const UNREADABLE =
  'No text could be read from this document. Open it, check that it holds words and not just pictures or code, and save it again.';

async function take(deps: LibraryDeps, place: Place, content: DocumentContent): Promise<void> {
  const read = await readOrFail(deps, place, content);
  if (!read) return;
  const passages = await embedPassages(deps, { ...place, content }, read.passages);
  await inTransaction(deps.pool, async (client) => {
    // First, because it locks the document's row: two readings of one document take turns.
    const isCurrent = await finishDocument(client, { ...place, hash: content.hash }, undefined);
    if (!isCurrent) return;
    await replacePassages(client, { ...place, language: content.language }, passages);
    await addVocabulary(client, place.tenantId, read.vocabulary);
  });
}

async function readOrFail(
  deps: LibraryDeps,
  place: Place,
  content: DocumentContent,
): Promise<ReadDocument | undefined> {
  const read = await readContent(content).catch((error: unknown) => {
    deps.log.warn({ err: error, documentId: place.id }, 'a document could not be read');
    return undefined;
  });
  if (read && read.passages.length > 0) return read;
  await inTransaction(deps.pool, async (client) => {
    const isCurrent = await finishDocument(client, { ...place, hash: content.hash }, UNREADABLE);
    // What the document said before is no longer what the owner wants said.
    if (isCurrent) await replacePassages(client, { ...place, language: content.language }, []);
  });
  return undefined;
}
