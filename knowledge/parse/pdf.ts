// PDF -> text, page by page.
import { getDocumentProxy } from 'unpdf';
import { Unreadable } from './unreadable.ts';

/** Pages are parted by a blank line. Reads on until `mostChars` are there. @throws Unreadable */
export async function pdfToText(bytes: Uint8Array, mostChars: number): Promise<string> {
  const document = await getDocumentProxy(bytes, { verbosity: 0 }).catch(explain);
  try {
    let text = '';
    for (let number = 1; number <= document.numPages && text.length < mostChars; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const words = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : ''));
      text += `${words.join('').trim()}\n\n`;
      page.cleanup();
    }
    return text.trim();
  } finally {
    await document.loadingTask.destroy();
  }
}

function explain(error: unknown): never {
  const { name } = error as Error;
  throw new Unreadable(name === 'PasswordException' ? 'locked' : 'damaged');
}
