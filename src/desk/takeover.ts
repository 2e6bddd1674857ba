// The takeover's lifecycle: a person claims a conversation, answers in it, hands it back or resolves it.
import { randomUUID } from 'node:crypto';
import type { Attachment } from '../model/activity.ts';
import { type Change, type Mode, modesAllowing, requireChange } from '../model/conversation.ts';
import { InvalidInput } from '../model/errors.ts';
import { type ConversationId, type MessageId, parseId, type TenantId, type UserId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { phrase } from '../model/phrases.ts';
import { RATINGS } from '../model/rating.ts';
import { cleanText } from '../model/text.ts';
import { isPostKnown, type StaffPost } from '../store/desk-posts.ts';
import type { Pool } from '../store/pool.ts';
import {
  changeMode,
  type DeskView,
  hasMessage,
  readDeskView,
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
  /**
   * answer: the conversation is the writer's, or waits and becomes it. take_over: from whoever has it.
   * send_only: one message, nothing else changes. note: for the staff only, never leaves the desk.
   */
  readonly as: 'answer' | 'take_over' | 'send_only' | 'note';
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
  const view = async ({ tenantId, conversationId }: Omit<Target, 'staff'>): Promise<DeskView> => {
    const found = await readDeskView(deps.pool, tenantId, conversationId);
    if (found) return found;
    throw new InvalidInput(
      'conversation_unknown',
      'There is no such conversation. It may have been deleted.',
      { status: 404 },
    );
  };

  // The statement is guarded by the modes that it was decided on; losing a race reads the new state and says so.
  const change = async (
    kind: keyof typeof STATES,
    { from, ...target }: Target & { readonly from: readonly Mode[] },
    messages: readonly StaffMessage[],
  ): Promise<boolean> => {
    const { tenantId, conversationId, staff } = target;
    const [mode] = from;
    const to = { mode: requireChange(mode ?? 'closed', kind), escalation: STATES[kind] };
    const done = await changeMode(
      deps.pool,
      { tenantId, conversationId, userId: staff.userId, from, to },
      messages,
    );
    if (done) deps.onChange(tenantId, conversationId);
    return done;
  };

  const leave = async (kind: Exclude<Change, 'claim'> & keyof typeof STATES, target: Target) => {
    const { mode, language } = await view(target);
    requireChange(mode, kind);
    const business = deps.businessName;
    const text = phrase(kind === 'resolve' ? 'resolved' : 'handedBack', language ?? 'en', { business });
    const from = modesAllowing(kind);
    const said = system(deps, language, text);
    const suggestions = kind === 'resolve' ? RATINGS.map(({ face }) => ({ title: face, value: face })) : [];
    if (await change(kind, { ...target, from }, [{ ...said, suggestions }])) return;
    requireChange((await view(target)).mode, kind);
    throw changedMeanwhile();
  };

  return {
    async claim(target, takeOver = false) {
      const seen = await view(target);
      if (isMine(seen, target.staff)) return;
      if (seen.mode === 'human' && !takeOver) throw claimedByOther(seen);
      if (await change('claim', { ...target, from: [seen.mode] }, [joined(deps, seen, target.staff)])) return;
      const now = await view(target);
      if (isMine(now, target.staff)) return;
      throw now.mode === 'human' ? claimedByOther(now) : changedMeanwhile();
    },

    async reply(given, { staff, as, ...reply }) {
      const target = { ...given, staff };
      const text = readReply(reply.text, reply.attachments ?? []);
      const seen = await view(target);
      const about = { id: reply.messageId, authorName: staff.name, text, ...placed(reply) };
      // The reply's id decides whether this was sent before, so it is looked at first.
      if (await isDone(given, reply)) return;
      if (as === 'note') {
        await writeNote(deps.pool, { ...given, userId: staff.userId, ...about });
        return deps.onChange(given.tenantId, given.conversationId);
      }
      const message: StaffMessage = { ...about, author: 'staff', language: seen.language };
      if (as === 'send_only') return sendOnly(target, message);
      const mine = isMine(seen, staff);
      if (as === 'answer' && !mine && seen.mode !== 'waiting') throw notYours(seen);
      const messages = mine ? [message] : [joined(deps, seen, staff), message];
      if (await change('claim', { ...target, from: [seen.mode] }, messages)) return;
      if (await isDone(given, reply)) return;
      throw notYours(await view(target));
    },

    async sendTemplate(target, messageId) {
      const { language } = await view(target);
      const text = phrase('template', language ?? 'en');
      await sendOnly(target, { ...system(deps, language, text), id: messageId, isTemplate: true });
    },

    handBack: (target) => leave('hand_back', target),
    resolve: (target) => leave('resolve', target),
  };

  // Stored already, or deleted where it was typed before we heard of it.
  async function isDone(
    { tenantId, conversationId }: Omit<Target, 'staff'>,
    { messageId, post }: Pick<StaffReply, 'messageId' | 'post'>,
  ): Promise<boolean> {
    if (await hasMessage(deps.pool, tenantId, conversationId, messageId)) return true;
    return post !== undefined && isPostKnown(deps.pool, tenantId, post);
  }

  async function sendOnly({ tenantId, conversationId, staff }: Target, message: StaffMessage): Promise<void> {
    const from: readonly Mode[] = ['bot', 'waiting', 'human', 'closed'];
    const change = { tenantId, conversationId, userId: staff.userId, from, to: undefined };
    await changeMode(deps.pool, change, [message]);
    deps.onChange(tenantId, conversationId);
  }
}

function placed({ attachments, post }: Pick<StaffReply, 'attachments' | 'post'>) {
  return { ...(attachments && { attachments }), ...(post && { post }) };
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

function changedMeanwhile(): InvalidInput {
  return new InvalidInput(
    'changed_meanwhile',
    'Someone else changed this conversation just now. Look at it again, then try once more.',
    { status: 409 },
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
