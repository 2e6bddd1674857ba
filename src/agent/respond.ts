// From a question to what the bot will say: understand, search, decide, compose. Nothing is stored or sent here.
import type { OpenFile } from '../../channels/channel.ts';
import type { Search } from '../../knowledge/search.ts';
import type { LanguageModel, Picture } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import { ModelError } from '../model/errors.ts';
import { pictureType } from '../model/file.ts';
import type { MessageId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { Pool } from '../store/pool.ts';
import { type Conversed, converse } from './converse.ts';
import type { Decision } from './decision.ts';
import { answerLink } from './link.ts';
import type { Question } from './question.ts';
import {
  type ComposeDeps,
  compose,
  createDraft,
  type Draft,
  decideAnew,
  type Response,
  respondWith,
} from './response.ts';
import { NOTHING, retrieve } from './retrieval.ts';
import type { SentFile, Sight } from './sent-files.ts';
import { understand } from './understand.ts';

export interface RespondDeps extends ComposeDeps {
  readonly pool: Pool;
  readonly search: Search;
  /** undefined: answers are quoted from the passages. */
  readonly model: LanguageModel | undefined;
  /** Reads the pictures that a model is shown. */
  readonly openFile: OpenFile;
  readonly settings: ComposeDeps['settings'] & { readonly languages: readonly Language[] };
  readonly log: Log;
}

export interface RespondOptions {
  readonly signal: AbortSignal;
  /** The reply so far while a model writes it. */
  readonly onText?: (text: string, replyId: MessageId) => void;
  /** Of the turn's time, so much went by before. */
  readonly spentMs?: number;
}

/** All the model's rounds and retries together, so that a turn ends within 31 s even when the model is down. */
const MODEL_BUDGET_MS = 27_000;
const OPEN_TIMEOUT_MS = 10_000;

/** @throws the signal's reason when the turn is called off. Every other failure becomes an answer or a hand-over. */
export async function respond(
  deps: RespondDeps,
  question: Question,
  options: RespondOptions,
): Promise<Response> {
  const { model } = deps;
  const since = performance.now();
  const linked = await answerLink(deps, question);
  if (linked) return linked;
  const sight = { readsDocuments: model !== undefined, seesPictures: model !== undefined && !model.isBlind };
  const seen = await respondWithSight(deps, question, { sight, options });
  if (seen !== 'blind') return seen;
  const unseen = { ...sight, seesPictures: false };
  const spentMs = (options.spentMs ?? 0) + performance.now() - since;
  const response = await respondWithSight(deps, question, {
    sight: unseen,
    options: { ...options, spentMs },
  });
  if (response === 'blind') throw new Error('a model that was shown no picture could not see it');
  return response;
}

/** @returns blind where the pictures could not be shown: the question is then another one. */
async function respondWithSight(
  deps: RespondDeps,
  question: Question,
  { sight, options }: { readonly sight: Sight; readonly options: RespondOptions },
): Promise<Response | 'blind'> {
  const { languages, confidenceThreshold: threshold } = deps.settings;
  const understanding = understand(question, languages, sight);
  const { signal } = options;
  const retrieved = await retrieve({ search: deps.search, threshold }, question, { understanding, signal });
  const draft = createDraft(deps, { question, understanding, retrieved });
  return deps.model && needsKnowledge(draft.decision)
    ? withModel(deps, deps.model, { draft, options })
    : compose(deps, draft);
}

async function loadPictures(
  { openFile, log }: RespondDeps,
  files: readonly SentFile[],
  signal: AbortSignal,
): Promise<readonly Picture[] | undefined> {
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
  try {
    return await Promise.all(
      files.map(async ({ contentUrl }) => {
        const { bytes } = await openFile(contentUrl, giveUp);
        const contentType = pictureType(bytes);
        if (!contentType) throw new Error('a picture is none any more');
        return { contentType, bytes };
      }),
    );
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, 'a picture could not be shown to the model');
    return undefined;
  }
}

/** The hand-over of a question on which every turn failed. */
export function giveUp(deps: RespondDeps, question: Question): Response {
  // Reading it may be what fails.
  const understanding = understand({ ...question, text: '' }, deps.settings.languages);
  return compose(
    deps,
    decideAnew(createDraft(deps, { question, understanding, retrieved: NOTHING }), { failure: 'turn' }),
  );
}

// Two misses in a row are for the model to end before they are for a person.
function needsKnowledge({ reason }: Decision): boolean {
  return (
    reason === 'found' ||
    reason === 'found_in_part' ||
    reason === 'not_sure' ||
    reason === 'cannot_answer' ||
    reason === 'not_answered_twice'
  );
}

async function withModel(
  deps: RespondDeps,
  model: LanguageModel,
  { draft, options }: { readonly draft: Draft; readonly options: RespondOptions },
): Promise<Response | 'blind'> {
  const { question, understanding, retrieved, replyId } = draft;
  const { businessName, hours } = deps.settings;
  const { files } = understanding;
  const budgetMs = Math.max(0, Math.round(MODEL_BUDGET_MS - (options.spentMs ?? 0)));
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(budgetMs)]);
  const pictures = await loadPictures(deps, files.pictures, options.signal);
  if (!pictures) return 'blind';
  try {
    const conversed = await converse(
      { ...deps, model, hours, settings: { businessName, hoursText: hours.text } },
      {
        question,
        language: understanding.language,
        mood: understanding.mood,
        passages: retrieved.passages.filter((found) => !found.isHumanOnly),
        files,
        pictures,
        signal,
        onText: options.onText && ((text) => options.onText?.(text, replyId)),
      },
    );
    return afterModel(deps, model, { draft, conversed });
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof ModelError && error.code === 'model_blind' && pictures.length > 0) return 'blind';
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
      const isGap =
        citations.length === 0 && draft.evidence.confidence < draft.evidence.threshold && !hasShown(draft);
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

// What it says may rest on what the customer sent.
function hasShown({ question, understanding }: Draft): boolean {
  const { pictures, documents } = understanding.files;
  return pictures.length + documents.length + question.earlierDocuments.length > 0;
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
