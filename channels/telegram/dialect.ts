// Telegram's HTML: https://core.telegram.org/bots/api#html-style
import type { Dialect } from '../format.ts';

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;');
}

export const TELEGRAM_HTML: Dialect = {
  escape: escapeText,
  bold: (inner) => `<b>${inner}</b>`,
  italic: (inner) => `<i>${inner}</i>`,
  strike: (inner) => `<s>${inner}</s>`,
  code: (text) => `<code>${escapeText(text)}</code>`,
  codeBlock: (text, language) =>
    language
      ? `<pre><code class="language-${escapeAttribute(language)}">${escapeText(text)}</code></pre>`
      : `<pre>${escapeText(text)}</pre>`,
  link: (inner, url) => `<a href="${escapeAttribute(url)}">${inner}</a>`,
  quote: (inner) => `<blockquote>${inner}</blockquote>`,
  heading: (inner) => `<b>${inner}</b>`,
};

/** What a piece of our own HTML says, for when Telegram can't read its tags. */
export function toPlainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
