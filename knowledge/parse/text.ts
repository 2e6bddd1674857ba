// Plain text -> blocks: blank lines part paragraphs, bullets make lists, a short line on its own is a heading.
import type { Block } from './block.ts';

// "-5 degrees" and "3.50 each" are not bullets: dashes and numbers need a space after them.
const BULLET = /^\s*(?:[-*–]\s+|[•·‣]\s*|\d{1,3}[.)]\s+|\d{1,3}、|[(（]\d{1,3}[)）])\s*(?=\S)/u;
const HEADING_CHARS = 60;

export function parseText(text: string): readonly Block[] {
  const groups = text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .map((group) => group.replace(/^\n+|\s+$/g, ''))
    .filter((group) => group.trim());
  return groups.flatMap((group, index) => groupBlocks(group, index < groups.length - 1));
}

function groupBlocks(group: string, isFollowed: boolean): readonly Block[] {
  const lines = group.split('\n');
  if (isFollowed && lines.length === 1 && isHeading(group))
    return [{ kind: 'heading', level: 2, text: group.trim() }];
  const first = lines.findIndex(isBullet);
  if (first < 0) return [{ kind: 'paragraph', text: group.trim() }];
  const intro = lines.slice(0, first).join('\n').trim();
  return [
    ...(intro ? [{ kind: 'paragraph' as const, text: intro }] : []),
    { kind: 'list', items: listItems(lines.slice(first)) },
  ];
}

function isBullet(line: string): boolean {
  return BULLET.test(line);
}

function isHeading(line: string): boolean {
  return line.trim().length <= HEADING_CHARS && !isBullet(line) && !/[.!?。！？,，;；:：]\s*$/u.test(line);
}

function listItems(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (isBullet(line) || items.length === 0) items.push(line.trim());
    else items.push(`${items.pop()}\n  ${line.trim()}`);
  }
  return items;
}
