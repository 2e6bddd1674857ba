// The frame: launcher, header, and the panel that is a floating window on a desk and a full sheet on a phone.
import { button, element, icon, logo } from './dom.ts';
import type { Labels } from './labels.ts';

export interface PanelParts {
  readonly menu: { readonly toggle: HTMLElement; readonly root: HTMLElement };
  readonly log: HTMLElement;
  readonly composer: HTMLElement;
}

const PHONE = '(max-width: 560px), (max-height: 440px)';

export class Panel {
  readonly root: HTMLElement;
  readonly #launcher: HTMLButtonElement;
  readonly #badge = element('span', { class: 'badge', hidden: true });
  readonly #panel: HTMLElement;
  readonly #title = element('h2', { class: 'title' });
  readonly #status = element('span', { class: 'status', role: 'status' });
  readonly #close: HTMLButtonElement;
  readonly #onToggle: (isOpen: boolean) => void;

  constructor(parts: PanelParts, onToggle: (isOpen: boolean) => void) {
    this.#onToggle = onToggle;
    this.#launcher = button('launcher', '', () => this.setOpen(true), logo(), this.#badge);
    this.#close = button('plain', '', () => this.setOpen(false), icon('close'));
    const mark = element('span', { class: 'mark', 'aria-hidden': 'true' }, logo());
    const heading = element('div', { class: 'names' }, this.#title, this.#status);
    const header = element('header', {}, mark, heading, parts.menu.toggle, this.#close, parts.menu.root);
    this.#panel = element(
      'section',
      { class: 'panel', role: 'dialog', tabindex: '-1', hidden: true },
      header,
      parts.log,
      parts.composer,
    );
    this.root = element('div', { class: 'widget' }, this.#panel, this.#launcher);
    this.#panel.addEventListener('keydown', (event) => this.#keepFocus(event));
    matchMedia(PHONE).addEventListener('change', () => this.#fit());
    visualViewport?.addEventListener('resize', () => this.#fit());
    visualViewport?.addEventListener('scroll', () => this.#fit());
  }

  get isOpen(): boolean {
    return !this.#panel.hidden;
  }

  get isPhone(): boolean {
    return matchMedia(PHONE).matches;
  }

  relabel(labels: Labels, title: string): void {
    this.#title.textContent = title;
    this.#panel.setAttribute('aria-label', title);
    this.#close.setAttribute('aria-label', labels.close);
    this.#launcher.dataset.label = labels.open;
    this.setUnread(Number(this.#badge.textContent));
  }

  setOpen(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.#panel.hidden = !isOpen;
    this.#launcher.hidden = isOpen;
    this.#fit();
    // A text field that has the focus would raise a phone's keyboard over what is to be read first.
    if (isOpen) this.#panel.focus({ preventScroll: true });
    else this.#launcher.focus({ preventScroll: true });
    this.#onToggle(isOpen);
  }

  setStatus(text: string, isTroubled: boolean): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#status.toggleAttribute('data-troubled', isTroubled);
  }

  setUnread(count: number): void {
    this.#badge.textContent = count > 0 ? String(Math.min(count, 99)) : '';
    this.#badge.hidden = count === 0;
    const label = this.#launcher.dataset.label ?? '';
    this.#launcher.setAttribute('aria-label', count > 0 ? `${label} (${count})` : label);
  }

  // A phone's keyboard covers the page without resizing it: the sheet follows what is really seen.
  #fit(): void {
    const isSheet = this.isOpen && this.isPhone;
    this.#panel.setAttribute('aria-modal', String(isSheet));
    const seen = isSheet ? visualViewport : null;
    this.#panel.style.height = seen ? `${seen.height}px` : '';
    this.#panel.style.top = seen ? `${seen.offsetTop}px` : '';
  }

  // A full sheet is all there is: Tab stays in it.
  #keepFocus(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || !this.isPhone) return;
    const root = this.#panel.getRootNode() as ShadowRoot;
    const stops = [
      ...this.#panel.querySelectorAll<HTMLElement>('button,textarea,a,summary,[tabindex="0"]'),
    ].filter((stop) => stop.tabIndex >= 0 && stop.checkVisibility());
    const [first, last] = [stops[0], stops.at(-1)];
    const from = event.shiftKey ? first : last;
    if (root.activeElement !== from) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
