// What Markdown may become: a tree of these tags and nothing else, built into nodes one by one. No string ever
// becomes HTML, so none can become a script.

export type Tag =
  | 'p'
  | 'h4'
  | 'ul'
  | 'ol'
  | 'li'
  | 'blockquote'
  | 'pre'
  | 'code'
  | 'hr'
  | 'br'
  | 'strong'
  | 'em'
  | 'del'
  | 'a'
  | 'sup'
  | 'div'
  | 'table'
  | 'tr'
  | 'th'
  | 'td';

export type Markup = string | MarkupElement;

export interface MarkupElement {
  readonly tag: Tag;
  readonly children: readonly Markup[];
  /** Links only: http, https, mailto or tel. */
  readonly href?: string;
  /** Ordered lists only. */
  readonly start?: number;
}

export function mark(tag: Tag, children: readonly Markup[] = []): MarkupElement {
  return { tag, children };
}

export function toNodes(markup: readonly Markup[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...markup.map(toNode));
  return fragment;
}

function toNode(markup: Markup): Node | string {
  if (typeof markup === 'string') return markup;
  const element = document.createElement(markup.tag);
  if (markup.tag === 'div') element.className = 'table';
  if (markup.start !== undefined) element.setAttribute('start', String(markup.start));
  if (markup.href !== undefined) {
    element.setAttribute('href', markup.href);
    element.setAttribute('target', '_blank');
    element.setAttribute('rel', 'noopener noreferrer');
  }
  element.append(...markup.children.map(toNode));
  return element;
}
