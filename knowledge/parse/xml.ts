// XML of strangers -> a tree, within bounds. Entities are never defined and nothing is ever fetched: &lol; stays "&lol;".
import { Parser } from 'htmlparser2';
import { decodeText } from './encoding.ts';
import { Unreadable } from './unreadable.ts';

export interface XmlElement {
  /** Without its prefix: which letters a program picked for a namespace tells nothing. */
  readonly name: string;
  /** As written, with prefixes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

export interface XmlHandler {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

const DEEPEST = 400;
const MOST_ELEMENTS = 1_000_000;

/** Tells what it meets, for parts too large for a tree. @throws Unreadable; whatever a handler throws. */
export function walkXml(xml: string | Uint8Array, handler: XmlHandler, mostElements = MOST_ELEMENTS): void {
  let depth = 0;
  let elements = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        elements += 1;
        if (depth > DEEPEST || elements > mostElements) throw new Unreadable('too_large');
        handler.open?.(localName(name), attributes);
      },
      ontext(text) {
        if (depth > 0) handler.text?.(text);
      },
      onclosetag(name) {
        depth -= 1;
        handler.close?.(localName(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(typeof xml === 'string' ? xml : decodeText(xml));
}

/** @throws Unreadable */
export function parseXml(xml: string | Uint8Array): XmlElement {
  const top: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [top];
  walkXml(xml, {
    open(name, attributes) {
      const element: OpenElement = { name, attributes, children: [] };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    text: (text) => open.at(-1)?.children.push(text),
    close: () => void open.pop(),
  });
  const [root] = elementsOf(top);
  if (!root) throw new Unreadable('damaged');
  return root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

export function elementsOf(element: XmlElement | undefined, name?: string): readonly XmlElement[] {
  const elements = (element?.children ?? []).filter((child) => typeof child !== 'string');
  return name === undefined ? elements : elements.filter((child) => child.name === name);
}

/** Down a path of names, the first of each. */
export function find(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => elementsOf(at, name)[0], element);
}

/** Every element of that name below, in order; what is inside one of them is not looked at again. */
export function findAll(element: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  return elementsOf(element).flatMap((child) =>
    names.includes(child.name) ? [child] : findAll(child, ...names),
  );
}

export function textOf(element: XmlElement | undefined): string {
  return (element?.children ?? [])
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

/** With or without its prefix: `id` finds `r:id` where there is no plain one before. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const attributes = element?.attributes ?? {};
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((each) => localName(each) === localName(name));
  return key === undefined ? undefined : attributes[key];
}
