// CSV and TSV, whatever parts their fields -> a Markdown table.
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';
import { sheet } from './writing.ts';

const SEPARATORS = [',', ';', '\t', '|'];
const HEAD_CHARS = 5_000;

export function readCsv(bytes: Uint8Array, mostChars: number): Reading {
  const text = decodeText(bytes).replace(/^\ufeff/, '');
  // Excel writes which it is into the first line.
  const told = /^sep=(.)\r?\n/i.exec(text);
  const separator = told?.[1] ?? guessSeparator(text.slice(0, HEAD_CHARS));
  return { text: sheet(splitRows(text.slice(told?.[0].length ?? 0), separator, mostChars)) };
}

/** The one that parts the most lines into equally many fields. */
function guessSeparator(head: string): string {
  let best = { separator: ',', score: 0 };
  for (const separator of SEPARATORS) {
    const counts = splitRows(head, separator, HEAD_CHARS).map((row) => row.length);
    const usual = [...counts].sort((one, other) => one - other)[Math.floor(counts.length / 2)] ?? 1;
    const score =
      usual < 2
        ? 0
        : (counts.filter((count) => count === usual).length / counts.length) * Math.log2(1 + usual);
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

/** Fields in quotes may hold separators, line ends and doubled quotes (RFC 4180). */
function splitRows(text: string, separator: string, mostChars: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRow = (): void => {
    rows.push([...row, field]);
    row = [];
    field = '';
  };
  for (let at = 0; at < text.length && at <= mostChars; at += 1) {
    const letter = text.charAt(at);
    if (isQuoted) {
      if (letter !== '"') field += letter;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && field.trim() === '') {
      field = '';
      isQuoted = true;
    } else if (letter === separator) {
      row.push(field);
      field = '';
    } else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[at + 1] === '\n') at += 1;
      endRow();
    } else field += letter;
  }
  if (field || row.length > 0) endRow();
  return rows;
}
