// What came in and would change a pinned answer: it waits until its owner has decided.
import { InvalidInput } from '../../src/model/errors.ts';
import type { DocumentId, TenantId, UserId } from '../../src/model/ids.ts';
import { type HeldItem, settleHeld } from '../../src/store/import-list.ts';
import { noteOrigin, readOrigin, refuseSource } from '../../src/store/import-origins.ts';
import { inTransaction, type Pool, type Queryable } from '../../src/store/pool.ts';
import { markDocuments } from '../document-changes.ts';
import type { DocumentDraft } from '../draft.ts';
import type { Library } from '../ingest.ts';
import { type PinChange, PinsWouldChange } from '../pin-guard.ts';

/** New words for an entry that there was before. */
export type HeldText = DocumentDraft & { readonly id: DocumentId };

export interface Held {
  readonly changes: readonly PinChange[];
  /** Absent: the entry is new, and waits as a draft. */
  readonly text?: HeldText;
}

/** @returns what kept it from being published; undefined where it was. */
export async function heldBack(publish: () => Promise<unknown>): Promise<Held | undefined> {
  try {
    await publish();
    return undefined;
  } catch (error) {
    if (error instanceof PinsWouldChange) return { changes: error.changes };
    throw error;
  }
}

/** As it was stored: its days went through JSON. */
export function readHeld({ held }: Pick<HeldItem, 'held'>): Held {
  const { changes, ...rest } = held as Held;
  return { ...rest, changes: changes.map((one) => ({ ...one, from: one.from && new Date(one.from) })) };
}

interface DecideDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly library: Library;
  readonly by: UserId | undefined;
}

/** The owner wants it all the same. What they wrote themselves meanwhile stays. @returns how many. */
export async function publishHeld(deps: DecideDeps, items: readonly HeldItem[]): Promise<number> {
  let count = 0;
  for (const item of items) if (await publish(deps, item)) count += 1;
  return count;
}

/** Thrown out of the transaction that publishes: somebody else decided meanwhile, perhaps against it. */
class Decided extends Error {}

async function publish({ pool, tenantId, library, by }: DecideDeps, item: HeldItem): Promise<boolean> {
  const { text } = readHeld(item);
  const origin = text && (await readOrigin(pool, tenantId, text.id));
  if (origin?.isRewritten) {
    await settleHeld(pool, tenantId, { ...item, state: 'unchanged', warnings: [REWRITTEN_WORDS] });
    return false;
  }
  try {
    const store = text
      ? await library.prepare(tenantId, { ...text, by, basedOn: origin?.version }, 'change')
      : (db: Queryable) => markDocuments(db, tenantId, { ids: [item.documentId] }, { isDraft: false, by });
    await inTransaction(pool, async (db) => {
      // First, as whoever else has both locks an item before its entry.
      if (!(await settleHeld(db, tenantId, { ...item, state: 'done' }))) throw new Decided();
      await store(db);
      if (text) await noteOrigin(db, tenantId, text.id);
    });
    return true;
  } catch (error) {
    // Or the entry was changed, or deleted, in this moment: what is there by now is the owner's own.
    if (error instanceof Decided || error instanceof InvalidInput) return false;
    throw error;
  }
}

/** New entries stay drafts, those that there were before stay as they are. @returns how many. */
export async function keepHeld(
  { pool, tenantId }: Pick<DecideDeps, 'pool' | 'tenantId'>,
  items: readonly HeldItem[],
): Promise<number> {
  let count = 0;
  for (const item of items) if (await keep(pool, tenantId, item)) count += 1;
  return count;
}

// Together: what was decided, and is not refused, is asked about again.
function keep(pool: Pool, tenantId: TenantId, item: HeldItem): Promise<boolean> {
  const { text } = readHeld(item);
  const end = text ? ({ state: 'unchanged', warnings: [KEPT_WORDS] } as const) : ({ state: 'done' } as const);
  return inTransaction(pool, async (client) => {
    const isOurs = await settleHeld(client, tenantId, { ...item, ...end });
    if (isOurs && text?.sourceHash)
      await refuseSource(client, tenantId, { id: item.documentId, sourceHash: text.sourceHash });
    return isOurs;
  });
}

export const REWRITTEN_WORDS =
  'You changed this entry since it was imported, so the new text of the file was not taken. Open it, or delete it and import again.';
export const KEPT_WORDS = 'You kept the entry as it was.';
