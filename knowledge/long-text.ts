// Stores a long text that is new piece by piece, as a draft that nobody finds, until all of it is there: in the embedded
// database customers wait for each transaction, and a million Chinese characters take ten seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { inTransaction, type Pool, type Queryable } from '../src/store/pool.ts';
import { type Authorship, finishDocument, insertDocument } from './document-changes.ts';
import type { DocumentContent } from './documents.ts';
import { addPassages, type PassageDraft, removePassages } from './passages.ts';
import {
  countStaged,
  findOlderStaged,
  giveUpStaged,
  releaseStaged,
  removeGivenUp,
  type StagedPlace,
} from './staged.ts';

export interface LongText {
  readonly place: StagedPlace;
  readonly content: DocumentContent;
  readonly draft: Authorship;
}

// 0.3 s of Chinese.
const LONG_CHARS = 20_000;
// 0.2 s of Chinese.
const PASSAGES_PER_PIECE = 50;
// A turn asks the database some twenty times in a row: without a pause it would wait for a piece each time.
const PAUSE_MS = 100;

export function isLong({ body }: Pick<DocumentContent, 'body'>): boolean {
  return body.length > LONG_CHARS;
}

/**
 * Cut off or asked for twice, it goes on where it was.
 * @returns what makes it what its owner wants it to be, in a transaction, and tells whether it is new.
 */
export async function storeInPieces(
  pool: Pool,
  { place, content, draft }: LongText,
  passages: readonly PassageDraft[],
): Promise<(db: Queryable) => Promise<boolean>> {
  // Without the hash of its source: until then it is not what came from there.
  const { sourceHash, marks, ...words } = content;
  const given = { ...words, marks: { ...marks, isDraft: true } };
  if (!(await insertDocument(pool, place, given, draft))) {
    // Perhaps what an earlier try left of other words.
    const older = await findOlderStaged(pool, { ...place, hash: content.hash });
    if (older !== undefined) {
      await discard(pool, { place, content: { hash: older } });
      await insertDocument(pool, place, given, draft);
    }
  }
  await goOn(pool, { place, content }, passages);
  return (db) => releaseStaged(db, place, content);
}

/** What is stored in part. @returns false where it is not: it is there, or somebody changed it. */
export async function goOn(
  pool: Pool,
  { place, content }: Omit<LongText, 'draft'>,
  passages: readonly PassageDraft[],
): Promise<boolean> {
  if ((await countStaged(pool, { ...place, hash: content.hash })) === undefined) return false;
  await inPieces(pool, (client) => storePiece(client, { place, content }, passages));
  return true;
}

/** @param store tells whether there is more. */
async function inPieces(pool: Pool, store: (db: Queryable) => Promise<boolean>): Promise<void> {
  let isMore = true;
  while (isMore) {
    const piece = await inTransaction(pool, async (client) => ({
      isMore: await store(client),
      isSomebodyWaiting: pool.waitingCount > 0,
    }));
    isMore = piece.isMore;
    if (isMore && piece.isSomebodyWaiting) await sleep(PAUSE_MS);
  }
}

/** @returns whether there is more of it. */
async function storePiece(
  db: Queryable,
  { place, content: { hash, language } }: Pick<LongText, 'place' | 'content'>,
  passages: readonly PassageDraft[],
): Promise<boolean> {
  const stored = await countStaged(db, { ...place, hash });
  // Somebody changed it, or it is there.
  if (stored === undefined) return false;
  const piece = passages.slice(stored, stored + PASSAGES_PER_PIECE);
  await addPassages(db, { ...place, language }, { from: stored, passages: piece });
  if (stored + piece.length < passages.length) return true;
  await finishDocument(db, { ...place, hash }, undefined);
  return false;
}

/** It was refused after all. What somebody made of the draft meanwhile stays. */
export async function discard(
  pool: Pool,
  { place, content }: { readonly place: StagedPlace; readonly content: Pick<DocumentContent, 'hash'> },
): Promise<void> {
  if (!(await giveUpStaged(pool, { ...place, hash: content.hash }))) return;
  await inPieces(pool, (client) => removePassages(client, place, PASSAGES_PER_PIECE));
  await removeGivenUp(pool, place);
}
