// What staff do in the staff room, told to the desk: a message is a reply, a note or a held reply; a button is a decision.
import { createHash } from 'node:crypto';
import type {
  Button,
  StaffListener,
  StaffMember,
  StaffPressed,
  StaffRoom,
  StaffWrote,
} from '../../channels/staff-room.ts';
import type { Log } from '../log.ts';
import type { ChannelName } from '../model/activity.ts';
import { DeliveryError, InvalidInput, StoreError } from '../model/errors.ts';
import { type ConversationId, type MessageId, parseId, type TenantId } from '../model/ids.ts';
import {
  addNotice,
  adoptThread,
  closeNotice,
  findNotice,
  findThread,
  findTyped,
  isOpeningThread,
  type KnownThread,
  latestEscalation,
} from '../store/desk-posts.ts';
import { forgetThread } from '../store/desk-threads.ts';
import { editMessage } from '../store/edits.ts';
import { snooze, switchTranslation } from '../store/escalations.ts';
import { decideHeld, editHeld, findHeld, holdReply } from '../store/held-replies.ts';
import { requeue } from '../store/outbox.ts';
import type { Pool } from '../store/pool.ts';
import { readDeskView } from '../store/takeovers.ts';
import { ensureStaff } from '../store/users.ts';
import { draftAnswer, type LearnDeps, offerAnswer } from './learning.ts';
import type { Desk, Staff, Target } from './takeover.ts';

export interface ListenerDeps extends LearnDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly desk: Desk;
  readonly room: Pick<StaffRoom, 'whisper' | 'rewrite'>;
  /** Whether what was sent on this channel can still be changed. */
  readonly canEdit: (channel: ChannelName) => boolean;
  /** Rings for the customer's line and for the thread. */
  readonly onChange: (tenantId: TenantId, conversationId: ConversationId) => void;
  readonly now: () => number;
  readonly log: Log;
}

const SNOOZE_MS = 30 * 60_000;
const DECISIONS: readonly Button[] = [
  { action: 'take_over', label: 'Take over', style: 'primary' },
  { action: 'send_only', label: 'Send only' },
  { action: 'discard', label: 'Discard' },
];

// Slashes that begin a message make it a note, whatever stands around them: quotes, bold, code, invisible characters,
// and the wide slashes of Chinese keyboards.
const NOTE = /^[\s\p{C}>*_~`\-•]*[/／]{2}[\s*_~`]*/u;

/** A note never leaves the desk. @returns the text without its mark. */
export function readNote(text: string): { readonly isNote: boolean; readonly text: string } {
  return NOTE.test(text) ? { isNote: true, text: text.replace(NOTE, '') } : { isNote: false, text };
}

/** The message's id follows from where it was typed: told twice, it is one message. */
export function messageIdOf({ room, post }: { readonly room: string; readonly post: string }): MessageId {
  const hex = createHash('sha256').update(`${room}\n${post}`).digest('hex');
  return parseId(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-'),
  );
}

export function createStaffListener(deps: ListenerDeps): StaffListener {
  const { pool, tenantId } = deps;
  const ring = ({ conversationId }: KnownThread): void => deps.onChange(tenantId, conversationId);
  const know = async (member: StaffMember): Promise<Staff> => ({
    userId: await ensureStaff(pool, tenantId, { externalId: member.id, name: member.name }),
    name: member.name,
  });

  return {
    async wrote(message) {
      const thread = await findThread(pool, tenantId, message);
      if (!thread) return refuseIfOpening(deps);
      const staff = await know(message.staff);
      await relay(deps, { thread, staff, message });
      ring(thread);
    },

    async edited(message) {
      const { room, post } = message;
      const { isNote, text } = readNote(message.text);
      const thread = await findThread(pool, tenantId, message);
      if (!thread) return refuseIfOpening(deps);
      // A held reply that becomes a note is decided: it never goes out.
      if (isNote && (await decideHeld(pool, tenantId, messageIdOf(message)))) return;
      const typed = await findTyped(pool, tenantId, message);
      if (typed)
        await changeTyped(deps, {
          thread,
          typed,
          becomesNote: isNote,
          text: isNote && !typed.isNote ? undefined : text,
        });
      else if (!(await editHeld(pool, tenantId, { room, post, text })))
        await relay(deps, { thread, staff: await know(message.staff), message });
      ring(thread);
    },

    async deleted(message) {
      const thread = await findThread(pool, tenantId, message);
      if (!thread) return refuseIfOpening(deps);
      const { escalationId } = thread;
      const typed = await findTyped(pool, tenantId, message);
      if (message.post === message.thread)
        await forgetThread(pool, tenantId, { escalationId, isOurs: false });
      else if (typed) await changeTyped(deps, { thread, typed, becomesNote: false, text: undefined });
      else await decideHeld(pool, tenantId, messageIdOf(message));
      ring(thread);
    },

    async pressed(press) {
      const thread = (await findThread(pool, tenantId, press)) ?? (await adoptThread(pool, tenantId, press));
      if (!thread || thread.escalationId !== press.escalationId) return;
      const staff = await know(press.staff);
      try {
        await act(deps, press, { ...thread, staff });
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        await deps.room.whisper(press, press.staff.id, error.message);
      }
      ring(thread);
    },
  };
}

