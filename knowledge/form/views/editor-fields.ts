// The fields of an entry: what is asked and said, in which language, by whom and when it may be said.
import { LANGUAGE_NAMES, LANGUAGES } from '../../../src/model/language.ts';
import type { Entry, EntryErrors } from '../entry.ts';
import { html, type View } from '../html.ts';
import { field, textareaText } from '../parts.ts';
import { t, tText } from '../speech.ts';
import { ACCEPTED_FILES } from '../upload.ts';
import { hasPlaces } from './entry-text.ts';
import type { VariantsShown } from './variants.ts';

export function wordFields(entry: Entry, errors: EntryErrors): View {
  return entry.kind === 'question_answer' ? questionFields(entry, errors) : documentFields(entry, errors);
}

function questionFields(entry: Entry, errors: EntryErrors): View {
  return html`${field(
    { id: 'title', label: t`Question`, hint: t`As a customer would ask it.`, error: errors.title },
    (attributes) =>
      html`<input ...${attributes} value=${entry.title} required maxlength="300" dir="auto" placeholder=${t`Do you deliver to Tampines?`} />`,
  )}
    ${field(
      {
        id: 'alsoAsked',
        label: t`Also asked as`,
        hint: t`Other ways to ask the same, one per line. Any language.`,
      },
      (attributes) =>
        html`<textarea ...${attributes} rows="2" maxlength="5000" dir="auto" placeholder=${t`Can send to my house?`}>${textareaText(entry.alsoAsked)}</textarea>`,
    )}
    ${field(
      {
        id: 'body',
        label: t`Answer`,
        hint: t`What the bot should say. **Bold**, lists and links work.`,
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
    {
      id: 'title',
      label: t`Title`,
      hint: t`Empty: the first heading or line is taken.`,
      error: errors.title,
    },
    (attributes) => html`<input ...${attributes} value=${entry.title} maxlength="300" dir="auto" />`,
  )}
    ${field(
      {
        id: 'body',
        label: kind === 'html' ? 'HTML' : t`Text`,
        hint: tText(BODY_HINTS[kind]),
        error: errors.body,
      },
      (attributes) =>
        html`<textarea ...${attributes} class=${kind === 'text' ? undefined : 'source'} rows="14" dir="auto">${textareaText(entry.body)}</textarea>`,
    )}
    ${hasPlaces(entry.body) && html`<p class="hint">${t`Lines such as <!-- page 2 --> tell where in the file the text stands. Leave them in.`}</p>`}`;
}

export function languageField({ language }: Entry): View {
  return field(
    { id: 'language', label: t`Language` },
    (attributes) => html`<select ...${attributes}>
      <option value="">${t`Tell it from the text`}</option>
      ${LANGUAGES.map((code) => html`<option value=${code} selected=${code === language}>${LANGUAGE_NAMES[code]}</option>`)}
    </select>`,
  );
}

export function validityFields(entry: Entry, errors: EntryErrors): View {
  const day = (id: 'firstDay' | 'lastDay', label: string): View =>
    field(
      { id, label, error: id === 'lastDay' ? errors.lastDay : undefined },
      (attributes) =>
        html`<input ...${attributes} type="date" value=${entry[id]} max="9999-12-31" aria-describedby="days-hint" />`,
    );
  return html`<fieldset class="days">
    <legend>${t`When customers get it`}</legend>
    <p class="hint" id="days-hint">${t`Empty: always. The last day counts in full.`}</p>
    <div class="pair">${day('firstDay', t`From`)} ${day('lastDay', t`Until`)}</div>
  </fieldset>`;
}

export function humanOnlyField({ isHumanOnly }: Entry): View {
  return html`<div>
    <label class="check"><input type="checkbox" name="humanOnly" checked=${isHumanOnly} aria-describedby="human-only-hint" /> ${t`Leave this to a person`}</label>
    <p class="hint" id="human-only-hint">${t`The bot hands over instead. Your team sees the text; customers never do.`}</p>
  </div>`;
}

/** Days and hand-over are of the text, not of one of its languages. */
export function allLanguagesField({
  variants,
  document,
}: Pick<VariantsShown, 'variants' | 'document'>): View {
  return (
    document !== undefined &&
    variants.length > 1 &&
    html`<label class="check"><input type="checkbox" name="allLanguages" checked /> ${t`The same for its other languages`}</label>`
  );
}

export function uploadCard({
  isNew,
  error,
}: {
  readonly isNew: boolean;
  readonly error: string | undefined;
}): View {
  return html`<div class="card upload">
    ${field(
      {
        id: 'file',
        label: isNew ? t`Or take it from a file` : t`Replace the text from a file`,
        hint: t`Markdown, plain text or HTML, at most 1 MB.`,
        error,
      },
      (attributes) => html`<input ...${attributes} type="file" accept=${ACCEPTED_FILES} />`,
    )}
    <div class="buttons">
      <button name="action" value="open" formnovalidate>${t`Open in the editor`}</button>
      ${isNew && html`<button name="action" value="upload" formnovalidate>${t`Save as it is`}</button>`}
    </div>
  </div>`;
}
