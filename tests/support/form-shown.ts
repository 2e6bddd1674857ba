// What a page of the form shows, as its script sees it: the parts that it takes anew, and all around them, which it doesn't.
import { DomUtils, parseDocument } from 'htmlparser2';

export interface Shown {
  /** What it watches, and the version of that; undefined where it stays as it is. */
  readonly watch: string | undefined;
  readonly version: string | undefined;
  /** Where it fetches itself again. */
  readonly address: string | undefined;
  readonly regions: ReadonlyMap<string, string>;
  readonly around: string;
}

export function readShown(page: string): Shown {
  const document = parseDocument(page);
  const [body] = DomUtils.getElementsByTagName('body', document);
  if (!body) throw new Error('this is no page');
  const { 'data-watch': watch, 'data-version': version, 'data-address': address } = body.attribs;
  for (const name of ['data-watch', 'data-version']) delete body.attribs[name];
  const regions = new Map<string, string>();
  const all = DomUtils.filter((node) => 'attribs' in node && 'data-region' in node.attribs, body.children);
  for (const region of all) {
    if (!('attribs' in region)) continue;
    regions.set(region.attribs['data-region'] ?? '', DomUtils.getInnerHTML(region));
    region.children = [];
  }
  return { watch, version, address, regions, around: stable(DomUtils.getOuterHTML(body)) };
}

// New in each copy of a page, and what the script itself keeps right.
function stable(html: string): string {
  return html
    .replace(/(name="(?:message|template)" value|data-import)="[^"]*"/g, '$1')
    .replace(/<span class="badge" data-waiting[^>]*>\d+<\/span>/g, '');
}
