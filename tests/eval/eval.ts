// Runs every scorer of a folder on the product's own code: `npm run eval -- DIR`, one table held to its aims.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Figure, formatTable, isMissed, readDocuments, readFigures } from './figures.ts';

const HELP = `npm run eval -- DIR [--only language,escalation,retrieval,documents] [--verbose]

Measures language detection, escalation, retrieval and documents with the scorers in DIR/score, which bring their own
data, and prints one table. Each drives the product's own code through a module beside this file.

  --verbose   what each scorer says, too

Ends with 1 where an aim is missed.`;

const SUBJECTS = ['language', 'escalation', 'retrieval', 'documents'] as const;
type Subject = (typeof SUBJECTS)[number];

async function score(directory: string, subject: Subject, isVerbose: boolean): Promise<readonly Figure[]> {
  const scorer = join(directory, 'score', `score-${subject}.mjs`);
  if (!existsSync(scorer)) return [];
  const module = fileURLToPath(new URL(`./${subject}.ts`, import.meta.url));
  const child = spawn(process.execPath, [scorer, module, ...(subject === 'documents' ? [] : ['--json'])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await text(child.stdout);
  if (isVerbose) process.stdout.write(said);
  return subject === 'documents' ? readDocuments(said) : readFigures(subject, said);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      verbose: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [directory] = positionals;
  if (values.help || !directory || !existsSync(join(directory, 'score'))) {
    process.stdout.write(`${HELP}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const wanted = values.only?.split(',') ?? SUBJECTS;
  const figures: Figure[] = [];
  for (const subject of SUBJECTS.filter((each) => wanted.includes(each))) {
    process.stderr.write(`${subject} …\n`);
    figures.push(...(await score(directory, subject, values.verbose ?? false)));
  }
  process.stdout.write(`${formatTable(figures)}\n`);
  process.exitCode = figures.some(isMissed) ? 1 : 0;
}

await main();
