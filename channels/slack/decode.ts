// What customers do in Slack, as inbound messages: they write to the app, or mention it in a channel.
import type { Address, Attachment, Inbound } from '../../src/model/activity.ts';
import {
  isByPerson,
  isEdited,
  mentions,
  type Pressed,
  readEvent,
  type SharedFile,
  type Written,
} from './events.ts';
import type { Home } from './home.ts';
import type { People } from './people.ts';
import { mentionedUsers, toPlain } from './reading.ts';

export interface SlackRaw {
  readonly home: Home;
  readonly body: unknown;
  /** Who is named in it, as far as known. */
  readonly people?: People;
}

export const REPLY_ACTION = 'chat.reply:';
const MOST_FILES = 10;

/** @throws InvalidInput */
export function decodeCustomer(raw: SlackRaw): readonly Inbound[] {
  const { home, body } = raw;
  const event = readEvent(body);
  if (event.kind === 'other' || event.channel === home.staffChannel) return [];
  if (!event.teams.includes(home.teamId)) return [];
  switch (event.kind) {
    case 'wrote': {
      const isForUs = event.isDirect ? !event.isMention : event.isMention;
      if (!isForUs || !isByPerson(event.message, home.botUserId)) return [];
      return [toInbound(raw, event.channel, event.message)];
    }
    case 'changed': {
      const { channel, message, before } = event;
      const isForUs =
        channel.startsWith('D') ||
        (mentions(message, home.botUserId) && before && mentions(before, home.botUserId));
      if (!isForUs || !isByPerson(message, home.botUserId) || !isEdited(message, before)) return [];
      const id = `${channel}:${message.ts}`;
      return [{ ...toInbound(raw, channel, message), id: `${id}:edit:${message.editedTs}`, editOf: id }];
    }
    case 'deleted':
      return [];
    case 'pressed':
      return event.action.startsWith(REPLY_ACTION) && event.value !== '' ? [toPressed(raw, event)] : [];
    default:
      return event satisfies never;
  }
}

/** The users whose names a body needs. @throws InvalidInput */
export function namedIn(body: unknown): readonly string[] {
  const event = readEvent(body);
  if (event.kind === 'pressed') return [event.user];
  if (event.kind !== 'wrote' && event.kind !== 'changed') return [];
  return [event.message.user ?? '', ...mentionedUsers(event.message.text)].filter(Boolean);
}

function toInbound(raw: SlackRaw, channel: string, message: Written): Inbound {
  const { home, people } = raw;
  const names = new Map([...(people ?? [])].map(([id, { name }]) => [id, name]));
  return {
    ...toSender(raw, message.user ?? ''),
    id: `${channel}:${message.ts}`,
    address: toAddress(raw, { channel, user: message.user ?? '', threadTs: message.threadTs ?? message.ts }),
    text: toPlain(message.text, names, home.botUserId),
    attachments: message.files.slice(0, MOST_FILES).map(toAttachment),
  };
}

function toPressed(raw: SlackRaw, press: Pressed): Inbound {
  const { channel, user, actionTs, ts, threadTs } = press;
  return {
    ...toSender(raw, user),
    id: `${channel}:press:${actionTs}`,
    address: toAddress(raw, { channel, user, threadTs: threadTs ?? ts }),
    text: press.value,
    attachments: [],
  };
}

function toSender({ home, people }: SlackRaw, user: string) {
  const person = people?.get(user);
  return {
    type: 'message' as const,
    channel: 'slack' as const,
    account: home.teamId,
    from: { id: user, name: person?.name ?? '' },
    ...(person?.locale && { locale: person.locale }),
  };
}

// A direct message is one conversation; in a channel each thread is one.
function toAddress(
  { home, people }: SlackRaw,
  at: { readonly channel: string; readonly user: string; readonly threadTs: string },
): Address {
  const isDirect = at.channel.startsWith('D');
  return {
    channelId: 'slack',
    conversation: {
      id: isDirect ? at.channel : `${at.channel}:${at.threadTs}`,
      isGroup: !isDirect,
      conversationType: isDirect ? 'personal' : 'channel',
      name: '',
      tenantId: home.teamId,
    },
    user: { id: at.user, name: people?.get(at.user)?.name ?? '' },
  };
}

export function toAttachment(file: SharedFile): Attachment {
  return { contentType: file.contentType, name: file.name, contentUrl: `slack:${file.id}` };
}
