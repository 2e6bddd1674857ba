// The list of messages: brings the DOM in line with the timeline, and keeps the reader's place.
import { button, element, icon } from './dom.ts';
import type { Files } from './file-view.ts';
import type { Labels } from './labels.ts';
import { renderMessage, updateStreaming } from './message-view.ts';
import type { Entry } from './timeline.ts';

export interface LogActions {
  retry(key: string): void;
  readonly files: Files;
  say(text: string): void;
}

const CONTINUES_WITHIN_MS = 3 * 60 * 1000;
const NEAR_END_PX = 60;

interface Row {
  readonly node: HTMLElement;
  readonly entry: Entry;
  readonly isContinued: boolean;
}

export class LogView {
  readonly root: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #list: HTMLElement;
  readonly #typing: HTMLElement;
  readonly #choices: HTMLElement;
  readonly #jump: HTMLButtonElement;
  readonly #actions: LogActions;
  #rows = new Map<string, Row>();
  #labels: Labels;
  // False once the reader has scrolled up: then nothing moves under the eyes.
  #isFollowing = true;
  #expectedTop = -1;
  #followedHeight = 0;

  constructor(labels: Labels, actions: LogActions) {
    this.#labels = labels;
    this.#actions = actions;
    this.#list = element('div', {
      class: 'list',
      role: 'log',
      'aria-live': 'polite',
      'aria-relevant': 'additions',
    });
    this.#typing = element('div', { class: 'typing', role: 'status', hidden: true });
    this.#choices = element('div', { class: 'choices' });
    this.#scroller = element(
      'div',
      { class: 'scroller', tabindex: '0' },
      this.#list,
      this.#typing,
      this.#choices,
    );
    this.#jump = button('jump', '', () => this.toEnd(), icon('down'));
    this.#jump.hidden = true;
    this.root = element('div', { class: 'log' }, this.#scroller, this.#jump);
    this.#scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    // A picture has its height once it is there.
    const sizes = new ResizeObserver(() => this.#follow());
    for (const sized of [this.#scroller, this.#list]) sizes.observe(sized);
    this.relabel(labels);
  }

  relabel(labels: Labels): void {
    this.#labels = labels;
    this.#list.setAttribute('aria-label', labels.conversation);
    this.#jump.setAttribute('aria-label', labels.newMessages);
    const dots = ['', '', ''].map(() => element('i'));
    this.#typing.replaceChildren(element('span', { class: 'hidden' }, labels.typing), ...dots);
    this.#rows = new Map();
    this.#list.replaceChildren();
  }

  /** What comes before the first load is history: not read out. */
  setQuiet(isQuiet: boolean): void {
    this.#list.setAttribute('aria-live', isQuiet ? 'off' : 'polite');
  }

  render(entries: readonly Entry[], isTyping: boolean): void {
    const rows = new Map<string, Row>();
    let cursor: ChildNode | null = this.#list.firstChild;
    let previous: Entry | undefined;
    for (const entry of entries) {
      if (!previous || !isSameDay(previous.at, entry.at)) cursor = this.#placeDay(entry, cursor);
      const row = this.#toRow(entry, previous);
      rows.set(entry.key, row);
      if (row.node === cursor) cursor = cursor.nextSibling;
      else this.#list.insertBefore(row.node, cursor);
      previous = entry;
    }
    while (cursor) {
      const gone: ChildNode = cursor;
      cursor = cursor.nextSibling;
      gone.remove();
    }
    this.#rows = rows;
    this.#typing.hidden = !isTyping;
    this.#offer(previous);
    this.#follow();
  }

  toEnd(): void {
    this.#isFollowing = true;
    this.#follow();
  }

  #toRow(entry: Entry, previous: Entry | undefined): Row {
    const isContinued = previous !== undefined && continues(entry, previous);
    const known = this.#rows.get(entry.key);
    if (known?.entry === entry && known.isContinued === isContinued) return known;
    if (known?.entry.isStreaming && entry.isStreaming && known.isContinued === isContinued) {
      updateStreaming(known.node, entry);
      return { ...known, entry };
    }
    // A new node for a finished answer: that is what screen readers read out.
    const { retry, files } = this.#actions;
    const node = renderMessage(entry, { labels: this.#labels, isContinued, retry, files });
    if (known) node.dataset.settled = '';
    return { node, entry, isContinued };
  }

  #placeDay(entry: Entry, cursor: ChildNode | null): ChildNode | null {
    const label = dayName(entry.at, this.#labels.locale);
    if (cursor instanceof HTMLElement && cursor.className === 'day' && cursor.textContent === label) {
      return cursor.nextSibling;
    }
    this.#list.insertBefore(element('div', { class: 'day' }, label), cursor);
    return cursor;
  }

  // Quick replies belong to the last message; once something else is said they are gone.
  #offer(last: Entry | undefined): void {
    const offered = last && last.author !== 'customer' ? last.suggestions : [];
    const shown = [...this.#choices.children].map(({ textContent }) => textContent).join('\n');
    if (shown === offered.map(({ title }) => title).join('\n')) return;
    const choices = offered.map(({ title, value }) => {
      const choice = element('button', { type: 'button', class: 'choice' }, title);
      choice.addEventListener('click', () => this.#actions.say(value));
      return choice;
    });
    this.#choices.replaceChildren(...choices);
  }

  #onScroll(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    if (Math.abs(scrollTop - this.#expectedTop) < 2) return;
    // The browser's doing, not the reader's: a picture's row changed its height, and is followed next.
    if (this.#isFollowing && scrollHeight !== this.#followedHeight) return;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.#isFollowing) this.#jump.hidden = true;
  }

  // To the end, but never past the beginning of the newest answer: it is read from its top.
  #follow(): void {
    const { scrollHeight, clientHeight } = this.#scroller;
    if (!this.#isFollowing) {
      this.#jump.hidden = scrollHeight - this.#scroller.scrollTop - clientHeight < NEAR_END_PX;
      return;
    }
    this.#jump.hidden = true;
    const newest = this.#list.lastElementChild;
    const isAnswer = newest instanceof HTMLElement && !newest.classList.contains('customer');
    const top = scrollHeight - clientHeight;
    this.#followedHeight = scrollHeight;
    this.#expectedTop = Math.max(0, isAnswer ? Math.min(top, newest.offsetTop - 12) : top);
    this.#scroller.scrollTop = this.#expectedTop;
  }
}

function continues(entry: Entry, previous: Entry): boolean {
  return (
    entry.author === previous.author &&
    entry.name === previous.name &&
    entry.author !== 'system' &&
    previous.change !== 'takenBack' &&
    isSameDay(entry.at, previous.at) &&
    Math.abs(entry.at - previous.at) < CONTINUES_WITHIN_MS
  );
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function dayName(at: number, locale: string): string {
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(at) - midnight(Date.now())) / 86_400_000);
  if (days === 0 || days === -1) {
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  }
  return new Date(at).toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' });
}
