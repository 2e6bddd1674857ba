// M6: what finding by meaning costs beyond pgvector's own query, and how much of the nearest it finds.
import type { MeaningResult, MeaningSide } from './meaning-search.ts';
import {
  atLeast,
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

interface Size {
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
const SEEDED_AT_ONCE = 10_000;
const MOST_IN_A_LOOK = 10_000;
const ROUNDS = 3;
// Below this both take a millisecond or two, most of it for what the raw query leaves out.
const JUDGED_FROM = 10_000;

export const MEANING: Bench = {
  name: 'M6',
  title: 'Finding by meaning among 1,000 to 100,000 passages of 384 dimensions, embedding excluded',
  open: openMeaning,
};

async function openMeaning(context: Context) {
  const sizes = SIZES.filter(({ passages }) => !context.isQuick || passages <= MOST_IN_A_LOOK);
  const sides: { readonly size: Size; readonly side: Child<MeaningSide> }[] = [];
  for (const size of sizes) {
    const side = startChild<MeaningSide>('meaning-search.ts');
    sides.push({ size, side });
    await side.call('open', await context.databases.create(size.engine));
    for (let from = 0; from < size.passages; from += SEEDED_AT_ONCE) {
      context.tell(`${ENGINE_NAMES[size.engine]}, ${from} of ${size.passages} passages stored`);
      await side.call('seed', Math.min(SEEDED_AT_ONCE, size.passages - from));
    }
    context.tell(`${ENGINE_NAMES[size.engine]}, ${size.passages} passages: looked after`);
    await side.call('tend');
  }
  return {
    async repeat() {
      const readings: Reading[] = [];
      for (const { size, side } of sides) {
        const results: MeaningResult[] = [];
        for (let round = 1; round <= (context.isQuick ? 1 : ROUNDS); round += 1) {
          context.tell(`${ENGINE_NAMES[size.engine]}, ${size.passages} passages, round ${round}`);
          results.push(await side.call('run', context.isQuick ? 60 : 100));
        }
        readings.push(...read(size, results));
      }
      return readings;
    },
    async close() {
      for (const { side } of sides) await side.stop();
    },
  };
}

function read({ engine, passages }: Size, results: readonly MeaningResult[]): readonly Reading[] {
  const name = `${passages.toLocaleString('en')} passages, ${ENGINE_NAMES[engine]}`;
  const ours = percentile(
    results.flatMap(({ oursMs }) => oursMs),
    0.95,
  );
  const raw = percentile(
    results.flatMap(({ rawMs }) => rawMs),
    0.95,
  );
  return [
    {
      name: `${name}: p95, ours / pgvector's query`,
      value: ours / raw,
      unit: '×',
      ...(passages >= JUDGED_FROM && { bar: atMost(1.5) }),
      detail: `${ours.toFixed(1)} ms against ${raw.toFixed(1)} ms`,
      isNoisy: !isSteady(spread(results.map(({ rawMs }) => median(rawMs)))),
    },
    {
      name: `${name}: of the 10 nearest, found`,
      value: Math.min(...results.map(({ recall }) => recall)),
      unit: '',
      bar: atLeast(0.95),
    },
    {
      name: `${name}: the same for who owns a fiftieth`,
      value: Math.min(...results.map(({ small }) => small.recall)),
      unit: '',
      bar: atLeast(0.95),
      detail: `${Math.min(...results.map(({ small }) => small.fewest))} of 30 wanted`,
    },
  ];
}
