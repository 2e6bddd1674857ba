// Who answers a conversation, and how that may change.

import type { Address, ChannelName } from './activity.ts';
import { InvalidInput } from './errors.ts';
import type { ConversationId, CustomerId, TenantId } from './ids.ts';
import type { Language } from './language.ts';

/** bot: the bot answers. waiting: a person was asked for. human: a person answers, the bot is silent. closed: resolved. */
export type Mode = 'bot' | 'waiting' | 'human' | 'closed';
export type Change = 'hand_over' | 'claim' | 'hand_back' | 'resolve' | 'reopen';

// The whole lifecycle in one table; a pair that is missing is not legal.
const TRANSITIONS: Readonly<Record<Mode, Partial<Record<Change, Mode>>>> = {
  bot: { hand_over: 'waiting', claim: 'human' },
  waiting: { claim: 'human', hand_back: 'bot', resolve: 'closed' },
  human: { claim: 'human', hand_back: 'bot', resolve: 'closed' },
  closed: { reopen: 'bot', claim: 'human' },
};

/** The mode after `change`, or undefined where the change is not legal in `mode`. */
export function nextMode(mode: Mode, change: Change): Mode | undefined {
  return TRANSITIONS[mode][change];
}

/** @throws InvalidInput 409 where the change is not legal. */
export function requireChange(mode: Mode, change: Change): Mode {
  const next = nextMode(mode, change);
  if (next) return next;
  throw new InvalidInput(
    'change_not_legal',
    `This conversation is in mode "${mode}", so "${change.replace('_', ' ')}" is not possible. Reload the page to see its state.`,
    { status: 409 },
  );
}

export interface Conversation {
  readonly id: ConversationId;
  readonly tenantId: TenantId;
  readonly customerId: CustomerId;
  readonly channel: ChannelName;
  readonly account: string;
  readonly address: Address;
  readonly mode: Mode;
  /** Grows by one with every message stored and every change of mode; also numbers the messages (`position`). */
  readonly revision: number;
  /** The language that the customer last clearly wrote in. */
  readonly language: Language | undefined;
  /** What was said up to position `summaryThrough`, in a few sentences. */
  readonly summary: string;
  readonly summaryThrough: number;
}
