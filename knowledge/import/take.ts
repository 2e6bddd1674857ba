// A file or page that came in -> an entry of the knowledge, added once or brought up to date, and what to tell of it.
import { createHash } from 'node:crypto';
import type { LanguageModel, Transcriber } from '../../src/llm/llm.ts';
import { InvalidInput } from '../../src/model/errors.ts';
import {
  type DocumentId,
  type ImportId,
  type ImportItemId,
  parseId,
  type TenantId,
  type UserId,
} from '../../src/model/ids.ts';
import { isUndone, overtakeHeld } from '../../src/store/import-list.ts';
import { findByHash, isSameSource, noteOrigin, readOrigin } from '../../src/store/import-origins.ts';
import type { ItemEnd } from '../../src/store/imports.ts';
import type { Pool, Queryable } from '../../src/store/pool.ts';
import { markDocuments, undeleteDocument } from '../document-changes.ts';
import { listComingDays } from '../documents.ts';
import type { DocumentDraft } from '../draft.ts';
import type { Library } from '../ingest.ts';
import type { FileText } from '../parse/file.ts';
import type { PinGuard } from '../pin-guard.ts';
import { type HeldText, heldBack, REWRITTEN_WORDS } from './hold.ts';
import { nameOf } from './source.ts';

export interface TakeDeps {
  readonly pool: Pool;
  readonly library: Library;
  /** Takes in without embedding: passages of many entries get their vectors together, in full batches. */
  readonly bulk: Library;
  readonly pins: Pick<PinGuard, 'publish' | 'publishTogether'>;
  /** undefined: pictures are not read. */
  readonly model: LanguageModel | undefined;
  /** undefined: recordings are not read. */
  readonly transcriber: Transcriber | undefined;
}

/** What is taken in, and on whose behalf. */
export interface Given {
  readonly tenantId: TenantId;
  readonly importId: ImportId;
  /** Also the id of the entry that it adds. */
  readonly id: ImportItemId;
  readonly source: string;
  readonly by?: UserId | undefined;
  /** What it ended with before; null: it never ended. */
  readonly documentId?: DocumentId | null | undefined;
  /** Hears that its text is read, and waits to be published. */
  readonly onRead?: () => void;
}

export const SAME_WORDS = 'Your knowledge has the very same text already, under another name.';
export const UNDONE_WORDS = 'The import was undone before this was read.';
const DRAFT_WORDS = 'It is a draft: customers get it once you approve it.';
const OVERTAKEN_WORDS = 'A newer text of it came since.';

interface Known {
  readonly id: DocumentId;
  readonly sourceHash: string | null;
}

/** @param known the entry that came from there before. @param isAsked its draft waits for its owner, see `update`. */
export async function takeText(
  deps: TakeDeps,
  given: Given & {
    readonly text: FileText;
    readonly sourceHash: string;
    readonly known: Known | undefined;
    readonly isAsked?: boolean;
  },
  signal: AbortSignal,
): Promise<ItemEnd> {
  const { source, text, sourceHash, known, by } = given;
  const there = await findThere(deps.pool, given);
  if (there) return there;
  const draft: DocumentDraft = {
    kind: text.kind,
    title: text.title.trim() || nameOf(source),
    body: text.text,
    source,
    sourceHash,
    by,
  };
  const { warnings } = text;
  const isAsked = given.isAsked || (known && isCutOff(given, known));
  const end = known
    ? await update(deps, { ...given, isAsked }, { draft: { ...draft, id: known.id }, signal })
    : await insert(deps, given, { draft, signal });
  return { ...end, warnings: [...warnings, ...(end.warnings ?? [])] };
}

/** What would change a pinned answer waits as a draft. */
async function insert(
  deps: TakeDeps,
  given: Given & { readonly sourceHash: string },
  { draft, signal }: { readonly draft: DocumentDraft; readonly signal: AbortSignal },
): Promise<ItemEnd> {
  const { tenantId, id } = given;
  const documentId = entryOf(id);
  let there: ItemEnd | undefined;
  const held = await heldBack(() =>
    deps.pins.publishTogether(tenantId, {
      chars: draft.body.length,
      signal,
      async prepare(isCompared) {
        // What is compared by its meaning needs its vectors at once.
        const library = isCompared ? deps.library : deps.bulk;
        const store = await library.prepare(tenantId, { ...draft, id: documentId }, 'new');
        return async (db) => {
          // The very same text may have come a moment before it.
          there = await findThere(db, { ...given, known: undefined });
          if (there) return;
          await store(db);
          // An undo put it into the bin that was taken back.
          await bring(db, { tenantId, id: documentId }, { isDraft: false });
        };
      },
    }),
  );
  if (there) return there;
  if (!held) return { state: 'done', documentId };
  await deps.bulk.add(tenantId, documentId, { ...draft, isDraft: true }, (db) =>
    bring(db, { tenantId, id: documentId }, { isDraft: true }),
  );
  return { state: 'held', documentId, held };
}

