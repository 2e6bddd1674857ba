// HTML -> Markdown -> blocks: what a reader of the page sees, without its navigation and scripts.
import { Parser } from 'htmlparser2';
import TurndownService from 'turndown';
import type { Block } from './block.ts';
import { parseMarkdown } from './markdown.ts';
import { Unreadable } from './unreadable.ts';
import { escapeBeginning, escapeMarks } from './writing.ts';

// What we need of the DOM that turndown walks; the compiler knows no browser here.
interface PageNode {
  readonly nodeName: string;
  readonly parentNode: PageNode | null;
  readonly childNodes: ArrayLike<PageNode>;
  readonly firstChild: PageNode | null;
  readonly nextSibling: PageNode | null;
}

interface LinkNode {
  getAttribute(name: string): string | null;
}

const DEEPEST = 500;

const NOT_TEXT = [
  'script',
  'style',
  'noscript',
  'template',
  'nav',
  'footer',
  'iframe',
  'svg',
  'button',
  'select',
  'textarea',
  'head',
  'title',
];

const VOID = 'area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr';
const SELF_CLOSED = new RegExp(`<(?!(?:${VOID})\\b)([a-z][\\w:-]*)((?:\\s[^<>]*)?)/>`, 'gi');

/** XHTML closes elements in themselves; as HTML "<title/>" would swallow the page. */
export function closeTags(xhtml: string): string {
  return xhtml.replace(SELF_CLOSED, '<$1$2></$1>');
}

/** The page's readable part as Markdown. Tables become Markdown tables. @throws Unreadable where it is no page at all. */
export function htmlToMarkdown(html: string): string {
  if (isTooDeep(html)) throw new Unreadable('too_large');
  const service = new TurndownService({
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
  });
  service.remove((node: PageNode) => NOT_TEXT.includes(node.nodeName.toLowerCase()));
  service.addRule('cell', {
    filter: ['th', 'td'],
    replacement: (content) =>
      ` ${content
        .trim()
        .replace(/\s*\n\s*/g, ' ')
        .replaceAll('|', '\\|')} |`,
  });
  service.addRule('row', { filter: 'tr', replacement: (content, node) => row(content, node as PageNode) });
  service.addRule('table', { filter: 'table', replacement: (content) => `\n\n${content.trim()}\n\n` });
  // Pictures stay behind; what they are said to show does not.
  service.addRule('image', {
    filter: 'img',
    replacement: (_content, node) => escapeMarks((node as LinkNode).getAttribute('alt') ?? ''),
  });
  service.addRule('link', { filter: 'a', replacement: (content, node) => link(content, node as LinkNode) });
  service.escape = (text) => escapeBeginning(escapeMarks(text));
  service.addRule('section', { filter: ['thead', 'tbody', 'tfoot'], replacement: (content) => content });
  return service.turndown(html);
}

// A link within the page, or to a neighbour of the page, leads nowhere from a conversation.
function link(content: string, node: LinkNode): string {
  const href = (node.getAttribute('href') ?? '').trim();
  const words = content.trim();
  if (/^[↑↩⏎]\ufe0e?$/.test(words)) return '';
  if (!words || !/^(?:https?:|mailto:|tel:)[^\s<>]+$/i.test(href) || words.includes('\n')) return content;
  return `[${content}](${href.replace(/[()]/g, (mark) => (mark === '(' ? '%28' : '%29'))})`;
}

// What builds and walks the page calls itself for each level: seconds, then no more stack.
function isTooDeep(html: string): boolean {
  let depth = 0;
  let deepest = 0;
  const parser = new Parser({
    onopentagname() {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (deepest > DEEPEST) parser.pause();
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.end(html);
  return deepest > DEEPEST;
}

// Markdown knows no table without a header: the first row is taken for one.
function row(content: string, node: PageNode): string {
  const cells = Array.from(node.childNodes).filter((child) => /^(?:th|td)$/i.test(child.nodeName)).length;
  const table = closest(node, 'table');
  const isFirst = table !== undefined && firstRow(table) === node;
  return `\n|${content}${isFirst ? `\n|${' --- |'.repeat(cells)}` : ''}`;
}

function closest(node: PageNode, name: string): PageNode | undefined {
  for (let at: PageNode | null = node.parentNode; at; at = at.parentNode)
    if (at.nodeName.toLowerCase() === name) return at;
  return undefined;
}

function firstRow(node: PageNode): PageNode | undefined {
  // By siblings: a copy of the children for each row of a table would take a minute for a long one.
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const found = child.nodeName.toLowerCase() === 'tr' ? child : firstRow(child);
    if (found) return found;
  }
  return undefined;
}

export function parseHtml(html: string): readonly Block[] {
  return parseMarkdown(htmlToMarkdown(html));
}

/** A rough reading without building the page: enough to tell its name and its language. */
export function visibleText(html: string): string {
  return html
    .replace(/<(script|style|head|nav)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^<>]*>/g, '\n')
    .replace(/&[a-z\d#]{1,8};/gi, ' ')
    .trim();
}

/** What the page calls itself. */
export function htmlTitle(html: string): string | undefined {
  const title = /<title\b[^>]*>([^<]*)<\/title>/i.exec(html)?.[1];
  if (!title) return undefined;
  const words: string[] = [];
  new Parser({ ontext: (text) => void words.push(text) }).end(title);
  return words.join('').replace(/\s+/g, ' ').trim() || undefined;
}
