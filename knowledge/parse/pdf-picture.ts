// Pages of a PDF that are pictures with hardly any text, such as a scan with a stamp on it.
import { setTimeout as wait } from 'node:timers/promises';
import { type getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import type { Page } from './pdf-page.ts';

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
type Matrix = readonly [number, number, number, number, number, number];

/** With it the reader leaves every picture out, before it unpacks one: where one was, nothing is drawn. */
export const NO_PICTURES = { maxImageSize: 0 } as const;

// Of the page; the rest is the margin of what was copied.
const FILLED = 0.6;
// A page number, a watermark, the header of a fax; a Chinese character says as much as three letters.
const LITTLE_LETTERS = 150;
// "Scanned with …": no page of an owner says so little.
const STRAY_LETTERS = 25;
// Of the time that a file may take: a drawing of a million lines must not keep its text from being read.
const BUDGET_MS = 2_500;

/** The numbers of pages that a picture fills, and that have hardly any text, or none. */
export async function findPicturePages(
  document: PdfDocument,
  pages: readonly Page[],
): Promise<ReadonlySet<number>> {
  const untilMs = performance.now() + BUDGET_MS;
  const late = wait(BUDGET_MS, 0, { ref: false });
  const found = new Set<number>();
  for (const { number, lines } of pages) {
    if (performance.now() > untilMs) break;
    if (lettersOf(lines.map(({ text }) => text)) >= LITTLE_LETTERS) continue;
    const share = await Promise.race([pictureShare(document, number).catch(() => 0), late]);
    if (share >= FILLED) found.add(number);
  }
  return found;
}

/** Nothing of it was written for readers: hardly anything, or the same on most pages. */
export function isAllStray(pages: readonly Page[]): boolean {
  const counts = new Map<string, number>();
  for (const { lines } of pages)
    for (const key of new Set(lines.map(({ text }) => text.trim().replace(/\d+/g, '#'))))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  const own = [...counts].filter(([, count]) => pages.length === 1 || count <= pages.length / 2);
  return lettersOf(own.map(([text]) => text)) < STRAY_LETTERS;
}

function lettersOf(texts: readonly string[]): number {
  const text = texts.join('');
  return (text.match(/\p{L}/gu)?.length ?? 0) + 2 * (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

interface Frame {
  readonly matrix: Matrix;
  /** A place was made in it, and nothing drawn there: a picture was. */
  isPlace: boolean;
}

// How much of a page its pictures fill, by where they are put: 0 to 1, or more where they lie on each other.
async function pictureShare(document: PdfDocument, number: number): Promise<number> {
  const { OPS } = await getResolvedPDFJS();
  const page = await document.getPage(number);
  const { fnArray, argsArray } = await page.getOperatorList();
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const drawing = new Set<number>([
    ...[
      OPS.beginText,
      OPS.constructPath,
      OPS.rawFillPath,
      OPS.shadingFill,
      OPS.paintFormXObjectBegin,
      OPS.save,
    ],
  ]);
  let area = 0;
  let frame: Frame = { matrix: [1, 0, 0, 1, 0, 0], isPlace: false };
  const outer: Frame[] = [];
  const leave = (): void => {
    // A picture fills the unit square of its place.
    const [a, b, c, d] = frame.matrix;
    if (frame.isPlace) area += Math.abs(a * d - b * c);
    frame = outer.pop() ?? { ...frame, isPlace: false };
  };
  for (const [at, operator] of fnArray.entries()) {
    if (drawing.has(operator)) frame.isPlace = false;
    if (operator === OPS.transform) frame = { matrix: multiply(frame.matrix, argsArray[at]), isPlace: true };
    else if (operator === OPS.save || operator === OPS.paintFormXObjectBegin) {
      outer.push(frame);
      const matrix = operator === OPS.save ? undefined : argsArray[at]?.[0];
      frame = { matrix: matrix ? multiply(frame.matrix, matrix) : frame.matrix, isPlace: false };
    } else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) leave();
  }
  leave();
  page.cleanup();
  return area / Math.max(1, (right - left) * (top - bottom));
}

function multiply(by: Matrix, given: unknown): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(given as ArrayLike<number>, Number);
  return [
    by[0] * a + by[2] * b,
    by[1] * a + by[3] * b,
    by[0] * c + by[2] * d,
    by[1] * c + by[3] * d,
    by[0] * e + by[2] * f + by[4],
    by[1] * e + by[3] * f + by[5],
  ];
}
