// The days from and until which customers are answered with an entry: whole days of the business's own time zone.
import type { DocumentRow } from '../documents.ts';
import type { Clock } from './parts.ts';
import { formLanguage, t } from './speech.ts';

const DAY_MS = 24 * 60 * 60_000;

type Validity = Pick<DocumentRow, 'validFrom' | 'validUntil'>;

/** "2026-12-31" -> its first moment; undefined where there is no such day. */
export function dayStart(day: string, timezone: string): Date | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  const utcMs = match ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // 30 February is 2 March to some parsers.
  if (Number.isNaN(utcMs) || new Date(utcMs).toISOString().slice(0, 10) !== day) return undefined;
  // Twice, because a clock change may lie between the first guess and the day.
  const guessMs = utcMs - offsetMs(utcMs, timezone);
  return new Date(utcMs - offsetMs(guessMs, timezone));
}

/** The last day -> the moment that ends it. */
export function dayEnd(day: string, timezone: string): Date | undefined {
  const start = dayStart(day, timezone);
  // The middle of the next day is in the next day, however long this one is.
  return start && dayStart(dayOf(new Date(start.getTime() + 1.5 * DAY_MS), timezone), timezone);
}

/** As a date field takes it. */
export function firstDay({ validFrom }: Validity, timezone: string): string {
  return validFrom ? dayOf(validFrom, timezone) : '';
}

export function lastDay({ validUntil }: Validity, timezone: string): string {
  return validUntil ? dayOf(new Date(validUntil.getTime() - 1), timezone) : '';
}

/** "until 31 Dec"; undefined where it has no end that is still of interest. `isResting`: customers don't get it now. */
export function validityWords(
  { validFrom, validUntil }: Validity,
  clock: Clock,
): { readonly words: string; readonly isResting: boolean } | undefined {
  const last = validUntil && dayWord(new Date(validUntil.getTime() - 1), clock);
  if (validUntil && validUntil.getTime() <= clock.nowMs)
    return { words: t`ended ${last ?? ''}`, isResting: true };
  if (validFrom && validFrom.getTime() > clock.nowMs) {
    const first = dayWord(validFrom, clock);
    return { words: last ? t`${first} to ${last}` : t`from ${first}`, isResting: true };
  }
  return last ? { words: t`until ${last}`, isResting: false } : undefined;
}

/** "31 Dec", with its year where it is another one. */
export function dayWord(at: Date, { nowMs, timezone }: Clock): string {
  const isThisYear = dayOf(at, timezone).slice(0, 4) === dayOf(new Date(nowMs), timezone).slice(0, 4);
  return at.toLocaleDateString(formLanguage() === 'zh' ? 'zh-SG' : 'en-SG', {
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
    timeZone: timezone,
  });
}

function dayOf(at: Date, timezone: string): string {
  const [year, month, day] = partsOf(at.getTime(), timezone);
  return `${year}-${month}-${day}`;
}

// How far the clocks there are ahead of UTC.
function offsetMs(atMs: number, timezone: string): number {
  const [year, month, day, hour, minute, second] = partsOf(atMs, timezone);
  return (
    Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(atMs / 1_000) * 1_000
  );
}

function partsOf(atMs: number, timeZone: string): readonly string[] {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(atMs));
  return ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (type) => parts.find((part) => part.type === type)?.value ?? '',
  );
}
