// The first page: what needs the owner today.
import { countThreads, listThreads } from '../../src/store/threads.ts';
import { listDocuments } from '../documents.ts';
import { listGaps } from '../gaps.ts';
import { listChannels, needsAttention } from './channel-states.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Route } from './route.ts';
import { homeView } from './views/home.ts';

const THREADS_SHOWN = 6;
const GAPS_SHOWN = 4;

export function homeRoutes(deps: FormDeps): readonly Route[] {
  return [{ for: 'staff', method: 'get', path: '/', handle: () => homePage(deps) }];
}

async function homePage(deps: FormDeps): Promise<Page> {
  const { pool, tenantId } = deps;
  const live = { watch: 'lists', version: await readVersion(deps, 'lists') } as const;
  const counts = await countThreads(pool, tenantId);
  const threads = await listThreads(pool, tenantId, { modes: ['waiting', 'human'], limit: THREADS_SHOWN });
  const gaps = await listGaps(pool, tenantId, GAPS_SHOWN);
  const { total } = await listDocuments(pool, tenantId, { limit: 1, offset: 0 });
  const failed = await listDocuments(pool, tenantId, { status: 'failed', limit: 1, offset: 0 });
  const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
  const knowledge = { total, failed: failed.total };
  const attention = listChannels(deps.channels()).filter(needsAttention);
  const body = homeView({ business: deps.business, attention, counts, threads, gaps, knowledge, clock });
  return { kind: 'page', title: 'Home', section: 'home', body, live };
}
