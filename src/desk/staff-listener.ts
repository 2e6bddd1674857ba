// What staff type in the staff room, told to the desk: a reply, a note, or a reply that is held until its writer decides.
import { createHash } from 'node:crypto';
import type {
  Button,
  PostRef,
  StaffListener,
  StaffMember,
  StaffWrote,
  ThreadRef,
} from '../../channels/staff-room.ts';
import { InvalidInput, StoreError } from '../model/errors.ts';
import {
  addNotice,
  adoptThread,
  findThread,
  findTyped,
  isOpeningThread,
  isPostKnown,
  type KnownThread,
  saveDeletedPost,
} from '../store/desk-posts.ts';
import { forgetThread } from '../store/desk-threads.ts';
import { editMessage } from '../store/edits.ts';
import { decideHeld, editHeld, holdReply } from '../store/held-replies.ts';
import { inTransaction } from '../store/pool.ts';
import { lockDeskView, readDeskView } from '../store/takeovers.ts';
import { ensureStaff } from '../store/users.ts';
import { act, type ListenerDeps } from './staff-presses.ts';
import type { Staff } from './takeover.ts';
import { messageIdOf, readNote } from './typed.ts';

const DECISIONS: readonly Button[] = [
  { action: 'take_over', label: 'Take over', style: 'primary' },
  { action: 'send_only', label: 'Send only' },
  { action: 'discard', label: 'Discard' },
];

export function createStaffListener(deps: ListenerDeps): StaffListener {
  const { pool, tenantId } = deps;
  const ring = ({ conversationId }: KnownThread): void => deps.onChange(tenantId, conversationId);
  const know = async (member: StaffMember): Promise<Staff> => ({
    userId: await ensureStaff(pool, tenantId, { externalId: member.id, name: member.name }),
    name: member.name,
  });

  return {
    async wrote(message) {
      const thread = await knowThread(deps, message);
      if (!thread) return;
      const staff = await know(message.staff);
      await relay(deps, { thread, staff, message });
      ring(thread);
    },

    async edited(message) {
      const { room, post, editId } = message;
      const { isNote, text } = readNote(message.text);
      const thread = await knowThread(deps, message);
      if (!thread) return;
      // A held reply that becomes a note is decided: it never goes out.
      const messageId = messageIdOf(message);
      if (isNote && (await decideHeld(pool, tenantId, messageId, editId))) return;
      const changeMessage = async (): Promise<boolean> => {
        const typed = await findTyped(pool, tenantId, messageId);
        if (!typed) return false;
        const becomes = isNote && !typed.isNote ? undefined : text;
        await changeTyped(deps, { thread, typed, becomesNote: isNote, text: becomes, editId });
        return true;
      };
      const change = async (): Promise<boolean> => {
        if (await changeMessage()) return true;
        if (!(await editHeld(pool, tenantId, { room, post, text, editId }))) return false;
        // It may have been decided in the same moment: then it is a message.
        await changeMessage();
        return true;
      };
      if (!(await change())) {
        await relay(deps, { thread, staff: await know(message.staff), message });
        // The words before the edit may have been stored in the same moment.
        await change();
      }
      ring(thread);
    },

    async deleted(message) {
      const thread = await knowThread(deps, message);
      if (!thread) return;
      const { escalationId } = thread;
      if (message.post === message.thread)
        await forgetThread(pool, tenantId, { escalationId, isOurs: false });
      else await takeBack(deps, { thread, message });
      ring(thread);
    },

    async pressed(press) {
      // Its place may be stored between the two questions.
      const thread =
        (await findThread(pool, tenantId, press)) ??
        (await adoptThread(pool, tenantId, press)) ??
        (await findThread(pool, tenantId, press));
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
async function knowThread(
  { pool, tenantId }: ListenerDeps,
  message: ThreadRef,
): Promise<KnownThread | undefined> {
  const known = await findThread(pool, tenantId, message);
  if (known) return known;
  if (await isOpeningThread(pool, tenantId))
    throw new StoreError('thread_opening', 'A thread is being opened. Tell this again in a moment.', {
      retryable: true,
    });
  // Its place may be stored between the two questions.
  return findThread(pool, tenantId, message);
}

// A refusal of the desk is told in the thread: what a person typed is never dropped without a word.
async function relay(
  deps: ListenerDeps,
  of: {
    readonly thread: KnownThread;
    readonly staff: Staff;
    readonly message: StaffWrote & { readonly editId?: string };
  },
): Promise<void> {
  const { pool, tenantId } = deps;
  const { thread, staff, message } = of;
  const { isNote, text } = readNote(message.text);
  const { room, thread: root, post, attachments, editId } = message;
  const messageId = messageIdOf(message);
  const place = { room, thread: root, post };
  const reply = { staff, messageId, text, attachments, post: place, ...(editId && { editId }) };
  try {
    await deps.desk.reply(
      { tenantId, conversationId: thread.conversationId },
      { ...reply, as: isNote ? 'note' : 'answer' },
    );
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const isHeld = error.status === 409;
    if (isHeld) {
      await holdReply(pool, tenantId, { ...thread, ...reply, id: messageId, userId: staff.userId });
      // Deleted in the same moment: it is held for nobody.
      if (await isPostKnown(pool, tenantId, message))
        return void (await decideHeld(pool, tenantId, messageId));
    }
    await addNotice(pool, tenantId, {
      escalationId: thread.escalationId,
      key: `held:${messageId}`,
      text: `${staff.name}: ${error.message}`,
      ...(isHeld && { buttons: DECISIONS, subjectId: messageId }),
    });
  }
}

// Perhaps told before what it takes back: who stores that has done so before the conversation is locked, or finds its
// deletion.
async function takeBack(
  deps: ListenerDeps,
  { thread, message }: { readonly thread: KnownThread; readonly message: ThreadRef & PostRef },
): Promise<void> {
  const { pool, tenantId } = deps;
  const { escalationId, conversationId } = thread;
  const { room, post } = message;
  const messageId = messageIdOf(message);
  const typed = await inTransaction(pool, async (db) => {
    await lockDeskView(db, tenantId, conversationId);
    const found = await findTyped(db, tenantId, messageId);
    if (!found) await saveDeletedPost(db, tenantId, { escalationId, room, post });
    return found;
  });
  if (typed) return changeTyped(deps, { thread, typed, becomesNote: false, text: undefined });
  // One that is sent in the same moment is a message by now.
  if (await decideHeld(pool, tenantId, messageId)) return;
  const sent = await findTyped(pool, tenantId, messageId);
  if (sent) await changeTyped(deps, { thread, typed: sent, becomesNote: false, text: undefined });
}

// Taken back where `text` is undefined: deleted, or made a note after it was sent.
async function changeTyped(
  deps: ListenerDeps,
  of: {
    readonly thread: KnownThread;
    readonly typed: NonNullable<Awaited<ReturnType<typeof findTyped>>>;
    readonly becomesNote: boolean;
    readonly text: string | undefined;
    readonly editId?: string;
  },
): Promise<void> {
  const { pool, tenantId } = deps;
  const { thread, typed, text, editId } = of;
  if (typed.isNote && !of.becomesNote && text !== undefined)
    await addNotice(pool, tenantId, {
      escalationId: thread.escalationId,
      key: `note:${typed.messageId}`,
      text: 'This stays a note: the customer doesn’t see it. Write it again to send it.',
    });
  const view = await readDeskView(pool, tenantId, typed.conversationId);
  if (!view) return;
  const canFollow = deps.canEdit(view.channel);
  const edited = await editMessage(pool, { tenantId, ...typed, text, canFollow, editId });
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
