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
  composeClarify,
  composeExtract,
  composeHandOver,
  composeSmallTalk,
  personButton,
} from './compose.ts';
import { type Conversed, converse } from './converse.ts';
import { type Decision, decide, type Evidence } from './decision.ts';
import type { Question } from './question.ts';
import { type Retrieved, retrieve } from './retrieval.ts';
import { summarise } from './summary.ts';
import { READ_LIMIT_CHARS, type Understanding, understand } from './understand.ts';

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

/** All the model's rounds and retries together, so that a turn ends within 31 s even when the model is down. */
const MODEL_BUDGET_MS = 27_000;

/** @throws the signal's reason when the turn is called off. Every other failure becomes an answer or a hand-over. */
export async function respond(
  deps: RespondDeps,
  question: Question,
  options: RespondOptions,
): Promise<Response> {
  const { languages, confidenceThreshold: threshold } = deps.settings;
  const understanding = understand(question, languages);
  const { signal } = options;
  const retrieved = await retrieve({ search: deps.search, threshold }, question, { understanding, signal });
  const draft = createDraft(deps, { question, understanding, retrieved });
  return deps.model && needsKnowledge(draft.decision)
    ? withModel(deps, deps.model, { draft, options })
    : compose(deps, draft);
}

/** The hand-over of a question on which every turn failed. */
export function giveUp(deps: RespondDeps, question: Question): Response {
  // Reading it may be what fails.
  const understanding = understand({ ...question, text: '' }, deps.settings.languages);
  const retrieved: Retrieved = { passages: [], answers: [], reserved: [], confidence: 0 };
  return compose(
    deps,
    decideAnew(createDraft(deps, { question, understanding, retrieved }), { failure: 'turn' }),
  );
}

interface Draft {
  readonly question: Question;
  readonly understanding: Understanding;
  readonly retrieved: Retrieved;
  readonly evidence: Evidence;
  readonly decision: Decision;
  readonly replyId: MessageId;
}

function createDraft(
  deps: RespondDeps,
  read: Pick<Draft, 'question' | 'understanding' | 'retrieved'>,
): Draft {
  const evidence: Evidence = {
    ...read.understanding,
    isHumanOnly: read.retrieved.reserved.length > 0,
    confidence: read.retrieved.confidence,
    threshold: deps.settings.confidenceThreshold,
    modelWish: undefined,
    failure: undefined,
  };
  return { ...read, evidence, decision: decide(evidence), replyId: parseId<'message'>(randomUUID()) };
}

function decideAnew(draft: Draft, learned: Partial<Evidence>): Draft {
  const evidence = { ...draft.evidence, ...learned };
  return { ...draft, evidence, decision: decide(evidence) };
}

// Two misses in a row are for the model to end before they are for a person.
function needsKnowledge({ reason }: Decision): boolean {
  return (
    reason === 'found' ||
    reason === 'not_sure' ||
    reason === 'cannot_answer' ||
    reason === 'not_answered_twice'
  );
}

async function withModel(
  deps: RespondDeps,
  model: LanguageModel,
  { draft, options }: { readonly draft: Draft; readonly options: RespondOptions },
): Promise<Response> {
  const { question, understanding, retrieved, replyId } = draft;
  const { businessName, hours } = deps.settings;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(MODEL_BUDGET_MS)]);
  try {
    const conversed = await converse(
      { ...deps, model, hours, settings: { businessName, hoursText: hours.text } },
      {
        question,
        language: understanding.language,
        passages: retrieved.passages.filter((found) => !found.isHumanOnly),
        signal,
        onText: options.onText && ((text) => options.onText?.(text, replyId)),
      },
    );
    return afterModel(deps, model, { draft, conversed });
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof ModelError) && !signal.aborted) throw error;
    return afterFailure(deps, draft, { failure: 'model', cause: error });
  }
}

function afterModel(
  deps: RespondDeps,
  model: LanguageModel,
  { draft, conversed }: { readonly draft: Draft; readonly conversed: Conversed },
): Response {
  switch (conversed.kind) {
    case 'hand_over':
      return compose(deps, decideAnew(draft, { modelWish: conversed.wish }));
    case 'tool_failed':
      return afterFailure(deps, draft, { failure: 'tool', cause: conversed.cause });
    case 'withheld':
      return compose(deps, { ...draft, decision: { kind: 'clarify', reason: 'withheld' } });
    case 'answer': {
      const { text, citations } = conversed;
      // An answer that rests on no passage, where none was near, is the model saying that it doesn't know.
      const isGap = citations.length === 0 && draft.evidence.confidence < draft.evidence.threshold;
      if (!isGap)
        return {
          ...respondWith({ ...draft, decision: { kind: 'answer', reason: 'found' } }, text),
          citations,
          model: model.name,
        };
      const missed = decideAnew(draft, { confidence: 0 });
      const response = compose(deps, missed);
      // It says so in its own words, until a person is called.
      return {
        ...response,
        text: missed.decision.kind === 'clarify' ? text : response.text,
        model: model.name,
      };
    }
    default:
      return conversed satisfies never;
  }
}

function afterFailure(
  deps: RespondDeps,
  draft: Draft,
  { failure, cause }: { readonly failure: 'model' | 'tool'; readonly cause: unknown },
): Response {
  deps.log.error(
    { err: cause, conversationId: draft.question.asker?.conversationId },
    `the ${failure} failed; the knowledge is quoted, or a person called`,
  );
  return compose(deps, decideAnew(draft, { failure }));
}

/** What to say without a model. */
function compose(deps: RespondDeps, draft: Draft): Response {
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
        : { ...respondWith(draft, ''), ...composeExtract(question.text, retrieved.answers, language) };
    case 'clarify': {
      const near = retrieved.passages.filter((found) => !found.isHumanOnly);
      const text = composeClarify(decision.reason, language, { near, limitChars: READ_LIMIT_CHARS });
      const isGap = decision.reason === 'not_sure' || decision.reason === 'cannot_answer';
      return { ...respondWith(draft, text), suggestions: personButton(language), isGap };
    }
    default:
      return decision satisfies never;
  }
}

function handOver(
  deps: RespondDeps,
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
    isGap: reason === 'not_answered_twice',
  };
}

function respondWith({ decision, understanding, retrieved, replyId }: Draft, text: string): Response {
  return {
    decision,
    language: understanding.language,
    replyId,
    text,
    citations: [],
    suggestions: [],
    escalation: undefined,
    isGap: false,
    confidence: retrieved.confidence,
    passages: retrieved.passages,
    model: undefined,
  };
}
