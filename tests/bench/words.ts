// M6 by words: how long finding by words takes, beside PostgreSQL's own full-text search.
import {
  atMost,
  type Bench,
  type Context,
  ENGINE_NAMES,
  type Engine,
  isSteady,
  type Reading,
} from './measure.ts';
import { type Child, startChild } from './processes.ts';
import { median, percentile, spread } from './statistics.ts';
import type { WordsResult, WordsSide } from './words-search.ts';

interface Size {
  readonly engine: Engine;
  readonly passages: number;
  readonly mostMs: number;
}

const SIZES: readonly Size[] = [
  { engine: 'embedded', passages: 1_000, mostMs: 10 },
  { engine: 'embedded', passages: 10_000, mostMs: 50 },
  { engine: 'postgresql', passages: 1_000, mostMs: 10 },
  { engine: 'postgresql', passages: 10_000, mostMs: 25 },
  { engine: 'postgresql', passages: 100_000, mostMs: 50 },
];
const SEEDED_AT_ONCE = 5_000;
const MOST_IN_A_LOOK = 10_000;
const ROUNDS = 3;

export const WORDS: Bench = {
  name: 'M6W',
  title: 'Finding by words among 1,000 to 100,000 passages',
  open: openWords,
};

async function openWords(context: Context) {
  const sizes = SIZES.filter(({ passages }) => !context.isQuick || passages <= MOST_IN_A_LOOK);
  const sides: { readonly size: Size; readonly side: Child<WordsSide> }[] = [];
  for (const size of sizes) {
    const side = startChild<WordsSide>('words-search.ts');
    sides.push({ size, side });
    await side.call('open', await context.databases.create(size.engine));
    for (let from = 0; from < size.passages; from += SEEDED_AT_ONCE) {
      context.tell(`${ENGINE_NAMES[size.engine]}, ${from} of ${size.passages} passages stored`);
      await side.call('seed', Math.min(SEEDED_AT_ONCE, size.passages - from));
    }
    await side.call('tend');
  }
  return {
    async repeat() {
      const readings: Reading[] = [];
      for (const { size, side } of sides) {
        const results: WordsResult[] = [];
        for (let round = 1; round <= (context.isQuick ? 1 : ROUNDS); round += 1) {
          context.tell(`${ENGINE_NAMES[size.engine]}, ${size.passages} passages, round ${round}`);
          results.push(await side.call('run', context.isQuick ? 60 : 100));
        }
        readings.push(...read(size, results));
      }
      return readings;
    },
    async close() {
      await Promise.all(sides.map(({ side }) => side.stop()));
    },
  };
}

function read({ engine, passages, mostMs }: Size, results: readonly WordsResult[]): readonly Reading[] {
  const p95 = (pick: (result: WordsResult) => readonly number[]): number =>
    percentile(results.flatMap(pick), 0.95);
  const [ours, raw] = [p95(({ oursMs }) => oursMs), p95(({ rawMs }) => rawMs)];
  const where = `${passages.toLocaleString('en')} passages, ${ENGINE_NAMES[engine]}`;
  const isNoisy = !isSteady(spread(results.map(({ rawMs }) => median(rawMs))));
  return [
    { name: `${where}: p95`, value: ours, unit: 'ms', bar: atMost(mostMs), isNoisy },
    {
      name: `${where}: p95, ours / ts_rank`,
      value: ours / raw,
      unit: '×',
      detail: `${ours.toFixed(1)} ms against ${raw.toFixed(1)} ms`,
      isNoisy,
    },
  ];
}
