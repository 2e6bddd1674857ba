// After a refusal that only the owner can lift, no call is made for a while: no storm of calls that must fail.
import type { Log } from '../log.ts';
import { ModelError } from '../model/errors.ts';

const REFUSALS: ReadonlySet<string> = new Set(['model_quota', 'model_unauthorised']);

export interface Breaker {
  /** @throws ModelError while it is open: the refusal that opened it. */
  check(): void;
  note(error: ModelError): void;
}

/** @param openMs how long calls fail at once after a refusal. */
export function createBreaker(openMs: number, log: Log): Breaker {
  let refusal: ModelError | undefined;
  let openUntil = 0;
  return {
    check() {
      if (!refusal || performance.now() >= openUntil) return;
      // A fresh error, since each caller's stack is its own.
      throw new ModelError(refusal.code, refusal.message, { cause: refusal.cause });
    },
    note(error) {
      if (!REFUSALS.has(error.code)) return;
      // Calls that were already under way fail too: the owner is told once.
      if (performance.now() >= openUntil)
        log.error(
          { code: error.code },
          `${error.message} The model service is not called for ${openMs / 1000} s.`,
        );
      refusal = error;
      openUntil = performance.now() + openMs;
    },
  };
}
