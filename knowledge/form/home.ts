// The first page: what needs the owner today.
import { countHeld } from '../../src/store/import-list.ts';
import { countThreads, listThreads } from '../../src/store/threads.ts';
import { readWeek, type Week } from '../../src/store/week.ts';
import { listDocuments } from '../documents.ts';
import { listGaps } from '../gaps.ts';
import { listChannels, needsAttention } from './channel-states.ts';
import { readVersion } from './live.ts';
import { lookAtPins } from './pins.ts';
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { homeView } from './views/home.ts';

const THREADS_SHOWN = 6;
const GAPS_SHOWN = 4;

export function homeRoutes(deps: FormDeps): readonly Route[] {
  const week = rememberWeek(deps);
  return [{ for: 'staff', method: 'get', path: '/', handle: (visit) => homePage(deps, visit, week) }];
}

// An open page fetches itself again with every message, and with 500 conversations a day two weeks take 40 ms to count.
const WEEK_HOLDS_MS = 30_000;

function rememberWeek({ pool, tenantId, business, now }: FormDeps): () => Promise<Week> {
  let known: { readonly atMs: number; readonly week: Week } | undefined;
  return async () => {
    const atMs = now();
    if (known && Math.abs(atMs - known.atMs) < WEEK_HOLDS_MS) return known.week;
    const week = await readWeek(pool, tenantId, { now: new Date(atMs), timezone: business.hours.timezone });
    known = { atMs, week };
    return week;
  };
}

async function homePage(
  deps: FormDeps,
  { signal, session }: StaffVisit,
  readWeekNow: () => Promise<Week>,
): Promise<Page> {
  const { pool, tenantId } = deps;
  const live = { watch: 'home', version: await readVersion(deps, 'home') } as const;
  const counts = await countThreads(pool, tenantId);
  const threads = await listThreads(pool, tenantId, { modes: ['waiting', 'human'], limit: THREADS_SHOWN });
  const gaps = await listGaps(pool, tenantId, GAPS_SHOWN);
  const { total } = await listDocuments(pool, tenantId, { limit: 1, offset: 0 });
  const failed = await listDocuments(pool, tenantId, { status: 'failed', limit: 1, offset: 0 });
  const sample = await listDocuments(pool, tenantId, { source: 'starter', limit: 1, offset: 0 });
  const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
  const knowledge = { total, failed: failed.total, sample: sample.total };
  const attention = listChannels(deps.channels()).filter(needsAttention);
  const { changed, fails } = await lookAtPins(deps, signal);
  const held = await countHeld(pool, tenantId);
  const week = await readWeekNow();
  const shown = { business: deps.business, attention, counts, threads, gaps, knowledge, week, clock };
  const body = homeView({ ...shown, brokenPins: changed + fails, held, csrfToken: session.csrfToken });
  return { kind: 'page', title: t`Home`, section: 'home', body, live };
}
