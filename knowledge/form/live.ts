// Keeps open pages up to date: tells them that something changed, and they fetch themselves again.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseId } from '../../src/model/ids.ts';
import { listOpenAlerts } from '../../src/store/alerts.ts';
import { countDrafts } from '../../src/store/answer-drafts.ts';
import { countHeld } from '../../src/store/import-list.ts';
import { readImportsVersion } from '../../src/store/import-watch.ts';
import { readDraftsVersion } from '../../src/store/language-drafts.ts';
import { countThreads, listThreads, readThread } from '../../src/store/threads.ts';
import { readListVersion } from '../documents.ts';
import { readGapsVersion } from '../gaps.ts';
import { arePinsOutdated, countPins, listPins } from '../pins.ts';
import { type EmbeddingProgress, embeddingProgress } from '../vectors.ts';
import { listChannels, needsAttention } from './channel-states.ts';
import type { FormDeps, Live, Reply, Route, StaffVisit } from './route.ts';
import { readIn } from './speech.ts';

// A look at a conversation takes 2.3 ms of the embedded database's one connection, 0.9 ms of PostgreSQL's: 24 open pages
// take 5 % of it. One at a list is longer, the longer the list; all pages that show it share it.
const LOOK_EVERY_MS = 1_000;
const MOST_STREAMS = 24;
// Then the browser connects again by itself: a stream outlives neither its session nor a deployment by much.
const LOOKS_PER_STREAM = 120;
// Where they are shown, a little longer than a look at them holds; the first page tells only how many are broken.
const PINS_DUE_EVERY_MS = { pins: 12_000, home: 60_000 } as const;
// As many as a page shows.
const THREADS_WATCHED = 100;

export function liveRoutes(deps: FormDeps): readonly Route[] {
  let open = 0;
  const readProgress = rememberProgress(deps);
  const read: ReadState = async (watch) => {
    const version = await readVersion(deps, watch, readProgress);
    const { waiting } = await countThreads(deps.pool, deps.tenantId);
    return { version, waiting };
  };
  const shared = shareLooks(read, deps.now);
  const stream = async function* (watch: Live['watch'], visit: StaffVisit): AsyncGenerator<string> {
    open += 1;
    try {
      yield* look(shared, watch, visit.signal);
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
        value: await read(readWatch(visit)),
      }),
    },
  ];
}

/** A fingerprint of what a page shows. Read it before the page: a change in between is then noticed, not lost. */
export async function readVersion(
  deps: FormDeps,
  watch: Live['watch'],
  readProgress: ReadProgress = () => embeddingProgress(deps.pool, deps.tenantId),
): Promise<string> {
  return createHash('sha256')
    .update(JSON.stringify([await readFrame(deps), await readShown(deps, watch, readProgress)]))
    .digest('base64url')
    .slice(0, 16);
}

type ReadProgress = (list: unknown) => Promise<EmbeddingProgress | undefined>;

// With a hundred thousand passages it takes a tenth of a second, and after the last one nothing comes without a change.
const PROGRESS_HOLDS_MS = 5_000;

function rememberProgress({ pool, tenantId, now }: FormDeps): ReadProgress {
  let known: { list: string; atMs: number; progress: EmbeddingProgress | undefined } | undefined;
  return async (version) => {
    const [list, atMs] = [JSON.stringify(version), now()];
    const isOver = known?.list === list && !isEmbedding(known.progress);
    // Where no model ever embedded anything there is nothing to count.
    if (known?.progress && (isOver || Math.abs(atMs - known.atMs) < PROGRESS_HOLDS_MS)) return known.progress;
    const progress = await embeddingProgress(pool, tenantId);
    known = { list, atMs, progress };
    return progress;
  };
}

/** Some passages are not yet found by their meaning. */
export function isEmbedding(progress: EmbeddingProgress | undefined): boolean {
  return progress !== undefined && progress.done < progress.total;
}

