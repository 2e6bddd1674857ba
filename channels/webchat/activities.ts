// Stored messages as Direct Line activities: what a client's screen shows.
import { createHash } from 'node:crypto';
import type { Author, Citation, Progress, Suggestion } from '../../src/model/activity.ts';
import { type MessageId, parseId } from '../../src/model/ids.ts';
import type { VisibleMessage } from '../../src/store/messages.ts';

/** https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md */
export interface DirectLineActivity {
  readonly type: 'message' | 'messageDelete' | 'typing';
  readonly id: string;
  readonly timestamp?: string;
  readonly channelId: 'directline';
  readonly conversation: { readonly id: string };
  readonly from: { readonly id: string; readonly name?: string; readonly role: 'user' | 'bot' };
  readonly text?: string;
  readonly textFormat?: 'plain' | 'markdown';
  readonly locale?: string;
  readonly suggestedActions?: { readonly to: readonly string[]; readonly actions: readonly object[] };
  readonly attachments?: readonly object[];
  readonly entities?: readonly object[];
  readonly channelData?: Readonly<Record<string, unknown>>;
}

/** Whose screen it is. */
export interface Screen {
  readonly conversationId: string;
  readonly userId: string;
  /** Where this screen loads a file of a message from. */
  readonly fileUrl: (messageId: MessageId, index: number) => string;
}

/** The id under which a customer's message is shown: made of the platform id alone, so that a retry is told the same. */
export function customerActivityId(conversationId: string, platformId: string): string {
  return `${conversationId}|${createHash('sha256').update(platformId).digest('base64url').slice(0, 22)}`;
}

export function replyActivityId(conversationId: string, id: MessageId): string {
  return `${conversationId}|${id}`;
}

/** The id of ours in what `replyActivityId` made. */
export function replyMessageId(activityId: string): MessageId {
  return parseId(activityId.slice(activityId.lastIndexOf('|') + 1));
}

/**
 * What a message, or a change of one, is for a reader who has seen all up to the number `seen`; undefined where it is
 * nothing. A reader from the beginning gets the last words in the first place, and nothing of what was taken back.
 *
 * A change comes as the whole message under its old id: Web Chat puts an activity in the place of the one that has its
 * id, whatever the type. As a `messageUpdate`, which it doesn't draw, the message would vanish; a `messageDelete` may.
 */
export function toActivity(
  message: VisibleMessage,
  screen: Screen,
  seen: number,
): DirectLineActivity | undefined {
  const isChange = message.number > message.watermark;
  // The message itself is on its way to this reader, as it is now.
  if (isChange && message.watermark > seen) return undefined;
  if (!message.isTakenBack) return toMessage(message, screen);
  return isChange ? { ...toFrame(message, screen), type: 'messageDelete' } : undefined;
}

function toMessage(message: VisibleMessage, screen: Screen): DirectLineActivity {
  const { citations, suggestions } = message;
  const attachments = toAttachments(message, screen);
  return {
    ...toFrame(message, screen),
    text: message.text,
    textFormat: message.author === 'customer' ? 'plain' : 'markdown',
    ...(message.language && { locale: message.language }),
    ...(attachments.length > 0 && { attachments }),
    ...(suggestions.length > 0 && { suggestedActions: toSuggestedActions(message, screen) }),
    ...(citations.length > 0 && { entities: [toCitationEntity(citations)] }),
  };
}

function toFrame(message: VisibleMessage, screen: Screen): DirectLineActivity {
  const { conversationId } = screen;
  const isCustomer = message.author === 'customer';
  return {
    type: 'message',
    id: isCustomer
      ? customerActivityId(conversationId, message.externalId ?? message.id)
      : replyActivityId(conversationId, message.id),
    timestamp: message.createdAt.toISOString(),
    channelId: 'directline',
    conversation: { id: conversationId },
    from: isCustomer
      ? { id: screen.userId, name: message.authorName, role: 'user' }
      : { id: authorId(message.author, message.authorName), name: message.authorName, role: 'bot' },
    channelData: toChannelData(message),
  };
}

// What holds a file isn't told: it is read here, for those who may. What is kept nowhere can't be shown.
function toAttachments({ id, attachments }: VisibleMessage, screen: Screen): readonly object[] {
  return attachments.flatMap(({ contentType, contentUrl, name }, index) =>
    contentUrl ? { contentType, contentUrl: screen.fileUrl(id, index), name } : [],
  );
}

// Web Chat gives every author id its own bubble group; two members of staff are two people.
function authorId(author: Author, name: string): string {
  if (author !== 'staff') return author;
  return `staff-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

// Web Chat sorts by this number, where it is; timestamps would put a reply before a message that it came after.
function toChannelData(message: VisibleMessage): Record<string, unknown> {
  const order = { 'webchat:sequence-id': message.watermark };
  if (message.author === 'customer') return { ...message.channelData, ...order };
  if (message.isEdited) return { author: message.author, edited: true, ...order };
  // Whether it was streamed, or to whom, no longer matters: a stream's end that nobody saw begin is a plain message.
  // Not where it was changed: Web Chat changes nothing in a stream that has ended.
  const stream = message.author === 'bot' ? { streamType: 'final', streamId: message.id } : {};
  return { author: message.author, ...stream, ...order };
}

function toSuggestedActions(message: { readonly suggestions: readonly Suggestion[] }, screen: Screen) {
  const actions = message.suggestions.map(({ title, value }) => ({ type: 'imBack', title, value }));
  return { to: [screen.userId], actions };
}

// https://github.com/microsoft/BotFramework-WebChat/blob/main/docs/CITATION.md
function toCitationEntity(citations: readonly Citation[]): object {
  return {
    '@context': 'https://schema.org',
    '@id': '',
    '@type': 'Message',
    type: 'https://schema.org/Message',
    citation: citations.map(({ position, title, excerpt, url }) => ({
      '@id': url ?? `_:c${position}`,
      '@type': 'Claim',
      position,
      appearance: { '@type': 'DigitalDocument', name: title, abstract: excerpt, ...(url && { url }) },
    })),
  };
}

/**
 * Progress as a typing activity: livestreaming by the convention of Web Chat, where `streamId` is what the final
 * message refers to. A withdrawn stream ends in a typing activity without text.
 * https://github.com/microsoft/BotFramework-WebChat/blob/main/docs/LIVESTREAMING.md
 */
export function toTypingActivity(progress: Progress, conversationId: string): DirectLineActivity {
  const typing = {
    type: 'typing',
    channelId: 'directline',
    conversation: { id: conversationId },
    from: { id: 'bot', role: 'bot' },
  } as const;
  if (progress.kind === 'typing') return { ...typing, id: `${conversationId}|typing` };
  const { streamId, sequence } = progress;
  const id = `${conversationId}|${streamId}.${sequence}`;
  if (progress.kind === 'withdrawn') return { ...typing, id, channelData: { streamType: 'final', streamId } };
  const channelData = { streamType: 'streaming', streamId, streamSequence: Math.max(1, sequence) };
  return { ...typing, id, text: progress.text, textFormat: 'markdown', channelData };
}
