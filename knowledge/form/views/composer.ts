// The box to answer in, which says what a reply will do before it is sent.

import type { Mode } from '../../../src/model/conversation.ts';
import type { MessageId, UserId } from '../../../src/model/ids.ts';
import type { Thread } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { banner, textareaText, token } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';

export interface ComposerShown {
  readonly thread: Thread;
  readonly csrfToken: string;
  /** Of the reply that will be typed: sent twice, it is one message. */
  readonly messageId: MessageId;
  /** Who is signed in. */
  readonly userId: UserId;
  readonly typed: { readonly text: string; readonly isNote: boolean; readonly error?: string | undefined };
}

/** Who has the conversation, as one word: a reply takes over only from whom its writer saw. */
export function holderOf(mode: Mode, claimedById: UserId | undefined): string {
  return mode === 'human' ? (claimedById ?? 'human') : mode;
}

export function composer({ thread, csrfToken, messageId, userId, typed: draft }: ComposerShown): View {
  const holder = holderOf(thread.mode, thread.escalation?.claimedById);
  const isOthers = thread.mode === 'human' && holder !== userId;
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
    ${draft.error && banner('bad', draft.error)}
    <label class="hidden" for="text">${t`Your reply`}</label>
    <textarea id="text" name="text" rows="2" maxlength="4000" required dir="auto" placeholder=${t`Write a reply…`} aria-describedby="reply-hint">${textareaText(draft.text)}</textarea>
    <div class="send">
      <label class="check"><input type="checkbox" name="note" checked=${draft.isNote} /> ${t`Note only, not sent`}</label>
      <span class="hint" id="reply-hint" data-region="hint">
        <input type="hidden" name="seen" value=${holder} />
        ${isOthers ? html`<strong>${othersHint(thread)}</strong>` : tText(HINTS[thread.mode])}
      </span>
      <button class="primary">${t`Send`}</button>
    </div>
  </form>`;
}

const HINTS = {
  waiting: 'Your first reply takes over: the bot then stays silent.',
  human: 'You answer here; the bot is silent.',
  bot: 'The bot is answering. A reply from you takes over.',
  closed: 'This is resolved. A reply from you opens it again.',
} as const;

function othersHint({ escalation }: Thread): View {
  const name = html`<bdi>${escalation?.claimedByName ?? t`Somebody else`}</bdi>`;
  return tView`${name} has this conversation. A reply from you takes it over.`;
}

/** Why a reply was not sent, and what sending it again will do now. */
export function refusalWords({ mode, escalation }: Thread): string {
  switch (mode) {
    case 'human':
      return t`Not sent: ${escalation?.claimedByName ?? t`Somebody else`} has taken this conversation meanwhile. Send it again to take it over.`;
    case 'bot':
      return t`Not sent: this conversation went back to the bot meanwhile. Send it again to take it over.`;
    case 'closed':
      return t`Not sent: this conversation was resolved meanwhile. Send it again to open it once more.`;
    case 'waiting':
      return t`Not sent: the customer asks for a person again. Send it again to take over.`;
    default:
      return mode satisfies never;
  }
}
