// What a turn is asked: the unanswered messages read as one, beside what was said before.

import type { ConversationId, CustomerId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { readRating } from '../model/rating.ts';
import type { Fact } from '../store/memory.ts';
import type { TurnContext, TurnMessage } from '../store/turns.ts';
import { filesOf, retold, type SentFile, wordsOf } from './sent-files.ts';

export interface Question {
  readonly tenantId: TenantId;
  /** Who asks, and in which message; undefined for an owner's trial, which leaves no trace. */
  readonly asker:
    | {
        readonly customerId: CustomerId;
        readonly conversationId: ConversationId;
        readonly messageId: MessageId;
        readonly channel: string;
      }
    | undefined;
  /** The unanswered messages, a line each: what was typed, and what was said in voice messages. */
  readonly text: string;
  /** Sent with them. */
  readonly files: readonly SentFile[];
  /** Documents sent before, newest first: the conversation may come back to them. */
  readonly earlierDocuments: readonly SentFile[];
  /** What they replied to, where their app told. */
  readonly quoted: string | undefined;
  /** What was said before, oldest first. */
  readonly history: readonly TurnMessage[];
  readonly summary: string;
  readonly facts: readonly Fact[];
  readonly knownLanguage: Language | undefined;
  readonly locale: string | undefined;
}

/** @returns undefined where nothing is unanswered. */
export function readQuestion(context: TurnContext): Question | undefined {
  const { conversation, messages } = context;
  const pending = messages.filter((message) => message.isPending);
  const last = pending.at(-1);
  if (!last) return undefined;
  const history = messages.filter((message) => !message.isPending);
  return {
    tenantId: conversation.tenantId,
    asker: {
      customerId: conversation.customerId,
      conversationId: conversation.id,
      messageId: last.id,
      channel: conversation.channel,
    },
    text: pending.map(wordsOf).join('\n').trim(),
    files: pending.flatMap(filesOf),
    earlierDocuments: history
      .toReversed()
      .filter((message) => message.author === 'customer')
      .flatMap(filesOf)
      .filter((file) => file.kind === 'document' && file.state === 'read'),
    quoted: last.quoted ?? undefined,
    history: history.map(retold),
    summary: conversation.summary,
    facts: context.facts,
    knownLanguage: conversation.language,
    locale: conversation.address.locale,
  };
}

/**
 * What the bot itself was asked and said since a person last had the conversation; all of it where none ever had. A
 * person's turn ends with a message of the staff, with the system's note that the conversation was handed back or
 * resolved, or, where it was handed back without a word, with what the customer had written for the staff.
 */
export function sinceReturn(history: readonly TurnMessage[]): readonly TurnMessage[] {
  const last = history.findLastIndex(
    ({ author, outcome }) =>
      author === 'staff' || author === 'system' || outcome === 'handed_over' || outcome === 'to_staff',
  );
  return history.slice(last + 1);
}

/** A question without a past: the owner's trial. */
export function trialQuestion(tenantId: TenantId, text: string): Question {
  return {
    tenantId,
    asker: undefined,
    text: text.trim(),
    files: [],
    earlierDocuments: [],
    quoted: undefined,
    history: [],
    summary: '',
    facts: [],
    knownLanguage: undefined,
    locale: undefined,
  };
}

/** A face is a rating only right after a person had the conversation: that is when it was asked for. */
export function readRatingOf({ text, history }: Question): ReturnType<typeof readRating> {
  const isReturned = history.length > 0 && sinceReturn(history).length === 0;
  return isReturned ? readRating(text) : undefined;
}
