// What to do with what a customer wrote: pure, and one table that a person can read.
import type { SmallTalk } from './small-talk.ts';

export type Decision =
  | { readonly kind: 'answer'; readonly reason: 'found' | 'small_talk' }
  | {
      readonly kind: 'clarify';
      readonly reason: 'not_sure' | 'cannot_answer' | 'unreadable' | 'too_long' | 'withheld';
    }
  | {
      readonly kind: 'hand_over';
      readonly reason: HandOverReason;
      readonly priority: 'low' | 'normal' | 'high';
    }
  | { readonly kind: 'stay_silent'; readonly reason: 'acknowledged' | 'stopped' };

export type HandOverReason =
  | 'asked_for_person'
  | 'accepted_offer'
  | 'model_asked'
  | 'model_failed'
  | 'turn_failed';

/** Everything that the decision rests on. */
export interface Evidence {
  readonly smallTalk: SmallTalk;
  /** Nothing to read: only a file, a sticker, invisible characters. */
  readonly isUnreadable: boolean;
  readonly isTooLong: boolean;
  /** "yes" and its like, after a message that offered a person. */
  readonly acceptsOffer: boolean;
  /** The last thing that the bot said was small talk too. */
  readonly followsSmallTalk: boolean;
  /** 0 to 1: that the answer is in the passages. */
  readonly confidence: number;
  readonly threshold: number;
}

/** Between this share of the threshold and the threshold the bot says what it found nearest, and asks. */
const NOT_SURE_SHARE = 0.7;

/** Rows are tried from the top; the first that holds decides. */
const TABLE: readonly (readonly [(evidence: Evidence) => boolean, Decision])[] = [
  [
    (e) => e.smallTalk === 'ask_person',
    { kind: 'hand_over', reason: 'asked_for_person', priority: 'normal' },
  ],
  [(e) => e.acceptsOffer, { kind: 'hand_over', reason: 'accepted_offer', priority: 'normal' }],
  [(e) => e.smallTalk === 'stop', { kind: 'stay_silent', reason: 'stopped' }],
  [(e) => e.isUnreadable, { kind: 'clarify', reason: 'unreadable' }],
  [(e) => e.isTooLong, { kind: 'clarify', reason: 'too_long' }],
  [
    (e) => e.smallTalk === 'acknowledgement' && e.followsSmallTalk,
    { kind: 'stay_silent', reason: 'acknowledged' },
  ],
  [(e) => e.smallTalk !== 'none', { kind: 'answer', reason: 'small_talk' }],
  [(e) => e.confidence >= e.threshold, { kind: 'answer', reason: 'found' }],
  [(e) => e.confidence >= e.threshold * NOT_SURE_SHARE, { kind: 'clarify', reason: 'not_sure' }],
];

export function decide(evidence: Evidence): Decision {
  return TABLE.find(([holds]) => holds(evidence))?.[1] ?? { kind: 'clarify', reason: 'cannot_answer' };
}

/** How the customer's message is recorded as ended. */
export function outcomeOf(decision: Decision): 'answered' | 'clarified' | 'handed_over' | 'silent' {
  switch (decision.kind) {
    case 'answer':
      return 'answered';
    case 'clarify':
      return 'clarified';
    case 'hand_over':
      return 'handed_over';
    case 'stay_silent':
      return 'silent';
    default:
      return decision satisfies never;
  }
}
