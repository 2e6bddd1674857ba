// Slack takes about one message a second for a channel, with short bursts: all staff threads share one channel.
import { DeliveryError } from '../../src/model/errors.ts';
import type { Clock } from '../clock.ts';

const INTERVAL_MS = 1_000;
const BURST = 5;
// Whoever would wait longer comes back later, so that a worker isn't held for it.
const MOST_WAIT_MS = 6_000;

export class Pace {
  readonly #clock: Clock;
  // When the bucket would be full again; the past means that it is full.
  #fullAt = 0;
  #closedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the next post may go. @throws DeliveryError `rate_limited` where that is too far away. */
  async take(): Promise<void> {
    const now = this.#clock.now();
    const fullAt = Math.max(this.#fullAt, now) + INTERVAL_MS;
    const waitMs = Math.max(fullAt - now - BURST * INTERVAL_MS, this.#closedUntil - now);
    if (waitMs > MOST_WAIT_MS) {
      throw new DeliveryError('rate_limited', 'The staff channel has taken as much as Slack allows; wait.', {
        retryable: true,
        retryAfterMs: waitMs,
      });
    }
    this.#fullAt = fullAt;
    if (waitMs > 0) await this.#clock.wait(waitMs);
  }

  /** Slack itself has asked to wait. */
  close(forMs: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#clock.now() + forMs);
  }
}
