// Drafts the languages of entries that owners asked for, in the background: claimed by a lease, so that a restart loses none.
import { setTimeout as wait } from 'node:timers/promises';
import type { LanguageModel } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import { InvalidInput } from '../src/model/errors.ts';
import type { DocumentId } from '../src/model/ids.ts';
import {
  type ClaimedDraft,
  claimDrafts,
  type DraftFault,
  endDraft,
  failDraft,
  releaseDraft,
  renewDraft,
} from '../src/store/language-drafts.ts';
import { asStoreError, type Pool, type Queryable } from '../src/store/pool.ts';
import { recordAudit } from '../src/store/users.ts';
import { markDocuments } from './document-changes.ts';
import { type DocumentRow, listVariants, readDocument } from './documents.ts';
import type { Library } from './ingest.ts';
import { translateEntry } from './translation.ts';

interface DrafterDeps {
  readonly pool: Pool;
  readonly library: Library;
  readonly model: LanguageModel | undefined;
  readonly log: Log;
}

export interface Drafter {
  /** There is something new to draft. */
  ring(): void;
  /** @returns its stop: what is under way is called off, and goes on at the next start. */
  start(): () => Promise<void>;
}

// All other languages of a text.
const AT_ONCE = 3;
/** Shorter than the 14 s within which everything goes on after a crash. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_500;
const LOOK_MS = 3_000;
// Six calls of a long text, one after the other.
const TIMEOUT_MS = 90_000;
const MOST_ATTEMPTS = 3;

export function createDrafter(deps: DrafterDeps): Drafter {
  let sleeper = new AbortController();
  let rings = 0;
  const ring = (): void => {
    rings += 1;
    sleeper.abort();
  };
  return {
    ring,
    start() {
      const stop = new AbortController();
      const work = run(deps, stop.signal, async (heard) => {
        sleeper = new AbortController();
        // A ring while it was looking is not lost: it looks once more.
        if (heard === rings && !stop.signal.aborted)
          await wait(LOOK_MS, undefined, { signal: sleeper.signal }).catch(() => undefined);
        return rings;
      });
      return async () => {
        stop.abort(new Error('the server stops'));
        ring();
        await work;
      };
    },
  };
}

async function run(
  deps: DrafterDeps,
  signal: AbortSignal,
  rest: (heard: number) => Promise<number>,
): Promise<void> {
  // What was asked for while there was a model fails without one, and says so.
  const running = new Set<Promise<void>>();
  let heard = 0;
  while (!signal.aborted) {
    try {
      for (const claim of await claimDrafts(deps.pool, {
        limit: AT_ONCE - running.size,
        leaseMs: LEASE_MS,
      })) {
        const task = holdAndDraft(deps, claim, signal).finally(() => running.delete(task));
        running.add(task);
      }
    } catch (error) {
      if (!signal.aborted) deps.log.warn({ err: asStoreError(error) }, 'drafts are tried again shortly');
    }
    if (running.size === AT_ONCE) await Promise.race(running);
    else heard = await rest(heard);
  }
  await Promise.all(running);
}

async function holdAndDraft(deps: DrafterDeps, claim: ClaimedDraft, signal: AbortSignal): Promise<void> {
  const { pool, log } = deps;
  const timer = setInterval(() => {
    renewDraft(pool, claim, LEASE_MS).catch((err: unknown) =>
      log.warn({ err, ...claim }, 'the lease of a draft was not renewed'),
    );
  }, RENEW_MS);
  try {
    const fault = claim.attempts > MOST_ATTEMPTS ? 'model' : await draft(deps, claim, signal);
    await (fault ? failDraft(pool, claim, fault) : endDraft(pool, claim));
  } catch (error) {
    if (!signal.aborted) log.warn({ err: asStoreError(error), ...claim }, 'a language was not drafted');
    const end = signal.aborted ? releaseDraft(pool, claim) : failDraft(pool, claim, 'model');
    // Otherwise its lease runs out, and somebody takes it up.
    await end.catch((err: unknown) =>
      log.warn({ err: asStoreError(err) }, 'the end of a draft was not stored'),
    );
  } finally {
    clearInterval(timer);
  }
}

/** @returns why there is none. @throws ModelError, StoreError; the signal's reason. */
async function draft(
  deps: DrafterDeps,
  claim: ClaimedDraft,
  signal: AbortSignal,
): Promise<DraftFault | undefined> {
  const { pool, model } = deps;
  const { tenantId, documentId, language } = claim;
  const original = await readDocument(pool, tenantId, documentId);
  if (!original || (await listVariants(pool, tenantId, original.id)).some((one) => one.language === language))
    return undefined;
  if (original.isHumanOnly) return 'human_only';
  if (!model) return 'model';
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const words = await translateEntry(model, original, { to: language, signal: bounded });
    const id = await save(deps, claim, { ...original, ...words });
    await recordAudit(pool, tenantId, {
      userId: claim.userId ?? undefined,
      action: 'knowledge_drafted',
      subject: id,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // Somebody else was quicker: what they have is shown. Or nobody needs it any more.
    return ['variant_taken', 'document_unknown'].includes(error.code) ? undefined : 'long';
  }
}

function save(
  { library }: DrafterDeps,
  claim: ClaimedDraft,
  { kind, title, alsoAsked, body, source, wordsAt, validFrom, validUntil }: DocumentRow,
): Promise<DocumentId> {
  const { tenantId, documentId, language, userId } = claim;
  const draft = {
    ...{ kind, title, alsoAsked, body, source, language, wordsAt },
    isDraft: true,
    variantOf: documentId,
    by: userId ?? undefined,
    validFrom: validFrom ?? null,
    validUntil: validUntil ?? null,
  };
  return library.save(tenantId, draft, (db) => followOriginal(db, claim));
}

/** What was done with the original while the model wrote goes for the draft, too. @throws InvalidInput where it is gone. */
async function followOriginal(
  db: Queryable,
  { tenantId, documentId, language, userId }: ClaimedDraft,
): Promise<void> {
  // Linked to it in this transaction, which nobody changes it in.
  const original = await readDocument(db, tenantId, documentId);
  if (!original) throw new InvalidInput('document_unknown', 'The original was deleted.');
  const { isHumanOnly, validFrom, validUntil } = original;
  const ids = (await listVariants(db, tenantId, original.id))
    .filter((one) => one.language === language)
    .map(({ id }) => id);
  await markDocuments(
    db,
    tenantId,
    { ids },
    {
      ...{ isHumanOnly, validFrom: validFrom ?? null, validUntil: validUntil ?? null },
      by: userId ?? undefined,
    },
  );
}
