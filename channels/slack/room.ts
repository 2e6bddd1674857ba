// The staff room in Slack: one channel, a thread for each hand-over.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { OpenFile } from '../channel.ts';
import type { AlertPost, Mark, PostRef, StaffRoom } from '../staff-room.ts';
import { renderAlert } from './alert.ts';
import { context } from './blocks.ts';
import { renderCard } from './card.ts';
import type { Files } from './files.ts';
import type { Home } from './home.ts';
import { escapeShort } from './mrkdwn.ts';
import type { Pace } from './pace.ts';
import { type Content, findMessage, postMessage, type Spot, updateMessage } from './post.ts';
import { delivered, ROOM_REFUSED, refusalOf } from './refusals.ts';
import { shareFiles } from './thread-files.ts';
import { renderPost } from './thread-post.ts';

export interface RoomDeps {
  readonly web: webApi.WebClient;
  readonly home: () => Promise<Home>;
  readonly files: Files;
  /** Reads a file of any platform. */
  readonly openFile: OpenFile;
  readonly pace: Pace;
  /** User group id. */
  readonly onCall: string | undefined;
  readonly start: StaffRoom['start'];
  readonly log: Log;
}

interface Attempt {
  readonly mayExist: boolean;
  /** Before this it can't have been made. */
  readonly since: Date;
}

/** Names in the public surface of the house. */
const REACTIONS: Readonly<Record<Mark, string>> = {
  queued: 'hourglass_flowing_sand',
  sent: 'white_check_mark',
  read: 'eyes',
  failed: 'warning',
};
const WHISPER_CHARS = 3_000;
// Slack's clock and ours needn't agree to the second.
const SKEW_SECONDS = 120;

export function createRoom(deps: RoomDeps): StaffRoom {
  const { web, home } = deps;
  const paced = <T>(call: () => Promise<T>): Promise<T> => takeTurn(deps.pace, call);
  const send = (spot: Spot, message: Content & { readonly key: string }): Promise<string> =>
    paced(() => postMessage(web, spot, message));
  const find = async (spot: Spot, key: string, since?: number) =>
    findMessage(web, spot, { key, botId: (await home()).botId, ...(since !== undefined && { since }) });
  // Into the channel itself, where it doesn't stand there already.
  const place = async (message: Content & { readonly key: string }, known: Attempt) => {
    const { staffChannel: room } = await home();
    if (!room) throw new DeliveryError(ROOM_REFUSED, 'Set SLACK_STAFF_CHANNEL.', { retryable: true });
    const spot = { channel: room, threadTs: undefined };
    const since = Math.floor(known.since.getTime() / 1000) - SKEW_SECONDS;
    const found = known.mayExist ? await find(spot, message.key, since) : undefined;
    return { room, ts: found?.ts ?? (await send(spot, message)), isOld: found !== undefined };
  };
  const reannounce = (ts: string, channel: string, alert: AlertPost): Promise<void> =>
    updateMessage(web, { channel, ts }, { ...renderAlert(alert, undefined), key: alert.key });
  return {
    async open(card, mayExist) {
      const message = { ...renderCard(card), key: card.escalationId };
      const { room, ts } = await place(message, { mayExist, since: card.openedAt });
      return { room, thread: ts };
    },
    async redraw({ room, thread }, card) {
      const content = { ...renderCard(card), key: card.escalationId };
      await updateMessage(web, { channel: room, ts: thread }, content);
    },
    async post(thread, post, mayExist) {
      const spot = { channel: thread.room, threadTs: thread.thread };
      const { overflow, ...content } = renderPost(post, deps.onCall);
      const found = mayExist ? await find(spot, post.key) : undefined;
      const ts = found?.ts ?? (await send(spot, { ...content, key: post.key }));
      await shareFiles({ ...deps, paced }, spot, { post, overflow, there: found?.files ?? [] });
      return { room: thread.room, post: ts };
    },
    async rewrite(post, content) {
      const { overflow, blocks, ...rest } = renderPost(content, deps.onCall);
      // A file can't be put behind a post that has others after it.
      const shown = overflow ? [...blocks, context('✂️ It goes on in the form.')] : blocks;
      const rendered = { ...rest, blocks: shown, key: content.key };
      await updateMessage(web, { channel: post.room, ts: post.post }, rendered);
    },
    async announce(alert, mayExist) {
      const message = { ...renderAlert(alert, deps.onCall), key: alert.key };
      const { room, ts, isOld } = await place(message, { mayExist, since: alert.raisedAt });
      if (isOld) await reannounce(ts, room, alert);
      return { room, post: ts };
    },
    reannounce: ({ room, post }, alert) => reannounce(post, room, alert),
    async illustrate({ room, post }, { key, picture }, mayExist) {
      const spot = { channel: room, threadTs: post };
      const found = mayExist ? await find(spot, key) : undefined;
      if (!found?.files.includes(picture.name)) await paced(() => deps.files.share(spot, picture));
    },
    async mark(post, mark, before) {
      await react(web, post, { add: REACTIONS[mark] });
      if (before && before !== mark) await react(web, post, { remove: REACTIONS[before] });
    },
    async whisper(thread, staffId, text) {
      const whispered = web.chat.postEphemeral({
        channel: thread.room,
        thread_ts: thread.thread,
        user: staffId.split(':').at(-1) ?? '',
        text: escapeShort(text, WHISPER_CHARS),
      });
      await delivered(whispered).catch((err: unknown) =>
        deps.log.warn({ err }, 'Slack did not show a hint to a colleague'),
      );
    },
    openFile: deps.files.open,
    start: deps.start,
  };
}

async function takeTurn<T>(pace: Pace, call: () => Promise<T>): Promise<T> {
  await pace.take();
  try {
    return await call();
  } catch (error) {
    if (error instanceof DeliveryError && error.retryAfterMs) pace.close(error.retryAfterMs);
    throw error;
  }
}

// Marking twice, and unmarking what isn't marked, is what was wanted; where a message has all the reactions that Slack
// allows, the work goes on without.
const HARMLESS = new Set(['already_reacted', 'no_reaction', 'too_many_emoji', 'too_many_reactions']);

async function react(
  web: webApi.WebClient,
  { room: channel, post: timestamp }: PostRef,
  change: { readonly add: string } | { readonly remove: string },
): Promise<void> {
  const call =
    'add' in change
      ? web.reactions.add({ channel, timestamp, name: change.add })
      : web.reactions.remove({ channel, timestamp, name: change.remove });
  await delivered(call).catch((error: unknown) => {
    if (!HARMLESS.has(refusalOf(error) ?? '')) throw error;
  });
}