/** Out of the bin, where it is in there. */
export async function bring(
  db: Queryable,
  { tenantId, id }: { readonly tenantId: TenantId; readonly id: DocumentId },
  marks: { readonly isDraft: boolean },
): Promise<void> {
  if (await undeleteDocument(db, tenantId, id)) await markDocuments(db, tenantId, { ids: [id] }, marks);
}

/** What is added to an import that was undone meanwhile goes where the rest of it went. @returns whether it was. */
export async function dropUndone(
  { pool, library }: Pick<TakeDeps, 'pool' | 'library'>,
  { id, tenantId, importId }: Pick<Given, 'id' | 'tenantId' | 'importId'>,
  end: ItemEnd,
): Promise<boolean> {
  if (!(await isUndone(pool, tenantId, importId))) return false;
  if ((end.state === 'done' || end.state === 'held') && end.documentId === entryOf(id))
    // The undo was as quick.
    await library.remove(tenantId, end.documentId).catch(ignoreMissing);
  return true;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof InvalidInput)) throw error;
}

/**
 * An owner who has changed its words since has the last word. What would change a pinned answer waits beside it; a draft
 * that waits already is asked about anew.
 */
async function update(
  deps: TakeDeps,
  given: Given & { readonly isAsked: boolean | undefined },
  { draft, signal }: { readonly draft: HeldText; readonly signal: AbortSignal },
): Promise<ItemEnd> {
  const { tenantId, id } = given;
  const documentId = draft.id;
  const origin = await readOrigin(deps.pool, tenantId, documentId);
  if (origin?.isRewritten) return { state: 'unchanged', documentId, warnings: [REWRITTEN_WORDS] };
  const isAsked = given.isAsked || origin?.isAsked === true;
  const text = { ...draft, ...(isAsked && { isDraft: false }) };
  try {
    const days = await listComingDays(deps.pool, tenantId, { ids: [documentId] });
    const held = await heldBack(() =>
      deps.pins.publishTogether(tenantId, {
        chars: draft.body.length,
        days,
        signal,
        async prepare(isCompared) {
          const library = isCompared ? deps.library : deps.bulk;
          const store = await library.prepare(tenantId, { ...text, basedOn: origin?.version }, 'change');
          return async (db) => {
            await store(db);
            await noteOrigin(db, tenantId, documentId);
          };
        },
      }),
    );
    await overtakeHeld(deps.pool, tenantId, { documentId, by: id, words: OVERTAKEN_WORDS });
    if (held) return { state: 'held', documentId, held: { ...held, text } };
    return { state: 'done', documentId, ...(origin?.isDraft && !isAsked && { warnings: [DRAFT_WORDS] }) };
  } catch (error) {
    // Changed in between: once more with what it says now.
    if (error instanceof InvalidInput && error.code === 'document_conflict')
      return update(deps, given, { draft, signal });
    throw error;
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What is in the knowledge already. What an earlier try of this very item left may be half done, and doesn't count. */
export async function findThere(
  db: Queryable,
  {
    id,
    tenantId,
    known,
    sourceHash,
  }: Given & { readonly known: Known | undefined; readonly sourceHash: string },
): Promise<ItemEnd | undefined> {
  if (known)
    return isSameSource(known.sourceHash, sourceHash) && known.id !== entryOf(id)
      ? { state: 'unchanged', documentId: known.id }
      : undefined;
  const same = await findByHash(db, tenantId, sourceHash);
  return same && same !== entryOf(id)
    ? { state: 'unchanged', documentId: same, warnings: [SAME_WORDS] }
    : undefined;
}

/** Its own entry, left by a try that ended before it was written down how: a draft among them was never asked about. */
export function isCutOff({ id, documentId }: Pick<Given, 'id' | 'documentId'>, known: Known): boolean {
  return known.id === entryOf(id) && !documentId;
}

function entryOf(id: ImportItemId): DocumentId {
  return parseId<'document'>(id);
}