async function readShown(deps: FormDeps, watch: Live['watch'], readProgress: ReadProgress): Promise<unknown> {
  const { pool, tenantId } = deps;
  const { states, accounts } = deps.channels();
  switch (watch) {
    case 'channels':
      // What owners can do with one is in no text of its own.
      return [[...states], accounts.map((one) => [one, Boolean(one.restart), Boolean(one.unlink)])];
    case 'imports':
      return readImportsVersion(pool, tenantId);
    case 'drafts':
      return readDraftsVersion(pool, tenantId);
    case 'knowledge': {
      const list = await readListVersion(pool, tenantId);
      const progress = await readProgress(list);
      return [list, isEmbedding(progress) && progress];
    }
    case 'lists':
      return readConversations(deps);
    case 'questions':
      return [await readGapsVersion(pool, tenantId), await countDrafts(pool, tenantId)];
    case 'pins':
      return [await listPins(pool, tenantId), await readPinsDue(deps, 'pins')];
    case 'home':
      return [
        await readConversations(deps),
        await readGapsVersion(pool, tenantId),
        await countPins(pool, tenantId),
        await readPinsDue(deps, 'home'),
        await countHeld(pool, tenantId),
        await readListVersion(pool, tenantId),
      ];
    default:
      return readThread(pool, tenantId, watch);
  }
}

// They are asked again by a page that is fetched: where they have to be, it is fetched now and then until they were.
async function readPinsDue(
  { pool, tenantId, now }: FormDeps,
  page: keyof typeof PINS_DUE_EVERY_MS,
): Promise<number | undefined> {
  return (await arePinsOutdated(pool, tenantId)) ? Math.floor(now() / PINS_DUE_EVERY_MS[page]) : undefined;
}

async function readConversations({ pool, tenantId }: FormDeps): Promise<unknown> {
  const modes = ['waiting', 'human', 'bot'] as const;
  return [
    await countThreads(pool, tenantId),
    await listThreads(pool, tenantId, { modes, limit: THREADS_WATCHED }),
  ];
}

/** What every page shows around its own. */
async function readFrame({ pool, tenantId, channels }: FormDeps): Promise<unknown> {
  return [
    await listOpenAlerts(pool, tenantId),
    // In one language: pages in either look together.
    readIn('en', () => listChannels(channels()))
      .filter(needsAttention)
      .map(({ key, words, detail }) => [key, words, detail]),
  ];
}

interface State {
  readonly version: string;
  readonly waiting: number;
}

type ReadState = (watch: Live['watch']) => Promise<State>;

// A little less than the time between two looks, so that each stream's next one is not its last again.
const SHARED_FOR_MS = LOOK_EVERY_MS - 100;

/** Open pages of one name look together: however many there are, their database is asked once a second. */
function shareLooks(
  read: ReadState,
  now: () => number,
): (watch: Live['watch'], isFirst: boolean) => Promise<State> {
  const latest = new Map<Live['watch'], { readonly atMs: number; readonly state: Promise<State> }>();
  return (watch, isFirst) => {
    // As many as there are customers, and seldom two look at one.
    if (!WATCHED.some((name) => name === watch)) return read(watch);
    const known = latest.get(watch);
    // The first is read anew: a page is not told of a state that is older than what it shows.
    if (known && !isFirst && Math.abs(now() - known.atMs) < SHARED_FOR_MS) return known.state;
    const state = read(watch);
    latest.set(watch, { atMs: now(), state });
    return state;
  };
}

async function* look(
  read: ReturnType<typeof shareLooks>,
  watch: Live['watch'],
  signal: AbortSignal,
): AsyncGenerator<string> {
  yield 'retry: 2000\n\n';
  let last = '';
  for (let looks = 0; looks < LOOKS_PER_STREAM && !signal.aborted; looks += 1) {
    const state = JSON.stringify(await read(watch, looks === 0));
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

const WATCHED = ['lists', 'home', 'questions', 'pins', 'channels', 'knowledge', 'imports', 'drafts'] as const;
