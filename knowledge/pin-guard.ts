// Watches over pinned questions: before a change is published they are asked with it and without it.
import type { Embedder, Reranker } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import type { TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import { inTransaction, type Pool, poolWithin, type Queryable } from '../src/store/pool.ts';
import { type Answers, findAnswers, splitQuestions } from './answering.ts';
import { lookAsOf } from './documents.ts';
import type { Check } from './ingest.ts';
import { type Arrival, createGroups } from './pin-groups.ts';
import { type Asked, rememberLooks } from './pin-looks.ts';
import { LEARN_TIMEOUT_MS, type Recall, rememberScores, rememberVectors } from './pin-memory.ts';
import { arePinsOutdated, listPins, type Pin, readClock, storeReplayed } from './pins.ts';
import { type Expectation, type Replayed, replay } from './replay.ts';
import { RERANKED } from './reranking.ts';
import { createSearch, type Search } from './search.ts';
import { readServing } from './vectors.ts';

/** A pin that held, and would no more. */
export interface PinChange {
  readonly pin: Pick<Pin, 'question'> & Pick<Expectation, 'documentId' | 'expectedText'>;
  /** The day from which it would not; undefined: at once. */
  readonly from: Date | undefined;
  readonly before: Replayed;
  readonly after: Replayed;
}

/** Thrown out of the transaction that holds the change, which is undone by it. */
export class PinsWouldChange extends Error {
  readonly changes: readonly PinChange[];

  constructor(changes: readonly PinChange[]) {
    super(`${changes.length} pinned answers would change`);
    this.name = 'PinsWouldChange';
    this.changes = changes;
  }
}

export interface Publishing {
  /** The owner wants it all the same: nothing is thrown. */
  readonly isForced: boolean;
  /** Days in the future on which the change makes a difference: pins are asked as if it were then, too. */
  readonly days?: readonly (Date | null | undefined)[];
  readonly signal: AbortSignal;
}

export interface PinQuery {
  readonly text: string;
  readonly language: Language;
}

export interface PinGuard {
  /**
   * Runs `work`, which calls the check inside the transaction that changes the knowledge: it asks every pinned question
   * there, and stores what was found. `work` is run again where a model has to be asked first.
   * The check is undefined where nothing is pinned, or the embedding model is away: then nothing could be compared.
   * @throws PinsWouldChange
   */
  publish<T>(tenantId: TenantId, of: Publishing, work: (check: Check | undefined) => Promise<T>): Promise<T>;
  /** The same for one of many texts that come in at once: with others, see pin-groups.ts. @throws PinsWouldChange */
  publishTogether(tenantId: TenantId, arrival: Arrival): Promise<void>;
  /** Asks them now, and stores what was found. */
  replay(tenantId: TenantId, signal: AbortSignal): Promise<void>;
  /** The same, where the knowledge changed since; and not again at once. */
  refresh(tenantId: TenantId, signal: AbortSignal): Promise<void>;
  /** What a question is answered from now. */
  answer(tenantId: TenantId, query: PinQuery, signal: AbortSignal): Promise<Answers>;
  /** false: whatever the reranker would say, this is not what the question is answered from. It isn't called for that. */
  mayAnswer(
    tenantId: TenantId,
    query: PinQuery & Pick<Pin, 'documentId'>,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Many questions are about to be asked: they are embedded together. @throws ModelError */
  prepare(tenantId: TenantId, questions: readonly string[], signal: AbortSignal): Promise<void>;
}

// An import changes the knowledge all the time: its pages are looked at meanwhile.
const REFRESH_EVERY_MS = 10_000;
// Scores of what was found before the change, of what is found with it, and once more for what changed in between.
const MOST_LESSONS = 3;
// Of an entry or of all that are marked together: its first day and its last.
const MOST_DAYS = 6;

export interface PinGuardDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  /** The one that customers' answers go through, but not the same object: one that was refused calls no more for a while. */
  readonly reranker: Reranker | undefined;
  readonly threshold: number;
  readonly now: () => number;
  /** How long a change waits for a model. Absent: as long as somebody who looks on would. */
  readonly patienceMs?: number;
  /** Hears of each change that could not be compared. */
  readonly onUncompared?: () => void;
  readonly log: Log;
}

export function createPinGuard(deps: PinGuardDeps): PinGuard {
  const { pool, threshold, log } = deps;
  const embedder = deps.embedder && rememberVectors(deps.embedder, deps.now);
  const scores = deps.reranker && rememberScores(deps.reranker);
  const search = createSearch({ pool, embedder, reranker: scores, log });
  const unranked = createSearch({ pool, embedder, log });
  const patient = (signal: AbortSignal): AbortSignal =>
    AbortSignal.any([signal, AbortSignal.timeout(deps.patienceMs ?? LEARN_TIMEOUT_MS)]);

  /** @returns what knows the vectors of these questions, and calls no model. @throws ModelError */
  const learn = async (
    tenantId: TenantId,
    questions: readonly string[],
    signal: AbortSignal,
  ): Promise<Embedder | undefined> => {
    if (!embedder) return undefined;
    const { model } = (await readServing(pool, tenantId)) ?? embedder;
    // One that is gone embeds no customer's question either: like customers, pins are then answered by words alone.
    const answering = model === embedder.model ? embedder : embedder.of(model);
    return answering?.learn(questions.flatMap(splitQuestions), patient(signal));
  };

  /** Runs `work` until no score is missing; without scores where the reranker is away, so that all is asked alike. */
  const learning = async <T>(
    signal: AbortSignal,
    work: (recall: Recall | undefined) => Promise<T>,
  ): Promise<T> => {
    for (let lessons = 0; scores && lessons < MOST_LESSONS; lessons += 1) {
      const recall = scores.recall();
      try {
        return await work(recall);
      } catch (error) {
        if (!(error instanceof ScoresMissing)) throw error;
        const isLearnt = await scores.learn(recall.missing, patient(signal)).then(
          () => true,
          (err: unknown) => {
            log.warn({ err }, 'pinned questions are compared without the reranker');
            return false;
          },
        );
        signal.throwIfAborted();
        if (!isLearnt) break;
      }
    }
    return work(undefined);
  };

  const asks = rememberLooks();
  const looks = new Map<TenantId, Look>();
  const replayNow = async (tenantId: TenantId, signal: AbortSignal): Promise<void> => {
    const pins = await listPins(pool, tenantId);
    if (pins.length === 0) return;
    const known = await learn(tenantId, questionsOf(pins), signal);
    const { found, lookedAt } = await learning(signal, async (recall) => {
      const began = await readClock(pool);
      const on = createSearch({ pool, embedder: known, reranker: recall, log });
      const asked = await replay(on, pins, { tenantId, threshold, signal });
      requireScores(recall);
      return { found: asked, lookedAt: began };
    });
    if (!(await storeReplayed(pool, tenantId, found.map(toStored), lookedAt))) looks.delete(tenantId);
  };

  const refresh: PinGuard['refresh'] = async (tenantId, signal) => {
    const last = looks.get(tenantId);
    if (last && deps.now() - last.atMs < REFRESH_EVERY_MS) {
      // What is shown is what it found; whoever left it did not wait for that.
      if (await last.isOver) return;
      return refresh(tenantId, signal);
    }
    if (!(await arePinsOutdated(pool, tenantId))) return;
    const isOver = replayNow(tenantId, signal).then(
      () => true,
      (error: unknown) => {
        if (signal.aborted) looks.delete(tenantId);
        else log.warn({ err: error }, 'pinned questions were not asked again');
        return !signal.aborted;
      },
    );
    looks.set(tenantId, { atMs: deps.now(), isOver });
    await isOver;
  };
  const guard: Omit<PinGuard, 'publishTogether'> = {
    async prepare(tenantId, questions, signal) {
      await learn(tenantId, questions, signal);
    },
    answer: (tenantId, query, signal) => findAnswers({ search, threshold }, { ...query, tenantId }, signal),
    async mayAnswer(tenantId, { documentId, ...query }, signal) {
      // It changes the order of so many, and not how sure the search is of them.
      const near: Search = (tenant, asked, options) =>
        unranked(tenant, asked, { ...options, limit: RERANKED });
      const found = await findAnswers({ search: near, threshold }, { ...query, tenantId }, signal);
      const isSure = found.answers.length + found.reserved.length > 0;
      return isSure && found.passages.some((passage) => passage.documentId === documentId);
    },
    async publish(tenantId, { isForced, days = [], signal }, work) {
      const pins = await listPins(pool, tenantId);
      if (pins.length === 0) return work(undefined);
      // All vectors first, with the answers of now: no model is called inside the transaction.
      const learnt = await learn(tenantId, questionsOf(pins), signal).then(
        (known) => ({ known }),
        (error: unknown) => {
          signal.throwIfAborted();
          log.warn({ err: error }, 'pinned questions could not be embedded: the change is not compared');
          return undefined;
        },
      );
      if (!learnt) {
        deps.onUncompared?.();
        return work(undefined);
      }
      const moments = [undefined, ...comingDays(days, deps.now())];
      return learning(signal, async (recall) => {
        const by = `${learnt.known?.model} ${recall?.model}`;
        const askIn = async (db: Queryable): Promise<readonly Asked[]> => {
          const on: Search = createSearch({
            ...{ pool: poolWithin(db), embedder: learnt.known, reranker: recall, log },
          });
          const ask = async (): Promise<Asked> => {
            const asked = await replay(on, pins, { tenantId, threshold, signal });
            requireScores(recall);
            return asked;
          };
          if (moments.length === 1) return [await asks.look(db, { tenantId, pins, by }, ask)];
          const all: Asked[] = [];
          for (const moment of moments) {
            await lookAsOf(db, moment);
            all.push(await replay(on, pins, { tenantId, threshold, signal }));
          }
          await lookAsOf(db, undefined);
          requireScores(recall);
          return all;
        };
        // Another day is seen by a transaction alone; where none is asked about, customers get the database in between.
        const before = await (moments.length > 1 ? inTransaction(pool, askIn) : askIn(pool));
        return work(async (db) => {
          const after = await askIn(db);
          const changes = compare(moments, before, after);
          if (changes.length > 0 && !isForced) throw new PinsWouldChange(changes);
          if (!(await storeReplayed(db, tenantId, after[0]?.map(toStored) ?? []))) looks.delete(tenantId);
        });
      });
    },
    replay: replayNow,
    refresh,
  };
  return { ...guard, publishTogether: createGroups(pool, guard.publish) };
}

interface Look {
  readonly atMs: number;
  /** false: its visitor left before it was. */
  readonly isOver: Promise<boolean>;
}

class ScoresMissing extends Error {}

function requireScores(recall: Recall | undefined): void {
  if (recall && recall.missing.length > 0) throw new ScoresMissing();
}

function comingDays(days: NonNullable<Publishing['days']>, nowMs: number): readonly Date[] {
  const times = days.flatMap((day) => (day && day.getTime() > nowMs ? [day.getTime()] : []));
  return [...new Set(times)]
    .sort((one, other) => one - other)
    .slice(0, MOST_DAYS)
    .map((time) => new Date(time));
}

/** Each pin once: the first day on which it would hold no more. */
function compare(
  moments: readonly (Date | undefined)[],
  before: readonly Asked[],
  after: readonly Asked[],
): readonly PinChange[] {
  const changes = new Map<Pin['id'], PinChange>();
  moments.forEach((from, moment) => {
    after[moment]?.forEach(({ pin, replayed }, at) => {
      const earlier = before[moment]?.[at]?.replayed;
      const isBroken = earlier?.state === 'holds' && replayed.state !== 'holds';
      if (!isBroken || changes.has(pin.id)) return;
      const { question, documentId, expectedText } = pin;
      const about = { question, documentId, expectedText };
      changes.set(pin.id, { pin: about, from, before: earlier, after: replayed });
    });
  });
  return [...changes.values()];
}

function toStored({ pin, replayed }: Asked[number]): Replayed & Pick<Pin, 'id' | 'checkedAt'> {
  return { id: pin.id, checkedAt: pin.checkedAt, ...replayed };
}

function questionsOf(pins: readonly Pin[]): readonly string[] {
  return pins.map(({ question }) => question);
}
