// When the business is open: "Mon-Fri 09:00-18:00, Sat 10:00-13:00", in its own time zone.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MINUTES_PER_DAY = 24 * 60;

export interface OpeningHours {
  /** As the owner wrote it. */
  readonly text: string;
  /** IANA name, e.g. Asia/Singapore. */
  readonly timezone: string;
  /** Seven lists of spans in minutes from midnight, Sunday first; half open. */
  readonly week: readonly (readonly { readonly from: number; readonly to: number }[])[];
}

/** @returns undefined where the text is not of the form `Mon-Fri 09:00-18:00[, Sat 10:00-13:00]`. "24/7" is always open. */
export function parseOpeningHours(text: string, timezone: string): OpeningHours | undefined {
  const week: { from: number; to: number }[][] = DAYS.map(() => []);
  const parts = text.trim() === '24/7' ? ['Mon-Sun 00:00-24:00'] : text.split(/[,;]/);
  for (const part of parts) {
    const match = /^\s*([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*$/i.exec(part);
    if (!match) return undefined;
    const [first, last] = [dayIndex(match[1]), dayIndex(match[2] ?? match[1])];
    const from = Number(match[3]) * 60 + Number(match[4]);
    const to = Number(match[5]) * 60 + Number(match[6]);
    if (
      first < 0 ||
      last < 0 ||
      from >= to ||
      to > MINUTES_PER_DAY ||
      Number(match[4]) > 59 ||
      Number(match[6]) > 59
    )
      return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      week[day]?.push({ from, to });
      if (day === last) break;
    }
  }
  return { text: text.trim(), timezone, week };
}

function dayIndex(name: string | undefined): number {
  return DAYS.findIndex((day) => day.toLowerCase() === name?.toLowerCase());
}

export function isOpen(hours: OpeningHours, at: Date): boolean {
  const { day, minute } = localTime(hours.timezone, at);
  return hours.week[day]?.some((span) => minute >= span.from && minute < span.to) ?? false;
}

/** The next moment at which the business opens, to the minute; undefined where it never does. */
export function nextOpening(hours: OpeningHours, at: Date): Date | undefined {
  const { day, minute } = localTime(hours.timezone, at);
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const spans = hours.week[(day + ahead) % 7] ?? [];
    const starts = spans.map((span) => span.from + ahead * MINUTES_PER_DAY).filter((start) => start > minute);
    // Whole minutes of elapsed time: right in zones without a clock change, such as Singapore's.
    if (starts.length > 0)
      return new Date(Math.floor(at.getTime() / 60_000) * 60_000 + (Math.min(...starts) - minute) * 60_000);
  }
  return undefined;
}

/** Minutes of opening hours between two moments, to the minute. */
export function openMinutes(hours: OpeningHours, from: Date, to: Date): number {
  const { day, minute } = localTime(hours.timezone, from);
  const end = minute + Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60_000));
  let open = 0;
  for (let ahead = 0; ahead * MINUTES_PER_DAY < end; ahead += 1) {
    for (const span of hours.week[(day + ahead) % 7] ?? []) {
      const [opens, closes] = [span.from + ahead * MINUTES_PER_DAY, span.to + ahead * MINUTES_PER_DAY];
      open += Math.max(0, Math.min(closes, end) - Math.max(opens, minute));
    }
  }
  return open;
}

function localTime(timezone: string, at: Date): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const value = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: dayIndex(value('weekday')), minute: Number(value('hour')) * 60 + Number(value('minute')) };
}
