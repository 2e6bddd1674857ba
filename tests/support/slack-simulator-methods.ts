// The Web API's methods that Kaki uses, each with its scopes and its real refusals.
import { blocksFault } from './slack-simulator-blocks.ts';
import {
  BOT_ID,
  BOT_USER,
  type SimulatedChannel,
  type SimulatedMessage,
  TEAM,
  type Workspace,
} from './slack-simulator-workspace.ts';

export type Args = Readonly<Record<string, unknown>>;
export interface MethodContext {
  readonly workspace: Workspace;
  readonly origin: string;
  /** Tells the app what happened to its own messages, as Slack does. */
  readonly echo: (channel: SimulatedChannel, event: Record<string, unknown>) => void;
  readonly uploads: Map<
    string,
    { readonly name: string; readonly length: number; bytes: Uint8Array | undefined }
  >;
}

export class Refusal extends Error {}

type Method = {
  /** What a call needs, all of them. */
  readonly scopes: readonly string[] | ((channel: Pick<SimulatedChannel, 'kind'>) => readonly string[]);
  readonly run: (args: Args, context: MethodContext) => object;
};

const REACTIONS = new Set(['hourglass_flowing_sand', 'white_check_mark', 'eyes', 'warning']);
const HISTORY = { channel: 'channels:history', group: 'groups:history', im: 'im:history' };
const history = ({ kind }: Pick<SimulatedChannel, 'kind'>): readonly string[] => [HISTORY[kind]];

const READ = { channel: 'channels:read', group: 'groups:read', im: 'im:read' };
const read = ({ kind }: Pick<SimulatedChannel, 'kind'>): readonly string[] => [READ[kind]];

function refuse(code: string): never {
  throw new Refusal(code);
}

export function channelOf({ workspace }: MethodContext, id: unknown): SimulatedChannel {
  const channel = workspace.channels.get(String(id)) ?? refuse('channel_not_found');
  if (channel.kind !== 'channel' && !channel.members.has(BOT_USER)) return refuse('channel_not_found');
  return channel;
}

function writable(context: MethodContext, id: unknown): SimulatedChannel {
  const channel = channelOf(context, id);
  if (!channel.members.has(BOT_USER)) return refuse('not_in_channel');
  return channel.archived ? refuse('is_archived') : channel;
}

function checkContent(
  { text, blocks }: Args,
  mostChars: number,
): { text: string; blocks: SimulatedMessage['blocks'] } {
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  if (!hasBlocks && (typeof text !== 'string' || text.trim() === '')) return refuse('no_text');
  if (typeof text === 'string' && text.length > mostChars) return refuse('msg_too_long');
  const fault = blocks === undefined ? undefined : blocksFault(blocks);
  if (fault) return refuse(fault);
  return { text: String(text ?? ''), blocks: (blocks ?? []) as SimulatedMessage['blocks'] };
}

function threadOf(channel: SimulatedChannel, ts: unknown): string | undefined {
  if (ts === undefined) return undefined;
  const parent = channel.messages.find((message) => message.ts === ts);
  return !parent || parent.subtype === 'tombstone' ? refuse('thread_not_found') : parent.ts;
}

function existing(channel: SimulatedChannel, ts: unknown): SimulatedMessage {
  const found = channel.messages.find((message) => message.ts === ts && !message.onlyFor);
  return found && found.subtype !== 'tombstone' ? found : refuse('message_not_found');
}

/** As Slack tells of a message in its answers and events. */
export function toWire(message: SimulatedMessage, withMetadata = false): Record<string, unknown> {
  const { reactions: _reactions, onlyFor: _onlyFor, files, metadata, ...rest } = message;
  return {
    type: 'message',
    ...rest,
    ...(files && {
      files: files.map(({ bytes, url: _url, ...file }) => ({ ...file, size: bytes.length, mode: 'hosted' })),
    }),
    ...(withMetadata && metadata !== undefined && { metadata }),
  };
}

function page(
  messages: readonly SimulatedMessage[],
  { limit, cursor, include_all_metadata: all, oldest }: Args,
) {
  const start = Number(cursor ?? 0);
  const size = Math.min(Number(limit ?? 100), 999);
  const after = messages.filter(({ ts, onlyFor }) => !onlyFor && Number(ts) > Number(oldest ?? 0));
  const next = start + size < after.length ? String(start + size) : '';
  const listed = after.slice(start, start + size).map((message) => toWire(message, String(all) === 'true'));
  return { messages: listed, has_more: next !== '', response_metadata: { next_cursor: next } };
}

