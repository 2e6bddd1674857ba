// Not faster than a person types: WhatsApp blocks numbers that write like machines.
import { DeliveryError } from '../../../src/model/errors.ts';
import type { Timings } from './protocol.ts';

/** The outbox waits 12 s for a message; what would wait longer than this comes back instead. */
const MOST_WAIT_MS = 4_000;

export interface Pacer {
  /**
   * Takes the account's next turn to write a text of so many characters.
   * @returns how long to wait, showing that somebody types. @throws DeliveryError where the turn is too far off.
   */
  reserve(lengthChars: number): number;
}

export function createPacer(now: () => number, random: () => number, timings: Timings): Pacer {
  let freeAt = 0;
  const between = (least: number, most: number): number => least + random() * (most - least);
  return {
    reserve(lengthChars) {
      const at = now();
      const { typingLeastMs, typingMostMs, typingPerCharMs, gapLeastMs, gapMostMs } = timings;
      const typingMs = lengthChars * typingPerCharMs * between(0.8, 1.2);
      const writtenAt = Math.max(at, freeAt) + Math.min(typingMostMs, Math.max(typingLeastMs, typingMs));
      const waitMs = Math.round(writtenAt - at);
      if (freeAt > at && waitMs > MOST_WAIT_MS) throw tooFast(Math.round(freeAt - at));
      freeAt = writtenAt + between(gapLeastMs, gapMostMs);
      return waitMs;
    },
  };
}

function tooFast(retryAfterMs: number): DeliveryError {
  return new DeliveryError('paced', 'Other messages are being typed on this phone.', {
    retryable: true,
    retryAfterMs,
  });
}

/** Until the clock of this machine shows midnight. */
export function untilMidnightMs(now: number): number {
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  return midnight.getTime() - now;
}

const NIGHT_FROM_HOUR = 3;
const NIGHT_HOURS = 2;

/** Until some moment of the next night, by the clock of this machine, when nobody writes. */
export function untilNightMs(now: number, random: () => number): number {
  const night = new Date(now);
  night.setHours(NIGHT_FROM_HOUR, 0, 0, 0);
  if (night.getTime() <= now) night.setDate(night.getDate() + 1);
  return night.getTime() + random() * NIGHT_HOURS * 3_600_000 - now;
}

export function isNight(now: number): boolean {
  const hour = new Date(now).getHours();
  return hour >= NIGHT_FROM_HOUR && hour < NIGHT_FROM_HOUR + NIGHT_HOURS;
}
