// One conversation: why it is here, what was said, and the box to answer in.
import { type Change, nextMode } from '../../../src/model/conversation.ts';
import type { MessageId } from '../../../src/model/ids.ts';
import type { Thread } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, moment, since, textareaText, token, typed } from '../parts.ts';
import { channelWord, escalationWords, languageWord, MODE_WORDS, PRIORITY_WORDS } from '../words.ts';
import { messageList } from './messages.ts';

export interface ThreadShown {
  readonly thread: Thread;
  readonly csrfToken: string;
  /** Of the reply that will be typed: sent twice, it is one message. */
  readonly messageId: MessageId;
  readonly typed: { readonly text: string; readonly isNote: boolean; readonly error?: string };
  readonly clock: Clock;
}

export function threadView(shown: ThreadShown): View {
  const { thread, clock } = shown;
  return html`<div class="thread-head">
      <a class="back" href="/admin/conversations" aria-label="All conversations">${icon('back')}</a>
      <div>
        <h1><bdi>${thread.customerName || 'A customer'}</bdi></h1>
        <p class="tags" data-region="state">
          <span class=${`tag ${thread.mode}`}>${MODE_WORDS[thread.mode]}</span>
          <span class="tag">${channelWord(thread.channel)}</span>
          ${thread.language && html`<span class="tag">${languageWord(thread.language)}</span>`}
        </p>
      </div>
    </div>
    <div data-region="escalation">${escalationCard(thread, clock)}</div>
    <div data-region="actions">${actions(shown)}</div>
    <ol class="messages" data-region="messages" data-keyed data-mode=${thread.mode}>
      ${messageList(thread.messages, clock)}
    </ol>
    <button type="button" class="to-end" data-to-end hidden>New messages ↓</button>
    <span id="end"></span>
    ${composer(shown)}`;
}

function escalationCard({ escalation, conversationId }: Thread, clock: Clock): View {
  if (!escalation) return false;
  const { reason, priority, summary, draft, openedAt, claimedByName } = escalation;
  return html`<section class=${`card escalation ${priority}`} aria-label="Why a person is asked for">
    <p class="title">${escalationWords(reason)}</p>
    <p class="tags">
      ${priority !== 'normal' && html`<span class=${`tag ${priority}`}>${PRIORITY_WORDS[priority] ?? priority}</span>`}
      <span>${claimedByName ? 'Asked' : 'Waiting'} ${claimedByName ? moment(openedAt, clock) : since(openedAt, clock)}</span>
      ${claimedByName && html`<span>· with <bdi>${claimedByName}</bdi></span>`}
    </p>
    ${summary && typed(summary, 'typed summary')}
    ${
      draft &&
      html`<details class="draft" open>
      <summary>The bot's draft, not sent</summary>
      ${typed(draft, 'typed quote')}
      <a class="button small" data-draft=${draft} href=${`/admin/conversations/${conversationId}?draft=1#reply`}>Use this draft</a>
    </details>`
    }
  </section>`;
}

const ACTIONS: readonly {
  readonly change: Change;
  readonly path: string;
  readonly name: string;
  readonly explains: string;
}[] = [
  {
    change: 'claim',
    path: 'claim',
    name: 'Take over',
    explains: 'The bot goes silent and you answer. The customer is told.',
  },
  {
    change: 'hand_back',
    path: 'hand-back',
    name: 'Hand back to the bot',
    explains: 'The bot answers again from the next message on.',
  },
  {
    change: 'resolve',
    path: 'resolve',
    name: 'Resolve',
    explains: 'Thanks the customer and closes this. They can write again.',
  },
];

function actions({ thread, csrfToken }: ThreadShown): View {
  const possible = ACTIONS.filter(
    ({ change }) => nextMode(thread.mode, change) && !(change === 'claim' && thread.mode === 'human'),
  );
  return html`<div class="actions">
    ${possible.map(
      (
        { path, name, explains },
        index,
      ) => html`<form method="post" action=${`/admin/conversations/${thread.conversationId}/${path}`}>
        ${token(csrfToken)}
        <button class=${index === 0 && thread.mode === 'waiting' ? 'action primary' : 'action'}>
          <strong>${name}</strong><small>${explains}</small>
        </button>
      </form>`,
    )}
  </div>`;
}

const HINTS = {
  waiting: 'Your first reply takes over: the bot then stays silent.',
  human: 'You answer here; the bot is silent.',
  bot: 'The bot is answering. A reply from you takes over.',
  closed: 'This is resolved. A reply from you opens it again.',
} as const;

function composer({ thread, csrfToken, messageId, typed: draft }: ThreadShown): View {
  return html`<form
    class="composer"
    id="reply"
    method="post"
    action=${`/admin/conversations/${thread.conversationId}/reply`}
    data-guard=${draft.text === '' ? 'saved' : 'unsaved'}
    data-send
  >
    ${token(csrfToken)}
    <input type="hidden" name="message" value=${messageId} />
    <input type="hidden" name="seen" value=${thread.mode} />
    ${draft.error && banner('bad', draft.error)}
    <label class="hidden" for="text">Your reply</label>
    <textarea id="text" name="text" rows="2" maxlength="4000" required dir="auto" placeholder="Write a reply…">${textareaText(draft.text)}</textarea>
    <div class="send">
      <label class="check"><input type="checkbox" name="note" checked=${draft.isNote} /> Note only, not sent</label>
      <span class="hint" data-region="hint">${HINTS[thread.mode]}</span>
      <button class="primary">Send</button>
    </div>
  </form>`;
}
