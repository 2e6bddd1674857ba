// One page of a PDF -> its lines, paragraphs parted where the lines stand apart.
import type { getDocumentProxy } from 'unpdf';

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

interface Line {
  text: string;
  readonly top: number;
  height: number;
}

// Lines further apart than so many of their heights are of two paragraphs.
const GAP = 1.9;

export async function readPage(document: PdfDocument, number: number): Promise<string> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  const lines: Line[] = [];
  let isNew = true;
  for (const item of items) {
    if (!('str' in item)) continue;
    const line = lines.at(-1);
    if (isNew || !line) lines.push({ text: item.str, top: Number(item.transform[5]), height: item.height });
    else {
      line.text += item.str;
      line.height = Math.max(line.height, item.height);
    }
    isNew = item.hasEOL;
  }
  page.cleanup();
  return joinLines(lines);
}

function joinLines(lines: readonly Line[]): string {
  let text = '';
  let last: Line | undefined;
  for (const line of lines) {
    if (!line.text.trim()) continue;
    const drop = last ? Math.abs(last.top - line.top) : 0;
    const isApart = last !== undefined && drop > GAP * Math.max(last.height, line.height, 1);
    text += `${last ? (isApart ? '\n\n' : '\n') : ''}${line.text.trim()}`;
    last = line;
  }
  return text;
}
