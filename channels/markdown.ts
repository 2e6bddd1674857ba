// Markdown read for chats: flat text, each stretch with the marks that it stands in.
import { getDefaults, Lexer, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked';

export type Kind = 'quote' | 'heading' | 'codeBlock' | 'link' | 'bold' | 'italic' | 'strike' | 'code';
export interface Mark {
  readonly kind: Kind;
  /** link: its address. codeBlock: its language. */
  readonly detail: string;
}
/** Text with the marks that it stands in, from the outermost inward, each kind once. */
export interface Span {
  readonly text: string;
  readonly marks: readonly Mark[];
}

const SAFE_URL = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]+$/i;
// No address goes on behind Chinese punctuation or curly quotes.
const URL_END = /[\u2018-\u201f\u3000-\u303f\uff00-\uffef]/;
const BOLD = /^\*\*(?![\s*])([^*]*[^\s*])\*\*(?!\*)/;
// Nothing that a person reads is nested deeper.
const DEEP = /^((?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){8}).*$/gm;

// CommonMark bent to chat: stars are bold in Chinese too ("是**上午9点。**请来"), HTML and indentation are text, and
// "[1]: …" is a note, never a link that swallows citations.
class ChatTokenizer extends Tokenizer {
  override emStrong(source: string, masked: string, before?: string): Tokens.Em | Tokens.Strong | undefined {
    const length = BOLD.exec(masked.slice(-source.length))?.[0].length;
    if (!length) return super.emStrong(source, masked, before);
    const [raw, text] = [source.slice(0, length), source.slice(2, length - 2)];
    return { type: 'strong', raw, text, tokens: this.lexer.inlineTokens(text) };
  }

  override url(source: string): Tokens.Link | undefined {
    const end = source.search(URL_END);
    return super.url(end < 0 ? source : source.slice(0, end));
  }

  override code(): undefined {}
  override html(): undefined {}
  override tag(): undefined {}
  override def(): undefined {}
}

/** Paragraphs are parted by an empty line; lists, tables and boxes have become lines of text. */
export function readMarkdown(markdown: string): readonly Span[] {
  const lexer = new Lexer({ ...getDefaults(), gfm: true, breaks: true, tokenizer: new ChatTokenizer() });
  return blocks(lexer.lex(withoutDeepNesting(markdown)), '\n\n');
}

/** For every reader of Markdown: marked follows each level by a call, and some thousands of them end in no answer at all. */
export function withoutDeepNesting(markdown: string): string {
  return markdown.replace(
    DEEP,
    (line, start: string) =>
      start +
      line
        .slice(start.length)
        .trimStart()
        .replace(/^(?:[>\s*+-]|\d{1,9}[.)](?=[ \t]))+/, ''),
  );
}

function plain(text: string): Span {
  return { text, marks: [] };
}

function blocks(tokens: readonly Token[], between: string): readonly Span[] {
  const spans: Span[] = [];
  let before = '';
  for (const token of tokens) {
    const block = readBlock(token as MarkedToken);
    if (block.length === 0) continue;
    if (spans.length > 0) spans.push(plain(before === 'heading' || token.type === 'list' ? '\n' : between));
    spans.push(...block);
    before = token.type;
  }
  return spans;
}

function readBlock(token: MarkedToken): readonly Span[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'heading':
      return withMark(without(inline(token.tokens), 'bold'), 'heading');
    case 'code':
      return withMark([plain(token.text)], 'codeBlock', token.lang?.split(/\s/)[0] ?? '');
    case 'blockquote':
      return withMark(without(blocks(token.tokens, '\n\n'), 'quote'), 'quote');
    case 'list':
      return joined(
        token.items.map((item, index) => listItem(item, bulletOf(token, index))),
        '\n',
      );
    case 'table':
      return joined(
        token.rows.map((row) => tableRow(row, token.header)),
        '\n',
      );
    case 'hr':
      return [plain('———')];
    case 'paragraph':
      return inline(token.tokens);
    default:
      return inline([token]);
  }
}

