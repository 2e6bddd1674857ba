// Markdown -> a platform's own formatting, split at its limit; every piece is well-formed by itself.
import { type Mark, readMarkdown, type Span } from './markdown.ts';
import { splitText } from './split.ts';

/** How a platform writes. `escape` makes any text inert; `inner` has been written already. */
export interface Dialect {
  escape(text: string): string;
  bold(inner: string): string;
  italic(inner: string): string;
  strike(inner: string): string;
  /** Raw text, escaped here. */
  code(text: string): string;
  /** Raw text of whole lines. `language` may be ''. */
  codeBlock(text: string, language: string): string;
  /** `url` is http(s), mailto or tel, not yet escaped. */
  link(inner: string, url: string): string;
  /** `inner` may have several lines; never a quote within a quote. */
  quote(inner: string): string;
  /** One line, without bold inside. */
  heading(inner: string): string;
}

/**
 * @param limitChars the longest piece, in UTF-16 units with its formatting; at least 200.
 * @returns at least one piece; '' where there is nothing to read.
 */
export function formatMarkdown(markdown: string, dialect: Dialect, limitChars: number): readonly string[] {
  const spans = readMarkdown(markdown).map((span) => dropLongLinks(span, limitChars / 2));
  const render = (from: number, to: number): string => write(cut(spans, from, to), dialect);
  const text = spans.map((span) => span.text).join('');
  const fits = (from: number, to: number): boolean =>
    to - from <= limitChars && render(from, to).length <= limitChars;
  return splitText(text, fits).map(({ from, to }) => render(from, to));
}

function dropLongLinks(span: Span, mostChars: number): Span {
  const marks = span.marks.filter((mark) => mark.kind !== 'link' || mark.detail.length <= mostChars);
  return { ...span, marks };
}

function cut(spans: readonly Span[], from: number, to: number): readonly Span[] {
  const kept: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== '') kept.push({ ...span, text });
    at += span.text.length;
    if (at >= to) break;
  }
  return kept;
}

// Neighbours that share their outermost mark are written inside it together.
function write(spans: readonly Span[], dialect: Dialect): string {
  let written = '';
  for (let at = 0; at < spans.length; ) {
    const mark = spans[at]?.marks[0];
    let end = at + 1;
    if (mark) while (isSame(spans[end]?.marks[0], mark)) end += 1;
    const run = spans.slice(at, end);
    written += mark
      ? writeMarked(
          mark,
          run.map((span) => ({ ...span, marks: span.marks.slice(1) })),
          dialect,
        )
      : dialect.escape(run.map((span) => span.text).join(''));
    at = end;
  }
  return written;
}

function isSame(one: Mark | undefined, other: Mark): boolean {
  return one?.kind === other.kind && one.detail === other.detail;
}

// White space goes outside, since "*bold *" is no bold everywhere; a program keeps its own.
function writeMarked(mark: Mark, spans: readonly Span[], dialect: Dialect): string {
  const text = spans.map((span) => span.text).join('');
  if (mark.kind === 'codeBlock') return dialect.codeBlock(text, mark.detail);
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (end <= start) return dialect.escape(text);
  const inner = cut(spans, start, end);
  return (
    dialect.escape(text.slice(0, start)) +
    wrap(mark, mark.kind === 'code' ? text.slice(start, end) : write(inner, dialect), dialect) +
    dialect.escape(text.slice(end))
  );
}

function wrap(mark: Mark, inner: string, dialect: Dialect): string {
  switch (mark.kind) {
    case 'link':
      return dialect.link(inner, mark.detail);
    case 'codeBlock':
      return dialect.codeBlock(inner, mark.detail);
    default:
      return dialect[mark.kind](inner);
  }
}
