// One turn: claim the conversation, let the customer finish, read, respond, commit unless a human or newer words win.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RecordGap } from '../../knowledge/gap-book.ts';
import type { Progress } from '../model/activity.ts';
import type { Conversation } from '../model/conversation.ts';
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import { commitTurn, type TurnResult } from '../store/commit.ts';
import { saveRating } from '../store/feedback.ts';
import type { OutboxRow } from '../store/outbox.ts';
import { isServed, type Served } from '../store/served.ts';
import { claimTurn, type Lease, readTurn, releaseTurn, renewTurn, type TurnContext } from '../store/turns.ts';
import { outcomeOf } from './decision.ts';
import { condense } from './memory.ts';
import { type Question, readQuestion, readRatingOf } from './question.ts';
import { giveUp, type RespondDeps, respond } from './respond.ts';
import type { Response } from './response.ts';
import { isBeingRead } from './sent-files.ts';

export interface TurnDeps extends RespondDeps {
  /** Whose conversations this process answers, now. */
  readonly served: () => Served;
  readonly burst: { readonly quietMs: number; readonly maxMs: number };
  /** Counts a question that had no answer. */
  readonly recordGap: RecordGap;
  /** Runs what must not hold up the next message: its failures are its own. */
  readonly later: (task: () => Promise<void>) => void;
  /** Shows the customer that an answer is being made; never fails. */
  readonly show: (to: Pick<Conversation, 'channel' | 'address'>, progress: Progress) => void;
}

/** done: a reply goes out, or silence was decided. idle: nothing to do. busy: another turn has it. */
export type TurnEnd =
  | { readonly kind: 'done'; readonly claimed: OutboxRow | undefined; readonly isHandedOver: boolean }
  | { readonly kind: 'idle' | 'busy' | 'not_ours' };

/** Shorter than the 14 s within which everything is answered after a crash. */
const LEASE_MS = 10_000;
const RENEW_MS = 3_000;
/** After so many fresh starts the reply goes out although something newer came, which the next turn answers. */
const MAX_RESTARTS = 2;
/** A message whose turns fail, or take the process with them, so many times goes to a person. */
const MAX_ATTEMPTS = 8;
/** Longer than this files are not waited for: with the model's own time after it, a customer hears within 31 s. */
const READING_MS = 12_000;
/** Doubled from look to look: a look reads the whole conversation. */
const FIRST_LOOK_MS = 100;
const LONGEST_LOOK_MS = 800;

/**
 * Answers what is unanswered in a conversation.
 * @param signal aborts when the process stops: the lease is released and the next process goes on.
 * @throws StoreError, or a bug; the messages stay unanswered and the sweeper rings again.
 */
export async function runTurn(
  deps: TurnDeps,
  work: { readonly tenantId: TenantId; readonly conversationId: ConversationId },
  signal: AbortSignal,
): Promise<TurnEnd> {
  const lease: Lease = { ...work, owner: randomUUID(), durationMs: LEASE_MS };
  const claimed = await claimTurn(deps.pool, lease, deps.served());
  if (!claimed) return { kind: 'busy' };
  const held = holdLease(deps, lease);
  const { attempts } = claimed;
  const turn: Turn = {
    deps,
    lease,
    attempts,
    signal: AbortSignal.any([signal, held.lost]),
    readBy: performance.now() + READING_MS,
  };
  try {
    const end = await attempt(turn, claimed.context);
    // A commit has released it already.
    if (end.kind !== 'done') await releaseTurn(deps.pool, lease, false);
    return end;
  } catch (error) {
    await releaseTurn(deps.pool, lease, !turn.signal.aborted);
    if (turn.signal.aborted) return { kind: 'not_ours' };
    throw error;
  } finally {
    held.stop();
  }
}

interface Turn {
  readonly deps: TurnDeps;
  readonly lease: Lease;
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** By performance.now(): then it goes on without the files that are not read. */
  readonly readBy: number;
}

async function attempt(turn: Turn, claimed: TurnContext): Promise<TurnEnd> {
  const { deps, lease, signal } = turn;
  let read: TurnContext | undefined = claimed;
  for (let restarts = 0; ; restarts += 1) {
    const { context, spentMs } = await waitForFiles(turn, await waitForQuiet(turn, read));
    const question = context && readQuestion(context);
    if (!context || !question) return { kind: 'idle' };
    if (context.conversation.mode !== 'bot') return { kind: 'not_ours' };
    const stream = createStream(deps, context.conversation);
    try {
      const response =
        turn.attempts > MAX_ATTEMPTS
          ? giveUp(deps, question)
          : await respond(deps, question, { signal, spentMs, onText: stream.show });
      const commit = await commitTurn(
        deps.pool,
        lease,
        toResult(deps, { context, response, evenIfNewer: restarts >= MAX_RESTARTS }),
      );
      if (commit.kind === 'committed') {
        deps.later(() => afterwards(deps, context, { question, response }));
        const isHandedOver = response.escalation !== undefined;
        return { kind: 'done', claimed: commit.claimed, isHandedOver };
      }
    } catch (error) {
      stream.withdraw();
      throw error;
    }
    stream.withdraw();
    // Outdated: a person took over, the lease went elsewhere, or the customer wrote more.
    if (!(await renewTurn(deps.pool, lease))) return { kind: 'not_ours' };
    read = await readTurn(deps.pool, lease);
  }
}

