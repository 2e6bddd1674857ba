// What a page of the form shows, as its script sees it: the parts that it takes anew, and all around them, which it doesn't.
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect } from 'vitest';
import type { Visitor } from './form-visitor.ts';
import { until } from './house.ts';

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

/** Looks at pages as the script of an open one does. */
export function lookAt(visitor: () => Visitor) {
  const open = async (address: string): Promise<Shown> => readShown((await visitor().get(address)).text);
  const versionNow = async ({ watch }: Pick<Shown, 'watch'>): Promise<unknown> => {
    const { text } = await visitor().get(`/admin/live/state?watch=${watch}`);
    return JSON.parse(text).version;
  };
  /** The page hears of the change, and all that differs stands in what it takes anew. */
  const hears = async (address: string, change: () => Promise<unknown>): Promise<Shown> => {
    let before = await open(address);
    // Once more where something else changed in this moment, such as a look at pinned answers that is due.
    await until('it knows what it shows', async () => {
      before = await open(address);
      return (await versionNow(before)) === before.version;
    });
    await change();
    expect(await versionNow(before), 'it hears of it').not.toBe(before.version);
    const after = await open(before.address ?? address);
    expect(after.regions).not.toEqual(before.regions);
    expect([...after.regions.keys()]).toEqual([...before.regions.keys()]);
    expect(after.around).toBe(before.around);
    return after;
  };
  return { open, versionNow, hears };
}
