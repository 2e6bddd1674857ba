// JSON -> Markdown: names and values, lists, and a table where every entry has the same few fields.
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';
import { heading, inline, paragraph, table } from './writing.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

const DEEPEST_HEADING = 6;
const MOST_COLUMNS = 12;

/** What is no JSON after all is read as it stands. */
export function readJson(bytes: Uint8Array): Reading {
  const text = decodeText(bytes).replace(/^\ufeff/, '');
  const value = parse(text) ?? parseLines(text);
  if (value === undefined) return { kind: 'text', text };
  return { text: write(value, 1).filter(Boolean).join('\n\n') };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text, asWritten) as Json;
  } catch {
    return undefined;
  }
}

// 12.50 is a price, and an order's number has more digits than a number keeps.
function asWritten(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

function parseLines(text: string): Json | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.trim())
    .map(parse);
  return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
}

function write(value: Json, level: number): readonly string[] {
  if (Array.isArray(value)) return writeList(value as readonly Json[], level);
  if (isObject(value)) return writeObject(value, level);
  return [paragraph(plain(value))];
}

function writeList(list: readonly Json[], level: number): readonly string[] {
  if (list.every(isPlain)) return [list.map((each) => `- ${paragraph(plain(each))}`).join('\n')];
  const columns = [...new Set(list.flatMap((each) => (isObject(each) ? Object.keys(each) : [])))];
  const isTable =
    columns.length <= MOST_COLUMNS &&
    list.every((each) => isObject(each) && Object.values(each).every((field) => isCell(field)));
  if (!isTable) return list.flatMap((each) => write(each, level));
  const rows = list.map((each) => columns.map((name) => cell((each as JsonObject)[name] ?? null)));
  return [table([columns, ...rows])];
}

function writeObject(object: JsonObject, level: number): readonly string[] {
  const entries = Object.entries(object);
  const lines = entries
    .filter(([, value]) => isCell(value) && cell(value) !== '')
    .map(([name, value]) => `**${inline(name)}:** ${inline(cell(value))}`);
  const nested = entries.filter(([, value]) => !isCell(value));
  return [
    lines.join('  \n'),
    ...nested.flatMap(([name, value]) => [
      level <= DEEPEST_HEADING ? heading(level, name) : paragraph(name),
      ...write(value, level + 1),
    ]),
  ];
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

// A few words in a list go into one field.
function isCell(value: Json): boolean {
  return isPlain(value) || (Array.isArray(value) && value.every(isPlain) && value.length <= MOST_COLUMNS);
}

function cell(value: Json): string {
  return Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
}

function plain(value: Json): string {
  return value === null ? '' : String(value);
}