// Typed under a card of which we have not heard yet: not acknowledged, it is told again once we have.
async function refuseIfOpening({ pool, tenantId }: ListenerDeps): Promise<void> {
  if (await isOpeningThread(pool, tenantId))
    throw new StoreError('thread_opening', 'A thread is being opened. Tell this again in a moment.', {
      retryable: true,
    });
}

// A refusal of the desk is told in the thread: what a person typed is never dropped without a word.
async function relay(
  deps: ListenerDeps,
  of: { readonly thread: KnownThread; readonly staff: Staff; readonly message: StaffWrote },
): Promise<void> {
  const { pool, tenantId } = deps;
  const { thread, staff, message } = of;
  const { isNote, text } = readNote(message.text);
  const { room, thread: root, post, attachments } = message;
  const messageId = messageIdOf(message);
  const reply = { staff, messageId, text, attachments, post: { room, thread: root, post } };
  try {
    await deps.desk.reply(
      { tenantId, conversationId: thread.conversationId },
      { ...reply, as: isNote ? 'note' : 'answer' },
    );
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const isHeld = error.status === 409;
    if (isHeld) await holdReply(pool, tenantId, { ...thread, ...reply, id: messageId, userId: staff.userId });
    await addNotice(pool, tenantId, {
      escalationId: thread.escalationId,
      key: `held:${messageId}`,
      text: `${staff.name}: ${error.message}`,
      ...(isHeld && { buttons: DECISIONS, subjectId: messageId }),
    });
  }
}

// Taken back where `text` is undefined: deleted, or made a note after it was sent.
async function changeTyped(
  deps: ListenerDeps,
  of: {
    readonly thread: KnownThread;
    readonly typed: NonNullable<Awaited<ReturnType<typeof findTyped>>>;
    readonly becomesNote: boolean;
    readonly text: string | undefined;
  },
): Promise<void> {
  const { pool, tenantId } = deps;
  const { thread, typed, text } = of;
  if (typed.isNote && !of.becomesNote && text !== undefined)
    await addNotice(pool, tenantId, {
      escalationId: thread.escalationId,
      key: `note:${typed.messageId}`,
      text: 'This stays a note: the customer doesn’t see it. Write it again to send it.',
    });
  const view = await readDeskView(pool, tenantId, typed.conversationId);
  if (!view) return;
  const edited = await editMessage(pool, { tenantId, ...typed, text, canFollow: deps.canEdit(view.channel) });
  if (edited === 'too_late')
    await addNotice(pool, tenantId, {
      escalationId: thread.escalationId,
      key: `kept:${typed.messageId}:${hashOf(text ?? '')}`,
      text: `${view.channel} can’t change what was sent: the customer still sees the message as it was. Write again to correct it.`,
    });
  deps.onChange(tenantId, typed.conversationId);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

async function act(
  deps: ListenerDeps,
  press: StaffPressed,
  { staff, ...thread }: KnownThread & { readonly staff: Staff },
): Promise<void> {
  const { pool, tenantId, desk } = deps;
  const { escalationId, conversationId } = thread;
  const target: Target = { tenantId, conversationId, staff };
  const isAboutNow = ['claim', 'hand_back', 'resolve'].includes(press.action);
  if (isAboutNow && (await latestEscalation(pool, tenantId, conversationId)) !== escalationId)
    throw new InvalidInput('hand_over_over', 'This hand-over is over. Look at the newer thread.', {
      status: 409,
    });
  switch (press.action) {
    case 'claim':
      return desk.claim(target);
    case 'hand_back':
      return desk.handBack(target);
    case 'resolve':
      await desk.resolve(target);
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
    case 'take_over':
    case 'send_only':
    case 'discard':
      return decide(deps, press, target);
    default:
      return press.action satisfies never;
  }
}

async function decide(deps: ListenerDeps, press: StaffPressed, target: Target): Promise<void> {
  const { pool, tenantId } = deps;
  const notice = await findNotice(pool, tenantId, press);
  const held = notice?.subjectId && (await findHeld(pool, tenantId, notice.subjectId));
  if (!held) throw new InvalidInput('decided', 'This was decided already.', { status: 409 });
  const { id, text, attachments, post, userId } = held;
  if (userId !== target.staff.userId)
    throw new InvalidInput('not_the_writer', 'Only who wrote this message decides about it.', {
      status: 409,
    });
  if (press.action !== 'discard' && !readNote(text).isNote) {
    const as = press.action === 'take_over' ? ('take_over' as const) : ('send_only' as const);
    const { staff } = target;
    await deps.desk.reply(target, { staff, messageId: id, text, attachments, post, as });
  }
  // Decided in the same moment by another press: that one told what came of it.
  if (!(await decideHeld(pool, tenantId, id)) && press.action === 'discard') return;
  const said =
    press.action === 'discard' ? 'Discarded: the customer doesn’t see it.' : 'Sent to the customer.';
  await closePressed(deps, press, said);
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
async function closePressed(deps: ListenerDeps, press: StaffPressed, text: string): Promise<void> {
  const { pool, tenantId, room, log } = deps;
  const notice = await findNotice(pool, tenantId, press);
  if (!notice) return;
  await closeNotice(pool, tenantId, { id: notice.id, text });
  const { escalationId } = press;
  const content = {
    escalationId,
    key: notice.id,
    kind: 'notice',
    text,
    mention: false,
    buttons: [],
  } as const;
  await room.rewrite(press, content).catch((error: unknown) => {
    if (!(error instanceof DeliveryError)) throw error;
    log.warn({ err: error }, 'a notice in the staff room keeps its buttons');
  });
}
