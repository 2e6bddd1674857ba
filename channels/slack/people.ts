// Who writes: names and languages of Slack's users. Hints only: nobody waits long for them, and nothing fails by them.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { cleanText, shorten } from '../../src/model/text.ts';

export interface Person {
  readonly name: string;
  /** BCP 47. */
  readonly locale: string | undefined;
  /** False for people of other workspaces and for bots. */
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
const ASKED_AGAIN_MS = 60_000;
const MOST_KEPT = 2_000;
const MOST_NAME_CHARS = 80;
const MOST_ASKED = 10;

/** Looks up users by id; those that Slack doesn't tell in time are missing. */
export function createPeople({
  quick,
  log,
  now,
}: PeopleDeps): (teamId: string, ids: readonly string[]) => Promise<People> {
  const kept = new Map<string, { readonly person: Person | undefined; readonly until: number }>();
  const ask = async (teamId: string, id: string): Promise<Person | undefined> => {
    const known = kept.get(id);
    if (known && known.until > now()) return known.person;
    const person = await quick.users
      .info({ user: id, include_locale: true })
      .then(({ user }) => toPerson(teamId, user))
      .catch((err: unknown) => {
        log.debug({ err }, 'Slack did not tell who a user is');
        return undefined;
      });
    kept.delete(id);
    // Stale is better than nothing, and a Slack that is slow isn't asked again for every message.
    kept.set(id, {
      person: person ?? known?.person,
      until: now() + (person ? KEPT_MS : ASKED_AGAIN_MS),
    });
    for (const [oldest] of kept) if (kept.size > MOST_KEPT) kept.delete(oldest);
    return person ?? known?.person;
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
  // Slack's is_stranger is false for guests in a channel that two workspaces share: the workspace tells.
  const teams = [user?.team_id ?? teamId, ...(user?.enterprise_user?.teams ?? [])];
  return {
    name: shorten(cleanText(name).trim(), MOST_NAME_CHARS),
    locale: user?.locale,
    isColleague: teams.includes(teamId) && !user?.is_stranger && !user?.is_bot && !user?.deleted,
  };
}
