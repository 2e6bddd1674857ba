// Markdown as HTML that is safe to show: what the bot says, and what the owner writes.
import { marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { html, trustedHtml, type View } from './html.ts';

const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'strong',
    'em',
    'del',
    's',
    'code',
    'pre',
    'blockquote',
    'hr',
    'a',
    'ul',
    'ol',
    'li',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  // No style, no class, no id: nothing that could change or imitate the page around it.
  allowedAttributes: { a: ['href', 'rel', 'target'], ol: ['start'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowProtocolRelative: false,
  // The page has one h1; a heading inside a text is never above it.
  transformTags: {
    a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer nofollow', target: '_blank' }),
    h1: 'h3',
    h2: 'h4',
  },
};

export function renderMarkdown(text: string): string {
  return sanitizeHtml(marked.parse(text, { async: false, gfm: true, breaks: true }), ALLOWED);
}

export function markdown(text: string, kind = 'typed rich'): View {
  return html`<div class=${kind} dir="auto" ...${trustedHtml(renderMarkdown(text))} />`;
}

/** HTML that the owner pasted or uploaded, shown as the reader of knowledge will see it. */
export function ownHtml(text: string): View {
  return html`<div class="typed rich" dir="auto" ...${trustedHtml(sanitizeHtml(text, ALLOWED))} />`;
}
