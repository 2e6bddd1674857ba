// Slows down the guessing of passwords: exponential waits per account and address, never a lock for ever.

// Three mistakes are free; then 1, 2, 4 … seconds. Waits double, so at most 13 checks fit into 15 minutes.
const PER_ACCOUNT = { free: 3, longestWaitMs: 15 * 60_000 };
// One address that tries many accounts: 8 free, then the same doubling, 18 checks in 15 minutes.
const PER_ADDRESS = { free: 8, longestWaitMs: 15 * 60_000 };
const FORGET_AFTER_MS = 30 * 60_000;
const MOST_ENTRIES = 10_000;

interface Entry {
  readonly tries: number;
  readonly lastAt: number;
}

interface Limit {
  readonly free: number;
  readonly longestWaitMs: number;
}

export interface Throttle {
  /** Counts a try. @returns how long to wait before it is allowed, 0 where it may go on (only then it counts). */
  take(account: string, address: string): number;
  /** The password was right: the account starts afresh, and the try doesn't count against the address. */
  forgive(account: string, address: string): void;
}

export function createThrottle(now: () => number): Throttle {
  const entries = new Map<string, Entry>();

  const wait = (key: string, limit: Limit): number => {
    const entry = entries.get(key);
    if (!entry || entry.tries < limit.free) return 0;
    const pauseMs = Math.min(1_000 * 2 ** (entry.tries - limit.free), limit.longestWaitMs);
    return Math.max(0, entry.lastAt + pauseMs - now());
  };

  // Written again at the end, so that the first entry is always the one tried longest ago.
  const count = (key: string, tries: number): void => {
    entries.delete(key);
    if (tries > 0) entries.set(key, { tries, lastAt: now() });
  };

  const forget = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size <= MOST_ENTRIES && entry.lastAt + FORGET_AFTER_MS > now()) return;
      entries.delete(key);
    }
  };

  return {
    take(account, address) {
      forget();
      const [pair, alone] = keys(account, address);
      const waitMs = Math.max(wait(pair, PER_ACCOUNT), wait(alone, PER_ADDRESS));
      if (waitMs > 0) return waitMs;
      count(pair, (entries.get(pair)?.tries ?? 0) + 1);
      count(alone, (entries.get(alone)?.tries ?? 0) + 1);
      return 0;
    },
    forgive(account, address) {
      const [pair, alone] = keys(account, address);
      entries.delete(pair);
      count(alone, (entries.get(alone)?.tries ?? 1) - 1);
    },
  };
}

function keys(account: string, address: string): readonly [string, string] {
  const network = toNetwork(address);
  return [`${network}\n${account.trim().toLowerCase().slice(0, 254)}`, network];
}

// One household has a whole /64 of IPv6: its addresses are one.
function toNetwork(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}
