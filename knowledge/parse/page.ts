// HTML files -> Markdown.
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';
import { closeTags, htmlTitle, htmlToMarkdown } from './html.ts';

export function readHtml(bytes: Uint8Array): Reading {
  const text = decodeText(bytes);
  const html = /^\s*<\?xml\b/i.test(text) ? closeTags(text) : text;
  return { title: htmlTitle(html) ?? '', text: htmlToMarkdown(html) };
}
