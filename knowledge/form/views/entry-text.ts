// The text of an entry as customers and their bot read it; where it stands in a file is told beside it.
import type { DocumentKind } from '../../documents.ts';
import { placeOf } from '../../parse/place.ts';
import { html, type View } from '../html.ts';
import { markdown, ownHtml } from '../markdown.ts';
import { typed } from '../parts.ts';
import { t } from '../speech.ts';

export function entryText(kind: DocumentKind, body: string): View {
  if (kind === 'html') return ownHtml(body);
  if (kind === 'text') return typed(body);
  return html`${placesOf(body).map(
    ({ place, text }) =>
      html`${place && html`<p class="place">${placeWords(place)}</p>`}${text.trim() !== '' && markdown(text)}`,
  )}`;
}

/** Whether lines of its source tell where it stands in a file. */
export function hasPlaces(body: string): boolean {
  return body.split('\n').some((line) => placeOf(line) !== undefined);
}

interface PlacedText {
  readonly place: string | undefined;
  readonly text: string;
}

function placesOf(body: string): readonly PlacedText[] {
  const parts: { place: string | undefined; lines: string[] }[] = [{ place: undefined, lines: [] }];
  for (const line of body.split('\n')) {
    const place = placeOf(line);
    if (place === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ place, lines: [] });
  }
  return parts.map(({ place, lines }) => ({ place, text: lines.join('\n') }));
}

function placeWords(place: string): string {
  const [kind = '', which = ''] = [place.slice(0, place.indexOf(' ')), place.slice(place.indexOf(' ') + 1)];
  switch (kind) {
    case 'page':
      return t`Page ${which}`;
    case 'slide':
      return t`Slide ${which}`;
    case 'chapter':
      return t`Chapter ${which}`;
    default:
      return t`Sheet ${which}`;
  }
}
