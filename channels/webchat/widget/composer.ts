// Where the customer writes: grows with the text, sends on Enter, leaves input methods alone.
import { button, element, icon } from './dom.ts';
import type { Labels } from './labels.ts';

// The server takes 64 KB; a text of other scripts has up to three bytes a letter.
const MAX_BYTES = 60_000;
const MAX_HEIGHT_PX = 132;

export class Composer {
  readonly root: HTMLFormElement;
  readonly #text: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #fault: HTMLElement;
  #labels: Labels;

  constructor(labels: Labels, say: (text: string) => void) {
    this.#labels = labels;
    this.#text = element('textarea', { rows: '1', enterkeyhint: 'send', autocomplete: 'off' });
    this.#send = button('send', '', () => undefined, icon('send'));
    this.#send.type = 'submit';
    this.#fault = element('div', { class: 'fault', role: 'alert' });
    const field = element('div', { class: 'field' }, this.#text, this.#send);
    this.root = element('form', { class: 'composer' }, this.#fault, field);
    this.#text.addEventListener('input', () => this.#grow());
    this.#text.addEventListener('keydown', (event) => {
      // Enter while an input method is composing chooses a word; 229 is what some browsers say instead.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.root.requestSubmit();
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
    this.#grow();
  }

  focus(): void {
    this.#text.focus({ preventScroll: true });
  }

  #submit(say: (text: string) => void): void {
    const text = this.#text.value.trim();
    if (!text) return;
    const isTooLong = new TextEncoder().encode(JSON.stringify(text)).length > MAX_BYTES;
    this.#fault.textContent = isTooLong ? this.#labels.tooLong : '';
    if (isTooLong) return;
    this.#text.value = '';
    this.#grow();
    say(text);
  }

  #grow(): void {
    this.#fault.textContent = '';
    this.#send.toggleAttribute('data-ready', this.#text.value.trim() !== '');
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, MAX_HEIGHT_PX)}px`;
  }
}
