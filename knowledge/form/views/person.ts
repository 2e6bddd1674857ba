// Who the customer is beyond this conversation: where else they write, how that is known, and the way back.

import { formatPhone } from '../../../src/model/identity.ts';
import type { ConversationId, MergeId } from '../../../src/model/ids.ts';
import type { Joined, OtherConversation } from '../../../src/store/people.ts';
import type { Thread } from '../../../src/store/threads.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, moment, token } from '../parts.ts';
import { t, tView } from '../speech.ts';
import { channelWord } from '../words.ts';

export interface PersonShown {
  readonly thread: Thread;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function personCard(shown: PersonShown): View {
  const { others, joined } = shown.thread.person;
  if (others.length === 0 && joined.length === 0) return false;
  return html`<section class="person" aria-labelledby="person">
    <h2 id="person">${t`Same person`}</h2>
    <ul class="channels-of">${others.map((other) => html`<li>${otherLink(other)}</li>`)}</ul>
    ${joined.map((one) => joinedNote(one, shown))}
  </section>`;
}

function otherLink({ conversationId, channel, phones }: OtherConversation): View {
  const name = [channelWord(channel), ...(channel === 'whatsapp' ? phones.map(formatPhone) : [])].join(' ');
  return html`<a href=${`/admin/conversations/${conversationId}`}>${name}</a>`;
}

function joinedNote(joined: Joined, { thread, csrfToken, clock }: PersonShown): View {
  const channels = joined.channels.map(channelWord).join(t` and `) || t`Another channel`;
  return html`<div class="joined">
    <p class="hint">${tView`${channels} joined ${moment(joined.at, clock)}: ${reason(joined)}`}</p>
    <details>
      <summary>${t`Not the same person?`}</summary>
      <form method="post" action=${`/admin/conversations/${thread.conversationId}/separate`}>
        ${token(csrfToken)}<input type="hidden" name="merge" value=${joined.mergeId} />
        <p class="hint">
          ${t`They become two customers again. Each keeps their own conversations, and the bot remembers of each only what they told there. Nothing joins them again by itself.`}
        </p>
        <button class="danger">${t`Separate them`}</button>
      </form>
    </details>
  </div>`;
}

function reason({ proof }: Joined): View {
  switch (proof.kind) {
    case 'phone':
      return tView`both have the number ${html`<bdi>${formatPhone(proof.value)}</bdi>`}.`;
    case 'host':
      return tView`signed in on your website as the same user, ${html`<bdi>${proof.value}</bdi>`}.`;
    default:
      return proof.kind satisfies never;
  }
}

/** Right after a separation: it may have been a slip. */
export function separatedBanner(
  mergeId: MergeId,
  { conversationId, csrfToken }: { readonly conversationId: ConversationId; readonly csrfToken: string },
): View {
  return banner(
    'good',
    html`<span>${t`Separated. They are two customers now.`}</span>
      <form method="post" action=${`/admin/conversations/${conversationId}/rejoin`}>
        ${token(csrfToken)}<input type="hidden" name="merge" value=${mergeId} />
        <button class="small">${t`Undo`}</button>
      </form>`,
  );
}
