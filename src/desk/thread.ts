// A hand-over's thread in the staff room is a picture of the conversation: brought up to date from what the database
// says, never from events. What was missed in an outage, a crash or a deleted thread is therefore shown all the same.
import { createHash } from 'node:crypto';
import {
  type Card,
  isButton,
  type PostRef,
  type Said,
  type StaffRoom,
  type ThreadPost,
  type ThreadRef,
} from '../../channels/staff-room.ts';
import type { Log } from '../log.ts';
import { DeliveryError } from '../model/errors.ts';
import type { ConversationId, EscalationId, TenantId } from '../model/ids.ts';
import { saveMark, saveNoticePosted, savePost, saveShownEdits } from '../store/desk-posts.ts';
import {
  type ClaimedThread,
  claimThread,
  findThreadsBehind,
  forgetThread,
  postponeThread,
  releaseThread,
  saveCard,
} from '../store/desk-threads.ts';
import { type DeskMessage, readThreadView, THREAD_BATCH, type ThreadView } from '../store/desk-view.ts';
import type { Pool } from '../store/pool.ts';
import { type CardSettings, drawCard, type Known, toSaid } from './card.ts';
import type { Translator } from './translation.ts';

export interface ThreadDeps {
  readonly pool: Pool;
  readonly room: StaffRoom;
  readonly translator: Translator;
  readonly card: CardSettings;
  readonly log: Log;
  /** 0 to 1: spreads retries. */
  readonly random: () => number;
  /** Tells how the room is: what it refuses, or undefined once it took everything. */
  readonly report: (trouble: string | undefined) => void;
}

/** Longer than one call to the room takes; each post renews it. */
const LEASE_MS = 20_000;
const FIRST_DELAY_MS = 1_000;
/** A room that is back is noticed within a minute. */
const LONGEST_DELAY_MS = 60_000;

/** Brings every thread of a conversation up to date. Never throws for a refusal of the room: it is tried again. */
export async function showConversation(
  deps: ThreadDeps,
  of: { readonly tenantId: TenantId; readonly conversationId: ConversationId },
): Promise<void> {
  for (const { escalationId } of await findThreadsBehind(deps.pool, of)) {
    await showThread(deps, of.tenantId, escalationId);
  }
}

async function showThread(deps: ThreadDeps, tenantId: TenantId, escalationId: EscalationId): Promise<void> {
  const claimed = await claimThread(deps.pool, { tenantId, escalationId, leaseMs: LEASE_MS });
  if (!claimed) return;
  try {
    await catchUp(deps, tenantId, claimed);
    deps.report(undefined);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    await settleRefusal(deps, { tenantId, claimed, error });
  }
}

async function settleRefusal(
  deps: ThreadDeps,
  of: { readonly tenantId: TenantId; readonly claimed: ClaimedThread; readonly error: DeliveryError },
): Promise<void> {
  const { tenantId, claimed, error } = of;
  const fields = { err: error, conversationId: claimed.conversationId, attempts: claimed.attempts };
  if (error.code === 'thread_gone') {
    deps.log.warn(fields, 'a thread was deleted in the staff room; it is opened anew');
    return forgetThread(deps.pool, tenantId, { escalationId: claimed.escalationId, isOurs: true });
  }
  const backoffMs =
    Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(claimed.attempts, 10)) *
    (0.5 + deps.random() / 2);
  const delayMs = Math.max(error.retryAfterMs ?? 0, Math.round(backoffMs));
  deps.log.warn({ ...fields, delayMs }, 'the staff room did not take it; it is tried again');
  // Our own pacing is no trouble.
  if (error.code !== 'rate_limited') deps.report(error.message);
  await postponeThread(deps.pool, tenantId, { escalationId: claimed.escalationId, delayMs });
}

// Only the first post of an attempt can be one that arrived before: afterwards every outcome is known.
async function catchUp(deps: ThreadDeps, tenantId: TenantId, claimed: ClaimedThread): Promise<void> {
  const { escalationId, conversationId } = claimed;
  let { ref, card } = claimed;
  let mayExist = claimed.isUnsure;
  for (;;) {
    const view = await readThreadView(deps.pool, tenantId, escalationId);
    if (!view) return;
    const known: Known = { tenantId, conversationId, escalationId, view };
    const drawn = drawCard(known, await saidBefore(deps, known), deps.card);
    const wanted = hashOf(drawn);
    if (!ref || wanted !== card) {
      const isNew = !ref;
      ref = await showCard(deps, { ref, drawn, mayExist });
      card = wanted;
      if (!claimed.ref) mayExist = false;
      assertStands(await saveCard(deps.pool, tenantId, { escalationId, ...ref, card, isNew }));
    }
    mayExist = await showMessages(deps, known, { ref, mayExist });
    await showNotices(deps, known, { ref, mayExist });
    mayExist = false;
    await showMarks(deps, known);
    if (isFull(view)) continue;
    const isSettled = view.state === 'resolved' || view.state === 'handed_back';
    return releaseThread(deps.pool, tenantId, { escalationId, revision: view.revision, isSettled });
  }
}

