// What a web page is about, without what stands on every page of its site. One pass, so that no page can be too deep.
import { Parser } from 'htmlparser2';

export interface PageContent {
  readonly title: string;
  /** What the page says its own address is. */
  readonly canonical: string | undefined;
  /** The part to be read, as HTML. */
  readonly html: string;
}

interface Span {
  readonly from: number;
  to: number;
  letters: number;
}

// Besides what no reader takes for text (scripts, navigation, footers, forms).
const ASIDE = new Set([
  'aside',
  'nav',
  'footer',
  'dialog',
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
]);
const ASIDE_ROLES = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'complementary',
  'search',
  'dialog',
  'alertdialog',
]);
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
// Less than that is a heading or an apology, not the page.
const LEAST_LETTERS = 200;
const DEEPEST = 1_000;

class TooDeep extends Error {}

/** The page's <main>, or its one <article>, where the author marked them; else all of it. */
export function mainContent(html: string): PageContent {
  const found = walk(html);
  const marked = [found.mains, found.articles]
    .filter((spans) => spans.length === 1)
    .map(([only]) => only)
    .find((span) => span && span.letters >= Math.min(LEAST_LETTERS, found.letters / 2));
  const body = cut(html, marked ?? { from: 0, to: html.length }, found.asides);
  return { title: found.title.replace(/\s+/g, ' ').trim(), canonical: found.canonical, html: body };
}

interface Found {
  title: string;
  canonical: string | undefined;
  letters: number;
  readonly mains: Span[];
  readonly articles: Span[];
  readonly asides: { from: number; to: number }[];
}

function walk(html: string): Found {
  const found: Found = { title: '', canonical: undefined, letters: 0, mains: [], articles: [], asides: [] };
  const open: {
    readonly name: string;
    readonly span: Span;
    readonly kind: 'main' | 'article' | 'aside' | 'title' | undefined;
  }[] = [];
  let asideDepth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical')
        found.canonical ??= attributes.href;
      if (VOID.has(name)) return;
      if (open.length === DEEPEST) throw new TooDeep();
      const kind = kindOf(name, attributes, found);
      open.push({ name, kind, span: { from: parser.startIndex, to: html.length, letters: -found.letters } });
      if (kind === 'aside') asideDepth += 1;
    },
    ontext(text) {
      const inner = open.at(-1);
      if (inner?.kind === 'title') found.title += text;
      if (!inner || asideDepth > 0 || inner.kind === 'title') return;
      found.letters += text.replace(/\s+/g, '').length;
    },
    onclosetag(name) {
      if (VOID.has(name)) return;
      const element = open.pop();
      if (!element?.kind) return;
      element.span.to = parser.endIndex + 1;
      element.span.letters += found.letters;
      if (element.kind === 'aside') {
        asideDepth -= 1;
        if (asideDepth === 0) found.asides.push(element.span);
      } else if (element.kind === 'main') found.mains.push(element.span);
      else if (element.kind === 'article' && !open.some(({ kind }) => kind === 'article'))
        found.articles.push(element.span);
    },
  });
  try {
    parser.end(html);
  } catch (error) {
    // Every level makes the next one dearer: what nobody wrote by hand is taken as it is.
    if (!(error instanceof TooDeep)) throw error;
    return { ...found, mains: [], articles: [], asides: [] };
  }
  return found;
}

function kindOf(
  name: string,
  { role = '', hidden, 'aria-hidden': ariaHidden }: Record<string, string>,
  { title }: Found,
): 'main' | 'article' | 'aside' | 'title' | undefined {
  const isHidden = hidden !== undefined || ariaHidden === 'true';
  if (ASIDE.has(name) || ASIDE_ROLES.has(role) || isHidden) return 'aside';
  if (name === 'main' || role === 'main') return 'main';
  if (name === 'article' || role === 'article') return 'article';
  return name === 'title' && title === '' ? 'title' : undefined;
}

function cut(html: string, { from, to }: { from: number; to: number }, asides: Found['asides']): string {
  let kept = '';
  let at = from;
  for (const aside of asides) {
    if (aside.from < at || aside.to > to) continue;
    kept += html.slice(at, aside.from);
    at = aside.to;
  }
  return kept + html.slice(at, to);
}
