// What to do with what a customer wrote: pure, and one table that a person can read.
import type { SmallTalk } from './small-talk.ts';

export type Decision =
  | { readonly kind: 'answer'; readonly reason: AnswerReason }
  | { readonly kind: 'clarify'; readonly reason: ClarifyReason }
  | { readonly kind: 'hand_over'; readonly reason: HandOverReason; readonly priority: Priority }
  | { readonly kind: 'stay_silent'; readonly reason: 'acknowledged' | 'stopped' };

/** found_in_part: of several questions not all. */
type AnswerReason = 'found' | 'found_in_part' | 'small_talk';
type Priority = 'low' | 'normal' | 'high';
export type ClarifyReason =
  | 'not_sure'
  | 'cannot_answer'
  | 'empty'
  | 'too_long'
  | 'unreadable'
  | 'withheld'
  | AutomaticReason;

/** The bot calls a person by itself: nobody asked for one. */
export type AutomaticReason = 'human_only' | 'model_asked' | 'model_failed' | 'tool_failed';

export type HandOverReason =
  | AutomaticReason
  | 'asked_for_person'
  | 'accepted_offer'
  | 'complaint'
  | 'not_answered_twice'
  | 'turn_failed';

/** Everything that the decision rests on. */
export interface Evidence {
  readonly smallTalk: SmallTalk;
  /** They say that they are unhappy with us, or are angry. */
  readonly isComplaint: boolean;
  /** Nothing to read, and no file either: only blanks or invisible characters. */
  readonly isEmpty: boolean;
  /** Only what whoever answers can't read: a video, or a picture where no model looks at it. */
  readonly isUnreadable: boolean;
  readonly isTooLong: boolean;
  /** "yes" and its like, after a message that offered a person. */
  readonly acceptsOffer: boolean;
  /** The last thing that the bot said was small talk too. */
  readonly followsSmallTalk: boolean;
  /** The bot could not answer their message before this one either. */
  readonly followsMiss: boolean;
  /** A person had this conversation until now: this is the first that the bot reads of it again. */
  readonly isJustReturned: boolean;
  /** The best passage is of a document that only a person may answer from. */
  readonly isHumanOnly: boolean;
  /** 0 to 1: that the answer is in the passages that the bot may answer from. */
  readonly confidence: number;
  readonly threshold: number;
  /** Of several questions at least one is answered by nothing. */
  readonly isPartial: boolean;
  /** The model called for a person, and why; undefined where it didn't, or wasn't asked yet. */
  readonly modelWish: 'asked_for_person' | 'complaint' | 'staff_only' | undefined;
  readonly failure: 'model' | 'tool' | 'turn' | undefined;
}

/** Between this share of the threshold and the threshold the bot says what it found nearest, and asks. */
const NOT_SURE_SHARE = 0.7;

type Row = readonly [holds: (evidence: Evidence) => boolean, decision: Decision];

const answer = (reason: AnswerReason): Decision => ({ kind: 'answer', reason });
const clarify = (reason: ClarifyReason): Decision => ({ kind: 'clarify', reason });
const handOver = (reason: HandOverReason, priority: Priority = 'normal'): Decision => ({
  kind: 'hand_over',
  reason,
  priority,
});

/**
 * Rows are tried from the top; the first that holds decides. What failed on our side, and who is angry with us, is more
 * urgent than what was asked for.
 */
const TABLE: readonly Row[] = [
  [(e) => e.isComplaint || e.modelWish === 'complaint', handOver('complaint', 'high')],
  [(e) => e.failure === 'turn', handOver('turn_failed', 'high')],
  [(e) => e.smallTalk === 'ask_person', handOver('asked_for_person')],
  [(e) => e.modelWish === 'asked_for_person', handOver('asked_for_person')],
  [(e) => e.acceptsOffer, handOver('accepted_offer')],
  [(e) => e.smallTalk === 'stop', { kind: 'stay_silent', reason: 'stopped' }],
  [(e) => e.isEmpty, clarify('empty')],
  // Told and offered: a person is called by who wants one, not by a holiday snap.
  [(e) => e.isUnreadable, clarify('unreadable')],
  [(e) => e.isTooLong, clarify('too_long')],
  [
    (e) => e.smallTalk === 'acknowledgement' && e.followsSmallTalk,
    { kind: 'stay_silent', reason: 'acknowledged' },
  ],
  [(e) => e.smallTalk !== 'none', answer('small_talk')],
  [(e) => e.isHumanOnly, handOver('human_only')],
  [(e) => e.modelWish === 'staff_only', handOver('model_asked')],
  [(e) => e.confidence >= e.threshold && e.isPartial, answer('found_in_part')],
  [(e) => e.confidence >= e.threshold, answer('found')],
  [(e) => e.failure === 'model', handOver('model_failed', 'high')],
  [(e) => e.failure === 'tool', handOver('tool_failed', 'high')],
  [(e) => e.followsMiss, handOver('not_answered_twice')],
  [(e) => e.confidence >= e.threshold * NOT_SURE_SHARE, clarify('not_sure')],
  [() => true, clarify('cannot_answer')],
];

const AUTOMATIC: ReadonlySet<string> = new Set<AutomaticReason>([
  'human_only',
  'model_asked',
  'model_failed',
  'tool_failed',
]);

export function decide(evidence: Evidence): Decision {
  const decision = TABLE.find(([holds]) => holds(evidence))?.[1] ?? clarify('cannot_answer');
  return evidence.isJustReturned ? offerFirst(decision) : decision;
}

// Staff gave the conversation back, so what they were called for is theirs no more: called by itself again at once,
// the bot would throw it back and forth. Right after a hand-back it offers a person where it would call one. It still
// calls one for who asks or complains, and when nothing else can be said.
function offerFirst(decision: Decision): Decision {
  return decision.kind === 'hand_over' && isAutomatic(decision.reason) ? clarify(decision.reason) : decision;
}

export function isAutomatic(reason: string): reason is AutomaticReason {
  return AUTOMATIC.has(reason);
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
