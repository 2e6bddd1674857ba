// Not faster than Telegram takes it: a second per message of one chat beyond a short burst, and a cap over all chats.
// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
import { DeliveryError } from '../../src/model/errors.ts';

interface Pace {
  readonly intervalMs: number;
  /** So many may go at once after a rest. */
  readonly burst: number;
}

const PERSON: Pace = { intervalMs: 1_000, burst: 3 };
/** Twenty a minute. */
const GROUP: Pace = { intervalMs: 3_000, burst: 3 };
const ALL: Pace = { intervalMs: 40, burst: 25 };
// More chats than this at once are swept of those at rest.
const MOST_CHATS = 5_000;

export interface Pacer {
  /**
   * Takes a place in the line of a chat; groups have negative ids.
   * @returns how long to wait for it. @throws DeliveryError where that is longer than `mostMs`; no place is taken.
   */
  reserve(chatId: number, mostMs: number): number;
}

/** Each line is one number: when it would be at rest. What is taken early is borrowed from the burst. */
export function createPacer(now: () => number): Pacer {
  const rests = new Map<number, number>();
  let allRest = 0;
  return {
    reserve(chatId, mostMs) {
      const at = now();
      if (rests.size >= MOST_CHATS) sweep(rests, at);
      const pace = chatId < 0 ? GROUP : PERSON;
      const [rest, all] = [Math.max(rests.get(chatId) ?? 0, at), Math.max(allRest, at)];
      const waitMs = Math.max(0, waitFor(pace, rest - at), waitFor(ALL, all - at));
      if (waitMs > mostMs) throw tooFast(waitMs);
      rests.set(chatId, rest + pace.intervalMs);
      allRest = all + ALL.intervalMs;
      return waitMs;
    },
  };
}

function waitFor(pace: Pace, untilRestMs: number): number {
  return untilRestMs - (pace.burst - 1) * pace.intervalMs;
}

function sweep(rests: Map<number, number>, at: number): void {
  for (const [chatId, rest] of rests) if (rest <= at) rests.delete(chatId);
}

function tooFast(waitMs: number): DeliveryError {
  return new DeliveryError('paced', 'More messages wait for this chat than Telegram takes at once.', {
    retryable: true,
    retryAfterMs: waitMs,
  });
}
