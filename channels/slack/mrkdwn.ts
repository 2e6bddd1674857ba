// What we say, in Slack's formatting. Nothing of it can call anybody: what was written by others is escaped.
import { shorten } from '../../src/model/text.ts';
import { type Dialect, formatMarkdown } from '../format.ts';
import { splitText } from '../split.ts';

/** The longest text of one block, in UTF-16 units with its formatting. */
export const BLOCK_LIMIT_CHARS = 3_000;

// Slack sees a mark only beside a space or a common sign: "是*九点*开" would show its stars. A space of no width stands there,
// put in once the neighbours are known; until then these hold its place.
const OPEN = '\ue000';
const CLOSE = '\ue001';
const GLUED_BEFORE = /(?<=[^\s!-/:-@[-`{-~\ue000\ue001])\ue000/g;
const GLUED_BEHIND = /\ue001(?=[^\s!-/:-@[-`{-~\ue000\ue001])/g;

/** Any text, inert: no link, no mention. https://docs.slack.dev/messaging/formatting-message-text */
export function escapeText(text: string): string {
  return text
    .replace(/[\ue000\ue001]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

const mark = (sign: string) => (inner: string) => `${OPEN}${sign}${inner}${sign}${CLOSE}`;

const DIALECT: Dialect = {
  escape: escapeText,
  bold: mark('*'),
  italic: mark('_'),
  strike: mark('~'),
  code: (text) => `${OPEN}\`${escapeText(text.replaceAll('`', "'"))}\`${CLOSE}`,
  codeBlock: (text) => `\`\`\`\n${escapeText(text.replaceAll('```', "'''"))}\n\`\`\``,
  link: (inner, url) => `<${escapeText(url).replaceAll('|', '%7C')}|${inner.replace(/\s*\n\s*/g, ' ')}>`,
  quote: (inner) => inner.replace(/^/gm, '> '),
  heading: mark('*'),
};

/** Markdown as blocks' texts, none longer than a block takes. */
export function formatMrkdwn(markdown: string): readonly string[] {
  return formatMarkdown(markdown, DIALECT, BLOCK_LIMIT_CHARS).map(finish);
}

function finish(text: string): string {
  return text
    .replace(GLUED_BEFORE, '\u200b')
    .replace(GLUED_BEHIND, '\u200b')
    .replace(/[\ue000\ue001]/g, '');
}

/** Plain text as blocks' texts; `write` dresses each, at most `extraChars` longer. */
export function splitPlain(
  text: string,
  write: (escaped: string) => string = (escaped) => escaped,
): readonly string[] {
  const fits = (from: number, to: number): boolean =>
    to - from <= BLOCK_LIMIT_CHARS && write(escapeText(text.slice(from, to))).length <= BLOCK_LIMIT_CHARS;
  return splitText(text, fits).map(({ from, to }) => write(escapeText(text.slice(from, to))));
}

/** Plain text, escaped and no longer than that: escaping makes five characters of one. */
export function escapeShort(text: string, lengthChars: number): string {
  let kept = shorten(text, lengthChars);
  while (escapeText(kept).length > lengthChars) kept = shorten(text, Math.floor(kept.length * 0.8));
  return escapeText(kept);
}

export function quote(escaped: string): string {
  return escaped.replace(/^/gm, '> ');
}

/** Each line between marks, since a mark doesn't reach over a line's end. */
export function markLines(escaped: string, sign: '_' | '~'): string {
  return escaped.replace(/^(\s*)(\S.*?)(\s*)$/gm, `$1${sign}$2${sign}$3`);
}
