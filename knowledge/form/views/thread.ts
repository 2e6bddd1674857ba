// One conversation: why it is here, what was said, and the box to answer in.

import { type Change, nextMode } from '../../../src/model/conversation.ts';
import { formatPhone } from '../../../src/model/identity.ts';
import type { MergeId, MessageId } from '../../../src/model/ids.ts';
import type { Thread } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, moment, since, token, typed } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';
import { channelWord, languageWord, modeWord, priorityWord, reasonWords } from '../words.ts';
import { type ComposerShown, composer } from './composer.ts';
import { messageList } from './messages.ts';
import { personCard, separatedBanner } from './person.ts';
import { summaryView } from './summary.ts';

export interface ThreadShown extends ComposerShown {
  /** What came of keeping the answer, just now. */
  readonly kept: 'drafted' | 'nothing' | undefined;
  /** Who was separated, just now. */
  readonly separated: MergeId | undefined;
  readonly clock: Clock;
  /** Of a message that the platform approved, should it be sent; undefined where this channel has none. */
  readonly templateId: MessageId | undefined;
}

export function threadView(shown: ThreadShown): View {
  const { thread, clock } = shown;
  return html`<div class="thread-head">
      <a class="back" href="/admin/conversations" aria-label=${t`All conversations`}>${icon('back')}</a>
      <div>
        <h1><bdi>${thread.customerName || t`A customer`}</bdi></h1>
        <p class="tags" data-region="state">
          <span class=${`tag ${thread.mode}`}>${modeWord(thread.mode)}</span>
          <span class="tag">${channelWord(thread.channel)}</span>
          ${thread.person.phones.map((phone) => html`<span class="tag"><bdi>${formatPhone(phone)}</bdi></span>`)}
          ${thread.language && html`<span class="tag">${languageWord(thread.language)}</span>`}
        </p>
      </div>
    </div>
    ${shown.separated && separatedBanner(shown.separated, { ...thread, csrfToken: shown.csrfToken })}
    <div data-region="escalation">${escalationCard(thread, clock)}</div>
    <div data-region="actions">${actions(shown)}</div>
    <div data-region="person">${personCard(shown)}</div>
    <ol class="messages" data-region="messages" data-keyed data-mode=${thread.mode}>
      ${messageList(shown)}
    </ol>
    <div data-region="keep">${keepAnswer(shown)}</div>
    ${shown.kept && keptBanner(shown.kept)}
    <button type="button" class="to-end" data-to-end hidden>${t`New messages ↓`}</button>
    <span id="end"></span>
    ${composer(shown)}`;
}

function escalationCard({ escalation, conversationId }: Thread, clock: Clock): View {
  if (!escalation) return false;
  const { reason, priority, summary, draft, openedAt, claimedByName } = escalation;
  return html`<section class=${`card escalation ${priority}`} aria-label=${t`Why a person is asked for`}>
    <p class="title">${reasonWords(reason)}</p>
    <p class="tags">
      ${priority !== 'normal' && html`<span class=${`tag ${priority}`}>${priorityWord(priority)}</span>`}
      <span>${claimedByName ? tView`Asked ${moment(openedAt, clock)}` : tView`Waiting ${since(openedAt, clock)}`}</span>
      ${claimedByName && html`<span>${tView`· with ${html`<bdi>${claimedByName}</bdi>`}`}</span>`}
    </p>
    ${summary && summaryView(summary)}
    ${
      draft &&
      html`<details class="draft" open>
      <summary>${t`The bot’s draft, not sent`}</summary>
      ${typed(draft, 'typed quote')}
      <a class="button small" data-draft=${draft} href=${`/admin/conversations/${conversationId}?draft=1#reply`}>${t`Use this draft`}</a>
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
          <strong>${tText(name)}</strong><small>${tText(explains)}</small>
        </button>
      </form>`,
    )}
  </div>`;
}

function keepAnswer({ thread, csrfToken }: ThreadShown): View {
  if (!thread.hasAnswerToKeep) return false;
  return html`<section class="keep" aria-labelledby="keep">
    <div>
      <h2 id="keep">${t`Keep this answer?`}</h2>
      <p class="hint">${t`It becomes a draft without names and contact data. The bot uses it once you approve it.`}</p>
    </div>
    <form method="post" action=${`/admin/conversations/${thread.conversationId}/save-answer`}>
      ${token(csrfToken)}<button>${t`Keep this answer`}</button>
    </form>
  </section>`;
}

function keptBanner(kept: 'drafted' | 'nothing'): View {
  const words =
    kept === 'drafted'
      ? t`Kept as a draft. The bot uses it once it is approved.`
      : t`Nothing new was kept: there is a draft of it already, or no question of the customer before it.`;
  return banner(
    kept === 'drafted' ? 'good' : 'bad',
    html`<span>${words}</span> <a class="button small" href="/admin/questions/answers">${t`Answers to approve`}</a>`,
  );
}
