// The page of open questions: most asked first, each one click from its answer.
import type { DocumentId, GapId } from '../../../src/model/ids.ts';
import type { DocumentRow } from '../../documents.ts';
import type { Gap, Wording } from '../../gaps.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, empty, moment, token } from '../parts.ts';
import { t, tView } from '../speech.ts';
import { channelWord, languageWord } from '../words.ts';

export interface QuestionsShown {
  readonly counts: { readonly gaps: number; readonly drafts: number };
  readonly gaps: readonly Gap[];
  /** Answered lately, the newest first. */
  readonly lately: readonly (Gap & { readonly documentId: DocumentId; readonly title: string })[];
  readonly csrfToken: string;
  /** Just answered by that entry; `missed` still don't get it. gone: it is no longer in the list, whatever became of it. */
  readonly answered:
    | { readonly gap: Gap; readonly entry: DocumentRow; readonly missed: readonly Wording[] }
    | 'gone'
    | undefined;
  /** Just dismissed. */
  readonly dismissed: GapId | undefined;
  /** Just split out, or joined: from `home` to `gapId`. */
  readonly moved: { readonly gapId: GapId; readonly home: GapId; readonly how: 'split' | 'join' } | undefined;
  readonly clock: Clock;
}

export function questionsView(shown: QuestionsShown): View {
  const { gaps, csrfToken, dismissed, moved } = shown;
  return html`<h1>${t`Questions`}</h1>
    <div data-region="question-tabs">${questionTabs(shown.counts, 'gaps')}</div>
    <p class="lead">${t`What customers asked and your knowledge could not answer. Write it once, and the bot knows it.`}</p>
    ${
      shown.answered === 'gone'
        ? banner('good', t`This question was answered, joined or dismissed meanwhile.`)
        : shown.answered && answeredBanner(shown.answered, csrfToken)
    }
    ${
      dismissed &&
      undoBanner(
        {
          text: t`Dismissed. It is not listed again.`,
          action: `/admin/questions/${dismissed}/reopen`,
          csrfToken,
        },
        false,
      )
    }
    ${
      moved &&
      undoBanner(
        {
          text:
            moved.how === 'split'
              ? t`Split out: it is a question of its own now.`
              : t`Joined: both are one question now.`,
          action: `/admin/questions/${moved.gapId}/move-back`,
          csrfToken,
        },
        html`<input type="hidden" name="home" value=${moved.home} />`,
      )
    }
    <ul class="rows" data-region="gaps" data-keyed>${gaps.map((gap) => row(gap, shown))}</ul>
    <div data-region="gaps-rest">${gaps.length === 0 ? none() : shown.counts.gaps > gaps.length && html`<p class="hint">${t`The ${gaps.length} asked most of ${shown.counts.gaps} are shown.`}</p>`}</div>
    <div data-region="lately">${shown.lately.length > 0 && latelyList(shown)}</div>`;
}