// A burst ends when the customer has been quiet for a while, or has waited long enough for an answer.
async function waitForQuiet(
  { deps, lease, signal }: Turn,
  read: TurnContext | undefined,
): Promise<TurnContext | undefined> {
  const { quietMs, maxMs } = deps.burst;
  let context = read;
  for (let waits = 0; context?.pending; waits += 1) {
    const { newestMs, oldestMs } = context.pending;
    const leftMs = Math.min(quietMs - newestMs, maxMs - oldestMs);
    if (leftMs <= 0) break;
    if (waits === 0) deps.show(context.conversation, { kind: 'typing' });
    await wait(Math.ceil(leftMs), undefined, { signal });
    context = await readTurn(deps.pool, lease);
  }
  return context;
}

// What was sent is read elsewhere, whoever answers it: here is only waited for, as long as a customer may be kept waiting.
async function waitForFiles(
  turn: Turn,
  read: TurnContext | undefined,
): Promise<{ readonly context: TurnContext | undefined; readonly spentMs: number }> {
  const { deps, lease, signal, readBy } = turn;
  const since = performance.now();
  let context = read;
  let lookMs = FIRST_LOOK_MS;
  while (context && isBeingRead(context.messages) && performance.now() < readBy) {
    deps.show(context.conversation, { kind: 'typing' });
    await wait(lookMs, undefined, { signal });
    lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS);
    context = await waitForQuiet(turn, await readTurn(deps.pool, lease));
  }
  return { context, spentMs: performance.now() - since };
}

// Renewing also notices a takeover that happened in another process: it is refused once the mode has changed.
function holdLease(deps: TurnDeps, lease: Lease): { readonly lost: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const timer = setInterval(() => {
    renewTurn(deps.pool, lease).then(
      (isOurs) => isOurs || controller.abort(new Error('the conversation went to someone else')),
      (error: unknown) =>
        deps.log.warn({ err: error, conversationId: lease.conversationId }, 'the lease was not renewed'),
    );
  }, RENEW_MS);
  return { lost: controller.signal, stop: () => clearInterval(timer) };
}

function toResult(
  deps: TurnDeps,
  { context, response, evenIfNewer }: { context: TurnContext; response: Response; evenIfNewer: boolean },
): TurnResult {
  const { decision, confidence, passages, model, text } = response;
  const reply = {
    id: response.replyId,
    authorName: deps.settings.businessName,
    text,
    citations: response.citations,
    suggestions: response.suggestions,
  };
  return {
    readThrough: context.messages.at(-1)?.position ?? 0,
    readRevision: context.conversation.revision,
    readEdits: Object.fromEntries(context.messages.map(({ id, edits = 0 }) => [id, edits])),
    evenIfNewer,
    outcome: outcomeOf(decision),
    decision: {
      ...decision,
      confidence,
      passages: passages.map((found) => found.passageId),
      model: model ?? null,
    },
    language: response.language,
    reply: text === '' ? undefined : reply,
    escalation: response.escalation,
    isOursToSend: isServed(deps.served(), context.conversation.address),
  };
}

// None of this may undo a reply that is committed: what fails here is logged.
async function afterwards(
  deps: TurnDeps,
  context: TurnContext,
  { question, response }: { question: Question; response: Response },
): Promise<void> {
  const { pool, model, log } = deps;
  const { id, tenantId, channel } = context.conversation;
  for (const asked of response.gaps) {
    const gap = { question: asked, language: response.language, channel, conversationId: id };
    await deps
      .recordGap(tenantId, gap)
      .catch((error: unknown) =>
        log.error({ err: error, conversationId: id }, 'an unanswered question was not recorded'),
      );
  }
  const rating = readRatingOf(question);
  if (rating && question.asker) await saveRating(pool, tenantId, { ...question.asker, ...rating });
  if (model) await condense({ pool, model, log }, context);
}

function createStream(
  deps: TurnDeps,
  conversation: Conversation,
): { show(text: string, id: MessageId): void; withdraw(): void } {
  let streamId: MessageId | undefined;
  let sequence = 0;
  deps.show(conversation, { kind: 'typing' });
  return {
    show(text, id) {
      streamId = id;
      sequence += 1;
      deps.show(conversation, { kind: 'streaming', streamId: id, text, sequence });
    },
    withdraw() {
      if (streamId) deps.show(conversation, { kind: 'withdrawn', streamId, sequence: sequence + 1 });
    },
  };
}
