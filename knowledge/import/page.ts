// A web page -> an entry of the knowledge. A page that is gone for good takes its entry with it, into the bin.
import { InvalidInput } from '../../src/model/errors.ts';
import { cleanFileName } from '../../src/model/file.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { findBySource, isSameSource, readOrigin, whereIs } from '../../src/store/import-origins.ts';
import { type ClaimedItem, type ItemEnd, noteHeld, noteMisses } from '../../src/store/imports.ts';
import { inTransaction, type Queryable } from '../../src/store/pool.ts';
import { listReturningDays } from '../../src/store/returning-days.ts';
import { becomeSitemap } from '../../src/store/web-sources.ts';
import { deleteDocument, markDocuments, undeleteDocument } from '../document-changes.ts';
import { listComingDays } from '../documents.ts';
import { LONGEST_BODY_CHARS } from '../draft.ts';
import { encodingOf } from '../parse/encoding.ts';
import { readFile } from '../parse/file.ts';
import { LONGEST_ADDRESS_CHARS } from '../web/address.ts';
import type { Fetched } from '../web/fetch-page.ts';
import { mainContent } from '../web/main-content.ts';
import { parseSitemap } from '../web/sitemap.ts';
import type { Web } from '../web/web.ts';
import { type Held, heldBack, REWRITTEN_WORDS, readHeld } from './hold.ts';
import { hashOf, isCutOff, requireOpen, type TakeDeps, takeText } from './take.ts';

export interface PageDeps extends TakeDeps {
  readonly web: Web;
}

type Page = Extract<Fetched, { kind: 'page' }>;

/** A site may be broken for a day. */
export const MISSES_TO_BIN = 3;
export const MISSING_WORDS =
  'The page is gone from the site. Its entry stays until it was gone three times in a row.';
export const BINNED_WORDS = 'The page was gone three times in a row, so its entry is in the bin.';
export const GONE_REWRITTEN_WORDS =
  'The page is gone from the site. Its entry stays, because you changed it.';
export const GONE_PINNED_WORDS =
  'The page is gone from the site. Its entry stays, because a pinned answer rests on it: delete it if it is no longer right.';
export const PAGE_REWRITTEN_WORDS =
  'You changed this entry since it was imported, so the new text of the page is not taken. To follow the page again, bring back the imported text from the history of the entry.';
export const LEFT_OUT_WORDS = 'You deleted its entry, so the page is left out.';

/** @throws Unreadable, InvalidInput, DeliveryError, StoreError; the signal's reason. */
export async function takePage(deps: PageDeps, item: ClaimedItem, signal: AbortSignal): Promise<ItemEnd> {
  const standing = item.documentId ? await whereIs(deps.pool, item.tenantId, item.documentId) : 'gone';
  const wasBinnedByUs = item.misses >= MISSES_TO_BIN && standing === 'bin';
  if (item.documentId && standing !== 'kept' && !wasBinnedByUs)
    return { state: 'unchanged', warnings: [LEFT_OUT_WORDS], misses: item.misses };
  const known = standing === 'kept' ? { etag: item.etag, lastModified: item.lastModified } : undefined;
  const fetched = await deps.web.read({
    url: new URL(item.source),
    signal,
    etag: known?.etag ?? undefined,
    lastModified: known?.lastModified ?? undefined,
  });
  switch (fetched.kind) {
    case 'unchanged':
      return {
        state: 'unchanged',
        etag: item.etag ?? undefined,
        lastModified: item.lastModified ?? undefined,
      };
    case 'gone':
      return miss(deps, { ...item, isKept: standing === 'kept' }, signal);
    case 'page':
      return keep(deps, { ...item, page: fetched, wasBinnedByUs }, signal);
    default:
      return fetched satisfies never;
  }
}

async function miss(
  deps: PageDeps,
  { isKept, ...item }: ClaimedItem & { readonly isKept: boolean },
  signal: AbortSignal,
): Promise<ItemEnd> {
  const { documentId, tenantId } = item;
  const misses = Math.min(item.misses + 1, 100);
  if (!documentId) return { state: 'failed', error: 'There is no page at this address.', misses };
  if (misses < MISSES_TO_BIN) return { state: 'failed', error: MISSING_WORDS, misses };
  const origin = isKept ? await readOrigin(deps.pool, tenantId, documentId) : undefined;
  if (origin?.isRewritten) return { state: 'failed', error: GONE_REWRITTEN_WORDS, misses: item.misses };
  const held = isKept && (await heldBack(() => bin(deps, { item: { ...item, misses }, documentId }, signal)));
  if (held) return { state: 'failed', error: GONE_PINNED_WORDS, misses: item.misses };
  return { state: 'failed', error: BINNED_WORDS, misses };
}

