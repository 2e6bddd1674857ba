// The card of a hand-over: what staff see first, and again whenever its state changes.
import type { ChannelName } from '../../src/model/activity.ts';
import type { EscalationId } from '../../src/model/ids.ts';
import { shorten } from '../../src/model/text.ts';
import type { Button, Card, Said } from '../staff-room.ts';
import { type Block, context, section } from './blocks.ts';
import { escapeShort, formatLine, formatMrkdwn, quote } from './mrkdwn.ts';
import type { Content } from './post.ts';
import { DESK_ACTION } from './staff-events.ts';

// Slack's limits, and what still reads at a glance; together far below what one message may hold.
const HEADER_CHARS = 140;
const BUTTON_CHARS = 75;
const LINE_CHARS = 300;
const TRANSLATION_CHARS = 200;
const DRAFT_CHARS = 1_500;
const NAME_CHARS = 60;
const MOST_LINES = 5;
const MOST_BUTTONS = 10;

const PRIORITY: Readonly<Record<Card['priority'], string>> = { low: '🟢', normal: '🟡', high: '🔴' };
const CLOSED: Readonly<Partial<Record<Card['state'], string>>> = { resolved: '✅', handed_back: '🤖' };
const CHANNEL_NAMES: Readonly<Record<ChannelName, string>> = {
  webchat: 'Web chat',
  telegram: 'Telegram',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  botframework: 'Bot Framework',
};

export function renderCard(card: Card): Content {
  const emoji = CLOSED[card.state] ?? PRIORITY[card.priority];
  const blocks: Block[] = [
    {
      type: 'header',
      text: {
        type: 'plain_text',
        text: shorten(`${emoji} ${card.customerName || 'Customer'}`, HEADER_CHARS),
        emoji: true,
      },
    },
    section(`*${escapeShort(card.stateText, LINE_CHARS)}*`),
    context(aboutLine(card)),
    ...alsoOn(card),
  ];
  if (card.summary.length > 0)
    blocks.push(section(quote(card.summary.slice(0, MOST_LINES).map(summaryLine).join('\n'))));
  if (card.lastMessages.length > 0)
    blocks.push(section(card.lastMessages.slice(-MOST_LINES).map(sayLine).join('\n')));
  if (card.draft.trim() !== '')
    blocks.push(context('🤖 *The bot would have said*'), section(draftQuote(card.draft)));
  if (card.notices.length > 0) blocks.push(context(lines(card.notices)));
  blocks.push(...renderButtons(card.buttons, card.escalationId));
  return { blocks, text: escapeShort(`${card.customerName}: ${card.reasonText}`, LINE_CHARS) };
}

/** No block where there are no buttons. @param key of the post: a press may come before its place is stored. */
export function renderButtons(
  buttons: readonly Button[],
  escalationId: EscalationId,
  key?: string,
): readonly Block[] {
  if (buttons.length === 0) return [];
  const elements = buttons.slice(0, MOST_BUTTONS).map(({ action, label, style }) => ({
    type: 'button' as const,
    text: { type: 'plain_text' as const, text: shorten(label, BUTTON_CHARS), emoji: true },
    action_id: `${DESK_ACTION}${action}`,
    value: escalationId,
    ...(style && { style }),
    // It tells the customer goodbye: nobody should do that by a slip of the thumb.
    ...(action === 'resolve' && { confirm: confirmResolve(label) }),
  }));
  return [{ type: 'actions', elements, ...(key && { block_id: `${DESK_ACTION}${key}` }) }];
}

function confirmResolve(label: string) {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  return {
    title: plain('Resolve this conversation?'),
    text: plain('The customer is thanked, and the bot answers again when they write next.'),
    confirm: plain(shorten(label, 30)),
    deny: plain('Not yet'),
  };
}

function aboutLine({ channel, phones, language, reasonText, openedAt, url }: Card): string {
  const at = Math.floor(openedAt.getTime() / 1000);
  const fallback = `${openedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    CHANNEL_NAMES[channel],
    ...phones.map((phone) => escapeShort(phone, NAME_CHARS)),
    ...(language ? [escapeShort(language, NAME_CHARS)] : []),
    ...(reasonText ? [escapeShort(reasonText, LINE_CHARS)] : []),
    `opened <!date^${at}^{date_short_pretty} {time}|${fallback}>`,
    ...(url ? [link(url, 'Open in the form')] : []),
  ].join('  ·  ');
}

// Proven to be the same person: what they wrote there may be the answer here.
function alsoOn({ otherChannels }: Card): readonly Block[] {
  if (otherChannels.length === 0) return [];
  const names = otherChannels.map(({ channel, phone, url }) => {
    const name = escapeShort([CHANNEL_NAMES[channel], phone].filter(Boolean).join(' '), NAME_CHARS);
    return url ? link(url, name) : name;
  });
  return [context(`🔗 Also on ${names.join(', ')}`)];
}

function link(url: string, name: string): string {
  return `<${url.replaceAll('&', '&amp;')}|${name}>`;
}

function draftQuote(draft: string): string {
  const [first = '', ...rest] = formatMrkdwn(quote(shorten(draft.trim(), DRAFT_CHARS * 4)), DRAFT_CHARS);
  return rest.length > 0 ? `${first} …` : first;
}

function summaryLine(line: string): string {
  return formatLine(line, LINE_CHARS).replace(/^(\p{L}+:)/u, '*$1*');
}

function lines(texts: readonly string[]): string {
  return texts
    .slice(0, MOST_LINES)
    .map((text) => escapeShort(text.replace(/\s+/g, ' ').trim(), LINE_CHARS))
    .join('\n');
}

function sayLine(said: Said): string {
  const files = said.attachments.map(({ name }) => `📎 ${escapeShort(name ?? 'file', NAME_CHARS)}`);
  const translation = oneLine(said, said.translation ?? '', TRANSLATION_CHARS);
  return [
    [authorMark(said), oneLine(said, said.text, LINE_CHARS), ...files].filter(Boolean).join(' '),
    ...(translation ? [`> ${translation}`] : []),
  ].join('\n');
}

/** What customers write is plain text; everybody else's is Markdown. */
export function oneLine({ author }: Pick<Said, 'author'>, text: string, lengthChars: number): string {
  return author === 'customer'
    ? escapeShort(text.replace(/\s+/g, ' ').trim(), lengthChars)
    : formatLine(text, lengthChars);
}

/** Who speaks: people and the bot are told apart before a word is read. */
export function authorMark({ author, authorName }: Pick<Said, 'author' | 'authorName'>): string {
  const signs = { customer: '👤', bot: '🤖', staff: '🧑‍💼', system: 'ℹ️' } as const;
  return `${signs[author]} *${escapeShort(authorName || author, NAME_CHARS)}*`;
}
