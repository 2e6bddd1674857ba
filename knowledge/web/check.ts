// Looks again at the addresses that owners want watched: their pages become work of the importer.

import type { Log } from '../../src/log.ts';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import { addPages } from '../../src/store/imports.ts';
import type { Pool } from '../../src/store/pool.ts';
import { type ClaimedSource, claimWebSource, finishCheck } from '../../src/store/web-sources.ts';
import { readSitemap } from './sitemap.ts';
import type { Web } from './web.ts';

export interface CheckDeps {
  readonly pool: Pool;
  readonly web: Web;
  readonly log: Log;
}

// Fifty sitemaps, one a second; who dies on the way is taken over after that.
const LEASE_MS = 120_000;

// As many as MOST_PAGES of sitemap.ts.
const CUT_WORDS = 'The sitemap names more than 500 pages: the first 500 are read.';

/** @returns whether there was one. */
export async function checkDueSource(deps: CheckDeps, signal: AbortSignal): Promise<boolean> {
  const source = await claimWebSource(deps.pool, LEASE_MS);
  if (!source) return false;
  const { tenantId, importId } = source;
  try {
    const { urls, isCut } = await pagesOf(deps, source, signal);
    await addPages(deps.pool, tenantId, { importId, urls });
    await finishCheck(deps.pool, source, isCut ? { error: CUT_WORDS } : {});
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof DeliveryError)) throw error;
    deps.log.info({ err: error, url: source.url }, 'a watched address could not be checked');
    await finishCheck(deps.pool, source, { error: error.message, isPassing: error.retryable });
  }
  return true;
}

async function pagesOf(
  { web }: CheckDeps,
  { url, kind }: ClaimedSource,
  signal: AbortSignal,
): Promise<{ readonly urls: readonly string[]; readonly isCut: boolean }> {
  return kind === 'sitemap' ? readSitemap(web, url, signal) : { urls: [url], isCut: false };
}
