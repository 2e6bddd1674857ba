// The table on the terminal, and the same as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';
import type { Bar, Reading } from './measure.ts';
import { median } from './statistics.ts';

/** One figure over all repetitions. */
export interface Figure extends Omit<Reading, 'value' | 'isNoisy'> {
  readonly measure: string;
  readonly values: readonly number[];
  readonly noisy: number;
  /** undefined where there is no bar. */
  readonly passed: boolean | undefined;
}

const FILE = new URL('../../artifacts/bench.json', import.meta.url);

/** @param repetitions the readings of each, in the same order. */
export function toFigures(measure: string, repetitions: readonly (readonly Reading[])[]): readonly Figure[] {
  const [first = []] = repetitions;
  return first.map((reading, index) => {
    const readings = repetitions.flatMap((repetition) => repetition[index] ?? []);
    const values = readings.map(({ value }) => value);
    const { isNoisy: _, ...rest } =
      readings.toSorted((a, b) => a.value - b.value)[values.length >> 1] ?? reading;
    return {
      ...rest,
      measure,
      values,
      noisy: readings.filter(({ isNoisy }) => isNoisy).length,
      passed: reading.bar && passes(reading.bar, values),
    };
  });
}

// A single bad repetition on a shared machine says nothing; most of them do.
function passes(bar: Bar, values: readonly number[]): boolean {
  return values.filter((value) => !holds(bar, value)).length * 2 <= values.length - 1;
}

function holds({ kind, value: limit }: Bar, value: number): boolean {
  return kind === 'at_least' ? value >= limit : value <= limit;
}

export function formatFigures(title: string, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.passed === undefined ? '    ' : figure.passed ? 'ok  ' : 'MISS',
    figure.name,
    formatValue(figure),
    figure.bar ? `${figure.bar.kind === 'at_least' ? '≥' : '≤'} ${figure.bar.value}` : '',
    [figure.detail, figure.noisy > 0 && `${figure.noisy} of ${figure.values.length} noisy`]
      .filter(Boolean)
      .join('; '),
  ]);
  return [title, ...align(rows).map((row) => `  ${row}`)].join('\n');
}

function formatValue({ values, unit }: Figure): string {
  const show = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
  const unitText = unit === '' ? '' : ` ${unit}`;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length > 1 && least !== most ? ` (${show(least)} to ${show(most)})` : '';
  return `${show(median(values))}${unitText}${range}`;
}

function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export function formatMachine(machine: Machine): string {
  return [
    `${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB, Linux ${machine.kernel}, load ${machine.load}`,
    `Node ${machine.node}, ${machine.postgresql}, ${machine.embedded}`,
  ].join('\n');
}

/** @returns where it was written. */
export function saveReport(report: {
  machine: Machine;
  takenAt: string;
  figures: readonly Figure[];
}): string {
  mkdirSync(new URL('.', FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(report, null, 2)}\n`);
  return fileURLToPath(FILE);
}
