// The time by which messages are spaced: the machine's, or in tests one that runs faster.
import { setTimeout as wait } from 'node:timers/promises';

export interface Clock {
  readonly now: () => number;
  /** Ends early, with an error, where the signal is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const MACHINE_CLOCK: Clock = {
  now: Date.now,
  wait: (ms, signal) => wait(ms, undefined, signal && { signal }),
};