export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': {
    scopes: [],
    run: () => ({ team_id: TEAM, team: 'Kopi', user_id: BOT_USER, user: 'kaki', bot_id: BOT_ID }),
  },
  'chat.postMessage': {
    scopes: ['chat:write'],
    run(args, context) {
      const channel = writable(context, args.channel);
      const content = checkContent(args, 40_000);
      const thread = threadOf(channel, args.thread_ts);
      const message = context.workspace.add(channel, {
        ...content,
        user: BOT_USER,
        bot_id: BOT_ID,
        team: TEAM,
        ...(thread && { thread_ts: thread }),
        ...(args.metadata !== undefined && { metadata: args.metadata }),
      });
      context.echo(channel, { ...toWire(message) });
      return { channel: channel.id, ts: message.ts, message: toWire(message) };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    run(args, context) {
      const channel = writable(context, args.channel);
      const message = existing(channel, args.ts);
      if (message.bot_id !== BOT_ID) return refuse('cant_update_message');
      const before = toWire(message);
      Object.assign(message, checkContent(args, 4_000), {
        edited: { user: BOT_USER, ts: context.workspace.nextTs() },
      });
      context.echo(channel, {
        type: 'message',
        subtype: 'message_changed',
        message: toWire(message),
        previous_message: before,
        ts: context.workspace.nextTs(),
      });
      return { channel: channel.id, ts: message.ts, text: message.text };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    run(args, context) {
      const channel = writable(context, args.channel);
      const message = existing(channel, args.ts);
      if (message.bot_id !== BOT_ID) return refuse('cant_delete_message');
      context.workspace.remove(channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    run(args, context) {
      const channel = writable(context, args.channel);
      if (!channel.members.has(String(args.user))) return refuse('user_not_in_channel');
      const content = checkContent(args, 40_000);
      const thread = threadOf(channel, args.thread_ts);
      const only = { user: BOT_USER, bot_id: BOT_ID, onlyFor: String(args.user) };
      const message = context.workspace.add(channel, {
        ...content,
        ...only,
        ...(thread && { thread_ts: thread }),
      });
      return { message_ts: message.ts };
    },
  },
  'reactions.add': {
    scopes: ['reactions:write'],
    run({ channel, timestamp, name }, context) {
      const message = existing(channelOf(context, channel), timestamp);
      if (!REACTIONS.has(String(name))) return refuse('invalid_name');
      if (message.reactions.includes(String(name))) return refuse('already_reacted');
      message.reactions.push(String(name));
      return {};
    },
  },
  'reactions.remove': {
    scopes: ['reactions:write'],
    run({ channel, timestamp, name }, context) {
      const { reactions } = existing(channelOf(context, channel), timestamp);
      if (!reactions.includes(String(name))) return refuse('no_reaction');
      reactions.splice(reactions.indexOf(String(name)), 1);
      return {};
    },
  },
  'conversations.history': {
    scopes: history,
    run(args, context) {
      const { messages, members } = channelOf(context, args.channel);
      if (!members.has(BOT_USER)) return refuse('not_in_channel');
      return page(messages.filter(({ ts, thread_ts }) => !thread_ts || thread_ts === ts).toReversed(), args);
    },
  },
  'conversations.replies': {
    scopes: history,
    run(args, context) {
      const { messages } = channelOf(context, args.channel);
      const thread = messages.filter(({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts);
      return thread.length === 0 ? refuse('thread_not_found') : page(thread, args);
    },
  },
  'conversations.list': {
    // With private channels asked for, as we do.
    scopes: ['channels:read', 'groups:read'],
    run(_args, { workspace }) {
      const listed = [...workspace.channels.values()].filter(
        ({ kind, members, archived }) =>
          !archived && (kind === 'channel' || (kind === 'group' && members.has(BOT_USER))),
      );
      const channels = listed.map(({ id, name, members }) => ({
        id,
        name,
        is_member: members.has(BOT_USER),
      }));
      return { channels, response_metadata: { next_cursor: '' } };
    },
  },
  'conversations.info': {
    scopes: read,
    run(args, context) {
      const { id, name, members, archived } = channelOf(context, args.channel);
      return { channel: { id, name, is_member: members.has(BOT_USER), is_archived: archived } };
    },
  },
  'users.info': {
    scopes: ['users:read'],
    run({ user: id }, { workspace }) {
      const user = workspace.users.get(String(id)) ?? refuse('user_not_found');
      const { name, display, team, locale, isBot } = user;
      const profile = { display_name: display, real_name: display };
      return {
        user: { id, name, team_id: team, locale, is_bot: isBot, is_stranger: false, profile },
      };
    },
  },
  'files.info': {
    scopes: ['files:read'],
    run({ file: id }, { workspace, origin }) {
      const file = workspace.files.get(String(id)) ?? refuse('file_not_found');
      const { bytes, url = `${origin}/files/${file.id}`, ...rest } = file;
      return { file: { ...rest, size: bytes.length, url_private: url, url_private_download: url } };
    },
  },
  'files.delete': {
    scopes: ['files:write'],
    run: ({ file }, { workspace }) => (workspace.files.delete(String(file)) ? {} : refuse('file_not_found')),
  },
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    run({ filename, length }, { workspace, origin, uploads }) {
      if (!filename || !(Number(length) > 0)) return refuse('invalid_arguments');
      const id = workspace.nextId('F');
      uploads.set(id, { name: String(filename), length: Number(length), bytes: undefined });
      return { upload_url: `${origin}/upload/${id}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    run({ files, channel_id: id, thread_ts: ts }, context) {
      const channel = writable(context, id);
      const thread = threadOf(channel, ts);
      const shared = (files as { id: string; title?: string }[]).map(({ id: file, title }) => {
        const upload = context.uploads.get(file);
        if (upload?.bytes?.length !== upload?.length || !upload?.bytes) return refuse('file_not_found');
        const stored = {
          id: file,
          name: upload.name,
          title: title ?? upload.name,
          mimetype: 'application/octet-stream',
          bytes: upload.bytes,
        };
        context.workspace.files.set(file, stored);
        return stored;
      });
      const message = context.workspace.add(channel, {
        user: BOT_USER,
        bot_id: BOT_ID,
        team: TEAM,
        text: '',
        files: shared,
        ...(thread && { thread_ts: thread }),
      });
      context.echo(channel, { ...toWire(message), subtype: 'file_share' });
      return { files: shared.map(({ id: file, title }) => ({ id: file, title })) };
    },
  },
};
