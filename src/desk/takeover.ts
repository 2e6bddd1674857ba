// The takeover's lifecycle: a person claims a conversation, answers in it, hands it back or resolves it.
import { randomUUID } from 'node:crypto';
import type { Attachment } from '../model/activity.ts';
import { type Change, type Mode, requireChange } from '../model/conversation.ts';
import { InvalidInput } from '../model/errors.ts';
import {
  type ConversationId,
  type EscalationId,
  type MessageId,
  parseId,
  type TenantId,
  type UserId,
} from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { phrase } from '../model/phrases.ts';
import { RATINGS } from '../model/rating.ts';
import { cleanText } from '../model/text.ts';
import { isPostKnown, type StaffPost } from '../store/desk-posts.ts';
import { inTransaction, type Pool, type Queryable } from '../store/pool.ts';
import {
  changeMode,
  type DeskView,
  hasMessage,
  lockDeskView,
  type StaffMessage,
  writeNote,
} from '../store/takeovers.ts';

export interface Staff {
  readonly userId: UserId;
  /** Shown to the customer. */
  readonly name: string;
}

export interface StaffReply {
  readonly staff: Staff;
  /** Made where the reply is typed: sent twice, it is one message. */
  readonly messageId: MessageId;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** Where it was typed, when that was a thread of the staff room. */
  readonly post?: StaffPost;
  /** Of the edit whose words these are, where they were changed before we heard of them. */
  readonly editId?: string | undefined;
  /**
   * answer: the conversation is the writer's, or waits and becomes it. take_over: from whoever has it.
   * send_only: one message, nothing else changes. note: for the staff only, never leaves the desk.
   */
  readonly as: 'answer' | 'take_over' | 'send_only' | 'note';
  /** An answer also takes over from whom its writer saw there. */
  readonly mayTake?: (from: DeskView) => boolean;
}

/** Every change: @throws InvalidInput 404 for an unknown conversation, 409 where its mode doesn't allow it. */
export interface Desk {
  /** @throws InvalidInput `claimed_by_other` where someone has it and `takeOver` is not set. */
  claim(target: Target, takeOver?: boolean): Promise<void>;
  /** The first answer claims. @throws InvalidInput `not_yours` where it would answer over the bot or someone else. */
  reply(target: Omit<Target, 'staff'>, reply: StaffReply): Promise<void>;
  /**
   * Sends the platform's approved message, whoever answers: it asks the customer to write again.
   * @param messageId made where it is asked for: asked twice, it is one message.
   */
  sendTemplate(target: Target, messageId: MessageId): Promise<void>;
  handBack(target: Target): Promise<void>;
  resolve(target: Target): Promise<void>;
}

export interface Target {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly staff: Staff;
  /** It is about this one, and @throws InvalidInput `hand_over_over` where there is a newer. */
  readonly handOver?: EscalationId;
}

export interface DeskDeps {
  readonly pool: Pool;
  readonly businessName: string;
  /** Rings after each commit: something to deliver, and a running turn to call off. */
  readonly onChange: (tenantId: TenantId, conversationId: ConversationId) => void;
}

const REPLY_LIMIT_CHARS = 4_000;

const STATES = { claim: 'claimed', resolve: 'resolved', hand_back: 'handed_back' } as const;

