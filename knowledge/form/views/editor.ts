// The editor of one entry: a question with its answer, or a document, with its preview beside it.
import type { DocumentRow } from '../../documents.ts';
import type { PinChange } from '../../pin-guard.ts';
import type { VersionLine } from '../../versions.ts';
import type { Entry, EntryErrors } from '../entry.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, moment, token } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';
import { documentKindWord, sourceWord } from '../words.ts';
import { wordDifferences } from './difference.ts';
import {
  allLanguagesField,
  humanOnlyField,
  languageField,
  uploadCard,
  validityFields,
  wordFields,
} from './editor-fields.ts';
import { draftBanner, type EditorNews, newsBanners, outdatedBanner } from './editor-news.ts';
import { entryText } from './entry-text.ts';
import { pinChangesView } from './pins.ts';
import { draftArea, languageTabs, originalCard, originalOf, type VariantsShown } from './variants.ts';

export interface EditorShown extends VariantsShown {
  readonly errors: EntryErrors;
  /** What somebody else saved meanwhile, and the line of its history that tells who and when. */
  readonly conflict: { readonly theirs: DocumentRow; readonly line: VersionLine | undefined } | undefined;
  /** Pinned answers that saving would change, and the button that was pressed. */
  readonly pinned: { readonly changes: readonly PinChange[]; readonly action: string } | undefined;
  readonly news: EditorNews;
  readonly isPreviewed: boolean;
  /** What is shown is not what is stored. */
  readonly isUnsaved: boolean;
  readonly clock: Clock;
}

export function editorView(shown: EditorShown): View {
  const { entry, document, errors, csrfToken, clock } = shown;
  const original = originalOf(shown);
  return html`<div class="thread-head">
      <a class="back" href="/admin/knowledge" aria-label=${t`All knowledge`}>${icon('back')}</a>
      <h1>${heading(shown)}</h1>
    </div>
    ${!document && !entry.variantOf && kindTabs(entry)}
    ${languageTabs(shown)}
    ${draftArea(shown)}
    ${newsBanners(shown.news, { document, csrfToken, clock })}
    ${document?.isDraft && !shown.news.isSaved && draftBanner()}
    ${document?.isOutdated && original && outdatedBanner(document, original, csrfToken)}
    ${document?.error && banner('bad', html`<span>${t`This could not be read: ${tText(document.error)}`}</span>`)}
    ${errors.all && banner('bad', errors.all)}
    ${shown.pinned && pinChangesView(shown.pinned.changes, { ...shown.pinned, clock })}
    ${shown.conflict && conflict(shown.conflict, entry, clock)}
    <div class="desk">
      ${form(shown)}
      <div class="beside">
        ${original && originalCard(original, entry)}
        <div data-region="preview" data-on-demand>${shown.isPreviewed && preview(entry)}</div>
      </div>
    </div>
    ${document && about(document, shown)}`;
}

function heading({ document, entry }: EditorShown): View {
  if (!document) return entry.variantOf ? t`Add a language` : t`Add to the knowledge`;
  return t`Edit ${documentKindWord(entry.kind).toLowerCase()}`;
}

function kindTabs({ kind, gapId }: Entry): View {
  if (gapId) return html`<p class="lead">${t`Saving the answer closes the question in your list.`}</p>`;
  const tab = (value: string): View =>
    html`<a href=${`/admin/knowledge/new?kind=${value}`} aria-current=${value === kind ? 'page' : undefined}>${documentKindWord(value)}</a>`;
  return html`<nav class="tabs" aria-label=${t`What to add`}>
    ${tab('question_answer')} ${tab('markdown')} ${tab('text')} ${kind === 'html' && tab('html')}
  </nav>`;
}

