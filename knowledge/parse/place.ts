// Where in a file a text stands: a line of its own, invisible to readers of the text, begins each place.
import type { Block } from './block.ts';

export type PlaceKind = 'page' | 'slide' | 'sheet' | 'chapter';

const PLACE_LINE = /^<!-- ((?:page|slide|chapter) \d{1,7}|sheet [^\n]{1,200}?) -->$/;

/** "<!-- page 3 -->". A sheet goes by its name. */
export function markPlace(kind: PlaceKind, which: number | string): string {
  const name = String(which).replace(/\s+/g, ' ').replaceAll('-->', '->').trim().slice(0, 100);
  return `<!-- ${kind} ${name || '?'} -->`;
}

/** "page 3" of such a line; undefined of every other. */
export function placeOf(line: string): string | undefined {
  return PLACE_LINE.exec(line.trim())?.[1];
}

/** Across pages a sentence goes on; nothing goes on from one sheet, slide or chapter to the next. */
export function partsText(place: string): boolean {
  return !place.startsWith('page ');
}

/** The name that the owner gave it: of a sheet alone. */
export function nameOfPlace(place: string): string {
  return place.startsWith('sheet ') ? place.slice('sheet '.length) : '';
}

/** Each place is parsed for itself: nothing that is left open in one swallows the next. */
export function parsePlaces(body: string, parse: (part: string) => readonly Block[]): readonly Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = (): void => {
    // Not spread: a call takes a hundred thousand arguments at most.
    for (const block of parse(lines.join('\n'))) blocks.push(block);
    lines = [];
  };
  for (const line of body.replaceAll('\r\n', '\n').split('\n')) {
    const place = placeOf(line);
    if (place === undefined) lines.push(line);
    else {
      flush();
      blocks.push({ kind: 'place', place });
    }
  }
  flush();
  return blocks;
}

/** For those who read the text as a whole. */
export function withoutPlaces(text: string): string {
  const lines = text.split('\n').filter((line) => placeOf(line) === undefined);
  return lines.join('\n').trim();
}
