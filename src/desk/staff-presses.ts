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
import { inTransaction, type Pool, poolWithin, type Queryable } from '../store/pool.ts';
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
  const pressed: Pressed = { press, conversationId };
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
      return settle(deps, pressed, async () => 'Saved as a draft: the owner decides in the form.');
    case 'retry':
      return tryAgain(deps, pressed);
    case 'send_template':
      await desk.sendTemplate(target, messageIdOf(press));
      return settle(
        deps,
        { ...pressed, buttons: [{ action: 'retry', label: 'Try again' }] },
        async () => 'The template is on its way. Once the customer has replied, try again.',
      );
    case 'take_over':
    case 'send_only':
    case 'discard':
      return decide(deps, pressed, staff);
    default:
      return press.action satisfies never;
  }
}

// The held reply is locked while it is decided: who edits or deletes it meanwhile finds what became of it.
function decide(deps: ListenerDeps, pressed: Pressed, staff: Staff): Promise<void> {
  const { tenantId, businessName } = deps;
  const { press, conversationId } = pressed;
  const discarded = 'Discarded: the customer doesn’t see it.';
  return settle(deps, pressed, async (db, subjectId) => {
    const held = subjectId && (await lockHeld(db, tenantId, subjectId));
    if (!held) throw new InvalidInput('decided', 'This was decided already.', { status: 409 });
    const { id, userId, escalationId: _, ...reply } = held;
    if (userId !== staff.userId)
      throw new InvalidInput('not_the_writer', 'Only who wrote this message decides about it.', {
        status: 409,
      });
    await decideHeld(db, tenantId, id);
    if (press.action === 'discard' || readNote(held.text).isNote) return discarded;
    const as = press.action === 'take_over' ? ('take_over' as const) : ('send_only' as const);
    // It rings once all is committed.
    const desk = createDesk({ pool: poolWithin(db), businessName, onChange: () => undefined });
    await desk.reply({ tenantId, conversationId }, { ...reply, staff, messageId: id, as });
    // Not where its writer has deleted it.
    return (await findTyped(db, tenantId, id)) ? 'Sent to the customer.' : discarded;
  });
}

function tryAgain(deps: ListenerDeps, pressed: Pressed): Promise<void> {
  return settle(deps, pressed, async (db, subjectId) =>
    subjectId && (await requeue(db, deps.tenantId, subjectId))
      ? 'Sent again: the mark on the message tells what becomes of it.'
      : 'There is nothing to send again: it was delivered or taken back meanwhile.',
  );
}

interface Pressed {
  readonly press: StaffPressed;
  readonly conversationId: ConversationId;
  /** That take the place of what was pressed. */
  readonly buttons?: readonly Button[];
}

/**
 * The buttons go away together with what `work` does about the notice's subject: of two who press at once, one did it and
 * has the word. It rings before the room redraws the notice, which may take its time.
 * @param work resolves to the notice's new text.
 */
async function settle(
  deps: ListenerDeps,
  { press, conversationId, buttons = [] }: Pressed,
  work: (db: Queryable, subjectId: string | undefined) => Promise<string>,
): Promise<void> {
  const { pool, tenantId, onChange } = deps;
  const closed = await inTransaction(pool, async (db) => {
    const notice = await findNotice(db, tenantId, press);
    const text = await work(db, notice?.subjectId);
    const { action } = press;
    const end = notice && (await closeNotice(db, tenantId, { id: notice.id, action, text, buttons }));
    return end && { ...end, key: notice.id };
  });
  onChange(tenantId, conversationId);
  if (closed) await redraw(deps, press, closed);
}

// Best effort: pressed again, the buttons say that it was decided.
async function redraw(
  { room, log }: ListenerDeps,
  press: StaffPressed,
  closed: { readonly key: string; readonly text: string; readonly buttons: readonly unknown[] },
): Promise<void> {
  const { escalationId } = press;
  const { key, text } = closed;
  const buttons = closed.buttons.filter(isButton);
  const content = { escalationId, key, kind: 'notice', text, mention: false, buttons } as const;
  await room.rewrite(press, content).catch((error: unknown) => {
    if (!(error instanceof DeliveryError)) throw error;
    log.warn({ err: error }, 'a notice in the staff room keeps its buttons');
  });
}
