// The editor of one entry: a question with its answer, or a document.
import { LANGUAGE_NAMES, LANGUAGES } from '../../../src/model/language.ts';
import type { DocumentRow } from '../../documents.ts';
import type { Entry, EntryErrors } from '../entry.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { markdown, ownHtml } from '../markdown.ts';
import { banner, type Clock, field, moment, textareaText, token, typed } from '../parts.ts';
import { ACCEPTED_FILES } from '../upload.ts';
import { documentKindWord, sourceWord } from '../words.ts';

export interface EditorShown {
  readonly entry: Entry;
  readonly document: DocumentRow | undefined;
  readonly errors: EntryErrors;
  readonly isPreviewed: boolean;
  /** What is shown is not what is stored. */
  readonly isUnsaved: boolean;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function editorView(shown: EditorShown): View {
  const { entry, document, errors } = shown;
  const address = document ? `/admin/knowledge/${document.id}` : '/admin/knowledge/new';
  return html`<div class="thread-head">
      <a class="back" href="/admin/knowledge" aria-label="All knowledge">${icon('back')}</a>
      <h1>${document ? html`Edit ${documentKindWord(entry.kind).toLowerCase()}` : 'Add to the knowledge'}</h1>
    </div>
    ${!document && kindTabs(entry)}
    ${document?.error && banner('bad', html`<span>This could not be read: ${document.error}</span>`)}
    ${errors.all && banner('bad', errors.all)}
    <form class="editor" id="editor" method="post" action=${address} enctype="multipart/form-data" data-guard=${shown.isUnsaved ? 'unsaved' : 'saved'}>
      ${token(shown.csrfToken)}
      <input type="hidden" name="kind" value=${entry.kind} />
      <input type="hidden" name="source" value=${entry.source} />
      ${entry.gapId && html`<input type="hidden" name="gap" value=${entry.gapId} />`}
      <div class="card">
        ${entry.kind === 'question_answer' ? questionFields(entry, errors) : documentFields(entry, errors)}
        ${languageField(entry)}
        ${humanOnlyField(entry)}
        <div class="buttons">
          <button class="primary" name="action" value="save">Save</button>
          <button name="action" value="preview" data-swap="preview" formnovalidate>Preview</button>
          <a class="button" href="/admin/knowledge">Cancel</a>
        </div>
      </div>
      ${entry.kind !== 'question_answer' && uploadCard(shown)}
    </form>
    <div data-region="preview">${shown.isPreviewed && preview(entry)}</div>
    ${document && about(document, shown)}`;
}

function kindTabs({ kind, gapId }: Entry): View {
  if (gapId) return html`<p class="lead">Saving the answer closes the question in your list.</p>`;
  const tab = (value: string, name: string): View =>
    html`<a href=${`/admin/knowledge/new?kind=${value}`} aria-current=${value === kind ? 'page' : undefined}>${name}</a>`;
  return html`<nav class="tabs" aria-label="What to add">
    ${tab('question_answer', 'Question & answer')} ${tab('markdown', 'Document')} ${tab('text', 'Plain text')}
    ${kind === 'html' && tab('html', 'HTML')}
  </nav>`;
}

function questionFields(entry: Entry, errors: EntryErrors): View {
  return html`${field(
    { id: 'title', label: 'Question', hint: 'As a customer would ask it.', error: errors.title },
    (attributes) =>
      html`<input ...${attributes} value=${entry.title} required maxlength="300" dir="auto" placeholder="Do you deliver to Tampines?" />`,
  )}
    ${field(
      {
        id: 'alsoAsked',
        label: 'Also asked as',
        hint: 'Other ways to ask the same, one per line. Any language.',
      },
      (attributes) =>
        html`<textarea ...${attributes} rows="2" maxlength="5000" dir="auto" placeholder="Can send to my house?">${textareaText(entry.alsoAsked)}</textarea>`,
    )}
    ${field(
      {
        id: 'body',
        label: 'Answer',
        hint: 'What the bot should say. **Bold**, lists and links work.',
        error: errors.body,
      },
      (attributes) =>
        html`<textarea ...${attributes} rows="6" required dir="auto">${textareaText(entry.body)}</textarea>`,
    )}`;
}

const BODY_HINTS = {
  markdown: 'Headings (#) help the bot to find the right part.',
  text: 'Leave an empty line between paragraphs.',
  html: 'The source of a web page. Only its words are used.',
} as const;

function documentFields(entry: Entry, errors: EntryErrors): View {
  const kind = entry.kind === 'question_answer' ? 'text' : entry.kind;
  return html`${field(
    { id: 'title', label: 'Title', hint: 'Empty: the first heading or line is taken.', error: errors.title },
    (attributes) => html`<input ...${attributes} value=${entry.title} maxlength="300" dir="auto" />`,
  )}
    ${field(
      { id: 'body', label: kind === 'html' ? 'HTML' : 'Text', hint: BODY_HINTS[kind], error: errors.body },
      (attributes) =>
        html`<textarea ...${attributes} class=${kind === 'text' ? undefined : 'source'} rows="14" dir="auto">${textareaText(entry.body)}</textarea>`,
    )}`;
}

function languageField({ language }: Entry): View {
  return field(
    { id: 'language', label: 'Language' },
    (attributes) => html`<select ...${attributes}>
      <option value="">Tell it from the text</option>
      ${LANGUAGES.map((code) => html`<option value=${code} selected=${code === language}>${LANGUAGE_NAMES[code]}</option>`)}
    </select>`,
  );
}

function humanOnlyField({ isHumanOnly }: Entry): View {
  return html`<div>
    <label class="check"><input type="checkbox" name="humanOnly" checked=${isHumanOnly} aria-describedby="human-only-hint" /> Leave this to a person</label>
    <p class="hint" id="human-only-hint">The bot hands over instead. Your team sees the text; customers never do.</p>
  </div>`;
}

function uploadCard({ errors, document }: EditorShown): View {
  return html`<div class="card upload">
    ${field(
      {
        id: 'file',
        label: document ? 'Replace the text from a file' : 'Or take it from a file',
        hint: 'Markdown, plain text or HTML, at most 1 MB.',
        error: errors.file,
      },
      (attributes) => html`<input ...${attributes} type="file" accept=${ACCEPTED_FILES} />`,
    )}
    <div class="buttons">
      <button name="action" value="open" formnovalidate>Open in the editor</button>
      ${!document && html`<button name="action" value="upload" formnovalidate>Save as it is</button>`}
    </div>
  </div>`;
}

function preview(entry: Entry): View {
  const body = { question_answer: markdown, markdown, text: typed, html: ownHtml }[entry.kind](entry.body);
  return html`<section class="card" aria-label="Preview">
    <p class="hint">Preview, not saved</p>
    ${entry.title && html`<h2 dir="auto">${entry.title}</h2>`}
    ${entry.body.trim() === '' ? html`<p class="hint">There is no text yet.</p>` : body}
  </section>`;
}

function about(document: DocumentRow, { csrfToken, clock }: EditorShown): View {
  const passages = document.passages === 1 ? '1 passage' : `${document.passages} passages`;
  return html`<div class="title-row about">
    <p class="hint">
      Changed ${moment(document.updatedAt, clock)} · <bdi>${sourceWord(document.source)}</bdi> · ${passages}
    </p>
    <form method="post" action=${`/admin/knowledge/${document.id}/delete`}>
      ${token(csrfToken)}<button class="danger">${icon('remove')} Delete</button>
    </form>
  </div>`;
}