export function createDesk(deps: DeskDeps): Desk {
  // What is decided on stays true until it is done: whoever takes, leaves or hands over meanwhile waits, or came before.
  // `act` resolves to whether it did anything.
  const decide = async (
    target: Omit<Target, 'staff'>,
    act: (db: Queryable, seen: DeskView) => Promise<boolean>,
  ): Promise<void> => {
    const { tenantId, conversationId, handOver } = target;
    const isChanged = await inTransaction(deps.pool, async (db) => {
      const seen = await lockDeskView(db, tenantId, conversationId);
      if (!seen) throw unknown();
      if (handOver !== undefined && handOver !== seen.newest) throw handOverOver();
      return act(db, seen);
    });
    if (isChanged) deps.onChange(tenantId, conversationId);
  };

  const change = async (
    db: Queryable,
    kind: keyof typeof STATES,
    of: { readonly target: Target; readonly seen: DeskView; readonly messages: readonly StaffMessage[] },
  ): Promise<boolean> => {
    const { tenantId, conversationId, staff } = of.target;
    const { mode } = of.seen;
    const to = { mode: requireChange(mode, kind), escalation: STATES[kind] };
    const made = { tenantId, conversationId, userId: staff.userId, from: [mode], to };
    return changeMode(db, made, of.messages);
  };

  const leave = (kind: Exclude<Change, 'claim'> & keyof typeof STATES, target: Target): Promise<void> =>
    decide(target, async (db, seen) => {
      const { language } = seen;
      const business = deps.businessName;
      const text = phrase(kind === 'resolve' ? 'resolved' : 'handedBack', language ?? 'en', { business });
      const suggestions = kind === 'resolve' ? RATINGS.map(({ face }) => ({ title: face, value: face })) : [];
      return change(db, kind, {
        target,
        seen,
        messages: [{ ...system(deps, language, text), suggestions }],
      });
    });

  const sendOnly = (db: Queryable, target: Target, message: StaffMessage): Promise<boolean> => {
    const { tenantId, conversationId, staff } = target;
    const from: readonly Mode[] = ['bot', 'waiting', 'human', 'closed'];
    const only = { tenantId, conversationId, userId: staff.userId, from, to: undefined };
    return changeMode(db, only, [message]);
  };

  return {
    claim: (target, takeOver = false) =>
      decide(target, async (db, seen) => {
        if (isMine(seen, target.staff)) return false;
        if (seen.mode === 'human' && !takeOver) throw claimedByOther(seen);
        return change(db, 'claim', { target, seen, messages: [joined(deps, seen, target.staff)] });
      }),

    async reply(given, { staff, as, mayTake, ...reply }) {
      const target = { ...given, staff };
      const text = readReply(reply.text, reply.attachments ?? []);
      await decide(given, async (db, seen) => {
        const about = { id: reply.messageId, authorName: staff.name, text, ...placed(reply) };
        // The reply's id decides whether this was sent before, so it is looked at first.
        if (await isDone(db, given, reply)) return false;
        if (as === 'note') return writeNote(db, { ...given, userId: staff.userId, ...about });
        const message: StaffMessage = { ...about, author: 'staff', language: seen.language };
        if (as === 'send_only') return sendOnly(db, target, message);
        const mine = isMine(seen, staff);
        const isFree = mine || seen.mode === 'waiting' || mayTake?.(seen);
        if (as === 'answer' && !isFree) throw notYours(seen);
        const messages = mine ? [message] : [joined(deps, seen, staff), message];
        return change(db, 'claim', { target, seen, messages });
      });
    },

    sendTemplate: (target, messageId) =>
      decide(target, async (db, { language }) => {
        const text = phrase('template', language ?? 'en');
        return sendOnly(db, target, { ...system(deps, language, text), id: messageId, isTemplate: true });
      }),

    handBack: (target) => leave('hand_back', target),
    resolve: (target) => leave('resolve', target),
  };
}

// Stored already, or deleted where it was typed before we heard of it.
async function isDone(
  db: Queryable,
  { tenantId, conversationId }: Omit<Target, 'staff'>,
  { messageId, post }: Pick<StaffReply, 'messageId' | 'post'>,
): Promise<boolean> {
  if (await hasMessage(db, tenantId, conversationId, messageId)) return true;
  return post !== undefined && isPostKnown(db, tenantId, post);
}

function placed({ attachments, post, editId }: Pick<StaffReply, 'attachments' | 'post' | 'editId'>) {
  return { ...(attachments && { attachments }), ...(post && { post }), ...(editId && { editId }) };
}

function isMine({ mode, claimedBy }: DeskView, staff: Staff): boolean {
  return mode === 'human' && claimedBy?.id === staff.userId;
}

function joined(deps: DeskDeps, { language }: DeskView, { name }: Staff): StaffMessage {
  const isNamed = name !== deps.businessName;
  const text = isNamed
    ? phrase('staffJoined', language ?? 'en', { name })
    : phrase('someoneJoined', language ?? 'en');
  return system(deps, language, text);
}

function system(deps: DeskDeps, language: Language | undefined, text: string): StaffMessage {
  return {
    id: parseId<'message'>(randomUUID()),
    author: 'system',
    authorName: deps.businessName,
    text,
    language,
  };
}

function claimedByOther({ claimedBy }: DeskView): InvalidInput {
  return new InvalidInput(
    'claimed_by_other',
    `${holder(claimedBy)} has this conversation. Ask them, or take it over.`,
    { status: 409 },
  );
}

// Who answers with the platform's own app is nobody that we know by name.
function holder(claimedBy: DeskView['claimedBy']): string {
  return claimedBy?.name ?? 'Somebody at the phone';
}

function notYours({ mode, claimedBy }: DeskView): InvalidInput {
  const who = mode === 'human' ? `${holder(claimedBy)} has` : 'The bot has';
  return new InvalidInput(
    'not_yours',
    `${who} this conversation, so your message was not sent. Take it over, send only this message, or discard it.`,
    { status: 409 },
  );
}

function handOverOver(): InvalidInput {
  return new InvalidInput('hand_over_over', 'This hand-over is over. Look at the newer thread.', {
    status: 409,
  });
}

function unknown(): InvalidInput {
  return new InvalidInput(
    'conversation_unknown',
    'There is no such conversation. It may have been deleted.',
    { status: 404 },
  );
}

function readReply(text: string, attachments: readonly Attachment[]): string {
  const clean = cleanText(text).trim();
  if (clean === '' && attachments.length === 0)
    throw new InvalidInput('reply_empty', 'The reply is empty. Write something, then send it.', {
      status: 422,
    });
  if (clean.length <= REPLY_LIMIT_CHARS) return clean;
  throw new InvalidInput(
    'reply_too_long',
    `The reply has ${clean.length} characters; at most ${REPLY_LIMIT_CHARS} can be sent at once. Split it in two.`,
    { status: 422 },
  );
}
