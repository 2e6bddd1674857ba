// How soon a session that ended may begin again, and when that is enough: whoever reconnects in a loop gets blocked.
import type { Timings } from './protocol.ts';

export interface Restarts {
  /** @returns how long to wait; undefined where there were too many of late. */
  next(): number | undefined;
  /** WhatsApp was not even reached: as often as it takes. */
  nextOffline(): number;
  /** All is well again, or somebody wants it to start over. */
  forgive(): void;
}

export function createRestarts(now: () => number, random: () => number, timings: Timings): Restarts {
  const { backoffFirstMs, backoffMostMs, restartsMost, restartsWithinMs } = timings;
  let failures: readonly number[] = [];
  let offline = 0;
  // Somewhat less or more, so that nothing falls into step.
  const backoffMs = (count: number): number =>
    Math.min(backoffMostMs, backoffFirstMs * 2 ** (count - 1)) * (0.75 + random() * 0.5);
  return {
    next() {
      failures = failures.filter((at) => now() - at < restartsWithinMs);
      if (failures.length >= restartsMost) return undefined;
      failures = [...failures, now()];
      return backoffMs(failures.length);
    },
    nextOffline() {
      offline += 1;
      return backoffMs(offline);
    },
    forgive() {
      failures = [];
      offline = 0;
    },
  };
}
