// The buttons of the staff room: taking over, leaving, deciding about a held reply, trying again, keeping an answer.
import { type Button, isButton, type StaffPressed, type StaffRoom } from '../../channels/staff-room.ts';
import type { Log } from '../log.ts';
import type { ChannelName } from '../model/activity.ts';
import { DeliveryError, InvalidInput } from '../model/errors.ts';
import type { ConversationId, TenantId } from '../model/ids.ts';
import { closeNotice, findNotice, findTyped, type KnownThread } from '../store/desk-posts.ts';
import { snooze, switchTranslation } from '../store/escalations.ts';
import { requeue } from '../store/given-up.ts';
import { decideHeld, lockHeld } from '../store/held-replies.ts';
import { inTransaction, type Pool, poolWithin } from '../store/pool.ts';
import { draftAnswer, type LearnDeps, offerAnswer } from './learning.ts';
import { createDesk, type Desk, type Staff, type Target } from './takeover.ts';
import { messageIdOf, readNote } from './typed.ts';

export interface ListenerDeps extends LearnDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly desk: Desk;
  readonly businessName: string;
  readonly room: Pick<StaffRoom, 'whisper' | 'rewrite'>;
  /** Whether what was sent on this channel can still be changed. */
  readonly canEdit: (channel: ChannelName) => boolean;
  /** Rings for the customer's line and for the thread. */
  readonly onChange: (tenantId: TenantId, conversationId: ConversationId) => void;
  readonly now: () => number;
  readonly log: Log;
}

const SNOOZE_MS = 30 * 60_000;

/** Does what the button says. @throws InvalidInput whose message the presser reads. */
export async function act(
  deps: ListenerDeps,
  press: StaffPressed,
  { staff, ...thread }: KnownThread & { readonly staff: Staff },
): Promise<void> {
  const { pool, tenantId, desk } = deps;
  const { escalationId, conversationId } = thread;
  const target: Target = { tenantId, conversationId, staff };
  const current: Target = { ...target, handOver: escalationId };
  switch (press.action) {
    case 'claim':
      return desk.claim(current);
    case 'hand_back':
      return desk.handBack(current);
    case 'resolve':
      await desk.resolve(current);
      return offerAnswer(deps, escalationId);
    case 'snooze':
      return snooze(pool, tenantId, { escalationId, until: new Date(deps.now() + SNOOZE_MS) });
    case 'translate':
      return switchTranslation(pool, tenantId, escalationId);
    case 'save_answer':
      await draftAnswer(deps, escalationId);
      return closePressed(deps, press, 'Saved as a draft: the owner decides in the form.');
    case 'retry':
      return tryAgain(deps, press);
    case 'send_template':
      await desk.sendTemplate(target, messageIdOf(press));
      return closePressed(
        deps,
        press,
        'The template is on its way. Once the customer has replied, try again.',
        [{ action: 'retry', label: 'Try again' }],
      );
    case 'take_over':
    case 'send_only':
    case 'discard':
      return decide(deps, press, target);
    default:
      return press.action satisfies never;
  }
}

// The held reply is locked while it is decided: who edits or deletes it meanwhile finds what became of it.
async function decide(deps: ListenerDeps, press: StaffPressed, target: Target): Promise<void> {
  const { pool, tenantId, businessName } = deps;
  const isSent = await inTransaction(pool, async (db) => {
    const notice = await findNotice(db, tenantId, press);
    const held = notice?.subjectId && (await lockHeld(db, tenantId, notice.subjectId));
    if (!held) throw new InvalidInput('decided', 'This was decided already.', { status: 409 });
    const { id, userId, escalationId: _, ...reply } = held;
    if (userId !== target.staff.userId)
      throw new InvalidInput('not_the_writer', 'Only who wrote this message decides about it.', {
        status: 409,
      });
    await decideHeld(db, tenantId, id);
    if (press.action === 'discard' || readNote(held.text).isNote) return false;
    const as = press.action === 'take_over' ? ('take_over' as const) : ('send_only' as const);
    // Who pressed rings once it is committed.
    const desk = createDesk({ pool: poolWithin(db), businessName, onChange: () => undefined });
    await desk.reply(target, { ...reply, staff: target.staff, messageId: id, as });
    // Not where its writer has deleted it.
    return (await findTyped(db, tenantId, id)) !== undefined;
  });
  await closePressed(
    deps,
    press,
    isSent ? 'Sent to the customer.' : 'Discarded: the customer doesn’t see it.',
  );
}

async function tryAgain(deps: ListenerDeps, press: StaffPressed): Promise<void> {
  const notice = await findNotice(deps.pool, deps.tenantId, press);
  const isAgain = notice?.subjectId && (await requeue(deps.pool, deps.tenantId, notice.subjectId));
  await closePressed(
    deps,
    press,
    isAgain
      ? 'Sent again: the mark on the message tells what becomes of it.'
      : 'There is nothing to send again: it was delivered or taken back meanwhile.',
  );
}

// The buttons go away. Best effort: pressed again, they say that it was decided.
async function closePressed(
  deps: ListenerDeps,
  press: StaffPressed,
  text: string,
  buttons: readonly Button[] = [],
): Promise<void> {
  const { pool, tenantId, room, log } = deps;
  const notice = await findNotice(pool, tenantId, press);
  const { escalationId, action } = press;
  const closed = notice && (await closeNotice(pool, tenantId, { id: notice.id, action, text, buttons }));
  if (!closed) return;
  const content = {
    escalationId,
    key: notice.id,
    kind: 'notice',
    text: closed.text,
    mention: false,
    buttons: closed.buttons.filter(isButton),
  } as const;
  await room.rewrite(press, content).catch((error: unknown) => {
    if (!(error instanceof DeliveryError)) throw error;
    log.warn({ err: error }, 'a notice in the staff room keeps its buttons');
  });
}
