// The menu behind the three dots: a person, and the language.
import type { Language } from '../../../src/model/language.ts';
import { button, element, icon } from './dom.ts';
import { type Labels, NAMES } from './labels.ts';

export interface MenuActions {
  askForPerson(): void;
  choose(language: Language): void;
}

export class Menu {
  readonly toggle: HTMLButtonElement;
  readonly root: HTMLElement;
  readonly #actions: MenuActions;

  constructor(actions: MenuActions) {
    this.#actions = actions;
    this.root = element('div', { class: 'menu', role: 'menu', hidden: true });
    this.toggle = button('plain', '', () => (this.isOpen ? this.close() : this.open()), icon('menu'));
    this.toggle.setAttribute('aria-haspopup', 'menu');
    this.toggle.setAttribute('aria-expanded', 'false');
    this.root.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  relabel(labels: Labels, language: Language, languages: readonly Language[]): void {
    this.toggle.setAttribute('aria-label', labels.menu);
    this.root.setAttribute('aria-label', labels.menu);
    const person = item('menuitem', [icon('person'), labels.person], () => this.#actions.askForPerson());
    const choices = languages.map((choice) => {
      const made = item('menuitemradio', [NAMES[choice]], () => this.#actions.choose(choice));
      made.setAttribute('aria-checked', String(choice === language));
      made.lang = choice;
      if (choice === language) made.append(icon('check'));
      return made;
    });
    const group = element('div', { role: 'group', 'aria-label': labels.language }, ...choices);
    const heading = element('div', { class: 'heading', 'aria-hidden': 'true' }, labels.language);
    this.root.replaceChildren(person, ...(languages.length > 1 ? [heading, group] : []));
  }

  open(): void {
    this.root.hidden = false;
    this.toggle.setAttribute('aria-expanded', 'true');
    this.#items()[0]?.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.root.hidden = true;
    this.toggle.setAttribute('aria-expanded', 'false');
    this.toggle.focus();
  }

  #items(): readonly HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('button')];
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(event.target as HTMLElement);
    const next: Record<string, number> = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    };
    const to = next[event.key];
    if (event.key === 'Tab') this.close();
    if (to === undefined) return;
    event.preventDefault();
    items[to]?.focus();
  }
}

function item(role: string, content: readonly (Node | string)[], onPress: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', role, tabindex: '-1' }, ...content);
  made.addEventListener('click', onPress);
  return made;
}
