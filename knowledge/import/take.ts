// The text of a file or page that came in -> an entry of the knowledge, and what to tell of it.
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
import {
  findByHash,
  findBySource,
  isSameSource,
  noteOrigin,
  readOrigin,
} from '../../src/store/import-origins.ts';
import { isUndone } from '../../src/store/import-undo.ts';
import { addReadItem, type ItemEnd } from '../../src/store/imports.ts';
import { inTransaction, type Pool, type Queryable } from '../../src/store/pool.ts';
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
}

export const SAME_WORDS = 'Your knowledge has the very same text already, under another name.';
export const UNDONE_WORDS = 'The import was undone before this was read.';
const DRAFT_WORDS = 'It is a draft: customers get it once you approve it.';
const OVERTAKEN_WORDS = 'A newer text of it came since.';

interface Known {
  readonly id: DocumentId;
  readonly sourceHash: string | null;
}

/** @param known the entry that came from there before. */
export async function takeText(
  deps: TakeDeps,
  given: Given & {
    readonly text: FileText;
    readonly sourceHash: string;
    readonly known: Known | undefined;
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
  try {
    if (!known) return await insert(deps, { ...given, warnings }, { draft, signal });
    const isAsked = isCutOff(given, known);
    const end = await update(deps, { ...given, isAsked }, { draft: { ...draft, id: known.id }, signal });
    return { ...end, warnings: [...warnings, ...(end.warnings ?? [])] };
  } catch (error) {
    if (error instanceof ImportUndone) return { state: 'failed', error: UNDONE_WORDS };
    if (error instanceof SourceCame) return takeText(deps, { ...given, known: error.known }, signal);
    throw error;
  }
}

/** Nothing comes into an import any more that was undone meanwhile. */
class ImportUndone extends InvalidInput {
  constructor() {
    super('import_undone', UNDONE_WORDS);
  }
}

/** Another text of the same source was published while this one was read, or waited: its entry is the one to change. */
class SourceCame extends InvalidInput {
  readonly known: Known;

  constructor(known: Known) {
    super('source_came', 'A text of the same file or page came a moment before.');
    this.known = known;
  }
}

/** @throws InvalidInput, which `takeText` tells of. */
export async function requireOpen(
  db: Queryable,
  { tenantId, importId }: Pick<Given, 'tenantId' | 'importId'>,
): Promise<void> {
  if (await isUndone(db, tenantId, importId)) throw new ImportUndone();
}

type Store = (db: Queryable) => Promise<void>;

/** What would change a pinned answer waits as a draft. An entry and its item come together, or neither does. */
async function insert(
  deps: TakeDeps,
  given: Given & Pick<ItemEnd, 'warnings'> & { readonly sourceHash: string },
  { draft, signal }: { readonly draft: DocumentDraft; readonly signal: AbortSignal },
): Promise<ItemEnd> {
  const { tenantId, importId, id, source } = given;
  const documentId = entryOf(id);
  const end = { state: 'done', documentId, warnings: given.warnings ?? [] } as const;
  const storeWith = async (db: Queryable, store: Store, noted: ItemEnd): Promise<void> => {
    // First, as an undo locks the import before its entries: a long text has one by now.
    await requireOpen(db, given);
    const came = await findBySource(db, tenantId, source);
    // Without a hash it is stored only in part.
    if (came?.sourceHash && came.id !== documentId) throw new SourceCame(came);
    await store(db);
    await addReadItem(db, tenantId, { importId, id, source, ...noted });
  };
  let there: ItemEnd | undefined;
  const discard = (): Promise<void> => deps.bulk.discard(tenantId, { ...draft, id: documentId });
  const giveUp = async (error: unknown): Promise<never> => {
    if (error instanceof ImportUndone || error instanceof SourceCame) await discard();
    throw error;
  };
  const held = await heldBack(() =>
    deps.pins.publishTogether(tenantId, {
      chars: draft.body.length,
      signal,
      async prepare(isCompared) {
        // What is compared by its meaning needs its vectors at once.
        const library = isCompared ? deps.library : deps.bulk;
        const store = await library.prepare(tenantId, { ...draft, id: documentId }, 'new');
        return async (db) => {
          // The very same text may have come a moment before, under another name.
          there = await findThere(db, { ...given, known: undefined });
          if (there) return;
          await storeWith(db, store, end);
        };
      },
    }),
  ).catch(giveUp);
  if (there) {
    await discard();
    return there;
  }
  if (!held) return end;
  const waiting = { ...end, state: 'held', held } as const;
  const store = await deps.bulk.prepare(tenantId, { ...draft, id: documentId, isDraft: true }, 'new');
  await inTransaction(deps.pool, (db) => storeWith(db, store, waiting)).catch(giveUp);
  return waiting;
}

/**
 * An owner who has changed its words since has the last word. What would change a pinned answer waits beside it; a draft
 * that waits already is asked about anew.
 */
async function update(
  deps: TakeDeps,
  given: Given & { readonly isAsked: boolean },
  { draft, signal }: { readonly draft: HeldText; readonly signal: AbortSignal },
): Promise<ItemEnd> {
  const { tenantId } = given;
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
            // First, as an undo locks the import before its entries.
            await requireOpen(db, given);
            await store(db);
            await noteOrigin(db, tenantId, documentId);
          };
        },
      }),
    );
    const end = { documentId, overtaken: OVERTAKEN_WORDS };
    if (held) return { ...end, state: 'held', held: { ...held, text } };
    return { ...end, state: 'done', ...(origin?.isDraft && !isAsked && { warnings: [DRAFT_WORDS] }) };
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
      ? { state: 'unchanged', documentId: known.id, overtaken: OVERTAKEN_WORDS }
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
