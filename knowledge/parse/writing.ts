// Words taken from a file -> Markdown that says just that.

/** Only what would be taken for markup: a backslash before every mark would hide words from search and eye. */
export function escapeMarks(text: string): string {
  return text
    .replace(
      /[*`]|<(?=[a-z/!?])|(?<![\p{L}\p{N}])_(?=[\p{L}\p{N}_])|(?<=[\p{L}\p{N}_])_(?![\p{L}\p{N}_])/giu,
      '\\$&',
    )
    .replace(/\[(?=[^[\]]{0,200}\]\()/g, '\\[');
}

/** On one line, nothing in it taken for markup. */
export function inline(text: string): string {
  return escapeMarks(text.replace(/\s+/g, ' ').trim());
}

/** Of a line: begins no heading, list, quotation or table by accident. */
export function paragraph(text: string): string {
  return escapeBeginning(inline(text));
}

export function escapeBeginning(line: string): string {
  return line
    .replace(/^(#{1,6}(?=\s|$)|[>|]|[-+*](?=\s)|={3,}$|-{3,}$|`{3,}|~{3,})/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s)/, '$1\\$2');
}

export function heading(level: number, text: string): string {
  const words = inline(text);
  return words ? `${'#'.repeat(Math.min(6, Math.max(1, level)))} ${words}` : '';
}

/** The first row is its header. '' where there is nothing in it. */
export function table(rows: readonly (readonly string[])[]): string {
  const trimmed = rows.map((row) => row.map(cell)).filter((row) => row.some(Boolean));
  const columns = Math.max(0, ...trimmed.map((row) => row.findLastIndex(Boolean) + 1));
  if (columns === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: columns }, (_, at) => cells[at] ?? '').join(' | ')} |`;
  const [header = [], ...body] = trimmed.map(line);
  return [header, `|${' --- |'.repeat(columns)}`, ...body].join('\n');
}

/**
 * The cells of a sheet: an empty row parts two tables, and lines of one cell above a table are its caption.
 * Columns that are empty in all rows are left out.
 */
export function sheet(rows: readonly (readonly string[])[]): string {
  const groups: (readonly string[])[][] = [[]];
  for (const row of rows) {
    if (row.some((value) => value.trim())) groups.at(-1)?.push(row);
    else if (groups.at(-1)?.length) groups.push([]);
  }
  return groups.map(group).filter(Boolean).join('\n\n');
}

function group(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const used = Array.from({ length: width }, (_, at) => at).filter((at) =>
    rows.some((row) => row[at]?.trim()),
  );
  const dense = rows.map((row) => used.map((at) => row[at] ?? ''));
  const first =
    used.length < 2 ? -1 : dense.findIndex((row) => row.filter((value) => value.trim()).length > 1);
  const captions = (first < 0 ? dense : dense.slice(0, first)).map((row) => paragraph(row.join(' ')));
  return [...captions, first < 0 ? '' : table(dense.slice(first))].filter(Boolean).join('\n\n');
}

function cell(text: string): string {
  return inline(text).replaceAll('|', '\\|');
}
