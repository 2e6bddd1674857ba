// How often one conversation may post: a bucket of 20 that fills again in 10 seconds.
import { NotAllowed } from '../../src/model/errors.ts';

const BURST = 20;
const WINDOW_MS = 10_000;
const REFILL_PER_MS = BURST / WINDOW_MS;
// Full buckets say nothing: they go when there are this many.
const SWEEP_AT = 5_000;

export class RateLimit {
  readonly #buckets = new Map<string, { left: number; at: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws NotAllowed 429 */
  take(key: string): void {
    const at = this.#now();
    const bucket = this.#buckets.get(key) ?? { left: BURST, at };
    bucket.left = Math.min(BURST, bucket.left + (at - bucket.at) * REFILL_PER_MS);
    bucket.at = at;
    if (bucket.left < 1) {
      throw new NotAllowed(
        'TooManyRequests',
        'Too many messages at once. Wait a few seconds and try again.',
        {
          status: 429,
          retryable: true,
        },
      );
    }
    bucket.left -= 1;
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > SWEEP_AT) this.#sweep(at);
  }

  #sweep(at: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (at - bucket.at >= WINDOW_MS) this.#buckets.delete(key);
    }
  }
}
