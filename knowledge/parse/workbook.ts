// Excel (.xlsx) -> Markdown, sheet by sheet, its tables as tables.
import type { Archive } from './archive.ts';
import { createShowNumber, type ShowNumber } from './cells.ts';
import type { Reading } from './file-text.ts';
import { mainPart, officeTitle, openOffice, readBytes, readPart, relationsOf } from './office.ts';
import { markPlace } from './place.ts';
import { hiddenSheets } from './warnings.ts';
import { sheet } from './writing.ts';
import { attribute, elementsOf, find, walkXml } from './xml.ts';

// Beyond this nobody looks; a cell there is a slip of the mouse.
const MOST_COLUMNS = 200;
// Formatting alone fills sheets with empty rows.
const MOST_ELEMENTS = 30_000_000;

class Enough extends Error {}

/** @throws Unreadable */
export function readWorkbook(bytes: Uint8Array, mostChars: number): Reading {
  const archive = openOffice(bytes);
  const main = mainPart(archive);
  const relations = relationsOf(archive, main);
  const workbook = readPart(archive, main);
  const part = (type: string): Uint8Array | undefined => {
    const relation = relations.find((each) => each.type === type);
    return relation && archive.read(relation.target);
  };
  const showNumber = createShowNumber(
    part('styles'),
    /^(?:1|true)$/.test(attribute(find(workbook, 'workbookPr'), 'date1904') ?? ''),
  );
  const strings = readStrings(part('sharedStrings'), mostChars);
  const parts: string[] = [];
  const hidden: string[] = [];
  let chars = 0;
  for (const each of elementsOf(find(workbook, 'sheets'), 'sheet')) {
    const name = attribute(each, 'name') ?? '';
    const relation = relations.find(({ id }) => id === each.attributes['r:id']);
    if (relation?.type !== 'worksheet' || chars >= mostChars) continue;
    if (attribute(each, 'state')?.toLowerCase().includes('hidden')) {
      hidden.push(name);
      continue;
    }
    const text = sheet(
      readRows(archive, relation.target, { strings, showNumber, mostChars: mostChars - chars }),
    );
    chars += text.length;
    if (text) parts.push(`${markPlace('sheet', name)}\n\n${text}`);
  }
  return { title: officeTitle(archive), text: parts.join('\n\n'), warnings: hiddenSheets(hidden) };
}

/** Texts stand once for all cells that show them. How they are to be pronounced is left out. */
function readStrings(xml: Uint8Array | undefined, mostChars: number): readonly string[] {
  const strings: string[] = [];
  if (!xml) return strings;
  let isText = false;
  let isSound = false;
  walkXml(
    xml,
    {
      open(name) {
        if (name === 'si') strings.push('');
        if (name === 'rPh') isSound = true;
        isText = name === 't' && !isSound;
      },
      text(text) {
        const last = strings.length - 1;
        if (isText && last >= 0) strings[last] = ((strings[last] ?? '') + text).slice(0, mostChars);
      },
      close(name) {
        isText = false;
        if (name === 'rPh') isSound = false;
      },
    },
    MOST_ELEMENTS,
  );
  return strings;
}

interface SheetContext {
  readonly strings: readonly string[];
  readonly showNumber: ShowNumber;
  readonly mostChars: number;
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
}

function readRows(archive: Archive, part: string, context: SheetContext): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let chars = 0;
  let lastRow = 0;
  let row: string[] = [];
  let cell: Cell | undefined;
  let isValue = false;
  const endRow = (): void => {
    if (row.some(Boolean)) rows.push(row);
    else if (rows.at(-1)?.length) rows.push([]);
    if (chars > context.mostChars) throw new Enough();
  };
  const handler = {
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      if (name === 'row') {
        const number = Number(attributes.r ?? lastRow + 1);
        if (number > lastRow + 1 && rows.at(-1)?.length) rows.push([]);
        lastRow = number;
        row = [];
      } else if (name === 'c') cell = toCell(attributes, row.length);
      isValue = name === 'v' || name === 't';
    },
    text(text: string): void {
      if (isValue && cell) cell.value += text;
    },
    close(name: string): void {
      isValue = false;
      if (name === 'row') endRow();
      if (name !== 'c' || !cell || cell.column >= MOST_COLUMNS) return;
      const shown = show(cell, context);
      if (!shown) return;
      while (row.length < cell.column) row.push('');
      row[cell.column] = shown;
      chars += shown.length + 3;
    },
  };
  try {
    walkXml(readBytes(archive, part), handler, MOST_ELEMENTS);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return rows;
}

function toCell(attributes: Readonly<Record<string, string>>, next: number): Cell {
  const letters = /^[A-Z]{1,3}/.exec(attributes.r ?? '')?.[0];
  const column = letters
    ? [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
    : next;
  return { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), value: '' };
}

function show({ type, style, value }: Cell, { strings, showNumber }: SheetContext): string {
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    // "#REF!" answers nobody.
    case 'e':
      return '';
    case 'n':
      return showNumber(value, style);
    default:
      return value;
  }
}
