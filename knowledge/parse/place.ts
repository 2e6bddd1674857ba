// Where in a file a text stands: a line of its own, invisible to readers of the text, begins each place.

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

/** "Sheet Prices" as it belongs in an index: the name that the owner gave it. */
export function nameOfPlace(place: string): string {
  return place.startsWith('sheet ') ? place.slice('sheet '.length) : '';
}

/** For those who read the text as a whole. */
export function withoutPlaces(text: string): string {
  const lines = text.split('\n').filter((line) => placeOf(line) === undefined);
  return lines.join('\n').trim();
}
