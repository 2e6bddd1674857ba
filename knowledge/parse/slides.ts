// PowerPoint (.pptx) -> Markdown, slide by slide: titles, texts, tables, charts, and what pictures are said to show.
import type { Archive } from './archive.ts';
import type { Reading } from './file-text.ts';
import { mainPart, officeTitle, openOffice, type Relation, readPart, relationsOf } from './office.ts';
import { markPlace } from './place.ts';
import { hiddenSlides, NOTES_LEFT_OUT } from './warnings.ts';
import { heading, paragraph, table } from './writing.ts';
import { attribute, elementsOf, find, findAll, textOf, type XmlElement } from './xml.ts';

// What PowerPoint says of a picture by itself helps nobody.
const AUTOMATIC = /description automatically generated|^(?:picture|image|图片) ?\d*$/i;
const FURNITURE = ['dt', 'ftr', 'sldNum'];

/** @throws Unreadable */
export function readSlides(bytes: Uint8Array, mostChars: number): Reading {
  const archive = openOffice(bytes);
  const main = mainPart(archive);
  const relations = relationsOf(archive, main);
  const ids = elementsOf(find(readPart(archive, main), 'sldIdLst'), 'sldId').map(
    (id) => id.attributes['r:id'] ?? '',
  );
  const parts: string[] = [];
  const hidden: number[] = [];
  let hasNotes = false;
  let chars = 0;
  ids.forEach((id, at) => {
    const target = relations.find((relation) => relation.id === id)?.target;
    if (!target || chars >= mostChars) return;
    const slide = readPart(archive, target);
    const own = relationsOf(archive, target);
    hasNotes ||= own.some(({ type }) => type === 'notesSlide');
    if (attribute(slide, 'show') === '0') {
      hidden.push(at + 1);
      return;
    }
    const text = readShapes(find(slide, 'cSld', 'spTree'), { archive, relations: own })
      .filter(Boolean)
      .join('\n\n');
    if (!text) return;
    chars += text.length;
    parts.push(`${markPlace('slide', at + 1)}\n\n${text}`);
  });
  const warnings = [...hiddenSlides(hidden), ...(hasNotes ? [NOTES_LEFT_OUT] : [])];
  return { title: officeTitle(archive), text: parts.join('\n\n'), warnings };
}

interface SlideParts {
  readonly archive: Archive;
  readonly relations: readonly Relation[];
}

function readShapes(tree: XmlElement | undefined, parts: SlideParts): readonly string[] {
  return elementsOf(tree).flatMap((shape) => {
    switch (shape.name) {
      case 'sp':
        return readShape(shape);
      case 'grpSp':
        return readShapes(shape, parts);
      case 'graphicFrame':
        return readFrame(shape, parts);
      case 'pic':
        return readPicture(shape);
      // Another version of the same for older programs follows the first.
      case 'AlternateContent':
        return readShapes(elementsOf(shape)[0], parts);
      default:
        return [];
    }
  });
}

function readShape(shape: XmlElement): readonly string[] {
  const kind = attribute(find(shape, 'nvSpPr', 'nvPr', 'ph'), 'type') ?? '';
  if (FURNITURE.includes(kind)) return [];
  const lines = readParagraphs(find(shape, 'txBody'));
  if (kind === 'title' || kind === 'ctrTitle') return [heading(2, lines.map(({ text }) => text).join(' '))];
  const written: string[] = [];
  let isList = false;
  for (const { text, level } of lines) {
    const isItem = level > 0;
    const line = isItem ? `${'  '.repeat(level - 1)}- ${paragraph(text)}` : paragraph(text);
    if (isItem && isList) written.push(`${written.pop()}\n${line}`);
    else written.push(line);
    isList = isItem;
  }
  return written;
}

function readParagraphs(body: XmlElement | undefined): readonly { text: string; level: number }[] {
  return elementsOf(body, 'p')
    .map((each) => {
      const level = Number(attribute(find(each, 'pPr'), 'lvl') ?? 0);
      return { text: runs(each).trim(), level: Number.isInteger(level) && level <= 8 ? level : 0 };
    })
    .filter(({ text }) => text);
}

function runs(element: XmlElement): string {
  return elementsOf(element)
    .map((child) =>
      child.name === 'br' ? ' ' : child.name === 'r' || child.name === 'fld' ? textOf(find(child, 't')) : '',
    )
    .join('');
}

function readFrame(frame: XmlElement, parts: SlideParts): readonly string[] {
  const data = find(frame, 'graphic', 'graphicData');
  const grid = find(data, 'tbl');
  if (grid) return [table(elementsOf(grid, 'tr').map((row) => elementsOf(row, 'tc').map(readCell)))];
  const id = find(data, 'chart')?.attributes['r:id'];
  const target = id && parts.relations.find((relation) => relation.id === id)?.target;
  if (target) return readChart(readPart(parts.archive, target));
  return findAll(data, 'txBody').flatMap((body) => readParagraphs(body).map(({ text }) => paragraph(text)));
}

function readCell(cell: XmlElement): string {
  return readParagraphs(find(cell, 'txBody'))
    .map(({ text }) => text)
    .join(' ');
}

function readPicture(picture: XmlElement): readonly string[] {
  const said = attribute(find(picture, 'nvPicPr', 'cNvPr'), 'descr') ?? '';
  return said.trim() && !AUTOMATIC.test(said.trim()) ? [paragraph(said)] : [];
}

function readChart(chart: XmlElement): readonly string[] {
  const title = findAll(find(chart, 'chart', 'title'), 't')
    .map(textOf)
    .join('');
  const series = findAll(find(chart, 'chart', 'plotArea'), 'ser').map((each) => ({
    name: points(find(each, 'tx')).join(' '),
    categories: points(find(each, 'cat') ?? find(each, 'xVal')),
    values: points(find(each, 'val') ?? find(each, 'yVal')),
  }));
  const categories = series[0]?.categories ?? [];
  const count = Math.max(categories.length, ...series.map(({ values }) => values.length), 0);
  const rows = Array.from({ length: count }, (_, at) => [
    categories[at] ?? '',
    ...series.map(({ values }) => values[at] ?? ''),
  ]);
  return [paragraph(title), table([['', ...series.map(({ name }) => name)], ...rows])];
}

function points(element: XmlElement | undefined): readonly string[] {
  return findAll(element, 'pt').map((point) => textOf(find(point, 'v')));
}
