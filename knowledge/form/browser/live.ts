// Keeps the page up to date while it is looked at; hidden, it only looks now and then whether somebody waits.
import { rememberRegions, takeRegions } from './regions.ts';

interface State {
  readonly version: string;
  readonly waiting: number;
}

const SLOW_MS = 15_000;
// What hangs, as on a phone that went into a tunnel, must not keep all that comes later from being asked for.
const GIVE_UP_MS = 30_000;
// How near to the end somebody must be to be taken along to a new message.
const NEAR_PX = 240;

const { dataset } = document.body;
let version = dataset.version;
let stream: EventSource | undefined;
let timer: ReturnType<typeof setInterval> | undefined;
// Nobody is signed in here any more, or what was shown is deleted.
let isOver = false;

export function startLive(): void {
  rememberRegions();
  startAtEnd();
  if (!dataset.watch) return;
  document.addEventListener('visibilitychange', connect);
  connect();
}

// A browser has six connections to a site: a stream in each of seven tabs would stop them all, so only the tab that is
// seen has one.
function connect(): void {
  stream?.close();
  clearInterval(timer);
  const watch = `watch=${dataset.watch}`;
  if (document.hidden) {
    timer = setInterval(() => void ask(watch), SLOW_MS);
    return;
  }
  stream = new EventSource(`/admin/live?${watch}`);
  stream.onmessage = (event) => void receive(JSON.parse(event.data));
  stream.onerror = () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    clearInterval(timer);
    timer = setInterval(() => void ask(watch), SLOW_MS);
  };
}

async function ask(watch: string): Promise<void> {
  const response = await get(`/admin/live/state?${watch}`);
  if (response?.status === 401) clearInterval(timer);
  const state = response?.ok && (await response.json().catch(() => undefined));
  if (state) await receive(state);
}

async function get(address: string): Promise<Response | undefined> {
  const options = { headers: { 'X-Live': '1' }, signal: AbortSignal.timeout(GIVE_UP_MS) };
  return fetch(address, options).catch(() => undefined);
}

let latest: State | undefined;
let isTaking = false;
let retry: ReturnType<typeof setTimeout> | undefined;

// One after the other: a page that was asked for earlier must not come in over a newer one.
async function receive(state: State): Promise<void> {
  showWaiting(state.waiting);
  latest = state;
  if (isTaking) return;
  isTaking = true;
  while (latest.version !== version && (await take(latest)));
  isTaking = false;
  clearTimeout(retry);
  // A page that did not come is asked for again, also where nothing changes any more.
  if (latest.version !== version && !isOver)
    retry = setTimeout(() => latest && void receive(latest), SLOW_MS);
}

/** @returns whether the page is now as `state` told, or newer. */
async function take(state: State): Promise<boolean> {
  const response = await get(dataset.address ?? location.href);
  isOver = response?.status === 401 || response?.status === 404;
  const page = response?.ok && !response.redirected && (await response.text().catch(() => undefined));
  if (!page) return false;
  version = state.version;
  const wasNear = isNearEnd();
  const count = document.querySelectorAll('.message').length;
  if (!takeRegions(page) || document.querySelectorAll('.message').length <= count) return true;
  if (wasNear) toEnd('smooth');
  else showArrow(true);
  return true;
}

function showWaiting(waiting: number): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${dataset.title}`;
  for (const badge of document.querySelectorAll<HTMLElement>('[data-waiting]')) {
    badge.hidden = waiting === 0;
    badge.textContent = String(waiting);
  }
}

// Who waits is met with the reason and the draft on top; any other conversation with its last words.
function startAtEnd(): void {
  const messages = document.querySelector<HTMLElement>('.messages');
  if (!messages) return;
  if (messages.dataset.mode !== 'waiting' || location.hash === '#end') toEnd('instant');
  document.querySelector('[data-to-end]')?.addEventListener('click', () => toEnd('smooth'));
  document.addEventListener('scroll', () => isNearEnd() && showArrow(false), { passive: true });
}

function isNearEnd(): boolean {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight < NEAR_PX;
}

function toEnd(behavior: ScrollBehavior): void {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior });
  showArrow(false);
}

function showArrow(isShown: boolean): void {
  const arrow = document.querySelector<HTMLElement>('[data-to-end]');
  if (arrow) arrow.hidden = !isShown;
}
