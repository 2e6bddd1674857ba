// What came in and would change a pinned answer: it waits until its owner has decided.
import type { DocumentId, TenantId, UserId } from '../../src/model/ids.ts';
import { type HeldItem, settleHeld } from '../../src/store/import-list.ts';
import { noteOrigin, readOrigin, refuseSource } from '../../src/store/import-origins.ts';
import type { Pool } from '../../src/store/pool.ts';
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
export function readHeld({ held }: HeldItem): Held {
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
export async function publishHeld(
  { pool, tenantId, library, by }: DecideDeps,
  items: readonly HeldItem[],
): Promise<number> {
  const ids = items.filter((item) => !readHeld(item).text).map(({ documentId }) => documentId);
  if (ids.length > 0) await library.mark(tenantId, { ids }, { isDraft: false, by });
  let count = 0;
  for (const item of items) {
    const { text } = readHeld(item);
    const origin = text && (await readOrigin(pool, tenantId, text.id));
    if (text && !origin?.isRewritten)
      await library.save(tenantId, { ...text, by, basedOn: origin?.version }, (db) =>
        noteOrigin(db, tenantId, text.id),
      );
    const state = origin?.isRewritten ? 'unchanged' : 'done';
    const warnings = origin?.isRewritten ? [REWRITTEN_WORDS] : [];
    if ((await settleHeld(pool, tenantId, { id: item.id, state, warnings })) && state === 'done') count += 1;
  }
  return count;
}

/** New entries stay drafts, those that there were before stay as they are. @returns how many. */
export async function keepHeld(
  { pool, tenantId }: Pick<DecideDeps, 'pool' | 'tenantId'>,
  items: readonly HeldItem[],
): Promise<number> {
  for (const item of items) {
    const { text } = readHeld(item);
    if (text?.sourceHash)
      await refuseSource(pool, tenantId, { id: item.documentId, sourceHash: text.sourceHash });
    await settleHeld(pool, tenantId, {
      id: item.id,
      state: text ? 'unchanged' : 'done',
      warnings: text ? [KEPT_WORDS] : [],
    });
  }
  return items.length;
}

export const REWRITTEN_WORDS =
  'You changed this entry since it was imported, so the new text of the file was not taken. Open it, or delete it and import again.';
export const KEPT_WORDS = 'You kept the entry as it was.';
