// M6: what finding by meaning costs beyond pgvector's own query, and how much of the nearest it finds.
import type { MeaningResult } from './meaning-search.ts';
import { atLeast, type Bench, type Reading } from './measure.ts';
import { compare, nameOf, openSearches, type Size } from './searches.ts';

export const MEANING: Bench = {
  name: 'M6',
  title: 'Finding by meaning among 1,000 to 100,000 passages of 384 dimensions, embedding excluded',
  open: (context) => openSearches(context, { file: 'meaning-search.ts', seededAtOnce: 10_000, read }),
};

function read(size: Size, results: readonly MeaningResult[]): readonly Reading[] {
  const name = nameOf(size);
  return [
    compare(size, results, 'pgvector’s query'),
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
