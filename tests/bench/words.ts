// M6 by words: how long finding by words takes, beside PostgreSQL's own full-text search.
import type { Bench } from './measure.ts';
import { compare, openSearches } from './searches.ts';

export const WORDS: Bench = {
  name: 'M6W',
  title: 'Finding by words among 1,000 to 100,000 passages',
  open: (context) =>
    openSearches(context, {
      file: 'words-search.ts',
      seededAtOnce: 5_000,
      read: (size, results) => [compare(size, results, 'ts_rank')],
    }),
};
