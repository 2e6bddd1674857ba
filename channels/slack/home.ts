// Who we are in Slack: the workspace, our own ids and the staff channel, asked once.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { delivered, ROOM_REFUSED } from './refusals.ts';

export interface Home {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  /** The id, whatever it was set as. */
  readonly staffChannel: string | undefined;
}

export interface HomeDeps {
  readonly web: webApi.WebClient;
  /** An id, or a name with or without its #. */
  readonly staffChannel: string | undefined;
  readonly log: Log;
}

const CHANNEL_ID = /^[CG][A-Z0-9]{6,}$/;
const MOST_PAGES = 20;

/** Looks up once; a failure isn't kept. @throws DeliveryError that tells the owner what to do */
export function createHome(deps: HomeDeps): () => Promise<Home> {
  let known: Promise<Home> | undefined;
  return () => {
    known ??= lookUp(deps).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function lookUp(deps: HomeDeps): Promise<Home> {
  const { web, staffChannel } = deps;
  const {
    team_id: teamId = '',
    user_id: botUserId = '',
    bot_id: botId = '',
  } = await delivered(web.auth.test());
  if (!botId) {
    throw new DeliveryError(
      'not_a_bot',
      'SLACK_BOT_TOKEN must be the bot token, the one that begins with xoxb-.',
    );
  }
  return {
    teamId,
    botUserId,
    botId,
    staffChannel: staffChannel === undefined ? undefined : await checkChannel(deps, staffChannel),
  };
}

async function checkChannel({ web, log }: HomeDeps, given: string): Promise<string> {
  const id = CHANNEL_ID.test(given) ? given : await findChannel(web, given.replace(/^#/, ''));
  const { channel } = await delivered(web.conversations.info({ channel: id }));
  if (!channel?.is_member)
    log.warn({ channel: id }, 'The app is not in the staff channel. Invite it: /invite @ and its name');
  return id;
}

async function findChannel(web: webApi.WebClient, name: string): Promise<string> {
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { channels = [], response_metadata: metadata } = await delivered(
      web.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 1000,
        ...(cursor && { cursor }),
      }),
    );
    const found = channels.find((channel) => channel.name === name)?.id;
    if (found) return found;
    cursor = metadata?.next_cursor ?? '';
    if (!cursor) break;
  }
  throw new DeliveryError(
    ROOM_REFUSED,
    `SLACK_STAFF_CHANNEL: there is no channel #${name} that the app can see. Invite the app to it, or set the channel's id.`,
    { retryable: true },
  );
}