async function bin(
  { pins, pool }: PageDeps,
  { item, documentId }: { readonly item: ClaimedItem; readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<void> {
  const { tenantId } = item;
  const days = await listComingDays(pool, tenantId, { ids: [documentId] });
  await pins.publish(tenantId, { isForced: false, days, signal }, (check) =>
    inTransaction(pool, async (client) => {
      // First, as an undo of the import locks its items before their entries.
      await noteMisses(client, item, item.misses);
      await deleteDocument(client, tenantId, documentId);
      await check?.(client);
    }),
  );
}

/** What the program itself put in the bin comes back, as a draft where a pinned answer would change by it: why. */
async function bringBack(
  { pool, pins }: PageDeps,
  { item, documentId }: { readonly item: ClaimedItem; readonly documentId: DocumentId },
  signal: AbortSignal,
): Promise<Held | undefined> {
  const { tenantId } = item;
  const bring = (work: (client: Queryable) => Promise<unknown>): Promise<void> =>
    inTransaction(pool, async (client) => {
      // The import, its items, their entries: as an undo locks them.
      await requireOpen(client, item);
      await work(client);
    });
  const days = await listReturningDays(pool, tenantId, { kind: 'entry', id: documentId });
  const held = await heldBack(() =>
    pins.publish(tenantId, { isForced: false, days, signal }, (check) =>
      bring(async (client) => {
        await undeleteDocument(client, tenantId, documentId);
        await check?.(client);
      }),
    ),
  );
  if (held)
    await bring(async (client) => {
      await noteHeld(client, item, held);
      if (await undeleteDocument(client, tenantId, documentId))
        await markDocuments(client, tenantId, { ids: [documentId] }, { isDraft: true });
    });
  return held;
}

/** @param item wasBinnedByUs: its entry comes back with it. */
async function keep(
  deps: PageDeps,
  item: ClaimedItem & { readonly page: Page; readonly wasBinnedByUs: boolean },
  signal: AbortSignal,
): Promise<ItemEnd> {
  const { page, tenantId, importId, id, documentId } = item;
  const tags = { etag: page.etag, lastModified: page.lastModified };
  if (parseSitemap(page.bytes)) {
    if (await becomeSitemap(deps.pool, importId, item.source)) return { state: 'done' };
    throw new InvalidInput('page_sitemap', 'This is a sitemap, not a page. Add it as an address of its own.');
  }
  const { source, title, file } = toFile(page);
  const sourceHash = hashOf(Buffer.concat([Buffer.from(title), file.bytes]));
  const read = () => readFile(file, { mostChars: LONGEST_BODY_CHARS, signal });
  // What can't be read brings nothing back.
  const early = item.wasBinnedByUs ? await read() : undefined;
  const held =
    early && documentId
      ? await bringBack(deps, { item, documentId }, signal)
      : await waitingDraft(deps, item);
  const known = await knownPage(deps, tenantId, { documentId, source });
  // A draft of other words that wait is asked about as it is.
  if (known && isSameSource(known.sourceHash, sourceHash) && !isCutOff(item, known) && !held?.text)
    return held
      ? { state: 'held', documentId: known.id, held }
      : { state: 'unchanged', documentId: known.id, ...tags };
  const text = early ?? (await read());
  const given = { tenantId, importId, id, documentId, by: item.userId ?? undefined };
  const titled = { ...text, title: title || text.title };
  const end = await takeText(deps, { ...given, source, text: titled, sourceHash, known }, signal);
  // Without its tags the page is read again at every check: its text is taken as soon as the owner wants it.
  if (end.warnings?.includes(REWRITTEN_WORDS)) return { ...end, warnings: [PAGE_REWRITTEN_WORDS] };
  return end.state === 'held' ? end : { ...end, ...tags };
}

/** What its entry waits for as a draft; what waits beside an entry is found anew. */
async function waitingDraft(
  { pool }: PageDeps,
  { held, tenantId, documentId }: ClaimedItem,
): Promise<Held | undefined> {
  if (!held || !documentId) return undefined;
  return (await readOrigin(pool, tenantId, documentId))?.isDraft ? readHeld({ held }) : undefined;
}

async function knownPage(
  deps: PageDeps,
  tenantId: ClaimedItem['tenantId'],
  { documentId, source }: { readonly documentId: DocumentId | null; readonly source: string },
): Promise<{ readonly id: DocumentId; readonly sourceHash: string | null } | undefined> {
  const bySource = await findBySource(deps.pool, tenantId, source);
  if (bySource || !documentId) return bySource;
  // Its address has changed since.
  return { id: documentId, sourceHash: null };
}

interface PageFile {
  /** The page's address, as it says itself. */
  readonly source: string;
  readonly title: string;
  readonly file: { readonly name: string; readonly bytes: Uint8Array };
}

const HTML = /^(?:text\/html|application\/xhtml\+xml)\b/i;

function toFile({ url, contentType, bytes }: Page): PageFile {
  const address = new URL(url);
  address.hash = '';
  const name = cleanFileName(address.pathname, 'page');
  if (!HTML.test(contentType)) return { source: shown(address), title: '', file: { name, bytes } };
  const { title, canonical, html } = mainContent(decode(bytes, contentType));
  return {
    source: canonicalOf(canonical, address),
    title,
    file: { name: 'page.html', bytes: new TextEncoder().encode(html) },
  };
}

// A server names one encoding for all of its pages, however each was saved: what the bytes plainly are comes first.
function decode(bytes: Uint8Array, contentType: string): string {
  const told = /charset="?([\w-]+)/i.exec(contentType)?.[1];
  const found = encodingOf(bytes);
  if (told && !found.startsWith('utf'))
    try {
      return new TextDecoder(told, { fatal: true }).decode(bytes);
    } catch {
      // It is not that, or there is no such encoding.
    }
  return new TextDecoder(found).decode(bytes);
}

// Where it was in the end; an address that is too long to be kept stands for its page without its query.
function shown(address: URL): string {
  if (address.href.length <= LONGEST_ADDRESS_CHARS) return address.href;
  return `${address.origin}${address.pathname}`.slice(0, LONGEST_ADDRESS_CHARS);
}

// Sites that name their home page as the address of every page would have one entry for all.
function canonicalOf(canonical: string | undefined, address: URL): string {
  if (!canonical || !URL.canParse(canonical, address)) return shown(address);
  const url = new URL(canonical, address);
  url.hash = '';
  if (url.href.length > LONGEST_ADDRESS_CHARS) return shown(address);
  const isSameSite = url.host === address.host && /^https?:$/.test(url.protocol);
  return isSameSite && (url.pathname !== '/' || address.pathname === '/') ? url.href : shown(address);
}
