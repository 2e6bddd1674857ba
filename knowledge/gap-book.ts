// Writes down what nobody could answer: a question joins the gap that means the same, or founds one.
import { setImmediate } from 'node:timers/promises';
import type { Embedder } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import type { GapId, TenantId, WordingId } from '../src/model/ids.ts';
import { inTransaction, type Pool, type Queryable } from '../src/store/pool.ts';
import { createMeanings, type Meaning, type Meanings, meaningLikeness, SAME_MEANING } from './gap-meaning.ts';
import {
  type Asked,
  addWording,
  type Comparable,
  countAgain,
  listComparable,
  listUnembedded,
  lockGaps,
  regroup,
  storeMeaning,
} from './gap-wordings.ts';
import { likenessOf, nameOthers, rarityIn, SAME_WORDS, type Topic, topicsOf } from './likeness.ts';
import type { CheckReadiness } from './readiness.ts';
import { normalize } from './words.ts';

/** Counts a question that had no answer. One that was answered before is open again; a dismissed one stays so. */
export type RecordGap = (tenantId: TenantId, asked: Omit<Asked, 'normalized'>) => Promise<void>;

// A question longer than this is a story: its start tells the owner enough.
const QUESTION_CHARS = 500;
// What is older is hardly asked any more. Comparing with all of them takes 10 ms.
const COMPARED = 1_000;
const REMEMBERED = 5_000;
const AT_ONCE = 20;
// So many that have no vector yet get one along with a new question.
const HEALED = 15;

export function createGapBook(deps: {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly readiness: CheckReadiness;
  readonly log: Log;
}): RecordGap {
  const { pool, log } = deps;
  const topicsFor = rememberTopics();
  const prepare = preparing(pool, topicsFor);
  const meanings = deps.embedder && createMeanings(deps.embedder);
  return async (tenantId, given) => {
    const asked: Asked = {
      ...given,
      question: clean(given.question),
      normalized: normalizeQuestion(given.question),
    };
    // What documents that are not read tell is no gap.
    if ((await deps.readiness(tenantId)) !== 'ready') return;
    if (!asked.normalized || (await countAgain(pool, tenantId, asked))) return;
    const { own, others } = await readMeanings(meanings, { pool, tenantId, asked }).catch(
      (error: unknown) => {
        log.warn({ err: error }, 'an unanswered question is compared by its words alone');
        return { own: undefined, others: [] };
      },
    );
    const find = (db: Queryable, of: Sought): Promise<GapId | undefined> =>
      findGap(db, { tenantId, topicsFor }, of);
    await prepare(tenantId);
    // One by one: each compares with all others, and what else is to be written waits meanwhile. Its vector comes with its
    // place, or it would never be looked for again.
    const heal = async (): Promise<void> => {
      for (const { id, question, meaning } of others)
        await inTransaction(pool, async (client) => {
          await lockGaps(client, tenantId);
          await storeMeaning(client, tenantId, { id, vector: meaning.vector });
          const gapId = await find(client, { id, question, meaning });
          if (gapId) await regroup(client, tenantId, { id, gapId });
        });
    };
    await heal().catch((error: unknown) =>
      log.warn({ err: error }, 'questions without an answer are compared by their meaning later'),
    );
    await inTransaction(pool, async (client) => {
      await lockGaps(client, tenantId);
      if (!(await countAgain(client, tenantId, asked)))
        await addWording(client, tenantId, {
          asked,
          gapId: await find(client, { question: asked.question, meaning: own }),
          vector: own?.vector,
        });
    });
  };
}

// What a thousand questions are about takes a while to read: before anything is locked, and with turns left to others.
function preparing(pool: Pool, topicsFor: typeof topicsOf): (tenantId: TenantId) => Promise<void> {
  const prepared = new Set<TenantId>();
  return async (tenantId) => {
    if (prepared.has(tenantId)) return;
    prepared.add(tenantId);
    const compared = await listComparable(pool, tenantId, { vector: undefined, limit: COMPARED });
    for (const [at, { question }] of compared.entries()) {
      topicsFor(question);
      if (at % AT_ONCE === 0) await setImmediate();
    }
  };
}