function form(shown: EditorShown): View {
  const { entry, document, errors } = shown;
  const address = document ? `/admin/knowledge/${document.id}` : '/admin/knowledge/new';
  const hidden = {
    kind: entry.kind,
    source: entry.source,
    version: entry.version,
    variant: entry.variantOf,
    gap: entry.gapId,
    answeredBy: entry.answeredBy,
    // Sent back, it is still written from what was read then.
    original: (entry.originalAt ?? originalOf(shown)?.wordsAt)?.toISOString(),
  };
  return html`<form class="editor" id="editor" method="post" action=${address} enctype="multipart/form-data" data-guard=${shown.isUnsaved ? 'unsaved' : 'saved'}>
    ${token(shown.csrfToken)}
    ${Object.entries(hidden).map(([name, value]) => value && html`<input type="hidden" name=${name} value=${value} />`)}
    <div class="card">${wordFields(entry, errors)} ${languageField(entry)}</div>
    <div class="card">${validityFields(entry, errors)} ${humanOnlyField(entry)} ${allLanguagesField(shown)}</div>
    ${entry.kind !== 'question_answer' && uploadCard({ isNew: !document, error: errors.file })}
    <div class="save-bar">${saveButtons(shown)}</div>
  </form>`;
}

// The first button is what the Enter key presses: it never publishes a draft.
function saveButtons({ document, conflict: met }: EditorShown): View {
  const words = met ? t`Keep mine` : document?.isDraft ? t`Save the draft` : t`Save`;
  return html`<button class=${document?.isDraft ? undefined : 'primary'} name="action" value="save">${words}</button>
    ${document?.isDraft && html`<button class="primary" name="action" value="publish">${t`Approve`}</button>`}
    ${!document && html`<button name="action" value="draft">${t`Keep as a draft`}</button>`}
    <button class="ask-preview" name="action" value="preview" data-swap="preview" formnovalidate>${t`Preview`}</button>
    <a class="button cancel" href="/admin/knowledge">${t`Cancel`}</a>`;
}

function preview(entry: Entry): View {
  return html`<section class="card" aria-label=${t`Preview`}>
    <p class="hint">${t`Preview, not saved`}</p>
    ${entry.title && html`<h2 dir="auto">${entry.title}</h2>`}
    ${entry.body.trim() === '' ? html`<p class="hint">${t`There is no text yet.`}</p>` : entryText(entry.kind, entry.body)}
  </section>`;
}

function conflict({ theirs, line }: NonNullable<EditorShown['conflict']>, entry: Entry, clock: Clock): View {
  const who = html`<bdi>${line?.userName ?? t`Somebody`}</bdi>`;
  return html`<section class="card conflict" role="alert">
    <p><strong>${tView`${who} saved this entry while you were writing, ${moment(theirs.updatedAt, clock)}.`}</strong></p>
    <p>${t`Below is what differs: struck out is theirs, underlined is yours. Yours is still in the editor.`}</p>
    ${wordDifferences(theirs, { ...entry, alsoAsked: entry.alsoAsked.trim(), body: entry.body.trim() })}
    <div class="buttons">
      <button class="primary" form="editor" name="action" value="save">${t`Keep mine`}</button>
      <a class="button" href=${`/admin/knowledge/${theirs.id}`}>${t`Take theirs`}</a>
    </div>
    <p class="hint">${t`If you keep yours, theirs stays in the history.`}</p>
  </section>`;
}

function about(document: DocumentRow, { csrfToken, clock }: EditorShown): View {
  const passages = document.passages === 1 ? t`1 passage` : t`${document.passages} passages`;
  return html`<div class="title-row about">
    <p class="hint">
      ${tView`Changed ${moment(document.updatedAt, clock)}`} · <bdi>${sourceWord(document.source)}</bdi> · ${passages}
    </p>
    <div class="buttons">
      <a class="button" href=${`/admin/knowledge/${document.id}/history`}>${icon('clock')} ${t`History`}</a>
      <form method="post" action=${`/admin/knowledge/${document.id}/delete`}>
        ${token(csrfToken)}<button class="danger">${icon('remove')} ${t`Delete`}</button>
      </form>
    </div>
  </div>`;
}
