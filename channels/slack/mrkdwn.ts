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

/** Markdown as texts, none longer than a block takes. @param limitChars at least 200. */
export function formatMrkdwn(markdown: string, limitChars = BLOCK_LIMIT_CHARS): readonly string[] {
  return formatMarkdown(markdown, DIALECT, limitChars).map(finish);
}

const LINE_DIALECT: Dialect = { ...DIALECT, codeBlock: DIALECT.code, quote: (inner) => inner };

/** Markdown on one line; what is longer ends in "…". @param lengthChars at least 200. */
export function formatLine(markdown: string, lengthChars: number): string {
  // Marks and links take some room that isn't read; all of a long text need not be looked at for its beginning.
  const beginning = shorten(flat(markdown), lengthChars * 8);
  const [first = '', ...rest] = formatMarkdown(beginning, LINE_DIALECT, lengthChars - 1);
  return `${finish(first).replace(/\s+/g, ' ').trim()}${rest.length > 0 ? '…' : ''}`;
}

// Without paragraphs, behind which a long text would be cut early.
function flat(markdown: string): string {
  return markdown.replace(/\n[^\S\n]*\n\s*/g, '\n');
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

/** The same sign in Slack's formatting and in Markdown. */
export function quote(text: string): string {
  return text.replace(/^/gm, '> ');
}

/** Each line between marks, since a mark doesn't reach over a line's end. */
export function strikeLines(escaped: string): string {
  return escaped.replace(/^(\s*)(\S.*?)(\s*)$/gm, '$1~$2~$3');
}
