// M8: how quickly a message's language is told beside franc with a white list, how surely, and in how much memory.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { franc } from 'franc';
import { identifyLanguage } from '../../src/agent/language.ts';
import { GRID } from '../support/language-grid.ts';
import { atLeast, atMost, type Bench, type Reading } from './measure.ts';

const MEMORY = fileURLToPath(new URL('./language-memory.ts', import.meta.url));
/** franc's codes of the grid's languages. */
const WHITE_LIST = {
  only: ['eng', 'cmn', 'zlm', 'ind', 'tam', 'tgl', 'vie', 'hin', 'tha', 'jpn'],
  minLength: 3,
};
const BATCHES = 40;
const MESSAGES = Object.entries(GRID).flatMap(([language, lines]) =>
  lines.split('\n').map((text) => ({ language, text })),
);

// Batch by batch in turn, so that whatever else the machine does slows both.
function compareTimes(batches: number): { readonly oursUs: number; readonly francUs: number } {
  const spentMs = { ours: 0, franc: 0 };
  for (let batch = 0; batch < batches; batch += 1) {
    spentMs.ours += time((text) => identifyLanguage(text));
    spentMs.franc += time((text) => franc(text, WHITE_LIST));
  }
  const toUs = (ms: number): number => (ms * 1000) / (batches * MESSAGES.length);
  return { oursUs: toUs(spentMs.ours), francUs: toUs(spentMs.franc) };
}

function time(read: (text: string) => unknown): number {
  const begun = performance.now();
  for (const { text } of MESSAGES) read(text);
  return performance.now() - begun;
}

function measureMemory(): { readonly bytes: number; readonly firstMs: number } {
  const said = execFileSync(process.execPath, ['--expose-gc', MEMORY], { encoding: 'utf8', timeout: 30_000 });
  return JSON.parse(said) as { bytes: number; firstMs: number };
}

async function repeat(batches: number): Promise<readonly Reading[]> {
  compareTimes(2);
  const { oursUs, francUs } = compareTimes(batches);
  const right = MESSAGES.filter(({ language, text }) => identifyLanguage(text) === language).length;
  const { bytes, firstMs } = measureMemory();
  return [
    {
      name: 'time of a message',
      value: oursUs / francUs,
      unit: '×',
      bar: atMost(1.2),
      detail: `${oursUs.toFixed(1)} µs against franc's ${francUs.toFixed(1)} µs`,
    },
    { name: `told right of ${MESSAGES.length}`, value: right, unit: '', bar: atLeast(45) },
    { name: 'memory', value: bytes / 1e6, unit: 'MB', bar: atMost(60) },
    // Told, not judged: a busy machine doubles it.
    { name: 'first message', value: firstMs, unit: 'ms' },
  ];
}

export const LANGUAGES: Bench = {
  name: 'M8',
  title: 'the language of a message',
  open: async ({ isQuick }) => ({
    repeat: () => repeat(isQuick ? BATCHES / 4 : BATCHES),
    close: async () => {},
  }),
};
