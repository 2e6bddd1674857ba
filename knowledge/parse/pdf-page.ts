// One page of a PDF -> its lines, and lines -> paragraphs.
import type { getDocumentProxy } from 'unpdf';

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

export interface Line {
  text: string;
  readonly top: number;
  height: number;
  /** Where its last letter ends, of the page's width. */
  right: number;
  /** Its words stand in columns. */
  isRow: boolean;
}

// Lines further apart than so many of their heights are of two paragraphs.
const GAP = 1.9;
// A line that goes on to the margin goes on in the next one.
const FULL = 0.93;
// Of the page; a narrow column of short lines has no margin to break them.
const LEAST_MARGIN = 0.55;
// Between words of a line; of its height.
const COLUMN_GAP = 1.5;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
// "1.", "•": what begins anew whatever is before it.
const ITEM = /^(?:[-–•·▪*]|\d{1,3}[.)、])/;

export async function readLines(document: PdfDocument, number: number): Promise<readonly Line[]> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const width = Number(page.view[2]) || 1;
  const lines: Line[] = [];
  let isNew = true;
  for (const item of items) {
    if (!('str' in item)) continue;
    const left = Number(item.transform[4]);
    const right = (left + item.width) / width;
    const line = lines.at(-1);
    const { str: text, height } = item;
    if (isNew || !line)
      lines.push({
        text,
        top: Number(item.transform[5]),
        height,
        right: text.trim() ? right : 0,
        isRow: false,
      });
    else {
      line.text += text;
      line.height = Math.max(line.height, height);
      if (text.trim()) {
        line.isRow ||= line.right > 0 && left - line.right * width > COLUMN_GAP * line.height;
        line.right = Math.max(line.right, right);
      }
    }
    isNew = item.hasEOL;
  }
  page.cleanup();
  return lines.filter(({ text }) => text.trim());
}

/** Lines that a page only breaks at its margin become one; lines that stand apart become paragraphs. */
export function joinLines(lines: readonly Line[]): string {
  const margin = Math.max(0, ...lines.map(({ right }) => right));
  let text = '';
  let last: Line | undefined;
  for (const line of lines) {
    text += `${last ? between(last, line, margin) : ''}${line.text.trim()}`;
    last = line;
  }
  return text;
}

function between(last: Line, line: Line, margin: number): string {
  const drop = Math.abs(last.top - line.top);
  if (drop > GAP * Math.max(last.height, line.height, 1)) return '\n\n';
  const isCut =
    margin > LEAST_MARGIN &&
    last.right > FULL * margin &&
    !last.isRow &&
    !line.isRow &&
    !ITEM.test(line.text.trim());
  if (!isCut) return '\n';
  return WIDE.test(last.text.trim().slice(-1)) && WIDE.test(line.text.trim().charAt(0)) ? '' : ' ';
}

export interface Page {
  readonly number: number;
  readonly lines: readonly Line[];
}

/** Without what stands at the top or the foot of most pages, their numbers aside; it is kept where it is first. */
export function withoutRunningLines(pages: readonly Page[]): readonly Page[] {
  const counts = new Map<string, number>();
  for (const { number, lines } of pages) {
    const keys = new Set([lines[0], lines.at(-1)].flatMap((line) => keysOf(line, number)));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const seen = new Set<string>();
  const isKept = (line: Line, number: number): boolean => {
    const keys = keysOf(line, number).filter((key) => (counts.get(key) ?? 0) > Math.max(2, pages.length / 2));
    if (keys.length === 0) return true;
    const isNew = !keys.some((key) => seen.has(key)) && /\p{L}/u.test(line.text);
    for (const key of keys) seen.add(key);
    return isNew;
  };
  return pages.map(({ number, lines }) => ({
    number,
    lines: lines.filter(
      (line, at) => lines.length === 1 || (at > 0 && at < lines.length - 1) || isKept(line, number),
    ),
  }));
}

// As it stands, and with its first number as so many more than the page's: totals go on, page numbers don't.
function keysOf(line: Line | undefined, number: number): readonly string[] {
  const text = (line?.text ?? '').trim();
  return [text, text.replace(/\d{1,4}/, (digits) => `#${Number(digits) - number}`)];
}
