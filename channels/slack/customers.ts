// The Slack channel: customers who write to the app directly or mention it.
import type { webApi } from '@slack/bolt';
import type { Address } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { Channel, OpenFile, PlatformId, Receive, Stop } from '../channel.ts';
import { decodeCustomer, type SlackRaw } from './decode.ts';
import { encodeMessage, MOST_BUTTONS, type SlackPayload } from './encode.ts';
import type { Files } from './files.ts';
import type { Home } from './home.ts';
import { findMessage, MESSAGE_LIMIT_CHARS, postMessage, type Spot, updateMessage } from './post.ts';
import { delivered, refusalOf, UNREACHABLE } from './refusals.ts';

export interface CustomersDeps {
  readonly web: webApi.WebClient;
  readonly home: () => Promise<Home>;
  readonly files: Files;
  /** Reads a file of any platform. */
  readonly openFile: OpenFile;
  readonly start: (receive: Receive) => Promise<Stop>;
  readonly webhook: (request: Request) => Promise<Response>;
}

export type SlackChannel = Channel<SlackRaw, SlackPayload>;

const OPEN_TIMEOUT_MS = 20_000;
const MOST_UNRESOLVED = 1_000;
const FILE_PART = 'file:';

export function createCustomers(deps: CustomersDeps): SlackChannel {
  const { web, files } = deps;
  // Sends of which nobody knows whether they arrived. Forgotten at a restart: then one message may come twice.
  const unresolved = new Set<string>();
  const post = async (to: Address, payload: SlackPayload & { kind: 'message' }): Promise<PlatformId> => {
    const spot = spotOf(to);
    const { key } = payload;
    const found = unresolved.has(key)
      ? await findMessage(web, spot, { key, botId: (await deps.home()).botId, place: 'customer' })
      : undefined;
    const ts =
      found?.ts ??
      (await remember(unresolved, key, postMessage(web, spot, { ...payload, place: 'customer' })));
    unresolved.delete(key);
    return `${spot.channel}:${ts}`;
  };
  const share = async (to: Address, { file }: SlackPayload & { kind: 'file' }): Promise<PlatformId> => {
    const content = await deps.openFile(file.contentUrl ?? '', AbortSignal.timeout(OPEN_TIMEOUT_MS));
    return `${FILE_PART}${await files.share(spotOf(to), { ...content, name: file.name ?? content.name }, 'customer')}`;
  };
  const send = (to: Address, payload: SlackPayload): Promise<PlatformId> =>
    payload.kind === 'file' ? share(to, payload) : post(to, payload);
  const remove = async (part: PlatformId): Promise<void> => {
    const call = part.startsWith(FILE_PART)
      ? web.files.delete({ file: part.slice(FILE_PART.length) })
      : web.chat.delete(messageOf(part));
    await delivered(call, 'customer').catch(unlessGone);
  };
  return {
    name: 'slack',
    traits: {
      textLengthChars: MESSAGE_LIMIT_CHARS,
      buttons: MOST_BUTTONS,
      files: true,
      typing: false,
      streaming: false,
      edit: true,
    },
    decode: decodeCustomer,
    encode: encodeMessage,
    send,
    async edit(to, parts, payloads) {
      // Files stay as they were sent: Slack has no way to replace one.
      const [old, kept] = [
        parts.filter((part) => !part.startsWith(FILE_PART)),
        parts.filter((part) => part.startsWith(FILE_PART)),
      ];
      const ids: PlatformId[] = [];
      for (const payload of payloads) {
        if (payload.kind === 'file') continue;
        const part = old[ids.length];
        if (part) await updateMessage(web, { ...messageOf(part), place: 'customer' }, payload);
        ids.push(part ?? (await send(to, payload)));
      }
      for (const part of old.slice(ids.length)) await remove(part);
      return [...ids, ...kept];
    },
    async remove(_to, parts) {
      for (const part of parts) await remove(part);
    },
    openFile: files.open,
    start: deps.start,
    webhook: deps.webhook,
  };
}

async function remember(unresolved: Set<string>, key: string, sending: Promise<string>): Promise<string> {
  try {
    return await sending;
  } catch (error) {
    if (error instanceof DeliveryError && error.code === UNREACHABLE) unresolved.add(key);
    for (const oldest of unresolved) if (unresolved.size > MOST_UNRESOLVED) unresolved.delete(oldest);
    throw error;
  }
}

const GONE = new Set(['message_not_found', 'file_not_found', 'file_deleted']);

function unlessGone(error: unknown): void {
  if (!GONE.has(refusalOf(error) ?? '')) throw error;
}

// `CHANNEL` of a direct message, or `CHANNEL:THREAD`.
function spotOf(to: Address): Spot {
  const [channel = '', threadTs] = to.conversation.id.split(':');
  return { channel, threadTs };
}

function messageOf(part: PlatformId): { readonly channel: string; readonly ts: string } {
  const [channel = '', ts = ''] = part.split(':');
  return { channel, ts };
}