function bulletOf(list: Tokens.List, index: number): string {
  return list.ordered ? `${Number(list.start) + index}. ` : '• ';
}

function listItem(item: Tokens.ListItem, bullet: string): readonly Span[] {
  const box = item.task ? (item.checked ? '☑ ' : '☐ ') : '';
  return [plain(bullet + box), ...indent(blocks(item.tokens, item.loose ? '\n\n' : '\n'))];
}

// New lines of an item stand below its text. Those of a program are its own.
function indent(spans: readonly Span[]): readonly Span[] {
  return spans.map((span) =>
    span.marks.some((mark) => mark.kind === 'codeBlock')
      ? span
      : { ...span, text: span.text.replace(/\n+/g, (lines) => `${lines}   `) },
  );
}

// Each row says what its values are, so that it can be read on a narrow screen and in another message than its header.
function tableRow(row: readonly Tokens.TableCell[], header: readonly Tokens.TableCell[]): readonly Span[] {
  const cells = row.map((cell, index) => {
    const [label, value] = [inline(header[index]?.tokens ?? []), inline(cell.tokens)];
    return label.length > 0 && value.length > 0 ? [...label, plain(': '), ...value] : value;
  });
  return [
    plain('• '),
    ...joined(
      cells.filter((cell) => cell.length > 0),
      ' · ',
    ),
  ];
}

function joined(parts: readonly (readonly Span[])[], between: string): readonly Span[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [plain(between), ...part]));
}

function inline(tokens: readonly Token[]): readonly Span[] {
  return tokens.flatMap((token, index) => {
    const spans = readInline(token as MarkedToken);
    const isLineStart = index === 0 || tokens[index - 1]?.type === 'br';
    return isLineStart && token.type === 'text' ? withoutIndent(spans) : spans;
  });
}

function withoutIndent([first, ...rest]: readonly Span[]): readonly Span[] {
  return first ? [{ ...first, text: first.text.trimStart() }, ...rest] : [];
}

function readInline(token: MarkedToken): readonly Span[] {
  switch (token.type) {
    case 'br':
      return [plain('\n')];
    case 'strong':
      return withMark(inline(token.tokens), 'bold');
    case 'em':
      return withMark(inline(token.tokens), 'italic');
    case 'del':
      return withMark(inline(token.tokens), 'strike');
    case 'codespan':
      return withMark([plain(token.text)], 'code');
    case 'escape':
      return [plain(token.text)];
    // Its item has drawn it.
    case 'checkbox':
      return [];
    case 'link':
      return link(inline(token.tokens), token.href);
    // A picture would be loaded from anywhere: it is a link that one may follow.
    case 'image':
      return link([plain(token.text || token.href)], token.href);
    case 'text':
      return token.tokens ? inline(token.tokens) : [plain(decodeReferences(token.text))];
    default:
      return [plain(token.raw)];
  }
}

// Code within a link would nest what platforms refuse to nest: it is the link that matters.
function link(label: readonly Span[], href: string): readonly Span[] {
  return SAFE_URL.test(href) ? withMark(without(label, 'code'), 'link', href) : label;
}

// Code stands alone, and emphasis ends with its line: not every platform carries either further.
function withMark(spans: readonly Span[], kind: Kind, detail = ''): readonly Span[] {
  return spans.map((span) => {
    const isApart = span.text === '\n' || span.marks.some((mark) => mark.kind.startsWith('code'));
    if (isApart && kind !== 'quote') return span;
    const others = span.marks.filter((mark) => mark.kind !== kind);
    return { ...span, marks: [{ kind, detail }, ...others] };
  });
}

function without(spans: readonly Span[], kind: Kind): readonly Span[] {
  return spans.map((span) => ({ ...span, marks: span.marks.filter((mark) => mark.kind !== kind) }));
}

// The references that models and people really write; anything else stays as it is.
const REFERENCES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: '\u00a0',
};

function decodeReferences(text: string): string {
  return text.replace(/&(#?\w{2,4});/g, (raw, name: string) => REFERENCES[name.toLowerCase()] ?? raw);
}
