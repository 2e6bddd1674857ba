// Files that the customer has chosen and not sent yet: seen first, so that none is sent by mistake.
import { button, element, icon } from './dom.ts';
import { renderChosen } from './file-view.ts';
import type { Labels } from './labels.ts';

// As the server has it.
const MAX_FILES = 5;
const MAX_BYTES = 20_000_000;

export class ChosenFiles {
  readonly attach: HTMLElement;
  readonly root = element('div', { class: 'chosen' });
  readonly #button: HTMLButtonElement;
  readonly #onChange: (areRefused: boolean) => void;
  #files: readonly File[] = [];
  #labels: Labels;

  /** @param onChange told whether some of those just chosen can't be sent. */
  constructor(labels: Labels, onChange: (areRefused: boolean) => void) {
    this.#labels = labels;
    this.#onChange = onChange;
    const input = element('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' });
    input.addEventListener('change', () => {
      this.add([...(input.files ?? [])]);
      // Or the same file could not be chosen twice.
      input.value = '';
    });
    this.#button = button('attach', '', () => input.click(), icon('attach'));
    this.attach = element('div', {}, this.#button, input);
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  relabel(labels: Labels): void {
    this.#labels = labels;
    this.#button.setAttribute('aria-label', labels.attach);
    this.#button.title = labels.attach;
    this.#draw();
  }

  add(files: readonly File[]): void {
    const fitting = files.filter(({ size }) => size > 0 && size <= MAX_BYTES);
    const all = [...this.#files, ...fitting];
    this.#files = all.slice(0, MAX_FILES);
    this.#draw();
    this.#onChange(fitting.length < files.length || all.length > MAX_FILES);
  }

  /** They are somebody else's to send now. */
  take(): readonly File[] {
    const taken = this.#files;
    this.#files = [];
    this.#draw();
    return taken;
  }

  /** A file dropped on this is chosen. */
  acceptDrops(target: HTMLElement): void {
    target.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
    target.addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.add(files);
    });
  }

  #draw(): void {
    const chips = this.#files.map((file) => {
      const remove = button(
        'remove',
        `${this.#labels.remove}: ${file.name}`,
        () => this.#drop(file),
        icon('cross'),
      );
      return element('div', { class: 'chip' }, renderChosen(file), remove);
    });
    this.root.replaceChildren(...chips);
  }

  #drop(file: File): void {
    this.#files = this.#files.filter((other) => other !== file);
    this.#draw();
    this.#onChange(false);
    this.#button.focus();
  }
}
