// HTML files -> Markdown.
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';
import { htmlTitle, htmlToMarkdown } from './html.ts';

export function readHtml(bytes: Uint8Array): Reading {
  const html = decodeText(bytes);
  return { title: htmlTitle(html) ?? '', text: htmlToMarkdown(html) };
}
