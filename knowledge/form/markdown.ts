// Markdown as HTML that is safe to show: what the bot says, and what the owner writes.
import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { withoutDeepNesting } from '../../channels/markdown.ts';
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

// Tags in Markdown are shown, not obeyed: "under <5 kg>" stays readable, and so does an attack.
const parser = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  },
});

export function renderMarkdown(text: string): string {
  return sanitizeHtml(parser.parse(withoutDeepNesting(text), { async: false }), ALLOWED);
}

export function markdown(text: string, kind = 'typed rich'): View {
  return html`<div class=${kind} dir="auto" ...${trustedHtml(renderMarkdown(text))} />`;
}

/** HTML that the owner pasted or uploaded, shown as the reader of knowledge will see it. */
export function ownHtml(text: string): View {
  return html`<div class="typed rich" dir="auto" ...${trustedHtml(sanitizeHtml(text, ALLOWED))} />`;
}
