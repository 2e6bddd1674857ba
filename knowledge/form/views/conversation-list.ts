// The list of conversations: who waits first.

import type { Mode } from '../../../src/model/conversation.ts';
import type { ThreadSummary } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { type Clock, empty, glimpse, moment, since } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';
import { channelWord, languageWord, modeWord, priorityWord, reasonWords } from '../words.ts';

export type Tab = 'yours' | 'bot' | 'resolved' | 'all';

export function conversationListView(shown: {
  readonly tab: Tab;
  readonly counts: Readonly<Record<Mode, number>>;
  readonly threads: readonly ThreadSummary[];
  readonly limit: number;
  readonly clock: Clock;
}): View {
  const { counts, threads, tab } = shown;
  return html`<h1>${t`Conversations`}</h1>
    <div data-region="conversations">
      <nav class="tabs" aria-label=${t`Which conversations`}>
        ${tabLink('yours', t`Yours`, counts.waiting + counts.human, tab)}
        ${tabLink('bot', t`Bot`, counts.bot, tab)}
        ${tabLink('resolved', t`Resolved`, counts.closed, tab)}
        ${tabLink('all', t`All`, undefined, tab)}
      </nav>
      ${threads.length === 0 ? nothing(tab) : threadRows(threads, shown.clock)}
      ${threads.length === shown.limit && html`<p class="hint">${t`These are the newest ${shown.limit}.`}</p>`}
    </div>`;
}

export function threadRows(threads: readonly ThreadSummary[], clock: Clock): View {
  return html`<ul class="rows">
    ${threads.map((thread) => row(thread, clock))}
  </ul>`;
}

function row(thread: ThreadSummary, clock: Clock): View {
  const isWaiting = thread.mode === 'waiting';
  return html`<li class=${`row ${thread.mode}`}>
    <a href=${`/admin/conversations/${thread.conversationId}`}>
      <span class="face" aria-hidden="true">${initial(thread.customerName)}</span>
      <span class="body">
        <span class="top">
          <bdi class="who">${thread.customerName || t`A customer`}</bdi>
          <span class="when">
            ${isWaiting && thread.waitingSince ? tView`waiting ${since(thread.waitingSince, clock)}` : moment(thread.lastAt, clock)}
          </span>
        </span>
        <span class="last"><bdi>${lastWords(thread)}</bdi></span>
        ${thread.reason && html`<span class="why">${reasonWords(thread.reason)}</span>`}
        <span class="tags">
          ${thread.priority === 'high' && html`<span class="tag high">${priorityWord('high')}</span>`}
          ${!isWaiting && html`<span class=${`tag ${thread.mode}`}>${modeWord(thread.mode)}</span>`}
          <span class="tag">${channelWord(thread.channel)}</span>
          ${thread.language && html`<span class="tag">${languageWord(thread.language)}</span>`}
        </span>
      </span>
    </a>
  </li>`;
}

function lastWords(thread: ThreadSummary): string {
  const words = glimpse(thread.lastText, 160) || t`A file`;
  return thread.lastAuthor === 'staff' ? t`Team: ${words}` : words;
}

/** One letter or character that stands for a customer. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim().replace(/^[^\p{L}\p{N}]+/u, ''));
  return first?.segment.toLocaleUpperCase('en') ?? '?';
}

function tabLink(tab: Tab, name: string, count: number | undefined, current: Tab): View {
  return html`<a href=${`/admin/conversations?show=${tab}`} aria-current=${tab === current ? 'page' : undefined}>
    ${name}${count !== undefined && html`<span class="count">${count}</span>`}
  </a>`;
}

const EMPTY: Readonly<Record<Tab, { title: string; text: string; href?: string; action?: string }>> = {
  yours: {
    title: 'Nobody is waiting',
    text: 'When a customer asks for a person, or the bot cannot help, the conversation appears here at once.',
    href: '/admin/conversations?show=bot',
    action: 'See what the bot is doing',
  },
  bot: {
    title: 'The bot has no conversation yet',
    text: 'As soon as a customer writes, you can read along here and step in at any time.',
    href: '/admin/settings',
    action: 'Put the chat on your site',
  },
  resolved: {
    title: 'Nothing resolved yet',
    text: 'A conversation that you resolve rests here. If the customer writes again, the bot answers.',
  },
  all: {
    title: 'No conversations yet',
    text: 'Put the chat on your site, or open the sample page and write the first message yourself.',
    href: '/',
    action: 'Open the sample page',
  },
};

function nothing(tab: Tab): View {
  const { title, text, href, action } = EMPTY[tab];
  const link = action && html`<a class="button" href=${href}>${tText(action)}</a>`;
  return empty({ title: tText(title), text: tText(text), ...(link && { action: link }) });
}
