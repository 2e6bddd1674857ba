// The whole of `npm run bench`: each measure in turn, figures beside their bars, exit code 1 where one is missed.
import { ACKNOWLEDGE } from './acknowledge.ts';
import { createDatabases } from './databases.ts';
import { LANGUAGES } from './languages.ts';
import { describeMachine } from './machine.ts';
import { MEANING } from './meaning.ts';
import type { Bench, Context, Reading } from './measure.ts';
import { HELP, readOptions } from './options.ts';
import { type Figure, formatFigures, formatMachine, saveReport, toFigures } from './report.ts';
import { SOCKETS } from './sockets.ts';
import { START } from './start.ts';
import { MANY_TURNS, ONE_TURN } from './turns.ts';
import { WORDS } from './words.ts';

const BENCHES: readonly Bench[] = [
  ACKNOWLEDGE,
  ONE_TURN,
  MANY_TURNS,
  SOCKETS,
  MEANING,
  WORDS,
  LANGUAGES,
  START,
];
const REPETITIONS = 3;

async function main(): Promise<number> {
  const known = BENCHES.map(({ name }) => name);
  const options = readOptions(process.argv.slice(2), known);
  if (options.wantsHelp) {
    console.log(HELP);
    return 0;
  }
  const machine = await describeMachine();
  console.log(`${formatMachine(machine)}\n`);
  const databases = createDatabases();
  const figures: Figure[] = [];
  try {
    for (const bench of BENCHES.filter(({ name }) => options.only.includes(name)))
      figures.push(...(await runBench(bench, { isQuick: options.isQuick, databases })));
  } finally {
    await databases.close();
  }
  const takenAt = new Date().toISOString();
  console.log(`Written to ${saveReport({ machine, takenAt, figures })}`);
  const missed = figures.filter(({ passed }) => passed === false);
  for (const { measure, name } of missed) console.log(`Missed: ${measure} ${name}`);
  return missed.length > 0 ? 1 : 0;
}

async function runBench(bench: Bench, given: Omit<Context, 'tell'>): Promise<readonly Figure[]> {
  const repetitions: (readonly Reading[])[] = [];
  const total = given.isQuick ? 1 : REPETITIONS;
  const tell = (line: string): void =>
    showProgress(`${bench.name}, ${Math.min(repetitions.length + 1, total)} of ${total}: ${line} …`);
  const measure = await bench.open({ ...given, tell });
  try {
    while (repetitions.length < total) repetitions.push(await measure.repeat());
  } finally {
    await measure.close();
  }
  showProgress('');
  const figures = toFigures(bench.name, repetitions);
  console.log(`${formatFigures(`${bench.name}  ${bench.title}`, figures)}\n`);
  return figures;
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (line) process.stderr.write(`${line}\n`);
}

process.exitCode = await main().catch((error: unknown) => {
  showProgress('');
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
