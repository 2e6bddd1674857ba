// Where the customer writes: grows with the text, sends on Enter, leaves input methods alone.
import { ChosenFiles } from './chosen-files.ts';
import { button, element, icon } from './dom.ts';
import type { Labels } from './labels.ts';

// The server takes 64 KB; a text of other scripts has up to three bytes a letter.
const MAX_BYTES = 60_000;
const MAX_HEIGHT_PX = 132;

type Say = (text: string, files: readonly File[]) => void;

export class Composer {
  readonly root: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #fault: HTMLElement;
  readonly #chosen: ChosenFiles;
  #labels: Labels;

  constructor(labels: Labels, say: Say) {
    this.#labels = labels;
    this.#text = element('textarea', { rows: '1', enterkeyhint: 'send', autocomplete: 'off' });
    this.#send = button('send', '', () => undefined, icon('send'));
    this.#send.type = 'submit';
    this.#fault = element('div', { class: 'fault', role: 'alert' });
    this.#chosen = new ChosenFiles(labels, (areRefused) => {
      this.#grow();
      if (areRefused) this.#fault.textContent = this.#labels.fileLimits;
    });
    const { attach, root: chosen } = this.#chosen;
    const field = element('div', { class: 'field' }, attach, this.#text, this.#send);
    this.root = element('form', { class: 'composer' }, this.#fault, chosen, field);
    this.#text.addEventListener('input', () => this.#grow());
    this.#text.addEventListener('keydown', (event) => {
      // Enter while an input method is composing chooses a word; 229 is what some browsers say instead.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.root.requestSubmit();
    });
    this.#text.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.#chosen.add(files);
    });
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(say);
    });
    this.relabel(labels);
  }

  relabel(labels: Labels): void {
    this.#labels = labels;
    this.#text.placeholder = labels.placeholder;
    this.#text.setAttribute('aria-label', labels.placeholder);
    this.#send.setAttribute('aria-label', labels.send);
    this.#chosen.relabel(labels);
    this.#grow();
  }

  focus(): void {
    this.#text.focus({ preventScroll: true });
  }

  /** Files dropped on `target` are chosen. */
  acceptDrops(target: HTMLElement): void {
    this.#chosen.acceptDrops(target);
  }

  #submit(say: Say): void {
    const text = this.#text.value.trim();
    if (!text && this.#chosen.isEmpty) return;
    const isTooLong = new TextEncoder().encode(JSON.stringify(text)).length > MAX_BYTES;
    this.#fault.textContent = isTooLong ? this.#labels.tooLong : '';
    if (isTooLong) return;
    this.#text.value = '';
    const files = this.#chosen.take();
    this.#grow();
    say(text, files);
  }

  #grow(): void {
    this.#fault.textContent = '';
    this.#send.toggleAttribute('data-ready', this.#text.value.trim() !== '' || !this.#chosen.isEmpty);
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, MAX_HEIGHT_PX)}px`;
  }
}