// An entry answers more than it was written for: what closed by itself is seen here, and opened again where that was wrong.
function latelyList({ lately, csrfToken }: QuestionsShown): View {
  return html`<details class="card lately">
    <summary>${t`Answered lately`} <span class="count">${lately.length}</span></summary>
    <ul class="lines">
      ${lately.map(
        ({ id, question, documentId, title }) => html`<li class="wording">
          <div>
            <bdi dir="auto">${question}</bdi>
            <span class="hint">${t`with`} <a href=${`/admin/knowledge/${documentId}`}><bdi>${title}</bdi></a></span>
          </div>
          <form method="post" action=${`/admin/questions/${id}/reopen`}>
            ${token(csrfToken)}<button class="small" title=${t`This is not its answer: list it again`}>${t`Open again`}</button>
          </form>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** Two parts of one page: what nobody answered, and what the team answered. */
export function questionTabs(counts: QuestionsShown['counts'], current: 'gaps' | 'drafts'): View {
  const tab = (which: 'gaps' | 'drafts', name: string, href: string): View =>
    html`<a href=${href} aria-current=${which === current ? 'page' : undefined}>${name} <span class="count">${counts[which]}</span></a>`;
  return html`<nav class="tabs" aria-label=${t`Questions`}>
    ${tab('gaps', t`Without an answer`, '/admin/questions')}
    ${tab('drafts', t`Answers from staff`, '/admin/questions/answers')}
  </nav>`;
}

function answeredBanner(
  { gap, entry, missed }: Exclude<QuestionsShown['answered'], 'gone' | undefined>,
  csrfToken: string,
): View {
  const { id, title } = entry;
  return html`${banner(
    'good',
    html`<span>${tView`Answered with “${html`<bdi>${title}</bdi>`}”.`} ${gap.wordingCount > 1 && t`It closes ${gap.wordingCount} ways to ask it.`}</span>
      <span class="buttons">
        <a class="button small" href=${`/admin/try?question=${encodeURIComponent(gap.question)}`}>${t`Try it`}</a>
        <a class="button small" href=${`/admin/knowledge/${id}`}>${t`Edit`}</a>
      </span>`,
  )}
  ${
    missed.length > 0 &&
    html`<section class="card missed" aria-labelledby="missed">
      <h2 id="missed">${icon('warning')} ${t`Customers who ask it this way would still not get this answer`}</h2>
      <ul class="lines">
        ${missed.map(
          (wording) => html`<li class="wording">
            <bdi dir="auto">${wording.question}</bdi>
            ${
              entry.kind === 'question_answer'
                ? html`<form method="post" action=${`/admin/questions/wordings/${wording.id}/add`}>
                    ${token(csrfToken)}<input type="hidden" name="gap" value=${gap.id} />
                    <button class="small">${t`Add this wording`}</button>
                  </form>`
                : html`<a class="button small" href=${`/admin/knowledge/${id}`}>${t`Edit`}</a>`
            }
          </li>`,
        )}
      </ul>
    </section>`
  }`;
}

function undoBanner(
  { text, action, csrfToken }: { readonly text: string; readonly action: string; readonly csrfToken: string },
  hidden: View,
): View {
  return banner(
    'good',
    html`<span>${text}</span>
      <form method="post" action=${action}>${token(csrfToken)}${hidden}<button class="small">${t`Undo`}</button></form>`,
  );
}

function row(gap: Gap, shown: QuestionsShown): View {
  const { csrfToken, clock } = shown;
  const asked = gap.wordings.reduce((last, one) => (one.lastAskedAt > last.lastAskedAt ? one : last));
  return html`<li class="row question" id=${`gap-${gap.id}`} data-key=${gap.id}>
    <div class="body">
      <bdi class="who" dir="auto">${gap.question}</bdi>
      ${gap.reopenedAt && reopenedNote(gap, gap.reopenedAt, shown)}
      <span class="tags">
        <span class=${gap.times > 2 ? 'tag human' : 'tag'}>${timesAsked(gap.times)}</span>
        ${Object.entries(gap.channels).map(([channel, times]) => html`<span class="tag">${channelWord(channel)} <span class="count">${times}</span></span>`)}
        ${languagesOf(gap).map((language) => html`<span class="tag">${languageWord(language)}</span>`)}
        <span>${moment(gap.lastAskedAt, clock)}</span>
        ${asked.conversationId && html`<a href=${`/admin/conversations/${asked.conversationId}`}>${t`Where it was asked`}</a>`}
      </span>
      ${gap.wordings.length > 1 && wordingList(gap, shown)}
    </div>
    <div class="buttons">
      <a class="button primary small" href=${`/admin/knowledge/new?kind=question_answer&gap=${gap.id}`}>${t`Write the answer`}</a>
      ${shown.gaps.length > 1 && html`<a class="button small" href=${`/admin/questions/${gap.id}/join`} title=${t`Another question in the list means the same`}>${t`Same as…`}</a>`}
      <form method="post" action=${`/admin/questions/${gap.id}/dismiss`}>
        ${token(csrfToken)}<button class="small" title=${t`Not a question for your knowledge`}>${t`Dismiss`}</button>
      </form>
    </div>
  </li>`;
}

export function timesAsked(times: number): string {
  return times === 1 ? t`Asked once` : t`Asked ${times} times`;
}

function reopenedNote(
  { id, documentId }: Gap,
  at: Date,
  { csrfToken, clock }: { readonly csrfToken: string; readonly clock: Clock },
): View {
  return html`<div class="reopened">
    ${icon('warning')}
    <div>
      <p>${tView`You answered this before, but it was asked again without an answer, ${moment(at, clock)}.`}</p>
      ${
        documentId &&
        html`<div class="buttons">
          <a href=${`/admin/knowledge/${documentId}`}>${t`See that answer`}</a>
          <form method="post" action=${`/admin/questions/${id}/same-answer`}>
            ${token(csrfToken)}<button class="small">${t`Add these wordings to it`}</button>
          </form>
        </div>`
      }
    </div>
  </div>`;
}

function languagesOf(gap: Gap): readonly string[] {
  return [...new Set(gap.wordings.map(({ language }) => language))];
}

function wordingList(gap: Gap, { csrfToken, clock }: QuestionsShown): View {
  const others = gap.wordings.slice(1);
  const rest = gap.wordingCount - gap.wordings.length;
  return html`<details class="wordings">
    <summary>${others.length + rest === 1 ? t`Also asked in 1 other way` : t`Also asked in ${others.length + rest} other ways`}</summary>
    <ul class="lines">
      ${others.map((wording) => wordingLine(wording, { gap, csrfToken, clock }))}
    </ul>
    ${rest > 0 && html`<p class="hint">${t`And ${rest} more.`}</p>`}
  </details>`;
}

function wordingLine(
  { id, question, language, times, conversationId, lastAskedAt }: Wording,
  { gap, csrfToken, clock }: { gap: Gap; csrfToken: string; clock: Clock },
): View {
  return html`<li class="wording">
    <div>
      <bdi dir="auto">${question}</bdi>
      <span class="tags">
        <span>${timesAsked(times)}</span>
        <span>${languageWord(language)}</span>
        ${conversationId ? html`<a href=${`/admin/conversations/${conversationId}`}>${moment(lastAskedAt, clock)}</a>` : moment(lastAskedAt, clock)}
      </span>
    </div>
    <form method="post" action=${`/admin/questions/wordings/${id}/split`}>
      ${token(csrfToken)}
      <input type="hidden" name="gap" value=${gap.id} />
      <button class="small" title=${t`It means something else: list it as a question of its own`}>${t`Split out`}</button>
    </form>
  </li>`;
}

/** Which other question means the same. */
export function joinView(shown: {
  readonly gap: Gap;
  readonly others: readonly Gap[];
  readonly csrfToken: string;
}): View {
  const { gap, others, csrfToken } = shown;
  return html`<div class="thread-head">
      <a class="back" href="/admin/questions" aria-label=${t`All questions`}>${icon('back')}</a>
      <h1>${t`Which question means the same?`}</h1>
    </div>
    <p class="lead"><bdi dir="auto">${gap.question}</bdi></p>
    ${
      others.length === 0
        ? empty({ title: t`There is no other open question`, text: t`Nothing to join.` })
        : html`<form class="card" method="post" action=${`/admin/questions/${gap.id}/join`}>
            ${token(csrfToken)}
            <fieldset class="choices">
              <legend class="hidden">${t`Which question means the same?`}</legend>
              ${others.map(
                (other) => html`<label class="choice">
                  <input type="radio" name="into" value=${other.id} required />
                  <span><bdi dir="auto">${other.question}</bdi> <span class="hint">${timesAsked(other.times)}</span></span>
                </label>`,
              )}
            </fieldset>
            <div class="save-bar">
              <button class="primary">${t`Join`}</button>
              <a class="button" href="/admin/questions">${t`Cancel`}</a>
            </div>
          </form>`
    }`;
}

function none(): View {
  return empty({
    title: t`No open questions`,
    text: t`When the bot has to say “I don’t know”, the question is collected here. Ask it something hard to see it happen.`,
    action: html`<a class="button" href="/admin/try">${t`Try a question`}</a>`,
  });
}
