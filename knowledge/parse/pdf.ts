// PDF -> text, page by page.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { getDocumentProxy } from 'unpdf';
import type { Reading } from './file-text.ts';
import { ownTitle } from './office.ts';
import { joinLines, type Page, readLines, withoutRunningLines } from './pdf-page.ts';
import { findPicturePages, isAllStray, NO_PICTURES } from './pdf-picture.ts';
import { markPlace } from './place.ts';
import { Unreadable } from './unreadable.ts';
import { blankPages, firstPages, picturePages } from './warnings.ts';

// Which character a code of a Chinese, Japanese or Korean font is; unpdf brings the reader without them.
const MAPS = import.meta.resolve('pdfjs-dist/cmaps/');
const MOST_PAGES = 5_000;

class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl' || !/^[\w-]+\.bcmap$/.test(filename)) throw new Error('no such map');
    return new Uint8Array(await readFile(fileURLToPath(new URL(filename, MAPS))));
  }
}

/** Reads on until `mostChars` are there. @throws Unreadable */
export async function readPdf(bytes: Uint8Array, mostChars: number): Promise<Reading> {
  const options = {
    ...NO_PICTURES,
    verbosity: 0,
    cMapUrl: MAPS,
    BinaryDataFactory: CharacterMaps,
    useWorkerFetch: false,
    stopAtErrors: false,
  };
  const document = await getDocumentProxy(bytes, options).catch(explain);
  try {
    const { pages, failed } = await readPages(document, mostChars);
    const full = withoutRunningLines(pages.filter(({ lines }) => lines.length > 0));
    if (full.length === 0) throw new Unreadable(failed > 0 ? 'damaged' : 'scan');
    const pictures = await findPicturePages(document, pages);
    if (pictures.size === pages.length && isAllStray(pages)) throw new Unreadable('scan');
    const blank = pages
      .filter(({ number, lines }) => lines.length === 0 && !pictures.has(number))
      .map(({ number }) => number);
    return {
      kind: 'text',
      title: await titleOf(document),
      text: full.map(({ number, lines }) => `${markPlace('page', number)}\n${joinLines(lines)}`).join('\n\n'),
      warnings: [
        ...picturePages([...pictures]),
        ...blankPages(blank),
        ...(document.numPages > MOST_PAGES ? [firstPages(MOST_PAGES)] : []),
      ],
    };
  } finally {
    await document.loadingTask.destroy();
  }
}

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>;

async function readPages(
  document: PdfDocument,
  mostChars: number,
): Promise<{ readonly pages: readonly Page[]; readonly failed: number }> {
  const pages: Page[] = [];
  let failed = 0;
  let chars = 0;
  const count = Math.min(document.numPages, MOST_PAGES);
  for (let number = 1; number <= count && chars < mostChars; number += 1) {
    const lines = await readLines(document, number).catch(() => {
      failed += 1;
      return [];
    });
    chars += lines.reduce((sum, { text }) => sum + text.length + 1, 0);
    pages.push({ number, lines });
  }
  return { pages, failed };
}

// What programs put there by themselves is no title.
async function titleOf(document: PdfDocument): Promise<string> {
  const metadata = await document.getMetadata().catch(() => undefined);
  const title = (metadata?.info as { Title?: unknown } | undefined)?.Title;
  if (typeof title !== 'string') return '';
  return ownTitle(title);
}

function explain(error: unknown): never {
  const { name } = error as Error;
  throw new Unreadable(name === 'PasswordException' ? 'locked' : 'damaged');
}
