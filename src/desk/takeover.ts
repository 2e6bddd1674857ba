// The takeover's lifecycle: a person claims a conversation, answers in it, hands it back or resolves it.
import { randomUUID } from 'node:crypto';
import { type Change, modesAllowing, requireChange } from '../model/conversation.ts';
import { InvalidInput } from '../model/errors.ts';
import { type ConversationId, type MessageId, parseId, type TenantId, type UserId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { phrase } from '../model/phrases.ts';
import { cleanText } from '../model/text.ts';
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
  /** For the staff only; never leaves the desk. */
  readonly isNote: boolean;
}

/** Every change: @throws InvalidInput 404 for an unknown conversation, 409 where its mode doesn't allow it. */
export interface Desk {
  claim(tenantId: TenantId, conversationId: ConversationId, staff: Staff): Promise<void>;
  /** The first reply claims. */
  reply(tenantId: TenantId, conversationId: ConversationId, reply: StaffReply): Promise<void>;
  handBack(tenantId: TenantId, conversationId: ConversationId, staff: Staff): Promise<void>;
  resolve(tenantId: TenantId, conversationId: ConversationId, staff: Staff): Promise<void>;
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
  const view = async (tenantId: TenantId, conversationId: ConversationId): Promise<DeskView> => {
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
    target: Target,
    messages: readonly StaffMessage[],
  ): Promise<void> => {
    const { tenantId, conversationId, staff } = target;
    const seen = await view(tenantId, conversationId);
    const to = requireChange(seen.mode, kind);
    const done = await changeMode(
      deps.pool,
      {
        tenantId,
        conversationId,
        userId: staff.userId,
        from: modesAllowing(kind),
        to,
        escalation: STATES[kind],
      },
      messages,
    );
    if (!done) return explainLoss(kind, target, messages);
    deps.onChange(tenantId, conversationId);
  };

  const explainLoss = async (
    kind: Change,
    target: Target,
    messages: readonly StaffMessage[],
  ): Promise<void> => {
    const written = messages.at(-1);
    if (written && (await hasMessage(deps.pool, target.tenantId, target.conversationId, written.id))) return;
    requireChange((await view(target.tenantId, target.conversationId)).mode, kind);
    throw new InvalidInput(
      'changed_meanwhile',
      'Someone else changed this conversation just now. Reload the page and try again.',
      { status: 409 },
    );
  };

  const system = (language: Language | undefined, text: string): StaffMessage => ({
    id: parseId<'message'>(randomUUID()),
    author: 'system',
    authorName: deps.businessName,
    text,
    language,
  });

  return {
    async claim(tenantId, conversationId, staff) {
      const { mode, claimedBy, language } = await view(tenantId, conversationId);
      if (mode === 'human' && claimedBy === staff.userId) return;
      const joined = system(language, phrase('staffJoined', language ?? 'en', { name: staff.name }));
      await change('claim', { tenantId, conversationId, staff }, [joined]);
    },

    async reply(tenantId, conversationId, { staff, messageId, text, isNote }) {
      const clean = readReply(text);
      const { mode, claimedBy, language } = await view(tenantId, conversationId);
      if (isNote) {
        await writeNote(deps.pool, {
          tenantId,
          conversationId,
          userId: staff.userId,
          id: messageId,
          authorName: staff.name,
          text: clean,
        });
        return deps.onChange(tenantId, conversationId);
      }
      const message: StaffMessage = {
        id: messageId,
        author: 'staff',
        authorName: staff.name,
        text: clean,
        language,
      };
      const isNew = mode !== 'human' || claimedBy !== staff.userId;
      const joined = isNew
        ? [system(language, phrase('staffJoined', language ?? 'en', { name: staff.name }))]
        : [];
      // The reply's id decides whether this was sent before, so it is looked at first.
      if (await hasMessage(deps.pool, tenantId, conversationId, messageId)) return;
      await change('claim', { tenantId, conversationId, staff }, [...joined, message]);
    },

    async handBack(tenantId, conversationId, staff) {
      const { language } = await view(tenantId, conversationId);
      const text = phrase('handedBack', language ?? 'en', { business: deps.businessName });
      await change('hand_back', { tenantId, conversationId, staff }, [system(language, text)]);
    },

    async resolve(tenantId, conversationId, staff) {
      const { language } = await view(tenantId, conversationId);
      const text = phrase('resolved', language ?? 'en', { business: deps.businessName });
      await change('resolve', { tenantId, conversationId, staff }, [system(language, text)]);
    },
  };
}

interface Target {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly staff: Staff;
}

function readReply(text: string): string {
  const clean = cleanText(text).trim();
  if (clean === '')
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
