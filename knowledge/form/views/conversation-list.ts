// The list of conversations: who waits first.
import { reasonText } from '../../../src/desk/card.ts';
import type { Mode } from '../../../src/model/conversation.ts';
import type { ThreadSummary } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { type Clock, empty, glimpse, moment, since } from '../parts.ts';
import { channelWord, languageWord, MODE_WORDS, PRIORITY_WORDS } from '../words.ts';

export type Tab = 'yours' | 'bot' | 'resolved' | 'all';

export function conversationListView(shown: {
  readonly tab: Tab;
  readonly counts: Readonly<Record<Mode, number>>;
  readonly threads: readonly ThreadSummary[];
  readonly limit: number;
  readonly clock: Clock;
}): View {
  const { counts, threads, tab } = shown;
  return html`<h1>Conversations</h1>
    <div data-region="conversations">
      <nav class="tabs" aria-label="Which conversations">
        ${tabLink('yours', 'Yours', counts.waiting + counts.human, tab)}
        ${tabLink('bot', 'Bot', counts.bot, tab)}
        ${tabLink('resolved', 'Resolved', counts.closed, tab)}
        ${tabLink('all', 'All', undefined, tab)}
      </nav>
      ${threads.length === 0 ? EMPTY[tab] : threadRows(threads, shown.clock)}
      ${threads.length === shown.limit && html`<p class="hint">These are the newest ${shown.limit}.</p>`}
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
          <bdi class="who">${thread.customerName || 'A customer'}</bdi>
          <span class="when">
            ${isWaiting && thread.waitingSince ? html`waiting ${since(thread.waitingSince, clock)}` : moment(thread.lastAt, clock)}
          </span>
        </span>
        <span class="last"><bdi>${lastWords(thread)}</bdi></span>
        ${thread.reason && html`<span class="why">${reasonText(thread.reason)}</span>`}
        <span class="tags">
          ${thread.priority === 'high' && html`<span class="tag high">${PRIORITY_WORDS.high}</span>`}
          ${!isWaiting && html`<span class=${`tag ${thread.mode}`}>${MODE_WORDS[thread.mode]}</span>`}
          <span class="tag">${channelWord(thread.channel)}</span>
          ${thread.language && html`<span class="tag">${languageWord(thread.language)}</span>`}
        </span>
      </span>
    </a>
  </li>`;
}

const SPEAKERS = { customer: '', staff: 'Team: ' } as const;

function lastWords(thread: ThreadSummary): string {
  return `${SPEAKERS[thread.lastAuthor]}${glimpse(thread.lastText, 160) || 'A file'}`;
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

const EMPTY: Readonly<Record<Tab, View>> = {
  yours: empty({
    title: 'Nobody is waiting',
    text: 'When a customer asks for a person, or the bot cannot help, the conversation appears here at once.',
    action: html`<a class="button" href="/admin/conversations?show=bot">See what the bot is doing</a>`,
  }),
  bot: empty({
    title: 'The bot has no conversation yet',
    text: 'As soon as a customer writes, you can read along here and step in at any time.',
    action: html`<a class="button" href="/admin/settings">Put the chat on your site</a>`,
  }),
  resolved: empty({
    title: 'Nothing resolved yet',
    text: 'A conversation that you resolve rests here. If the customer writes again, the bot answers.',
  }),
  all: empty({
    title: 'No conversations yet',
    text: 'Put the chat on your site, or open the sample page and write the first message yourself.',
    action: html`<a class="button" href="/">Open the sample page</a>`,
  }),
};
