// The week at a glance: what customers wrote, who answered it, how fast and how well. By days of the business's own time.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/**
 * How a conversation ended, which is all that one customer wrote on one channel on one day.
 * person: somebody of the business was called, or answered. unanswered: not so, and at least one question the bot could
 * not answer. bot: everything else, so that the bot answered alone.
 */
export type Ending = 'bot' | 'person' | 'unanswered';
export type Tally = Readonly<Record<Ending, number>>;

export interface Share {
  /** A channel's name, or a language; '' where it isn't known. */
  readonly name: string;
  readonly tally: Tally;
}

/** How customers rated the help of a person. */
export interface Ratings {
  readonly good: number;
  readonly fair: number;
  readonly bad: number;
}

/** Of seven days, today included. */
export interface Period {
  readonly tally: Tally;
  /** From the moment a person was called until somebody took over, closed hours included: the median, of those taken. */
  readonly minutesToPerson: number | undefined;
  readonly ratings: Ratings;
}

export interface Week extends Period {
  /** Seven, oldest first; `day` is like 2026-11-21. */
  readonly days: readonly { readonly day: string; readonly tally: Tally }[];
  /** Most first. */
  readonly channels: readonly Share[];
  readonly languages: readonly Share[];
  /** The seven days before these. */
  readonly before: Period;
}

interface When {
  readonly now: Date;
  /** IANA name. */
  readonly timezone: string;
}

const DAYS = 7;

export async function readWeek(db: Queryable, tenantId: TenantId, when: When): Promise<Week> {
  const counts = await countConversations(db, tenantId, when);
  const people = await readPeople(db, tenantId, when);
  const days = lastDays(when);
  const isOfWeek = ({ day }: Count): boolean => day >= (days[0] ?? '');
  const week = counts.filter(isOfWeek);
  return {
    days: days.map((day) => ({ day, tally: sum(week.filter((count) => count.day === day)) })),
    channels: sharesOf(week, ({ channel }) => channel),
    languages: sharesOf(week, ({ language }) => language ?? ''),
    tally: sum(week),
    ...people.now,
    before: { tally: sum(counts.filter((count) => !isOfWeek(count))), ...people.before },
  };
}

interface Count {
  readonly day: string;
  readonly channel: string;
  readonly language: string | null;
  readonly ending: Ending;
  readonly count: number;
}

// Midnight of the business, so many days before today.
const midnight = (daysAgo: number): string =>
  `(date_trunc('day', $2::timestamptz at time zone $3) - interval '${daysAgo} days') at time zone $3`;

// What the bot says to an empty or endless message is no missing answer.
const NO_QUESTION = `('empty', 'too_long', 'unreadable')`;

/** Of two weeks. */
async function countConversations(
  db: Queryable,
  tenantId: TenantId,
  { now, timezone }: When,
): Promise<readonly Count[]> {
  const { rows } = await db.query<Count>(
    `with conversation as (
       select to_char(m.created_at at time zone $3, 'YYYY-MM-DD') as day, c.channel, c.language,
              case
                when bool_or(m.outcome in ('handed_over', 'to_staff')) then 'person'
                when bool_or(m.outcome = 'failed'
                             or m.outcome = 'clarified' and m.decision->>'reason' not in ${NO_QUESTION})
                  then 'unanswered'
                else 'bot'
              end as ending
       from messages m
       join conversations c on c.id = m.conversation_id
       where m.tenant_id = $1 and m.author = 'customer' and m.outcome is not null
         and m.created_at >= ${midnight(2 * DAYS - 1)} and m.created_at <= $2
       group by 1, c.id
     )
     select day, channel, language, ending, count(*) as count
     from conversation
     group by day, channel, language, ending`,
    [tenantId, now, timezone],
  );
  return rows;
}

type People = Omit<Period, 'tally'>;

async function readPeople(
  db: Queryable,
  tenantId: TenantId,
  { now, timezone }: When,
): Promise<{ readonly now: People; readonly before: People }> {
  const { rows } = await db.query<{ is_week: boolean; minutes: number | null } & Ratings>(
    `with called as (
       select opened_at >= ${midnight(DAYS - 1)} as is_week,
              percentile_cont(0.5) within group (order by extract(epoch from claimed_at - opened_at)) / 60 as minutes
       from escalations
       where tenant_id = $1 and claimed_at is not null and reason <> 'staff_stepped_in'
         and opened_at >= ${midnight(2 * DAYS - 1)} and opened_at <= $2
       group by 1
     ), rated as (
       select created_at >= ${midnight(DAYS - 1)} as is_week,
              count(*) filter (where rating > 3) as good,
              count(*) filter (where rating = 3) as fair,
              count(*) filter (where rating < 3) as bad
       from feedback
       where tenant_id = $1 and created_at >= ${midnight(2 * DAYS - 1)} and created_at <= $2
       group by 1
     )
     select w.is_week, called.minutes::float8 as minutes, coalesce(rated.good, 0) as good,
            coalesce(rated.fair, 0) as fair, coalesce(rated.bad, 0) as bad
     from (values (true), (false)) w (is_week)
     left join called on called.is_week = w.is_week
     left join rated on rated.is_week = w.is_week`,
    [tenantId, now, timezone],
  );
  const of = (isWeek: boolean): People => {
    const row = rows.find((one) => one.is_week === isWeek);
    return {
      minutesToPerson: row?.minutes ?? undefined,
      ratings: { good: row?.good ?? 0, fair: row?.fair ?? 0, bad: row?.bad ?? 0 },
    };
  };
  return { now: of(true), before: of(false) };
}

// A calendar day is counted back from noon: no change of the clock moves noon to another day.
function lastDays({ now, timezone }: When): readonly string[] {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const noon = Date.parse(`${day.format(now)}T12:00:00Z`);
  return Array.from({ length: DAYS }, (_, at) =>
    new Date(noon - (DAYS - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
}

function sum(counts: readonly Count[]): Tally {
  const tally: Record<Ending, number> = { bot: 0, person: 0, unanswered: 0 };
  for (const { ending, count } of counts) tally[ending] += count;
  return tally;
}

export function total({ bot, person, unanswered }: Tally): number {
  return bot + person + unanswered;
}

function sharesOf(counts: readonly Count[], nameOf: (count: Count) => string): readonly Share[] {
  return [...Map.groupBy(counts, nameOf)]
    .map(([name, own]) => ({ name, tally: sum(own) }))
    .sort((one, other) => total(other.tally) - total(one.tally) || one.name.localeCompare(other.name));
}
