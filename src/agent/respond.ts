// From a question to what the bot will say: understand, search, decide, compose. Nothing is stored or sent here.
import { randomUUID } from 'node:crypto';
import type { Found, Search } from '../../knowledge/search.ts';
import type { LanguageModel } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import type { Citation, Suggestion } from '../model/activity.ts';
import { ModelError } from '../model/errors.ts';
import { type MessageId, parseId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { OpeningHours } from '../model/opening-hours.ts';
import { phrase } from '../model/phrases.ts';
import type { NewEscalation } from '../store/commit.ts';
import type { Pool } from '../store/pool.ts';
import {
  composeExtract,
  composeHandOver,
  composeSmallTalk,
  draftEscalation,
  offerPerson,
} from './compose.ts';
import { converse } from './converse.ts';
import { type Decision, decide, type HandOverReason } from './decision.ts';
import type { Question } from './question.ts';
import { READ_LIMIT_CHARS, splitQuestions, type Understanding, understand } from './understand.ts';

export interface RespondDeps {
  readonly pool: Pool;
  readonly search: Search;
  /** undefined: answers are quoted from the passages. */
  readonly model: LanguageModel | undefined;
  readonly settings: {
    readonly businessName: string;
    readonly hours: OpeningHours;
    readonly languages: readonly Language[];
    readonly confidenceThreshold: number;
  };
  readonly now: () => number;
  readonly log: Log;
}

export interface RespondOptions {
  readonly signal: AbortSignal;
  /** The reply so far while a model writes it. */
  readonly onText?: (text: string, replyId: MessageId) => void;
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
  /** The knowledge doesn't hold it: the owner should hear of the question. */
  readonly isGap: boolean;
  readonly confidence: number;
  readonly passages: readonly Found[];
  readonly model: string | undefined;
}

const PASSAGES = 5;
/** All the model's rounds and retries together, so that a turn ends within 31 s even when the model is down. */
const MODEL_BUDGET_MS = 27_000;

/** @throws the signal's reason when the turn is called off. Every other failure becomes an answer or a hand-over. */
export async function respond(
  deps: RespondDeps,
  question: Question,
  options: RespondOptions,
): Promise<Response> {
  const understanding = understand(question, deps.settings.languages);
  const found = await searchAll(deps, question, { understanding, signal: options.signal });
  const decision = decide({
    ...understanding,
    confidence: found.confidence,
    threshold: deps.settings.confidenceThreshold,
  });
  const draft: Draft = {
    question,
    understanding,
    ...found,
    decision,
    replyId: parseId<'message'>(randomUUID()),
  };
  const asksModel = deps.model && needsKnowledge(decision);
  return asksModel ? withModel(deps, draft, options) : withoutModel(deps, draft);
}

/** The hand-over of a question on which every turn failed. */
export function giveUp(deps: RespondDeps, question: Question): Response {
  const understanding = understand({ ...question, text: '' }, deps.settings.languages);
  const decision: Decision = { kind: 'hand_over', reason: 'turn_failed', priority: 'high' };
  const replyId = parseId<'message'>(randomUUID());
  return handOver(
    deps,
    { question, understanding, passages: [], answers: [], confidence: 0, decision, replyId },
    'turn_failed',
  );
}

interface Draft extends Searched {
  readonly question: Question;
  readonly understanding: Understanding;
  readonly decision: Decision;
  readonly replyId: MessageId;
}

interface Searched {
  readonly passages: readonly Found[];
  /** The best passage of each question that was answered. */
  readonly answers: readonly Found[];
  readonly confidence: number;
}

function needsKnowledge({ reason }: Decision): boolean {
  return reason === 'found' || reason === 'not_sure' || reason === 'cannot_answer';
}

async function searchAll(
  deps: RespondDeps,
  { tenantId, text }: Question,
  { understanding, signal }: { understanding: Understanding; signal: AbortSignal },
): Promise<Searched> {
  const { smallTalk, isUnreadable, isTooLong, language } = understanding;
  if (smallTalk !== 'none' || isUnreadable || isTooLong) return { passages: [], answers: [], confidence: 0 };
  const parts = splitQuestions(text);
  const results = await Promise.all(
    parts.map((part) => deps.search(tenantId, { text: part, language }, { limit: PASSAGES, signal })),
  );
  const confident = results.filter((result) => result.confidence >= deps.settings.confidenceThreshold);
  const answers = distinct(confident.flatMap((result) => result.passages.slice(0, 1)));
  const passages = distinct(results.flatMap((result) => result.passages));
  return { passages, answers, confidence: Math.max(0, ...results.map((result) => result.confidence)) };
}

function distinct(passages: readonly Found[]): readonly Found[] {
  return [...new Map(passages.map((found) => [found.passageId, found])).values()];
}

async function withModel(deps: RespondDeps, draft: Draft, options: RespondOptions): Promise<Response> {
  const { model, settings } = deps;
  if (!model) return withoutModel(deps, draft);
  const { question, understanding, passages, replyId } = draft;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(MODEL_BUDGET_MS)]);
  try {
    const conversed = await converse(
      {
        ...deps,
        model,
        hours: settings.hours,
        settings: { businessName: settings.businessName, hoursText: settings.hours.text },
      },
      {
        question,
        language: understanding.language,
        passages,
        signal,
        onText: options.onText && ((text) => options.onText?.(text, replyId)),
      },
    );
    if (conversed.kind === 'hand_over') return handOver(deps, draft, 'model_asked');
    if (conversed.kind === 'withheld')
      return withoutModel(deps, { ...draft, decision: { kind: 'clarify', reason: 'withheld' } });
    // An answer that rests on no passage, where none was near, is the model saying that it doesn't know.
    const isGap = conversed.citations.length === 0 && draft.confidence < settings.confidenceThreshold;
    const decision: Decision = isGap
      ? { kind: 'clarify', reason: 'cannot_answer' }
      : { kind: 'answer', reason: 'found' };
    const suggestions = isGap ? offerPerson(understanding.language) : [];
    return {
      ...respondWith({ ...draft, decision }, conversed.text),
      citations: conversed.citations,
      suggestions,
      isGap,
      model: model.name,
    };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof ModelError) && !signal.aborted) throw error;
    deps.log.error(
      { err: error, conversationId: question.asker?.conversationId },
      'the model failed; the knowledge is quoted, or a person called',
    );
    return draft.answers.length > 0 ? withoutModel(deps, draft) : handOver(deps, draft, 'model_failed');
  }
}

