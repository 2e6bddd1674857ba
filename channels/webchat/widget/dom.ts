// Builds elements without HTML strings, and the icons among them.

type Child = Node | string | undefined | false;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(made, name, value);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

function setAttribute(target: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) target.removeAttribute(name);
  else target.setAttribute(name, value === true ? '' : value);
}

export function button(className: string, label: string, onPress: () => void, ...children: readonly Child[]) {
  const made = element('button', { type: 'button', class: className, 'aria-label': label }, ...children);
  made.addEventListener('click', onPress);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';
// 24 by 24, one stroke.
const PATHS = {
  close: 'M6 9.5l6 6 6-6',
  menu: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  down: 'M12 5v13.5M6.5 13l5.5 5.5 5.5-5.5',
  person: 'M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 19.5c.8-3.5 3.6-5 7-5s6.2 1.5 7 5',
  out: 'M10 6H6v12h12v-4M13 5h6v6M19 5l-8 8',
  file: 'M13.5 4h-6A1.5 1.5 0 0 0 6 5.5v13A1.5 1.5 0 0 0 7.5 20h9a1.5 1.5 0 0 0 1.5-1.5v-10zM13.5 4v4.5H18',
  save: 'M12 4.5V15M7.5 11l4.5 4.5 4.5-4.5M5.5 19.5h13',
  attach: 'M18.5 11.5l-6.7 6.7a4.2 4.2 0 0 1-6-6l7.2-7.2a2.8 2.8 0 0 1 4 4l-7 7a1.4 1.4 0 0 1-2-2l6-6',
  cross: 'M7 7l10 10M17 7L7 17',
  check: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

export function icon(name: keyof typeof PATHS): SVGElement {
  return drawing('icon', '0 0 24 24', [{ d: PATHS[name] }]);
}

/** Two overlapping speech bubbles; the second with its three dots. */
export function logo(): SVGElement {
  return drawing('logo', '0 0 48 48', [
    {
      class: 'behind',
      d: 'M29 20h7a8 8 0 0 1 8 8v5a8 8 0 0 1-3 6.2V45l-6.4-4H29a8 8 0 0 1-8-8v-5a8 8 0 0 1 8-8z',
    },
    {
      class: 'front',
      d: 'M12 4h14a9 9 0 0 1 9 9v6a9 9 0 0 1-9 9h-8.2L10 33.5v-6A9 9 0 0 1 3 19v-6a9 9 0 0 1 9-9z',
    },
    { class: 'dots', d: 'M13 16v.01M19 16v.01M25 16v.01' },
  ]);
}

function drawing(
  className: string,
  viewBox: string,
  paths: readonly Readonly<Record<string, string>>[],
): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ class: className, viewBox, 'aria-hidden': 'true' })) {
    svg.setAttribute(name, value);
  }
  for (const attributes of paths) {
    const path = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
    svg.append(path);
  }
  return svg;
}
