// Stored messages as Direct Line activities: what a client's screen shows.
import { createHash } from 'node:crypto';
import type { Author, Citation, Progress, Suggestion } from '../../src/model/activity.ts';
import type { MessageId } from '../../src/model/ids.ts';
import type { VisibleMessage } from '../../src/store/messages.ts';

/** https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md */
export interface DirectLineActivity {
  readonly type: 'message' | 'typing';
  readonly id: string;
  readonly timestamp?: string;
  readonly channelId: 'directline';
  readonly conversation: { readonly id: string };
  readonly from: { readonly id: string; readonly name?: string; readonly role: 'user' | 'bot' };
  readonly text?: string;
  readonly textFormat?: 'plain' | 'markdown';
  readonly locale?: string;
  readonly suggestedActions?: { readonly to: readonly string[]; readonly actions: readonly object[] };
  readonly entities?: readonly object[];
  readonly channelData?: Readonly<Record<string, unknown>>;
}

/** Whose screen it is. */
export interface Screen {
  readonly conversationId: string;
  readonly userId: string;
}

/** The id under which a customer's message is shown: made of the platform id alone, so that a retry is told the same. */
export function customerActivityId(conversationId: string, platformId: string): string {
  return `${conversationId}|${createHash('sha256').update(platformId).digest('base64url').slice(0, 22)}`;
}

export function replyActivityId(conversationId: string, id: MessageId): string {
  return `${conversationId}|${id}`;
}

export function toActivity(message: VisibleMessage, screen: Screen): DirectLineActivity {
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
    text: message.text,
    textFormat: isCustomer ? 'plain' : 'markdown',
    ...(message.language && { locale: message.language }),
    ...(message.suggestions.length > 0 && { suggestedActions: toSuggestedActions(message, screen) }),
    ...(message.citations.length > 0 && { entities: [toCitationEntity(message.citations)] }),
    channelData: toChannelData(message),
  };
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
  // Whether it was streamed, or to whom, no longer matters: a stream's end that nobody saw begin is a plain message.
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
