// A search measured on knowledge of several sizes: each is stored once, then asked again and again.
import {
  atMost,
  type Context,
  ENGINE_NAMES,
  type Engine,
  isSteady,
  type Measure,
  type Reading,
  type Where,
} from './measure.ts';
import { type Child, startChild } from './processes.ts';
import { median, percentile, spread } from './statistics.ts';

export interface Size {
  readonly engine: Engine;
  readonly passages: number;
}

const SIZES: readonly Size[] = [
  { engine: 'embedded', passages: 1_000 },
  { engine: 'embedded', passages: 10_000 },
  { engine: 'postgresql', passages: 1_000 },
  { engine: 'postgresql', passages: 10_000 },
  { engine: 'postgresql', passages: 100_000 },
];
// Below this both take a millisecond or two, most of it for what the reference leaves out.
const JUDGED_FROM = 10_000;
const MOST_TIMES = 1.5;

/** Both searches' times of a round, in ms. */
export interface Timed {
  readonly oursMs: readonly number[];
  readonly rawMs: readonly number[];
}

/** What a side does in its process. */
export type SearchSide<Result extends Timed> = {
  open(where: Where): Promise<void>;
  /** In parts, so that each ends in time. */
  seed(count: number): Promise<void>;
  /** What the background does in a running house. */
  tend(): Promise<void>;
  run(questions: number): Promise<Result>;
};

interface Given<Result extends Timed> {
  /** The side's. */
  readonly file: string;
  readonly seededAtOnce: number;
  readonly read: (size: Size, results: readonly Result[]) => readonly Reading[];
}

const MOST_IN_A_LOOK = 10_000;
const ROUNDS = 3;

export async function openSearches<Result extends Timed>(
  context: Context,
  given: Given<Result>,
): Promise<Measure> {
  const sides: { readonly size: Size; readonly side: Child<SearchSide<Result>> }[] = [];
  for (const size of SIZES) {
    if (context.isQuick && size.passages > MOST_IN_A_LOOK) continue;
    const side = startChild<SearchSide<Result>>(given.file);
    sides.push({ size, side });
    await fill(context, { ...given, size, side });
  }
  return {
    async repeat() {
      const readings: Reading[] = [];
      for (const { size, side } of sides) {
        const results: Result[] = [];
        for (let round = 1; round <= (context.isQuick ? 1 : ROUNDS); round += 1) {
          context.tell(`${nameOf(size)}, round ${round}`);
          results.push(await side.call('run', context.isQuick ? 60 : 100));
        }
        readings.push(...given.read(size, results));
      }
      return readings;
    },
    async close() {
      await Promise.all(sides.map(({ side }) => side.stop()));
    },
  };
}

async function fill<Result extends Timed>(
  context: Context,
  of: Given<Result> & { readonly size: Size; readonly side: Child<SearchSide<Result>> },
): Promise<void> {
  const { size, side, seededAtOnce } = of;
  await side.call('open', await context.databases.create(size.engine));
  for (let from = 0; from < size.passages; from += seededAtOnce) {
    context.tell(`${nameOf(size)}: ${from} stored`);
    await side.call('seed', Math.min(seededAtOnce, size.passages - from));
  }
  context.tell(`${nameOf(size)}: looked after`);
  await side.call('tend');
}

/** "10,000 passages, PostgreSQL" */
export function nameOf({ passages, engine }: Size): string {
  return `${passages.toLocaleString('en')} passages, ${ENGINE_NAMES[engine]}`;
}

/** @param reference what ours is held against. */
export function compare(size: Size, results: readonly Timed[], reference: string): Reading {
  const p95 = (pick: (result: Timed) => readonly number[]): number => percentile(results.flatMap(pick), 0.95);
  const [ours, raw] = [p95(({ oursMs }) => oursMs), p95(({ rawMs }) => rawMs)];
  return {
    name: `${nameOf(size)}: p95, ours / ${reference}`,
    value: ours / raw,
    unit: '×',
    ...(size.passages >= JUDGED_FROM && { bar: atMost(MOST_TIMES) }),
    detail: `${ours.toFixed(1)} ms against ${raw.toFixed(1)} ms`,
    isNoisy: !isSteady(spread(results.map(({ rawMs }) => median(rawMs)))),
  };
}
