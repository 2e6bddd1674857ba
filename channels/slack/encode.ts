// A message to a customer as Slack's payloads: blocks of text, sources, buttons; then its files.
import type { Attachment, Citation, Outbound } from '../../src/model/activity.ts';
import { phrase } from '../../src/model/phrases.ts';
import { shorten } from '../../src/model/text.ts';
import { type Block, context, section } from './blocks.ts';
import { REPLY_ACTION } from './decode.ts';
import { escapeShort, formatMrkdwn } from './mrkdwn.ts';
import { type Content, MESSAGE_LIMIT_CHARS } from './post.ts';

export type SlackPayload =
  | ({ readonly kind: 'message'; readonly key: string } & Content)
  | { readonly kind: 'file'; readonly key: string; readonly file: Attachment };

export const MOST_BUTTONS = 10;
const BUTTON_CHARS = 75;
const BUTTON_VALUE_CHARS = 2_000;
const MOST_SOURCES = 5;
const SOURCE_CHARS = 150;

export function encodeMessage(message: Outbound): readonly SlackPayload[] {
  const files = message.attachments ?? [];
  const groups = message.text.trim() === '' && files.length > 0 ? [] : group(formatMrkdwn(message.text));
  const messages = groups.map((texts, index): SlackPayload => {
    const isLast = index === groups.length - 1;
    const blocks = [
      ...(index === 0 ? authorBlocks(message) : []),
      ...texts.map(section),
      ...(isLast ? [...sourceBlocks(message), ...buttonBlocks(message)] : []),
    ];
    // A whole block by itself: cut anywhere else, a link could be left open.
    return { kind: 'message', key: `${message.id}:${index}`, blocks, text: texts[0] ?? '' };
  });
  const shared = files.map(
    (file, index): SlackPayload => ({ kind: 'file', key: `${message.id}:file:${index}`, file }),
  );
  return [...messages, ...shared];
}

// As many blocks in each message as Slack takes.
function group(texts: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [[]];
  let size = 0;
  for (const text of texts.map((one) => one || '…')) {
    if (size + text.length + 1 > MESSAGE_LIMIT_CHARS) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(text);
    size += text.length + 1;
  }
  return groups;
}

// Whoever reads must know that a person speaks now.
function authorBlocks(message: Outbound): readonly Block[] {
  return message.author === 'staff' ? [context(`🧑‍💼 *${escapeShort(message.authorName, 80)}*`)] : [];
}

function sourceBlocks({ text, citations, language }: Outbound): readonly Block[] {
  if (citations.length === 0) return [];
  const sources = citations.slice(0, MOST_SOURCES).map((citation) => source(citation, text));
  const label = phrase(citations.length > 1 ? 'sources' : 'source', language);
  return [context(`${label}: ${sources.join(' · ')}`)];
}

// Numbered where the text refers to numbers.
function source({ position, title, url }: Citation, text: string): string {
  const number = text.includes(`[${position}]`) ? `[${position}] ` : '';
  const name = `${number}${escapeShort(title, SOURCE_CHARS)}`;
  const address = url?.replaceAll('&', '&amp;') ?? '';
  return /^https?:\/\/[^\s<>|]{1,340}$/.test(address) ? `<${address}|${name}>` : name;
}

function buttonBlocks({ suggestions }: Outbound): readonly Block[] {
  const fitting = suggestions.filter(({ value }) => value !== '' && value.length <= BUTTON_VALUE_CHARS);
  if (fitting.length === 0) return [];
  const elements = fitting.slice(0, MOST_BUTTONS).map(({ title, value }, index) => ({
    type: 'button' as const,
    text: { type: 'plain_text' as const, text: shorten(title || value, BUTTON_CHARS), emoji: true },
    action_id: `${REPLY_ACTION}${index}`,
    value,
  }));
  return [{ type: 'actions', elements }];
}
