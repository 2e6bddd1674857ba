// The page of open questions: most asked first, each one click from its answer.
import type { Gap } from '../../gaps.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, empty, moment, token } from '../parts.ts';
import { channelWord, languageWord } from '../words.ts';

export function questionsView(shown: {
  readonly gaps: readonly Gap[];
  readonly csrfToken: string;
  readonly wasDismissed: boolean;
  readonly clock: Clock;
}): View {
  return html`<h1>Questions without an answer</h1>
    <p class="lead">What customers asked and your knowledge could not answer. Write it once, and the bot knows it.</p>
    ${shown.wasDismissed && banner('good', 'Dismissed. It is not listed again.')}
    ${shown.gaps.length === 0 ? NONE : html`<ul class="rows">${shown.gaps.map((gap) => row(gap, shown))}</ul>`}`;
}

function row(gap: Gap, { csrfToken, clock }: { csrfToken: string; clock: Clock }): View {
  return html`<li class="row question">
    <div class="body">
      <bdi class="who" dir="auto">${gap.question}</bdi>
      <span class="tags">
        <span class=${gap.times > 2 ? 'tag human' : 'tag'}>${gap.times === 1 ? 'Asked once' : `Asked ${gap.times} times`}</span>
        <span class="tag">${languageWord(gap.language)}</span>
        <span class="tag">${channelWord(gap.channel)}</span>
        <span>${moment(gap.lastAskedAt, clock)}</span>
        ${gap.conversationId && html`<a href=${`/admin/conversations/${gap.conversationId}`}>Where it was asked</a>`}
      </span>
    </div>
    <div class="buttons">
      <a class="button primary small" href=${`/admin/knowledge/new?kind=question_answer&gap=${gap.id}`}>Write the answer</a>
      <form method="post" action=${`/admin/questions/${gap.id}/dismiss`}>
        ${token(csrfToken)}<button class="small" title="Not a question for your knowledge">Dismiss</button>
      </form>
    </div>
  </li>`;
}

const NONE = empty({
  title: 'No open questions',
  text: 'When the bot has to say “I don’t know”, the question is collected here. Ask it something hard to see it happen.',
  action: html`<a class="button" href="/admin/try">Try a question</a>`,
});
