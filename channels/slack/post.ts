// One message into Slack, and finding again one whose fate is unknown.
import type { webApi } from '@slack/bolt';
import type { Block } from './blocks.ts';
import { delivered, type Place } from './refusals.ts';

/** What Slack takes in one message: beyond some 13,200 characters it answers msg_blocks_too_long. */
export const MESSAGE_LIMIT_CHARS = 12_000;

export interface Content {
  readonly blocks: readonly Block[];
  /** What notifications and screen readers say. */
  readonly text: string;
}

export interface Spot {
  readonly channel: string;
  readonly threadTs: string | undefined;
}

export interface Found {
  readonly ts: string;
  /** Titles of the files that we posted right behind it. */
  readonly files: readonly string[];
}

const EVENT_TYPE = 'kaki_message';
const PAGE = 200;
const MOST_PAGES = 20;

/** @returns the message's `ts`. @throws DeliveryError */
export async function postMessage(
  web: webApi.WebClient,
  spot: Spot,
  message: Content & { readonly key: string; readonly place?: Place },
): Promise<string> {
  const { ts } = await delivered(
    web.chat.postMessage({
      channel: spot.channel,
      ...(spot.threadTs && { thread_ts: spot.threadTs }),
      text: message.text,
      blocks: [...message.blocks],
      metadata: toMetadata(message.key),
      unfurl_links: false,
      unfurl_media: false,
    }),
    message.place,
  );
  return ts ?? '';
}

/** @throws DeliveryError */
export async function updateMessage(
  web: webApi.WebClient,
  at: { readonly channel: string; readonly ts: string; readonly place?: Place },
  { text, blocks, key }: Content & { readonly key: string },
): Promise<void> {
  const { channel, ts, place } = at;
  await delivered(
    web.chat.update({ channel, ts, text, blocks: [...blocks], metadata: toMetadata(key) }),
    place,
  );
}

function toMetadata(key: string) {
  return { event_type: EVENT_TYPE, event_payload: { id: key } };
}

type Listed = {
  readonly ts?: string;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly metadata?: unknown;
  readonly files?: readonly { title?: string }[];
};

/**
 * Our message with that key, if it arrived. Only ever asked about a message whose sending failed.
 * @param since UNIX seconds of the earliest moment at which it can have been sent.
 * @throws DeliveryError
 */
export async function findMessage(
  web: webApi.WebClient,
  spot: Spot,
  wanted: { readonly key: string; readonly botId: string; readonly since?: number; readonly place?: Place },
): Promise<Found | undefined> {
  const ours: Listed[] = [];
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const listed = await delivered(listPage(web, spot, { cursor, since: wanted.since }), wanted.place);
    const messages = (listed.messages ?? []) as Listed[];
    ours.push(...messages.filter((one) => one.bot_id === wanted.botId && one.subtype !== 'tombstone'));
    cursor = listed.response_metadata?.next_cursor ?? '';
    if (!cursor) break;
  }
  // History comes newest first, threads oldest first.
  ours.sort((one, other) => Number(one.ts) - Number(other.ts));
  return pick(ours, wanted.key);
}

function pick(ours: readonly Listed[], key: string): Found | undefined {
  const at = ours.findIndex((message) => keyOf(message) === key);
  const ts = ours[at]?.ts;
  if (!ts) return undefined;
  const behind = ours.slice(at + 1);
  const next = behind.findIndex((message) => keyOf(message) !== undefined);
  const files = behind.slice(0, next < 0 ? undefined : next).flatMap((message) => message.files ?? []);
  return { ts, files: files.map(({ title }) => title ?? '') };
}

function listPage(
  web: webApi.WebClient,
  { channel, threadTs }: Spot,
  { cursor, since }: { readonly cursor: string; readonly since: number | undefined },
) {
  const options = {
    channel,
    include_all_metadata: true,
    limit: PAGE,
    ...(cursor && { cursor }),
    ...(since !== undefined && { oldest: String(since) }),
  };
  return threadTs
    ? web.conversations.replies({ ...options, ts: threadTs })
    : web.conversations.history(options);
}

function keyOf(message: Listed): string | undefined {
  const metadata = message.metadata as
    | { readonly event_type?: string; readonly event_payload?: { readonly id?: string } }
    | undefined;
  return metadata?.event_type === EVENT_TYPE ? metadata.event_payload?.id : undefined;
}