function clean(question: string): string {
  return question.slice(0, QUESTION_CHARS).toWellFormed().replaceAll('\0', '').trim();
}

/** Case, punctuation and spacing don't make another question. */
export function normalizeQuestion(question: string): string {
  return normalize(question.toWellFormed())
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, QUESTION_CHARS)
    .toWellFormed();
}

interface Read {
  readonly own: Meaning | undefined;
  readonly others: readonly {
    readonly id: WordingId;
    readonly question: string;
    readonly meaning: Meaning;
  }[];
}

async function readMeanings(
  meanings: Meanings | undefined,
  { pool, tenantId, asked }: { pool: Pool; tenantId: TenantId; asked: Asked },
): Promise<Read> {
  if (!meanings) return { own: undefined, others: [] };
  const others = await listUnembedded(pool, tenantId, { model: meanings.model, limit: HEALED });
  const texts = [asked.question, ...others.map(({ question }) => question)];
  const [own, ...rest] = await meanings.of(texts, new AbortController().signal);
  return {
    own,
    others: others.flatMap((other, at) => {
      const meaning = rest[at];
      return meaning ? [{ ...other, meaning }] : [];
    }),
  };
}

interface Sought {
  /** Of one that is written down already. */
  readonly id?: WordingId;
  readonly question: string;
  readonly meaning: Meaning | undefined;
}

/** The gap that means the same; undefined where there is none. */
async function findGap(
  db: Queryable,
  { tenantId, topicsFor }: { readonly tenantId: TenantId; readonly topicsFor: typeof topicsOf },
  of: Sought,
): Promise<GapId | undefined> {
  const all = await listComparable(db, tenantId, { vector: of.meaning?.vector, limit: COMPARED });
  const others = all.filter(({ id }) => id !== of.id);
  return nearestGap(of, others, topicsFor);
}

/** Questions are compared again and again: what they are about is read once. */
function rememberTopics(): typeof topicsOf {
  const known = new Map<string, readonly Topic[]>();
  return (question) => {
    const topics = known.get(question) ?? topicsOf(question);
    // The one that was read longest ago goes.
    const [oldest] = known.keys();
    if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(question, topics);
    return topics;
  };
}

/** Most like one of its wordings, and not too unlike the rest: a chain of likenesses must not make one gap of all. */
export function nearestGap(
  { question, meaning }: { readonly question: string; readonly meaning: Meaning | undefined },
  comparables: readonly Comparable[],
  topicsFor: typeof topicsOf = topicsOf,
): GapId | undefined {
  const own = topicsFor(question);
  const compared = comparables.map((other) => ({ ...other, topics: topicsFor(other.question) }));
  const rarity = rarityIn([own, ...compared.map(({ topics }) => topics)]);
  const byGap = new Map<GapId, number[]>();
  for (const { gapId, topics, similarity } of compared) {
    const byWords = likenessOf(own, topics, rarity) / SAME_WORDS;
    const near = similarity === undefined ? 0 : meaningLikeness(similarity, meaning?.background ?? 0);
    const score = nameOthers(own, topics) ? 0 : Math.max(byWords, near / SAME_MEANING);
    const scores = byGap.get(gapId);
    if (scores) scores.push(score);
    else byGap.set(gapId, [score]);
  }
  let best: { gapId: GapId; score: number } | undefined;
  for (const [gapId, scores] of byGap) {
    const score =
      0.8 * Math.max(...scores) + 0.2 * (scores.reduce((sum, one) => sum + one, 0) / scores.length);
    // The first of equals is the one asked last.
    if (Math.max(...scores) >= 1 && score >= 0.9 && score > (best?.score ?? 0)) best = { gapId, score };
  }
  return best?.gapId;
}