// Staff may delete the thread while it is brought up to date.
function assertStands(stands: boolean): void {
  if (!stands) throw new DeliveryError('thread_gone', 'The thread was deleted in the staff room.');
}

async function saidBefore({ translator }: ThreadDeps, known: Known): Promise<readonly Said[]> {
  const messages = known.view.before;
  return Promise.all(
    messages.map(async (message) => toSaid(message, await translator.forStaff(message, known))),
  );
}

function isFull({ unshown, changed, marks, notices }: ThreadView): boolean {
  return [unshown, changed, marks, notices].some((list) => list.length >= THREAD_BATCH);
}

async function showCard(
  deps: ThreadDeps,
  of: { readonly ref: ThreadRef | undefined; readonly drawn: Card; readonly mayExist: boolean },
): Promise<ThreadRef> {
  const { room } = deps;
  const { ref } = of;
  if (!ref) return room.open(of.drawn, of.mayExist);
  await unlessRefused(deps, () => room.redraw(ref, of.drawn));
  return ref;
}

interface Place {
  readonly ref: ThreadRef;
  readonly mayExist: boolean;
}

async function showMessages(deps: ThreadDeps, known: Known, place: Place): Promise<boolean> {
  const { pool, room } = deps;
  const { tenantId, escalationId, view } = known;
  let { mayExist } = place;
  for (const message of view.unshown) {
    const post = await toPost(deps, known, message);
    const { post: id } = await postOrExplain(room, place.ref, { post, mayExist });
    mayExist = false;
    const saved = await savePost(pool, tenantId, {
      escalationId,
      messageId: message.id,
      position: message.position,
      edits: message.edits,
      readings: doneOf(message),
      room: place.ref.room,
      post: id,
      leaseMs: LEASE_MS,
    });
    assertStands(saved);
  }
  for (const message of view.changed) {
    const post = await toPost(deps, known, message);
    // A post that somebody deleted needs no change.
    await unlessRefused(deps, () => room.rewrite(message, post), ['thread_gone']);
    await saveShownEdits(pool, tenantId, { ...message, readings: doneOf(message) });
  }
  return mayExist;
}

function doneOf({ readings }: DeskMessage): number {
  return (readings ?? []).filter(({ state }) => state !== 'waiting').length;
}

// What the room will never take must not hold up what comes after it: a change of what is shown is left out.
async function unlessRefused(
  { log }: ThreadDeps,
  change: () => Promise<void>,
  harmless: readonly string[] = [],
): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retryable) throw error;
    if (error.code === 'thread_gone' && !harmless.includes(error.code)) throw error;
    log.warn({ err: error }, 'the staff room refused a change; it shows what it showed before');
  }
}

// A message is explained instead.
async function postOrExplain(
  room: StaffRoom,
  ref: ThreadRef,
  { post, mayExist }: { readonly post: ThreadPost; readonly mayExist: boolean },
): Promise<PostRef> {
  try {
    return await room.post(ref, post, mayExist);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retryable || error.code === 'thread_gone') throw error;
    const { escalationId, key } = post;
    const text = `A message can’t be shown here: ${error.message} Read it in the form.`;
    return room.post(ref, { escalationId, key, kind: 'notice', text, mention: false, buttons: [] }, mayExist);
  }
}

async function toPost(deps: ThreadDeps, known: Known, message: DeskMessage): Promise<ThreadPost> {
  const translation = await deps.translator.forStaff(message, known);
  const change = message.isDeleted ? 'deleted' : message.edits > 0 ? 'edited' : 'none';
  const said = toSaid(message, translation);
  const authorName = message.isNote ? `${said.authorName} (note, not sent)` : said.authorName;
  return {
    escalationId: known.escalationId,
    key: message.id,
    kind: 'said',
    said: { ...said, authorName },
    change,
    buttons: [],
  };
}

async function showNotices(deps: ThreadDeps, { tenantId, escalationId, view }: Known, place: Place) {
  let { mayExist } = place;
  for (const { id, text, callsTeam, buttons } of view.notices) {
    const notice: ThreadPost = {
      escalationId,
      key: id,
      kind: 'notice',
      text,
      mention: callsTeam,
      buttons: buttons.filter(isButton),
    };
    const post = await postOrExplain(deps.room, place.ref, { post: notice, mayExist });
    mayExist = false;
    await saveNoticePosted(deps.pool, tenantId, { id, ...post });
  }
}

async function showMarks(deps: ThreadDeps, { tenantId, view }: Known): Promise<void> {
  const { pool, room } = deps;
  for (const { mark, wanted, ...post } of view.marks) {
    // Its writer may have deleted the post: then there is nothing left to mark.
    await unlessRefused(deps, () => room.mark(post, wanted, mark ?? undefined), ['thread_gone']);
    await saveMark(pool, tenantId, { ...post, mark: wanted });
  }
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex');
}
