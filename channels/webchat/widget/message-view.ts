// One message as it is seen: bubble, author, time, delivery, sources.
import { element, icon, logo } from './dom.ts';
import { type Files, renderChosen, renderFile } from './file-view.ts';
import type { Labels } from './labels.ts';
import { parseMarkdown } from './markdown.ts';
import { toNodes } from './markup.ts';
import type { Entry } from './timeline.ts';
import type { Claim } from './wire.ts';

export interface MessageContext {
  readonly labels: Labels;
  /** The message before it is of the same author, and shortly before. */
  readonly isContinued: boolean;
  readonly retry: (key: string) => void;
  readonly files: Files;
}

export function renderMessage(entry: Entry, context: MessageContext): HTMLElement {
  const { labels, isContinued } = context;
  if (entry.change === 'takenBack') return element('div', { class: 'note taken-back' }, labels.takenBack);
  if (entry.author === 'system') return renderNote(entry);
  const item = element(
    'div',
    {
      class: `message ${entry.author}`,
      'data-continued': isContinued,
      'data-sending': entry.state === 'sending',
      'aria-busy': entry.isStreaming && 'true',
    },
    entry.author !== 'customer' && element('span', { class: 'avatar', 'aria-hidden': 'true' }, avatar(entry)),
    element(
      'div',
      { class: 'column' },
      author(entry, labels),
      // A file may come without a word.
      (entry.text || entry.attachments.length + entry.files.length === 0) && bubble(entry),
      ...entry.attachments.map((attachment) => renderFile(attachment, context)),
      ...entry.files.map(renderChosen),
      ...below(entry, context),
    ),
  );
  return item;
}

/** While it streams only the text changes: the bubble stays, so nothing flickers. */
export function updateStreaming(item: HTMLElement, entry: Entry): void {
  item.querySelector('.bubble')?.replaceChildren(toNodes(parseMarkdown(entry.text)));
}

function renderNote(entry: Entry): HTMLElement {
  return element('div', { class: 'note' }, toNodes(parseMarkdown(entry.text)));
}

function avatar(entry: Entry): Node {
  if (entry.author === 'bot') return logo();
  const [initial] = entry.name.trim();
  return initial ? document.createTextNode(initial.toUpperCase()) : icon('person');
}

// Seen for staff, since it matters that a person speaks; heard for everybody.
function author(entry: Entry, labels: Labels): HTMLElement {
  if (entry.author !== 'staff') {
    return element('span', { class: 'hidden' }, `${entry.author === 'customer' ? labels.you : entry.name}: `);
  }
  return element('span', { class: 'author' }, entry.name, element('span', { class: 'team' }, labels.team));
}

function bubble(entry: Entry): HTMLElement {
  if (entry.author === 'customer') return element('div', { class: 'bubble', dir: 'auto' }, entry.text);
  const sources = entry.citations.map(({ position }) => Number(position));
  return element('div', { class: 'bubble', dir: 'auto' }, toNodes(parseMarkdown(entry.text, { sources })));
}

function below(entry: Entry, { labels, retry }: MessageContext): Node[] {
  const parts: Node[] = [];
  if (entry.citations.length > 0) parts.push(sources(entry.citations, labels));
  if (entry.state === 'failed') {
    const again = element('button', { type: 'button', class: 'retry' }, labels.retry);
    again.addEventListener('click', () => retry(entry.key));
    parts.push(element('div', { class: 'meta failed', role: 'alert' }, labels.failed, ' ', again));
  } else if (!entry.isStreaming) {
    const edited = entry.change && element('span', { class: 'edited' }, labels.edited);
    parts.push(element('div', { class: 'meta' }, time(entry, labels), edited, state(entry, labels)));
  }
  return parts;
}

function time(entry: Entry, labels: Labels): HTMLElement {
  const at = new Date(entry.at);
  const shown = at.toLocaleTimeString(labels.locale, { hour: 'numeric', minute: '2-digit' });
  return element('time', { datetime: at.toISOString() }, shown);
}

function state(entry: Entry, labels: Labels): Node | undefined {
  if (entry.author !== 'customer') return undefined;
  if (entry.state === 'sending') return element('span', { class: 'state' }, labels.sending);
  return element(
    'span',
    { class: 'state' },
    icon('check'),
    element('span', { class: 'hidden' }, labels.sent),
  );
}

function sources(citations: readonly Claim[], labels: Labels): HTMLElement {
  const chips = citations.map(({ position, appearance }) => {
    const { name, abstract, url } = appearance;
    const details = element(
      'details',
      { class: 'source' },
      element('summary', {}, element('b', {}, String(position)), element('span', {}, name)),
      element('div', { class: 'excerpt' }, abstract ?? '', url && /^https?:/i.test(url) && page(url, labels)),
    );
    return details;
  });
  return element('div', { class: 'sources', role: 'group', 'aria-label': labels.sources }, ...chips);
}

function page(url: string, labels: Labels): HTMLElement {
  const attributes = { href: url, target: '_blank', rel: 'noopener noreferrer' };
  return element('a', attributes, labels.openPage, icon('out'));
}
