// What was said: one bubble per message, with where it came from and whether it arrived.
import type { ThreadMessage } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { markdown } from '../markdown.ts';
import { type Clock, moment, typed } from '../parts.ts';
import { DELIVERY_WORDS, decisionWords, outcomeWord } from '../words.ts';

export function messageList(messages: readonly ThreadMessage[], clock: Clock): View {
  if (messages.length === 0)
    return html`<li class="message system" data-key="none">Nothing was said yet.</li>`;
  return html`${messages.map((message) => messageItem(message, clock))}`;
}

function messageItem(message: ThreadMessage, clock: Clock): View {
  const kind = message.isNote ? 'note' : message.author;
  return html`<li class=${`message ${kind}`} data-key=${message.id} id=${`m${message.position}`}>
    <div class="bubble">
      ${message.isNote && html`<p class="note-label">${icon('note')} Note, seen by your team only</p>`}
      ${messageText(message)}
      ${sources(message)}
    </div>
    <div class="meta">
      <bdi>${speaker(message)}</bdi> ${moment(message.createdAt, clock)} ${delivery(message)} ${why(message)}
    </div>
  </li>`;
}

// What the bot writes is Markdown; what people type is text.
function messageText({ author, text }: ThreadMessage): View {
  if (text.trim() === '') return html`<p class="typed"><em>A file or a sticker</em></p>`;
  return author === 'bot' ? markdown(text) : typed(text);
}

function speaker({ author, authorName }: ThreadMessage): string {
  if (author === 'bot') return 'Bot';
  if (author === 'system') return 'Automatic';
  return authorName || (author === 'staff' ? 'Team' : 'Customer');
}

function sources({ citations }: ThreadMessage): View {
  if (citations.length === 0) return false;
  return html`<details class="sources">
    <summary>${citations.length === 1 ? '1 source' : `${citations.length} sources`}</summary>
    <ol>
      ${citations.map(
        ({ title, excerpt, position }) =>
          html`<li value=${position}><bdi class="title">${title}</bdi>${typed(excerpt)}</li>`,
      )}
    </ol>
  </details>`;
}

function why({ outcome, reason }: ThreadMessage): View {
  if (!outcome) return false;
  if (!reason) return html`<span class="why">${outcomeWord(outcome)}</span>`;
  return html`<details class="why" title=${decisionWords(reason)}>
    <summary>${outcomeWord(outcome)}</summary>
    <p>${decisionWords(reason)}</p>
  </details>`;
}

const DELIVERY_ICONS = { queued: 'clock', sending: 'clock', sent: 'check', failed: 'warning' } as const;

function delivery({ delivery: state, deliveryError, isNote }: ThreadMessage): View {
  if (!state || isNote) return false;
  const failure = state === 'failed' && deliveryError ? `: ${deliveryError}` : '';
  return html`<span class=${`delivery ${state}`} title=${DELIVERY_WORDS[state]}>
    ${icon(DELIVERY_ICONS[state])}<span class=${state === 'failed' ? '' : 'hidden'}>${DELIVERY_WORDS[state]}${failure}</span>
  </span>`;
}
