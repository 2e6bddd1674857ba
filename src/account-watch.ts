// Makes alerts of how the business's accounts do: who has to scan a code, what refuses, what works again.
import { ACCOUNT_ALERT, type AccountStatus } from '../channels/account.ts';
import type { Alerts } from './desk/alerts.ts';
import type { Log } from './log.ts';
import { formatPhone } from './model/identity.ts';

export interface AccountWatchDeps {
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: () => number;
  /** A code to scan, as a PNG. */
  readonly draw: (qr: string) => Promise<Uint8Array>;
}

/** Shorter troubles mend themselves: nobody is called for them. */
const PATIENCE_MS = 60_000;
/** A browser starts, and loads its messages, in less; a session that never gets ready is trouble like any other. */
const CONNECTING_PATIENCE_MS = 3 * 60_000;

interface Watched {
  latest: AccountStatus;
  /** When the staff hear of it: what begins first decides. undefined while it works, or hasn't begun. */
  dueAt: number | undefined;
  /** What was last wrong with it: it stays so while it connects again. */
  trouble: AccountStatus | undefined;
  /** Its code was scanned before. */
  wasLinked: boolean;
  isAlerted: boolean;
  /** The code that was last drawn. */
  drawn: string | undefined;
  timer: NodeJS.Timeout | undefined;
  /** One call after the other: an alert that is cleared before it is raised would stay for ever. */
  calls: Promise<void>;
}

/** @returns what wants to hear of every change, and never throws. */
export function createAccountWatch(deps: AccountWatchDeps): (status: AccountStatus) => void {
  const accounts = new Map<string, Watched>();
  return (status) => {
    const watched = accounts.get(status.key) ?? begin(status);
    accounts.set(status.key, watched);
    watched.latest = status;
    consider(deps, watched);
  };
}

function begin(latest: AccountStatus): Watched {
  return {
    latest,
    dueAt: undefined,
    trouble: undefined,
    wasLinked: false,
    isAlerted: false,
    drawn: undefined,
    timer: undefined,
    calls: Promise.resolve(),
  };
}

function consider(deps: AccountWatchDeps, watched: Watched): void {
  const { latest } = watched;
  switch (latest.state) {
    case 'ready':
      settle(watched);
      watched.wasLinked = true;
      // Also where this process never raised it: the one before may have.
      enqueue(deps, watched, () => deps.alerts.clear(solved(latest)));
      return;
    case 'stopped':
      settle(watched);
      return;
    case 'connecting':
      // A loop of trying again stays what it was.
      if (watched.trouble && watched.trouble.state !== 'connecting') return;
      becomeBad(deps, watched, CONNECTING_PATIENCE_MS);
      return;
    case 'waiting_for_scan':
    case 'deaf':
    case 'logged_out':
    case 'trouble':
      becomeBad(deps, watched, PATIENCE_MS);
      return;
    default:
      latest.state satisfies never;
  }
}

function settle(watched: Watched): void {
  clearTimeout(watched.timer);
  Object.assign(watched, { dueAt: undefined, trouble: undefined, isAlerted: false, drawn: undefined });
}

function becomeBad(deps: AccountWatchDeps, watched: Watched, patienceMs: number): void {
  const { latest } = watched;
  watched.trouble = latest;
  const dueAt = Math.min(watched.dueAt ?? Number.POSITIVE_INFINITY, latest.since.getTime() + patienceMs);
  // A phone that was linked won't link itself again: waiting would only cost time.
  const isCertain = watched.isAlerted || (latest.state === 'waiting_for_scan' && watched.wasLinked);
  watched.dueAt = isCertain ? deps.now() : dueAt;
  raiseInTime(deps, watched);
}

function raiseInTime(deps: AccountWatchDeps, watched: Watched): void {
  const waitMs = (watched.dueAt ?? 0) - deps.now();
  clearTimeout(watched.timer);
  if (waitMs <= 0) enqueue(deps, watched, () => raise(deps, watched));
  else watched.timer = setTimeout(() => raiseInTime(deps, watched), waitMs).unref();
}

async function raise({ alerts, draw }: AccountWatchDeps, watched: Watched): Promise<void> {
  const { trouble } = watched;
  // It works again, or was stopped, before its turn came.
  if (!trouble) return;
  watched.isAlerted = true;
  const qr = trouble.state === 'waiting_for_scan' ? trouble.qr : undefined;
  const isNew = qr !== undefined && qr !== watched.drawn;
  await alerts.raise({
    key: keyOf(trouble),
    text: textOf(trouble, watched.wasLinked),
    picture: isNew ? await draw(qr) : undefined,
  });
  watched.drawn = qr;
}

function enqueue(deps: AccountWatchDeps, watched: Watched, call: () => Promise<void>): void {
  watched.calls = watched.calls.then(call).catch((err: unknown) => {
    deps.log.error({ err, account: watched.latest.key }, 'the staff could not be told how an account does');
    const again = watched.trouble ? raiseInTime : consider;
    clearTimeout(watched.timer);
    // Most likely the database is away: told later, if it is still so.
    watched.timer = setTimeout(() => again(deps, watched), PATIENCE_MS).unref();
  });
}

function keyOf({ key }: AccountStatus): string {
  return `${ACCOUNT_ALERT}${key}`;
}

function solved(status: AccountStatus): { readonly key: string; readonly text: string } {
  const { title, phone } = status;
  return { key: keyOf(status), text: `${title}${phone ? ` (${formatPhone(phone)})` : ''}: it works again.` };
}

// Where this is read, a link to the page stands beside it.
function textOf({ state, title, detail }: AccountStatus, isAgain: boolean): string {
  if (state === 'waiting_for_scan') {
    return (
      `${title}: the phone needs to be linked${isAgain ? ' again' : ''}. Open Channels in the owners’ form on a computer ` +
      'and scan the code there with the phone (WhatsApp > Linked devices > Link a device). ' +
      'Until then customers there get no answer.'
    );
  }
  const what = state in WORDS ? WORDS[state as keyof typeof WORDS] : '';
  return [`${title}: ${what}`, detail || 'Open Channels in the owners’ form.'].join(' ');
}

const WORDS = {
  connecting: 'it can’t connect.',
  trouble: 'it does not work.',
  deaf: 'it hears nothing any more and is being restarted.',
  logged_out: 'it was logged out.',
} as const;

/** Alerts of accounts that this business no longer has would stay open for ever. */
export async function clearAbandoned(
  alerts: Alerts,
  accounts: readonly Pick<AccountStatus, 'key'>[],
): Promise<void> {
  const known = new Set(accounts.map(({ key }) => `${ACCOUNT_ALERT}${key}`));
  for (const { key } of await alerts.list()) {
    if (!key.startsWith(ACCOUNT_ALERT) || known.has(key)) continue;
    await alerts.clear({ key, text: `${key.slice(ACCOUNT_ALERT.length)} is switched off.` });
  }
}
