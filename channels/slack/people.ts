// Who writes: names and languages of Slack's users. Hints only: nobody waits long for them, and nothing fails by them.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { cleanText, shorten } from '../../src/model/text.ts';

export interface Person {
  readonly name: string;
  /** BCP 47. */
  readonly locale: string | undefined;
  /** False for strangers of shared channels and for bots. */
  readonly isColleague: boolean;
}

export type People = ReadonlyMap<string, Person>;

export interface PeopleDeps {
  /** With a short timeout: Slack waits three seconds for us in all. */
  readonly quick: webApi.WebClient;
  readonly log: Log;
  readonly now: () => number;
}

const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 2_000;
const MOST_NAME_CHARS = 80;
const MOST_ASKED = 10;

/** Looks up users by id; those that Slack doesn't tell in time are missing. */
export function createPeople({
  quick,
  log,
  now,
}: PeopleDeps): (teamId: string, ids: readonly string[]) => Promise<People> {
  const kept = new Map<string, { readonly person: Person; readonly until: number }>();
  const ask = async (teamId: string, id: string): Promise<Person | undefined> => {
    const known = kept.get(id);
    if (known && known.until > now()) return known.person;
    try {
      const { user } = await quick.users.info({ user: id, include_locale: true });
      const person = toPerson(teamId, user);
      kept.delete(id);
      kept.set(id, { person, until: now() + KEPT_MS });
      for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return person;
    } catch (err) {
      log.debug({ err }, 'Slack did not tell who a user is');
      // Stale is better than nothing.
      return known?.person;
    }
  };
  return async (teamId, ids) => {
    const asked = [...new Set(ids)].slice(0, MOST_ASKED);
    const found = await Promise.all(asked.map(async (id) => [id, await ask(teamId, id)] as const));
    return new Map(found.filter((entry): entry is [string, Person] => entry[1] !== undefined));
  };
}

type User = Awaited<ReturnType<webApi.WebClient['users']['info']>>['user'];

function toPerson(teamId: string, user: User): Person {
  const profile = user?.profile;
  const name = profile?.display_name || profile?.real_name || user?.real_name || user?.name || '';
  const isHere = user?.team_id === undefined || user.team_id === teamId || Boolean(user.enterprise_user);
  return {
    name: shorten(cleanText(name).trim(), MOST_NAME_CHARS),
    locale: user?.locale,
    isColleague: isHere && !user?.is_stranger && !user?.is_bot && !user?.deleted,
  };
}
