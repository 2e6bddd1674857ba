// One call to the model service: deadlines, tries and the pauses between them.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { ModelError } from '../model/errors.ts';
import { createBreaker } from './openai-breaker.ts';
import { modelError, ServiceFault } from './openai-fault.ts';

// The SDK's own deadline ends with the headers, its retries obey any Retry-After and repeat exhausted quotas
// (measured with 6.49: a stream that stalls hangs for ever). So both are ours, and the SDK's are off.
export interface Deadlines {
  /** Without a byte for so long, a try is given up. Reasoning models think for seconds before their first byte. */
  readonly idleMs: number;
  /** Over all tries: a customer hears something within 31 s. */
  readonly totalMs: number;
  /** A service that wants a longer pause is not waited for. */
  readonly retryAfterCapMs: number;
  /** The first pause between tries; doubles, less up to half of it by chance. */
  readonly backoffMs: number;
  /** How long to wait for the usage figures after the answer itself is complete. */
  readonly tailMs: number;
  /** How long no call is made after the key or the credit was refused. */
  readonly breakerMs: number;
  /** In place of both for a recording, which is heard whole before a byte comes back. */
  readonly transcriptionMs: number;
}

export const DEADLINES: Deadlines = {
  idleMs: 10_000,
  totalMs: 30_000,
  retryAfterCapMs: 20_000,
  backoffMs: 500,
  tailMs: 1_000,
  breakerMs: 60_000,
  transcriptionMs: 60_000,
};

const MAX_TRIES = 3;

/** One try. `alive` is called with each byte that arrives. */
export interface Attempt {
  readonly signal: AbortSignal;
  alive(): void;
}

export interface Call<T> {
  readonly signal: AbortSignal;
  /** In place of the deadlines for silence and for all tries. */
  readonly deadlineMs?: number;
  /** Fails with a ModelError, or with a plain Error where we have a bug: that is not tried again. */
  readonly once: (attempt: Attempt) => Promise<T>;
  /** Before the pause that precedes another try. */
  readonly onRetry?: () => void;
}

export interface CallDeps {
  readonly log: Log;
  readonly deadlines: Deadlines;
  readonly random: () => number;
}

/** @throws ModelError, or the signal's reason as soon as the caller aborts. */
export type MakeCall = <T>(call: Call<T>) => Promise<T>;

export function createCaller(deps: CallDeps): MakeCall {
  const breaker = createBreaker(deps.deadlines.breakerMs, deps.log);
  return async (call) => {
    const own = call.deadlineMs;
    const deadlines = own === undefined ? deps.deadlines : { ...deps.deadlines, idleMs: own, totalMs: own };
    const endsAt = performance.now() + deadlines.totalMs;
    for (let tries = 1; ; tries += 1) {
      call.signal.throwIfAborted();
      breaker.check();
      try {
        return await tryOnce(call, endsAt, deadlines);
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof ModelError)) throw error;
        breaker.note(error);
        const pauseMs = pauseBeforeRetry(error, { tries, leftMs: endsAt - performance.now() }, deps);
        deps.log.warn({ err: error, tries, pauseMs }, 'A call to the model service failed.');
        if (pauseMs === undefined) throw error;
        call.onRetry?.();
        await sleep(pauseMs, undefined, { signal: call.signal }).catch(() => call.signal.throwIfAborted());
      }
    }
  };
}

/** undefined: do not try again. */
function pauseBeforeRetry(
  error: ModelError,
  state: { readonly tries: number; readonly leftMs: number },
  { deadlines, random }: CallDeps,
): number | undefined {
  if (!error.retryable || state.tries >= MAX_TRIES) return undefined;
  const wishedMs = error.cause instanceof ServiceFault ? error.cause.retryAfterMs : undefined;
  if (wishedMs !== undefined && wishedMs > deadlines.retryAfterCapMs) return undefined;
  // Chance spreads the calls of many turns that failed at the same moment.
  const backoffMs = deadlines.backoffMs * 2 ** (state.tries - 1) * (1 - random() / 2);
  const pauseMs = Math.ceil(Math.max(wishedMs ?? 0, backoffMs));
  return pauseMs < state.leftMs ? pauseMs : undefined;
}

// Settles at its deadline whatever the SDK does, and aborts the request in any case: nothing of a try outlives it.
async function tryOnce<T>({ signal, once }: Call<T>, endsAt: number, deadlines: Deadlines): Promise<T> {
  const controller = new AbortController();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    reject(reason);
    controller.abort(reason);
  };
  const onAbort = (): void => stop(signal.reason);
  const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
  const idle = setTimeout(
    () => stop(modelError('model_timeout', `no byte for ${seconds(deadlines.idleMs)}`)),
    deadlines.idleMs,
  );
  const total = setTimeout(
    () => stop(modelError('model_timeout', `not finished after ${seconds(deadlines.totalMs)}`)),
    Math.max(0, endsAt - performance.now()),
  );
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const attempt: Attempt = { signal: controller.signal, alive: () => void idle.refresh() };
    return await Promise.race([once(attempt), aborted]);
  } finally {
    clearTimeout(idle);
    clearTimeout(total);
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}
