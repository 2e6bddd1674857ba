// Keeps open pages up to date: tells them that something changed, and they fetch themselves again.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseId } from '../../src/model/ids.ts';
import { listOpenAlerts } from '../../src/store/alerts.ts';
import { readImportsVersion } from '../../src/store/import-list.ts';
import { readDraftsVersion } from '../../src/store/language-drafts.ts';
import { countThreads, listThreads, readThread } from '../../src/store/threads.ts';
import { readListVersion } from '../documents.ts';
import { listChannels, needsAttention } from './channel-states.ts';
import type { FormDeps, Live, Reply, Route, StaffVisit } from './route.ts';

// A look takes 2.3 ms of the embedded database's one connection, 0.9 ms of PostgreSQL's: 24 open pages take 5 % of it.
const LOOK_EVERY_MS = 1_000;
const MOST_STREAMS = 24;
// Then the browser connects again by itself: a stream outlives neither its session nor a deployment by much.
const LOOKS_PER_STREAM = 120;
// Enough to see new messages and the delivery of the last ones.
const MESSAGES_WATCHED = 20;
const THREADS_WATCHED = 50;

export function liveRoutes(deps: FormDeps): readonly Route[] {
  let open = 0;
  const stream = async function* (watch: Live['watch'], visit: StaffVisit): AsyncGenerator<string> {
    open += 1;
    try {
      yield* look(deps, watch, visit.signal);
    } finally {
      open -= 1;
    }
  };
  return [
    {
      for: 'staff',
      method: 'get',
      path: '/live',
      handle: async (visit) => {
        const watch = readWatch(visit);
        // A page that gets no stream asks for the state now and then.
        if (open >= MOST_STREAMS) return { kind: 'json', status: 503, value: { busy: true } };
        return { kind: 'events', events: stream(watch, visit) };
      },
    },
    {
      for: 'staff',
      method: 'get',
      path: '/live/state',
      handle: async (visit): Promise<Reply> => ({
        kind: 'json',
        status: 200,
        value: await readState(deps, readWatch(visit)),
      }),
    },
  ];
}

/** A fingerprint of what a page shows. Read it before the page: a change in between is then noticed, not lost. */
export async function readVersion(deps: FormDeps, watch: Live['watch']): Promise<string> {
  return createHash('sha256')
    .update(JSON.stringify((await readShown(deps, watch)) ?? null))
    .digest('base64url')
    .slice(0, 16);
}

async function readShown(deps: FormDeps, watch: Live['watch']): Promise<unknown> {
  const { pool, tenantId } = deps;
  if (watch === 'channels') {
    const { states, accounts } = deps.channels();
    return [[...states], accounts];
  }
  if (watch === 'imports') return readImportsVersion(pool, tenantId);
  if (watch === 'drafts') return readDraftsVersion(pool, tenantId);
  if (watch === 'knowledge') return readListVersion(pool, tenantId);
  if (watch !== 'lists') return readThread(pool, tenantId, watch, MESSAGES_WATCHED);
  const modes = ['waiting', 'human', 'bot'] as const;
  return [
    await listThreads(pool, tenantId, { modes, limit: THREADS_WATCHED }),
    await listOpenAlerts(pool, tenantId),
    listChannels(deps.channels())
      .filter(needsAttention)
      .map(({ key, words, detail }) => [key, words, detail]),
  ];
}

async function readState(
  deps: FormDeps,
  watch: Live['watch'],
): Promise<{ version: string; waiting: number }> {
  const version = await readVersion(deps, watch);
  const { waiting } = await countThreads(deps.pool, deps.tenantId);
  return { version, waiting };
}

async function* look(deps: FormDeps, watch: Live['watch'], signal: AbortSignal): AsyncGenerator<string> {
  yield 'retry: 2000\n\n';
  let last = '';
  for (let looks = 0; looks < LOOKS_PER_STREAM && !signal.aborted; looks += 1) {
    const state = JSON.stringify(await readState(deps, watch));
    if (state !== last) yield `data: ${state}\n\n`;
    // Proxies close what is silent.
    else if (looks % 15 === 0) yield ': still here\n\n';
    last = state;
    await delay(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function readWatch(visit: StaffVisit): Live['watch'] {
  const watch = visit.query.get('watch');
  return WATCHED.find((known) => known === watch) ?? parseId<'conversation'>(watch);
}

const WATCHED = ['lists', 'channels', 'knowledge', 'imports', 'drafts'] as const;
