// What `npm run bench` is asked for.
import { parseArgs } from 'node:util';

export interface Options {
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly wantsHelp: boolean;
}

export const HELP = `npm run bench -- [options]

Measures Kaki beside bare references in the same run and holds the ratios to their bars.

  --only M1,M5   only these measures:
                   M1  messages stored and acknowledged
                   M2  one turn beside the least that is durable
                   M3  64 customers who never stop
                   M5  web chat sockets: memory and speed
                   M6  finding by meaning beside pgvector's own query
                   M6W  finding by words beside PostgreSQL's full-text search
                   M8  the language of a message beside franc
                   M9  start and idle memory
  --quick        one short repetition of each instead of three: a look, not a proof
  --help         this text

Ends with 1 when a bar is missed in most repetitions. The whole table goes to artifacts/bench.json, too.`;

/** @throws Error in one line for what isn't understood. */
export function readOptions(args: readonly string[], known: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const only =
    values.only
      ?.toUpperCase()
      .split(',')
      .map((name) => name.trim()) ?? known;
  const strange = only.find((name) => !known.includes(name));
  if (strange !== undefined)
    throw new Error(`There is no measure "${strange}": choose from ${known.join(', ')}.`);
  return { only, isQuick: values.quick ?? false, wantsHelp: values.help ?? false };
}