function withoutModel(deps: RespondDeps, draft: Draft): Response {
  const { decision, understanding, answers, passages } = draft;
  const { language } = understanding;
  switch (decision.kind) {
    case 'stay_silent':
      return respondWith(draft, decision.reason === 'stopped' ? phrase('stopped', language) : '');
    case 'hand_over':
      return handOver(deps, draft, decision.reason);
    case 'answer':
      return decision.reason === 'small_talk'
        ? respondWith(draft, composeSmallTalk(understanding, draft.question, deps.settings.businessName))
        : { ...respondWith(draft, ''), ...composeExtract(draft.question.text, answers, language) };
    case 'clarify':
      return { ...clarify(draft, passages), suggestions: offerPerson(language) };
    default:
      return decision satisfies never;
  }
}

function clarify(draft: Draft, passages: readonly Found[]): Response {
  const { decision, understanding, question } = draft;
  const { language } = understanding;
  switch (decision.reason) {
    case 'not_sure': {
      const own = passages.filter((found) => found.language === language);
      const near = (own.length > 0 ? own : passages).slice(0, 3);
      const titles = [...new Set(near.map((found) => `- ${found.title}`))].join('\n');
      return { ...respondWith(draft, phrase('closeTo', language, { titles })), isGap: true };
    }
    case 'unreadable':
      return respondWith(
        draft,
        phrase(question.attachments > 0 ? 'uploadRefused' : 'emptyMessage', language),
      );
    case 'too_long':
      return respondWith(draft, phrase('tooLong', language, { limit: String(READ_LIMIT_CHARS) }));
    case 'withheld':
      return respondWith(draft, phrase('cannotAnswer', language));
    default:
      return { ...respondWith(draft, phrase('cannotAnswer', language)), isGap: true };
  }
}

function handOver(deps: RespondDeps, draft: Draft, reason: HandOverReason): Response {
  const { question, understanding, answers } = draft;
  // What failed on our side is more urgent than what was asked for.
  const priority = reason === 'turn_failed' || reason === 'model_failed' ? 'high' : 'normal';
  const decision: Decision = { kind: 'hand_over', reason, priority };
  const best = composeExtract(question.text, answers, understanding.language).text;
  const text = composeHandOver(understanding.language, deps.settings.hours, new Date(deps.now()));
  return {
    ...respondWith({ ...draft, decision }, text),
    escalation: draftEscalation(question, { reason, priority, draft: best }),
  };
}

function respondWith(
  { decision, understanding, replyId, confidence, passages }: Draft,
  text: string,
): Response {
  return {
    decision,
    language: understanding.language,
    replyId,
    text,
    citations: [],
    suggestions: [],
    escalation: undefined,
    isGap: false,
    confidence,
    passages,
    model: undefined,
  };
}
