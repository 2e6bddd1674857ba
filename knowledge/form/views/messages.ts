// What was said: one bubble per message, with where it came from and whether it arrived.

import type { Attachment, Author } from '../../../src/model/activity.ts';
import type { MessageId } from '../../../src/model/ids.ts';
import type { Thread, ThreadMessage } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { markdown } from '../markdown.ts';
import { type Clock, moment, token, typed } from '../parts.ts';
import { t } from '../speech.ts';
import { decisionWords, deliveryWord, fileWord, outcomeWord } from '../words.ts';

export interface MessagesShown {
  readonly thread: Thread;
  readonly csrfToken: string;
  readonly clock: Clock;
  /** Of the approved message for who may not be written to otherwise, should it be sent; undefined where there is none. */
  readonly templateId: MessageId | undefined;
}

export function messageList(shown: MessagesShown): View {
  const { messages } = shown.thread;
  if (messages.length === 0)
    return html`<li class="message system" data-key="none">${t`Nothing was said yet.`}</li>`;
  return html`${messages.map((message) => messageItem(message, shown))}`;
}

function messageItem(message: ThreadMessage, shown: MessagesShown): View {
  const kind = message.isNote ? 'note' : message.author;
  return html`<li class=${`message ${kind}${message.isDeleted ? ' gone' : ''}`} data-key=${message.id} id=${`m${message.position}`}>
    <div class="bubble">
      ${message.isNote && html`<p class="note-label">${icon('note')} ${t`Note, seen by your team only`}</p>`}
      ${message.quoted && html`<blockquote class="quoted" dir="auto">${message.quoted}</blockquote>`}
      ${messageText(message)}
      ${translation(message)}
      ${message.attachments.map((file, index) => html`${attachment(file, linkTo(message, index, shown))}${reading(message, index)}`)}
      ${sources(message)}
    </div>
    <div class="meta">
      <bdi>${speaker(message)}</bdi> ${moment(message.createdAt, shown.clock)} ${change(message)}
      ${delivery(message)} ${tryAgain(message, shown)} ${why(message)}
    </div>
  </li>`;
}

function messageText({ author, text, attachments, isDeleted }: ThreadMessage): View {
  if (text.trim() === '')
    return attachments.length === 0 && html`<p class="typed"><em>${t`A file or a sticker`}</em></p>`;
  const shown = inWords(author, text);
  return isDeleted ? html`<del>${shown}</del>` : shown;
}

// What the bot writes is Markdown; what people type is text.
function inWords(author: Author, text: string): View {
  return author === 'bot' ? markdown(text) : typed(text);
}

function translation({ author, translation: words }: ThreadMessage): View {
  if (!words) return false;
  return html`<div class="translation">
    <p class="label">${author === 'staff' ? t`The customer reads` : t`Translation`}</p>
    ${inWords(author, words)}
  </div>`;
}

function linkTo({ id }: ThreadMessage, index: number, { thread }: MessagesShown): string {
  return `/admin/conversations/${thread.conversationId}/files/${id}/${index}`;
}

// Only a guess, to know what to try: what it really is, is seen when it is sent.
const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

// A place or a sticker without a file has nothing to open.
function attachment({ name, contentType, contentUrl }: Attachment, href: string): View {
  const label = html`${icon('file')}<bdi>${name || t`A file`}</bdi> <small>${fileWord(contentType)}</small>`;
  if (!contentUrl) return html`<p class="file">${label}</p>`;
  if (!PICTURE.test(contentType)) return html`<p><a class="file" href=${href}>${label}</a></p>`;
  return html`<p>
    <a class="picture" href=${href} target="_blank" rel="noopener">
      <img src=${href} alt="" loading="lazy" decoding="async" /><span class="file">${label}</span>
    </a>
  </p>`;
}

// What the bot heard or read in it: the staff need not listen to know what it is about.
function reading({ readings, attachments }: ThreadMessage, index: number): View {
  const found = readings.find((one) => one.index === index);
  if (!found || !attachments[index]) return false;
  const { state, kind, text, translation: words, detail } = found;
  if (state === 'unread') return detail !== '' && html`<p class="unread">${detail}</p>`;
  if (state !== 'read' || text === '') return false;
  if (kind === 'document')
    return html`<details class="sources">
      <summary>${t`What the bot read`}</summary>
      ${typed(text)}
    </details>`;
  return html`<div class="translation">
    <p class="label">${t`Transcript`}</p>
    ${typed(text)}
    ${words && html`<p class="label">${t`Translation`}</p>${typed(words)}`}
  </div>`;
}

function change({ isEdited, isDeleted }: ThreadMessage): View {
  return isDeleted ? html`<span>${t`taken back`}</span>` : isEdited && html`<span>${t`(edited)`}</span>`;
}

function tryAgain(
  { id, author, delivery: state, deliveryCode }: ThreadMessage,
  { thread, csrfToken, templateId }: MessagesShown,
): View {
  if (author !== 'staff' || state !== 'failed') return false;
  return html`<form class="again" method="post" action=${`/admin/conversations/${thread.conversationId}/retry`}>
    ${token(csrfToken)}<input type="hidden" name="message" value=${id} />
    <button class="small">${t`Try again`}</button>
    ${
      deliveryCode === 'window_closed' &&
      templateId &&
      html`<input type="hidden" name="template" value=${templateId} />
        <button class="small" formaction=${`/admin/conversations/${thread.conversationId}/template`}>
          ${t`Send the template`}
        </button>`
    }
  </form>`;
}

function speaker({ author, authorName }: ThreadMessage): string {
  if (author === 'bot') return t`Bot`;
  if (author === 'system') return t`Automatic`;
  return authorName || (author === 'staff' ? t`Team` : t`Customer`);
}

function sources({ citations }: ThreadMessage): View {
  if (citations.length === 0) return false;
  return html`<details class="sources">
    <summary>${citations.length === 1 ? t`1 source` : t`${citations.length} sources`}</summary>
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

const DELIVERY_ICONS = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'warning',
} as const;

function delivery({ delivery: state, deliveryError, isNote, isDeleted }: ThreadMessage): View {
  if (!state || isNote || isDeleted) return false;
  const failure = state === 'failed' && deliveryError ? `: ${deliveryError}` : '';
  return html`<span class=${`delivery ${state}`} title=${deliveryWord(state)}>
    ${icon(DELIVERY_ICONS[state])}<span class=${state === 'failed' ? '' : 'hidden'}>${deliveryWord(state)}${failure}</span>
  </span>`;
}
