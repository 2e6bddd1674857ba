// Sitemaps (sitemaps.org): which pages a site says it has, by itself or by other sitemaps that it names.
import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import type { Web } from './web.ts';

/** What a page that was asked for turned out to be. */
export interface Sitemap {
  readonly pages: readonly string[];
  /** Other sitemaps. */
  readonly parts: readonly string[];
}

export interface SitePages {
  readonly urls: readonly string[];
  /** There are more than these. */
  readonly isCut: boolean;
  /** Sitemaps that it names, and that could not be read. */
  readonly broken: readonly BrokenPart[];
}

export interface BrokenPart {
  readonly url: string;
  readonly error: InvalidInput | DeliveryError;
}

const MOST_PAGES = 500;
const MOST_SITEMAPS = 50;
// Each may take all of its time to fail, and other sites wait meanwhile.
const MOST_BROKEN = 10;
const MOST_BYTES = 20_000_000;
const LONGEST_URL_CHARS = 2_000;
// More than that no sitemap may name (sitemaps.org); the rest of a larger one is not looked at.
const MOST_NAMED = 50_000;

/** @returns undefined where it is no sitemap. */
export function parseSitemap(bytes: Buffer): Sitemap | undefined {
  const text = unpack(bytes)?.toString('utf8') ?? '';
  if (!/<(?:\w+:)?(?:urlset|sitemapindex)\b/i.test(text.slice(0, 10_000))) return undefined;
  const found = { url: [] as string[], sitemap: [] as string[] };
  let parent = '';
  let loc: string | undefined;
  const parser = new Parser(
    {
      onopentag(name) {
        const local = localName(name);
        if (local === 'url' || local === 'sitemap') parent = local;
        // Pictures and videos of a page have addresses of their own, in other namespaces.
        if (name === 'loc' || (local === 'loc' && !/^(?:image|video|news):/.test(name))) loc = '';
      },
      ontext(piece) {
        if (loc !== undefined) loc += piece;
      },
      onclosetag(name) {
        if (localName(name) !== 'loc' || loc === undefined) return;
        if (parent === 'url' || parent === 'sitemap') found[parent].push(loc.trim());
        loc = undefined;
        if (found.url.length + found.sitemap.length >= MOST_NAMED) parser.pause();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(text);
  return { pages: found.url, parts: found.sitemap };
}

/** A sitemap named like one; others are found out when they are read. */
export function looksLikeSitemap(url: URL): boolean {
  return /sitemap[^/]*\.(?:xml|xml\.gz|txt)$|\.xml(?:\.gz)?$/i.test(url.pathname);
}

/**
 * Every page of a site, of those on its own host; what a part of it can't say, the others do.
 * @throws InvalidInput, DeliveryError
 */
export async function readSitemap(web: Web, address: string, signal: AbortSignal): Promise<SitePages> {
  const start = new URL(address);
  const urls = new Set<string>();
  // Grows while it is gone through.
  const sitemaps = new Set([address]);
  const broken: BrokenPart[] = [];
  for (const next of sitemaps) {
    const read = await readPart(web, new URL(next), signal);
    if ('error' in read) broken.push(read);
    else {
      addOwn(sitemaps, { addresses: read.parts, site: start, most: MOST_SITEMAPS });
      addOwn(urls, { addresses: read.pages, site: start, most: MOST_PAGES + 1 });
    }
    if (urls.size > MOST_PAGES || broken.length === MOST_BROKEN) break;
  }
  if (urls.size === 0)
    throw broken[0]?.error ?? new InvalidInput('sitemap_empty', 'The sitemap names no pages of this site.');
  return { urls: [...urls].slice(0, MOST_PAGES), isCut: urls.size > MOST_PAGES, broken };
}

async function readPart(web: Web, url: URL, signal: AbortSignal): Promise<Sitemap | BrokenPart> {
  try {
    return await readOne(web, url, signal);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof DeliveryError) return { url: url.href, error };
    throw error;
  }
}

function addOwn(
  found: Set<string>,
  {
    addresses,
    site,
    most,
  }: { readonly addresses: readonly string[]; readonly site: URL; readonly most: number },
): void {
  for (const address of addresses) {
    if (found.size >= most) return;
    const url = ownUrl(address, site);
    if (url) found.add(url);
  }
}

async function readOne(web: Web, url: URL, signal: AbortSignal): Promise<Sitemap> {
  const fetched = await web.read({ url, signal });
  if (fetched.kind !== 'page')
    throw new InvalidInput('sitemap_gone', 'There is no sitemap at this address any more.');
  const sitemap = parseSitemap(fetched.bytes);
  if (sitemap) return sitemap;
  throw new InvalidInput(
    'sitemap_malformed',
    'There is no sitemap at this address. It is often called /sitemap.xml.',
  );
}

function unpack(bytes: Buffer): Buffer | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
}

// A sitemap speaks for its own host alone.
function ownUrl(address: string, site: URL): string | undefined {
  if (!URL.canParse(address, site) || address.length > LONGEST_URL_CHARS) return undefined;
  const url = new URL(address, site);
  url.hash = '';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && bareHost(url) === bareHost(site) ? url.href : undefined;
}

function bareHost(url: URL): string {
  return url.host.replace(/^www\./, '');
}

function localName(name: string): string {
  return name.replace(/^.*:/, '').toLowerCase();
}
