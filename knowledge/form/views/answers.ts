// The page of answers to approve: oldest first, each ready to be changed and saved.
import { LANGUAGE_NAMES, LANGUAGES } from '../../../src/model/language.ts';
import type { AnswerDraft } from '../../../src/store/answer-drafts.ts';
import type { DocumentRow } from '../../documents.ts';
import type { PinChange } from '../../pin-guard.ts';
import type { Entry, EntryErrors } from '../entry.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, empty, field, moment, textareaText, token } from '../parts.ts';
import { t, tView } from '../speech.ts';
import { pinChangesView } from './pins.ts';
import { type QuestionsShown, questionTabs } from './questions.ts';

/** What was sent and can't be approved as it is. */
export interface Refused {
  readonly id: string;
  readonly entry: Entry;
  readonly errors: EntryErrors;
  /** Pinned answers that approving it would change. */
  readonly changes?: readonly PinChange[];
}

export interface AnswersShown {
  readonly counts: QuestionsShown['counts'];
  readonly drafts: readonly AnswerDraft[];
  readonly refused: Refused | undefined;
  /** Just approved. */
  readonly approved: DocumentRow | undefined;
  /** Just rejected. */
  readonly rejected: string | undefined;
  /** Somebody else was quicker. */
  readonly wasDecided: boolean;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function answersView(shown: AnswersShown): View {
  return html`<h1>${t`Questions`}</h1>
    ${questionTabs(shown.counts, 'drafts')}
    <p class="lead">${t`What your team told customers, without names. Correct it if need be and approve it: the bot says it from then on.`}</p>
    ${shown.approved && approvedBanner(shown.approved)}
    ${shown.rejected && rejectedBanner(shown.rejected, shown.csrfToken)}
    ${shown.wasDecided && banner('bad', t`Somebody decided about this answer already, so nothing was changed.`)}
    ${shown.drafts.length === 0 ? none() : html`<ul class="drafts">${shown.drafts.map((draft) => item(draft, shown))}</ul>`}`;
}

function approvedBanner({ id, title }: DocumentRow): View {
  return banner(
    'good',
    html`<span>${tView`Approved “${html`<bdi>${title}</bdi>`}”. The bot uses it from now on.`}</span>
      <span class="buttons">
        <a class="button small" href=${`/admin/try?question=${encodeURIComponent(title)}`}>${t`Try it`}</a>
        <a class="button small" href=${`/admin/knowledge/${id}`}>${t`Edit`}</a>
      </span>`,
  );
}

function rejectedBanner(id: string, csrfToken: string): View {
  return banner(
    'good',
    html`<span>${t`Rejected. The bot does not learn it.`}</span>
      <form method="post" action=${`/admin/answers/${id}/reopen`}>
        ${token(csrfToken)}<button class="small">${t`Undo`}</button>
      </form>`,
  );
}

function item(draft: AnswerDraft, { refused, csrfToken, clock }: AnswersShown): View {
  const { id, createdAt, conversationId } = draft;
  const again = refused?.id === id ? refused : undefined;
  const question = again?.entry.title ?? draft.question;
  const answer = again?.entry.body ?? draft.answer;
  const language = again?.entry.language ?? draft.language;
  return html`<li class="card">
    ${again?.changes && pinChangesView(again.changes, { action: 'approve', form: `draft-${id}`, clock })}
    <form
      class="editor"
      id=${`draft-${id}`}
      method="post"
      action=${`/admin/answers/${id}/approve`}
      aria-label=${draft.question}
      data-guard=${again ? 'unsaved' : 'saved'}
    >
      ${token(csrfToken)}
      ${again?.errors.all && banner('bad', again.errors.all)}
      ${field(
        { id: `question-${id}`, label: t`Question`, error: again?.errors.title },
        (attributes) =>
          html`<textarea ...${attributes} class="line" name="question" rows="1" required maxlength="300" dir="auto">${textareaText(question)}</textarea>`,
      )}
      ${field(
        { id: `answer-${id}`, label: t`Answer`, error: again?.errors.body },
        (attributes) =>
          html`<textarea ...${attributes} name="answer" rows="4" required maxlength="10000" dir="auto">${textareaText(answer)}</textarea>`,
      )}
      <div class="title-row">
        <p class="tags">
          <select name="language" aria-label=${t`Language`}>
            ${LANGUAGES.map((code) => html`<option value=${code} selected=${code === language}>${LANGUAGE_NAMES[code]}</option>`)}
          </select>
          <span>${moment(createdAt, clock)}</span>
          <a href=${`/admin/conversations/${conversationId}`}>${t`Where it was said`}</a>
        </p>
        <div class="buttons">
          <button class="primary">${t`Approve`}</button>
          <button formaction=${`/admin/answers/${id}/reject`} formnovalidate>${t`Reject`}</button>
        </div>
      </div>
    </form>
  </li>`;
}

function none(): View {
  return empty({
    title: t`No answers to approve`,
    text: t`When your team has answered a customer, a resolved conversation offers to keep that answer, here and in Slack. What is kept waits on this page until you approve it.`,
    action: html`<a class="button" href="/admin/conversations?show=resolved">${t`See resolved conversations`}</a>`,
  });
}
