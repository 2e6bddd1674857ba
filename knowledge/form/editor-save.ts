// Saves what the editor sent: over a version that its writer has not seen only when they say so.
import { InvalidInput } from '../../src/model/errors.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import type { Queryable } from '../../src/store/pool.ts';
import { markDocuments } from '../document-changes.ts';
import { type DocumentRow, listVariants, readDocument } from '../documents.ts';
import { answerGap, readGap } from '../gaps.ts';
import type { Check } from '../ingest.ts';
import type { PinChange } from '../pin-guard.ts';
import { type Entry, type EntryErrors, faultsOf, validityOf } from './entry.ts';
import { closeAnswered } from './gap-answer.ts';
import { auditKnowledge } from './knowledge.ts';
import { guarded } from './pins.ts';
import type { FormDeps, StaffVisit } from './route.ts';
import { tText } from './speech.ts';

export type Saving =
  | { readonly kind: 'saved'; readonly id: DocumentId }
  | { readonly kind: 'refused'; readonly errors: EntryErrors }
  /** Somebody else saved it meanwhile. */
  | { readonly kind: 'conflict'; readonly theirs: DocumentRow }
  /** Somebody else answered the question meanwhile, with that entry. */
  | { readonly kind: 'answered'; readonly by: DocumentRow }
  /** Pinned answers would change, and their owner hasn't agreed to it. */
  | { readonly kind: 'held'; readonly changes: readonly PinChange[] };

export async function saveEntry(deps: FormDeps, visit: StaffVisit, entry: Entry): Promise<Saving> {
  const errors = faultsOf(entry);
  if (Object.keys(errors).length > 0) return { kind: 'refused', errors };
  const by = await answeredMeanwhile(deps, entry);
  if (by) return { kind: 'answered', by };
  const saving = await trySave(deps, visit, entry);
  if (saving.kind !== 'saved') return saving;
  await auditKnowledge(deps, visit, {
    action: entry.id ? 'knowledge_changed' : 'knowledge_added',
    id: saving.id,
  });
  // A draft answers nobody yet.
  if (entry.isDraft) return saving;
  if (entry.gapId) await answerGap(deps.pool, deps.tenantId, entry.gapId, saving.id);
  await closeAnswered(deps, saving.id);
  return saving;
}

/** The entry of somebody else that answers the question by now, and of which its writer does not know. */
async function answeredMeanwhile(
  { pool, tenantId }: FormDeps,
  { gapId, answeredBy, isDraft }: Entry,
): Promise<DocumentRow | undefined> {
  const gap = gapId && !isDraft ? await readGap(pool, tenantId, gapId) : undefined;
  if (gap?.state !== 'answered' || !gap.documentId || gap.documentId === answeredBy) return undefined;
  return readDocument(pool, tenantId, gap.documentId);
}

/** Days and hand-over of a text hold in all its languages, from the same moment on. */
function markOthers(deps: FormDeps, visit: StaffVisit, entry: Entry): Check | undefined {
  const { tenantId, business } = deps;
  const { id } = entry;
  if (!id || visit.fields.text('allLanguages') !== 'on') return undefined;
  const marks = { isHumanOnly: entry.isHumanOnly, ...validityOf(entry, business.hours.timezone) };
  const markAll = async (db: Queryable): Promise<void> => {
    const ids = (await listVariants(db, tenantId, id)).map((one) => one.id).filter((one) => one !== id);
    await markDocuments(db, tenantId, { ids }, { ...marks, by: visit.staff.userId });
  };
  return async (db) => {
    await markAll(db);
    // A language that was being stored had locked the original: until here it was waited for, and now it is there.
    await markAll(db);
  };
}

async function trySave(deps: FormDeps, visit: StaffVisit, entry: Entry): Promise<Saving> {
  const { pool, tenantId, library, business } = deps;
  const {
    id,
    kind,
    title,
    body,
    alsoAsked,
    language,
    source,
    isHumanOnly,
    isDraft,
    version,
    variantOf,
    originalAt,
  } = entry;
  const days = validityOf(entry, business.hours.timezone);
  try {
    const draft = {
      ...{ kind, title, body, alsoAsked, source, isHumanOnly, isDraft, variantOf },
      ...days,
      basedOn: version,
      wordsAt: originalAt,
      by: visit.staff.userId,
      ...(id && { id }),
      ...(language && { language }),
    };
    const others = markOthers(deps, visit, entry);
    const save = (check: Check | undefined): Promise<DocumentId> =>
      library.save(tenantId, draft, others ? inTurn(others, check) : check);
    const saved = await guarded(deps, visit, save, [days.validFrom, days.validUntil]);
    return 'done' in saved ? { kind: 'saved', id: saved.done } : { kind: 'held', ...saved };
  } catch (error) {
    if (!(error instanceof InvalidInput) || error.status === 404) throw error;
    const theirs =
      id && error.code === 'document_conflict' ? await readDocument(pool, tenantId, id) : undefined;
    return theirs ? { kind: 'conflict', theirs } : { kind: 'refused', errors: { all: tText(error.message) } };
  }
}

function inTurn(first: Check, second: Check | undefined): Check {
  return async (db) => {
    await first(db);
    await second?.(db);
  };
}
