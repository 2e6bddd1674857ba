// What a turn answers: evidence gathered, decided on, and put into words without a model.
import { randomUUID } from 'node:crypto';
import type { Found } from '../../knowledge/search.ts';
import type { Citation, Suggestion } from '../model/activity.ts';
import { type MessageId, parseId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { OpeningHours } from '../model/opening-hours.ts';
import { phrase } from '../model/phrases.ts';
import type { NewEscalation } from '../store/commit.ts';
import {
  composeClarify,
  composeExtract,
  composeHandOver,
  composeSmallTalk,
  composeUnanswered,
  composeUnread,
  personButton,
} from './compose.ts';
import { type Decision, decide, type Evidence } from './decision.ts';
import type { Question } from './question.ts';
import type { Retrieved } from './retrieval.ts';
import { summarise } from './summary.ts';
import { READ_LIMIT_CHARS, type Understanding } from './understand.ts';

export interface ComposeDeps {
  readonly settings: {
    readonly businessName: string;
    readonly hours: OpeningHours;
    readonly confidenceThreshold: number;
  };
  readonly now: () => number;
}

export interface Response {
  readonly decision: Decision;
  readonly language: Language;
  readonly replyId: MessageId;
  /** '' where the bot stays silent. */
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  readonly escalation: NewEscalation | undefined;
  /** What the knowledge doesn't hold: the owner should hear of these questions. */
  readonly gaps: readonly string[];
  readonly confidence: number;
  readonly passages: readonly Found[];
  readonly model: string | undefined;
}

/** A response in the making: `decision` is what the table says of `evidence`. */
export interface Draft {
  readonly question: Question;
  readonly understanding: Understanding;
  readonly retrieved: Retrieved;
  readonly evidence: Evidence;
  readonly decision: Decision;
  readonly replyId: MessageId;
}

export function createDraft(
  deps: ComposeDeps,
  read: Pick<Draft, 'question' | 'understanding' | 'retrieved'>,
): Draft {
  const evidence: Evidence = {
    ...read.understanding,
    isHumanOnly: read.retrieved.reserved.length > 0,
    confidence: read.retrieved.confidence,
    threshold: deps.settings.confidenceThreshold,
    isPartial: read.retrieved.unanswered.length > 0,
    modelWish: undefined,
    failure: undefined,
  };
  return { ...read, evidence, decision: decide(evidence), replyId: parseId<'message'>(randomUUID()) };
}

/** The same question after more was learned. */
export function decideAnew(draft: Draft, learned: Partial<Evidence>): Draft {
  const evidence = { ...draft.evidence, ...learned };
  return { ...draft, evidence, decision: decide(evidence) };
}

/** What to say without a model. */
export function compose(deps: ComposeDeps, draft: Draft): Response {
  const { decision, understanding, question, retrieved } = draft;
  const { language } = understanding;
  switch (decision.kind) {
    case 'stay_silent':
      return respondWith(draft, decision.reason === 'stopped' ? phrase('stopped', language) : '');
    case 'hand_over':
      return handOver(deps, draft, decision);
    case 'answer':
      return decision.reason === 'small_talk'
        ? respondWith(draft, composeSmallTalk(understanding, question, deps.settings.businessName))
        : quoteAnswers(draft);
    case 'clarify': {
      const near = retrieved.passages.filter((found) => !found.isHumanOnly);
      const { unread } = understanding.files;
      const text = composeClarify(decision.reason, language, { near, limitChars: READ_LIMIT_CHARS, unread });
      const isMiss = decision.reason === 'not_sure' || decision.reason === 'cannot_answer';
      return {
        ...respondWith(draft, text),
        suggestions: personButton(language),
        gaps: isMiss ? gapsOf(question) : [],
      };
    }
    default:
      return decision satisfies never;
  }
}

// A question about a picture is answered by its words: the customer should know that nobody looked.
function quoteAnswers(draft: Draft): Response {
  const { question, understanding, retrieved } = draft;
  const { language, files } = understanding;
  const { unanswered } = retrieved;
  const { text, citations } = composeExtract(question.text, retrieved.answers, language);
  const parts = [composeUnread(files.unread, language), text, composeUnanswered(unanswered, language)];
  return {
    ...respondWith(draft, parts.filter(Boolean).join('\n\n')),
    citations,
    ...(unanswered.length > 0 && { suggestions: personButton(language), gaps: unanswered }),
  };
}

// What was asked by a file alone is no question that the owner could answer for all.
function gapsOf({ text }: Question): readonly string[] {
  return text === '' ? [] : [text];
}

function handOver(
  deps: ComposeDeps,
  draft: Draft,
  { reason, priority }: Extract<Decision, { kind: 'hand_over' }>,
): Response {
  const { question, understanding, retrieved } = draft;
  const { language } = understanding;
  // The model may hear a complaint that the rules don't.
  const isMissed = reason === 'complaint' && !understanding.isComplaint;
  const mood = isMissed ? 'unhappy' : understanding.mood;
  const best = composeExtract(question.text, [...retrieved.reserved, ...retrieved.answers], language);
  const when = { hours: deps.settings.hours, now: new Date(deps.now()) };
  const summary = summarise({ question, language, mood, passages: retrieved.passages });
  return {
    ...respondWith(draft, composeHandOver(reason, language, when)),
    escalation: { reason, priority, summary, draft: best.text },
    gaps: reason === 'not_answered_twice' ? gapsOf(question) : [],
  };
}

export function respondWith({ decision, understanding, retrieved, replyId }: Draft, text: string): Response {
  return {
    decision,
    language: understanding.language,
    replyId,
    text,
    citations: [],
    suggestions: [],
    escalation: undefined,
    gaps: [],
    confidence: retrieved.confidence,
    passages: retrieved.passages,
    model: undefined,
  };
}
