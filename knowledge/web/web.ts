// The web as a polite program reads it: one request a second to a host, and only what its robots.txt leaves open.
import { setTimeout as wait } from 'node:timers/promises';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import { type FetchDeps, type Fetched, fetchPage, type PageRequest } from './fetch-page.ts';
import { ALLOW_ALL, MOST_ROBOTS_BYTES, parseRobots, type Robots } from './robots.ts';

export interface Web {
  /** @throws InvalidInput where it may not, or can't, be read; DeliveryError where it may be readable later. */
  read(request: Omit<PageRequest, 'onHop'>): Promise<Fetched>;
}

export interface WebDeps extends Omit<FetchDeps, 'userAgent'> {
  /** Where this installation is met. */
  readonly publicUrl: string | undefined;
  readonly now: () => number;
  /** Between two requests to one host. */
  readonly pauseMs?: number;
}

const AGENT = 'kaki';
const PAUSE_MS = 1_000;
const ROBOTS_KEPT_MS = 3_600_000;
const MOST_HOSTS = 500;

interface Host {
  robots: Robots | undefined;
  robotsUntilMs: number;
  /** When the next request may begin. */
  freeAtMs: number;
}

export function createWeb(deps: WebDeps): Web {
  const userAgent = `Kaki/1.0${deps.publicUrl ? ` (+${deps.publicUrl})` : ''}`;
  const fetchDeps: FetchDeps = { ...deps, userAgent };
  const hosts = new Map<string, Host>();
  const hostOf = (url: URL): Host => {
    const known = hosts.get(url.origin) ?? { robots: undefined, robotsUntilMs: 0, freeAtMs: 0 };
    // The one that was used longest ago goes first.
    hosts.delete(url.origin);
    hosts.set(url.origin, known);
    for (const origin of hosts.keys()) if (hosts.size > MOST_HOSTS) hosts.delete(origin);
    return known;
  };
  const pause = async (host: Host, signal: AbortSignal): Promise<void> => {
    const at = Math.max(deps.now(), host.freeAtMs);
    host.freeAtMs = at + Math.max(deps.pauseMs ?? PAUSE_MS, host.robots?.delayMs ?? 0);
    if (at > deps.now()) await wait(at - deps.now(), undefined, { signal });
  };
  const obey = async (url: URL, signal: AbortSignal): Promise<void> => {
    const host = hostOf(url);
    if (!host.robots || host.robotsUntilMs < deps.now()) {
      await pause(host, signal);
      host.robots = await readRobots(fetchDeps, url, signal);
      host.robotsUntilMs = deps.now() + ROBOTS_KEPT_MS;
    }
    if (!host.robots.allows(`${url.pathname}${url.search}`))
      throw new InvalidInput(
        'page_robots',
        'The site asks programs not to read this page (robots.txt). Ask whoever looks after the site to allow Kaki.',
      );
    await pause(host, signal);
  };
  return {
    read: (request) => fetchPage(fetchDeps, { ...request, onHop: (url) => obey(url, request.signal) }),
  };
}

// A site without the file, or that refuses it, has no wishes; one that fails has them, but can't tell them now.
async function readRobots(deps: FetchDeps, page: URL, signal: AbortSignal): Promise<Robots> {
  try {
    const url = new URL('/robots.txt', page);
    const fetched = await fetchPage(deps, { url, signal, cutAtBytes: MOST_ROBOTS_BYTES });
    return fetched.kind === 'page' ? parseRobots(fetched.bytes.toString('utf8'), AGENT) : ALLOW_ALL;
  } catch (error) {
    const isRefused = error instanceof InvalidInput && /^page_(?!unknown_host|certificate)/.test(error.code);
    if (isRefused) return ALLOW_ALL;
    if (error instanceof DeliveryError && error.code === 'page_unavailable')
      throw new DeliveryError(
        'page_robots_unread',
        'The site’s robots.txt could not be read, so the page was not read either.',
        {
          retryable: true,
          cause: error,
        },
      );
    throw error;
  }
}
