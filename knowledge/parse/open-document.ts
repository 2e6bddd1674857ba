// OpenDocument (.odt, .ods, .odp) -> Markdown: paragraphs, lists and tables; sheet by sheet; slide by slide.
import { type Archive, openArchive } from './archive.ts';
import type { Reading } from './file-text.ts';
import { ownTitle } from './office.ts';
import { markPlace } from './place.ts';
import { Unreadable } from './unreadable.ts';
import { NOTES_LEFT_OUT } from './warnings.ts';
import { heading, paragraph, sheet, table } from './writing.ts';
import { attribute, elementsOf, find, findAll, parseXml, textOf, type XmlElement } from './xml.ts';

const UNPACKED = { bytes: 150_000_000, parts: 20_000 };
const MOST_COLUMNS = 200;
// A row or cell repeated to the end of the sheet is formatting, not content.
const MOST_REPEATS = 100;
// Notes to the text, what was deleted, and who changed what.
const NOT_TEXT = ['annotation', 'tracked-changes', 'sequence-decls', 'notes', 'forms', 'variable-decls'];

/** @throws Unreadable */
export function readOpenDocument(bytes: Uint8Array, mostChars: number): Reading {
  const archive = openArchive(bytes, UNPACKED);
  const manifest = archive.read('META-INF/manifest.xml')?.toString() ?? '';
  if (/<(?:\w+:)?encryption-data\b/.test(manifest)) throw new Unreadable('locked');
  const content = archive.read('content.xml');
  if (!content) throw new Unreadable('damaged');
  const [body] = elementsOf(find(parseXml(content), 'body'));
  return { title: titleOf(archive), ...readBody(body, mostChars) };
}

function titleOf(archive: Archive): string {
  const meta = archive.read('meta.xml');
  return meta ? ownTitle(textOf(find(parseXml(meta), 'meta', 'title'))) : '';
}

function readBody(body: XmlElement | undefined, mostChars: number): Reading {
  switch (body?.name) {
    case 'spreadsheet':
      return { text: readSheets(body, mostChars) };
    case 'presentation':
      return readPages(body);
    case 'text':
      return { text: readBlocks(body).join('\n\n') };
    default:
      throw new Unreadable('damaged');
  }
}

function readSheets(body: XmlElement, mostChars: number): string {
  let left = mostChars;
  const parts: string[] = [];
  for (const each of elementsOf(body, 'table')) {
    const text = sheet(readRows(each, left));
    left -= text.length;
    if (text) parts.push(`${markPlace('sheet', attribute(each, 'table:name') ?? '')}\n\n${text}`);
    if (left <= 0) break;
  }
  return parts.join('\n\n');
}

function readPages(body: XmlElement): Reading {
  let hasNotes = false;
  const parts = elementsOf(body, 'page').map((page, at) => {
    hasNotes ||= textOf(find(page, 'notes')).trim() !== '';
    const text = elementsOf(page).flatMap(readFrame).filter(Boolean).join('\n\n');
    return text ? `${markPlace('slide', at + 1)}\n\n${text}` : '';
  });
  const warnings = hasNotes ? [NOTES_LEFT_OUT] : [];
  return { text: parts.filter(Boolean).join('\n\n'), warnings };
}

function readFrame(frame: XmlElement): readonly string[] {
  if (NOT_TEXT.includes(frame.name)) return [];
  if (attribute(frame, 'presentation:class') === 'title')
    return [heading(2, findAll(frame, 'p', 'h').map(wordsOf).join(' '))];
  if (frame.name === 'g') return elementsOf(frame).flatMap(readFrame);
  return readBlocks(frame);
}

function readBlocks(parent: XmlElement): readonly string[] {
  return elementsOf(parent)
    .flatMap((block) => {
      switch (block.name) {
        case 'h':
          return [
            heading(Number(attribute(block, 'text:outline-level') ?? 1), wordsOf(block)),
            ...framesOf(block),
          ];
        case 'p':
          return [paragraph(wordsOf(block)), ...framesOf(block)];
        case 'list':
          return [readList(block, 0).join('\n')];
        case 'table':
          return [table(readRows(block, Number.POSITIVE_INFINITY))];
        default:
          return NOT_TEXT.includes(block.name) ? [] : readBlocks(block);
      }
    })
    .filter(Boolean);
}

// Boxes of text hang on the paragraph beside them.
function framesOf(block: XmlElement): readonly string[] {
  return findAll(block, 'text-box').flatMap(readBlocks);
}

function readList(list: XmlElement, depth: number): readonly string[] {
  return elementsOf(list).flatMap((item) =>
    elementsOf(item).flatMap((block) => {
      if (block.name === 'list') return readList(block, depth + 1);
      const words = paragraph(wordsOf(block));
      return words ? [`${'  '.repeat(depth)}- ${words}`] : [];
    }),
  );
}

function readRows(grid: XmlElement, mostChars: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let chars = 0;
  for (const row of findAll(grid, 'table-row')) {
    const cells = readCells(row);
    const isEmpty = !cells.some(Boolean);
    const times = isEmpty ? 1 : repeats(row, 'table:number-rows-repeated');
    for (let time = 0; time < times && chars <= mostChars; time += 1) {
      rows.push(cells);
      chars += cells.join('').length + 3 * cells.length;
    }
    if (chars > mostChars) break;
  }
  return rows;
}

function readCells(row: XmlElement): string[] {
  const cells: string[] = [];
  for (const cell of elementsOf(row)) {
    const times = repeats(cell, 'table:number-columns-repeated');
    const words = cell.name === 'table-cell' ? elementsOf(cell).map(cellWords).filter(Boolean).join(' ') : '';
    for (let time = 0; time < times && cells.length < MOST_COLUMNS; time += 1) cells.push(words);
  }
  return cells;
}

function cellWords(block: XmlElement): string {
  return NOT_TEXT.includes(block.name) ? '' : wordsOf(block);
}

function repeats(element: XmlElement, name: string): number {
  const times = Number(attribute(element, name) ?? 1);
  return Number.isInteger(times) ? Math.min(MOST_REPEATS, Math.max(1, times)) : 1;
}

// Several blanks, tabs and line ends are elements here.
function wordsOf(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return child;
      if (child.name === 's' || child.name === 'tab' || child.name === 'line-break') return ' ';
      if (child.name === 'p') return `${wordsOf(child)} `;
      if (child.name === 'note') return ` (${wordsOf(find(child, 'note-body') ?? child).trim()})`;
      return NOT_TEXT.includes(child.name) || child.name === 'text-box' ? '' : wordsOf(child);
    })
    .join('');
}
