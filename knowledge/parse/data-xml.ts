// XML of any kind -> a line for each name and its value, a blank line between groups.
import type { Reading } from './file-text.ts';
import { elementsOf, parseXml, textOf, type XmlElement } from './xml.ts';

/** @throws Unreadable */
export function readXml(bytes: Uint8Array): Reading {
  const groups: string[] = [];
  writeGroup(parseXml(bytes), groups);
  return { kind: 'text', text: groups.filter((each) => each.trim()).join('\n\n') };
}

function writeGroup(element: XmlElement, groups: string[]): void {
  const lines: string[] = [...attributesOf(element)];
  for (const child of elementsOf(element)) {
    if (isGroup(child)) {
      groups.push(lines.splice(0).join('\n'));
      writeGroup(child, groups);
    } else lines.push(...writeLine(child));
  }
  if (elementsOf(element).length === 0) lines.push(...writeLine(element));
  groups.push(lines.join('\n'));
}

// Text between its elements makes it a sentence with marks in it.
function isGroup(element: XmlElement): boolean {
  return (
    elementsOf(element).length > 0 &&
    element.children.every((child) => typeof child !== 'string' || child.trim() === '')
  );
}

function writeLine(element: XmlElement): readonly string[] {
  const words = textOf(element).replace(/\s+/g, ' ').trim();
  const given = attributesOf(element).join(', ');
  if (!words && !given) return [];
  return [words ? `${element.name}: ${words}` : `${element.name}: ${given}`];
}

function attributesOf(element: XmlElement): readonly string[] {
  return Object.entries(element.attributes)
    .filter(([name, value]) => !/^(?:xmlns|xsi|xml)\b/.test(name) && value.trim())
    .map(([name, value]) => `${name}: ${value.trim()}`);
}
