// Looks again at the addresses that owners want watched: their pages become work of the importer.
import type { Log } from '../../src/log.ts';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import { isUndone } from '../../src/store/import-undo.ts';
import { addPages } from '../../src/store/imports.ts';
import { inTransaction, type Pool } from '../../src/store/pool.ts';
import {
  type CheckEnd,
  type ClaimedSource,
  claimWebSource,
  finishCheck,
  renewCheck,
} from '../../src/store/web-sources.ts';
import { readSitemap, type SitePages } from './sitemap.ts';
import type { Web } from './web.ts';

export interface CheckDeps {
  readonly pool: Pool;
  readonly web: Web;
  readonly log: Log;
}

// Held while it is looked at: fifty sitemaps of a slow site take minutes. Who dies on the way is taken over
// within the 14 s of everything else.
const LEASE_MS = 12_000;
const RENEW_MS = 4_000;
/** Of one check, where what fails is neither the site nor the address. */
const MOST_ATTEMPTS = 5;
const OWN_FAULT_WORDS = 'Kaki itself failed on this address. It is looked at again as often as you chose.';

// As many as MOST_PAGES of sitemap.ts.
const CUT_WORDS = 'The sitemap names more than 500 pages: the first 500 are read.';

/** @returns whether there was one. */
export async function checkDueSource(deps: CheckDeps, signal: AbortSignal): Promise<boolean> {
  const source = await claimWebSource(deps.pool, LEASE_MS);
  if (!source) return false;
  const timer = setInterval(() => {
    renewCheck(deps.pool, source, LEASE_MS).catch((err: unknown) =>
      deps.log.warn({ err, url: source.url }, 'the lease of a watched address was not renewed'),
    );
  }, RENEW_MS);
  try {
    await check(deps, source, signal);
  } finally {
    clearInterval(timer);
  }
  return true;
}

async function check(deps: CheckDeps, source: ClaimedSource, signal: AbortSignal): Promise<void> {
  const { tenantId, importId } = source;
  try {
    const { urls, ...rest } = await pagesOf(deps, source, signal);
    // Together: what is found once is read once, and a page that is gone is missed once.
    await inTransaction(deps.pool, async (client) => {
      // Nobody would ever read what comes into an import that was undone meanwhile.
      if (!(await isUndone(client, tenantId, importId))) await addPages(client, tenantId, { importId, urls });
      await finishCheck(client, source, toEnd(rest));
    });
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof InvalidInput || error instanceof DeliveryError) {
      deps.log.info({ err: error, url: source.url }, 'a watched address could not be checked');
      return finishCheck(deps.pool, source, { error: error.message, isPassing: error.retryable });
    }
    if (source.attempts < MOST_ATTEMPTS) throw error;
    deps.log.error({ err: error, url: source.url }, 'a watched address was given up for now');
    await finishCheck(deps.pool, source, { error: OWN_FAULT_WORDS });
  }
}

const MOST_NAMED = 3;

function toEnd({ isCut, broken }: Omit<SitePages, 'urls'>): CheckEnd {
  if (broken.length === 0) return isCut ? { error: CUT_WORDS } : {};
  const named = broken.slice(0, MOST_NAMED).map(({ url }) => url);
  const list = named.join(', ') + (broken.length > MOST_NAMED ? ' …' : '');
  // As often as was chosen: another look reads the pages of all the other parts, too.
  return { error: `Parts of the sitemap could not be read, and their pages stay as they were: ${list}` };
}

async function pagesOf(
  { web }: CheckDeps,
  { url, kind }: ClaimedSource,
  signal: AbortSignal,
): Promise<SitePages> {
  return kind === 'sitemap' ? readSitemap(web, url, signal) : { urls: [url], isCut: false, broken: [] };
}
