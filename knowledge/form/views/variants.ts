// The languages of one text: which there are, which are missing, and the original beside the one that is written.

import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../src/model/language.ts';
import type { DraftFault, LanguageDraft } from '../../../src/store/language-drafts.ts';
import type { DocumentRow } from '../../documents.ts';
import { missingNumbers } from '../../translation.ts';
import type { Entry } from '../entry.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { token, typed } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';
import { entryText } from './entry-text.ts';

export interface VariantsShown {
  readonly entry: Entry;
  readonly document: DocumentRow | undefined;
  /** Of the whole text, this one included. */
  readonly variants: readonly DocumentRow[];
  /** What the model was asked for and has not done. */
  readonly drafts: readonly LanguageDraft[];
  /** There is a model. */
  readonly canDraft: boolean;
  readonly csrfToken: string;
}

/** The text that the others were made from; undefined where it is this one, or was deleted. */
export function originalOf({ entry, document, variants }: VariantsShown): DocumentRow | undefined {
  const others = variants.filter(({ id }) => id !== document?.id);
  return (
    others.find(({ id, variantGroup }) => id === variantGroup) ??
    others.find(({ id }) => id === entry.variantOf)
  );
}

export function languageTabs(shown: VariantsShown): View {
  const { document, entry, variants } = shown;
  // Any language of a text leads to the text, also where the original was deleted.
  const known = document?.id ?? entry.variantOf;
  if (!known) return false;
  const tab = (language: Language): View => {
    const variant = variants.find((one) => one.language === language);
    const isCurrent = variant ? variant.id === document?.id : !document && entry.language === language;
    const href = variant
      ? `/admin/knowledge/${variant.id}`
      : `/admin/knowledge/new?variant=${known}&language=${language}`;
    return html`<a href=${href} lang=${language} aria-current=${isCurrent ? 'page' : undefined} class=${variant ? undefined : 'absent'}>
      ${!variant && icon('add')} ${LANGUAGE_NAMES[language]} ${variant && standing(variant)}
      ${!variant && html`<span class="hidden">${t`not written yet`}</span>`}
    </a>`;
  };
  return html`<div data-region="languages"><nav class="tabs languages" aria-label=${t`Languages of this text`}>${LANGUAGES.map(tab)}</nav></div>`;
}

function standing({ isDraft, isOutdated }: DocumentRow): View {
  if (isDraft) return html`<span class="tag unapproved">${t`Draft`}</span>`;
  return (
    isOutdated &&
    html`<span class="tag outdated" title=${t`May be out of date`}>!<span class="hidden">${t`May be out of date`}</span></span>`
  );
}

/** What the model drafts, what it could not, what waits to be read; and the offer to draft what is missing. */
export function draftArea(shown: VariantsShown): View {
  const known = shown.document?.id ?? shown.entry.variantOf;
  return (
    known !== undefined &&
    html`<div class="drafting" data-region="drafting" aria-live="polite">
    ${underWay(shown)} ${failures(shown)} ${unread(shown)} ${offer(shown)}
  </div>`
  );
}

function namesOf(languages: readonly Language[]): string {
  return languages.map((language) => LANGUAGE_NAMES[language]).join(t`, `);
}

function underWay({ drafts }: VariantsShown): View {
  const languages = drafts.filter(({ state }) => state !== 'failed').map(({ language }) => language);
  return (
    languages.length > 0 &&
    html`<p class="hint"><span class="tag processing">${t`being drafted`}</span> ${t`The model drafts: ${namesOf(languages)}. You can go on working, or leave this page.`}</p>`
  );
}

const FAULTS: Readonly<Record<DraftFault, string>> = {
  model: 'The model did not answer.',
  long: 'This text is too long to be drafted at once. Split it into several entries, or write it yourself.',
  human_only: 'Only a person answers from this text, so the model does not see it.',
};

function failures(shown: VariantsShown): View {
  const { drafts, document, entry, canDraft, csrfToken } = shown;
  const of = document?.id ?? entry.variantOf;
  const isShut = (originalOf(shown) ?? document)?.isHumanOnly;
  const failed = drafts.filter(({ state }) => state === 'failed');
  return html`${failed.map(
    ({ language, fault }) => html`<div class="banner bad" role="alert">
        <span>${t`${LANGUAGE_NAMES[language]} was not drafted.`} ${tText(FAULTS[fault ?? 'model'])}</span>
        ${
          canDraft &&
          !isShut &&
          html`<form method="post" action=${`/admin/knowledge/${of}/variants`}>
            ${token(csrfToken)}<input type="hidden" name="language" value=${language} />
            <button class="small">${t`Try again`}</button>
          </form>`
        }
      </div>`,
  )}`;
}

function unread({ variants, document }: VariantsShown): View {
  const others = variants.filter(({ isDraft, id }) => isDraft && id !== document?.id);
  // Whoever is in a draft is at it.
  if (document?.isDraft !== false || others.length === 0) return false;
  const links = others.map(
    ({ id, language }, at) =>
      html`${at > 0 && t`, `}<a href=${`/admin/knowledge/${id}`} lang=${language}>${LANGUAGE_NAMES[language]}</a>`,
  );
  return html`<p>${tView`Drafts to read, correct and approve: ${html`${links}`}`}</p>`;
}

/** One language where it is being written, all that are missing elsewhere. */
function offer(shown: VariantsShown): View {
  const { document, entry, variants, drafts, canDraft, csrfToken } = shown;
  const known = new Set([...variants, ...drafts].map(({ language }) => language));
  const missing = LANGUAGES.filter((language) => !known.has(language));
  const wanted = document ? missing : missing.filter((language) => language === entry.language);
  const of = document?.id ?? entry.variantOf;
  if (!of || wanted.length === 0) return false;
  if ((originalOf(shown) ?? document)?.isHumanOnly)
    return html`<p class="hint">${t`Only a person answers from this text, so it is not sent to the model to be translated. Write its other languages yourself.`}</p>`;
  return html`<form class="offer" method="post" action=${`/admin/knowledge/${of}/variants`}>
    ${token(csrfToken)}
    ${wanted.map((language) => html`<input type="hidden" name="language" value=${language} />`)}
    <button class="small" disabled=${!canDraft} aria-describedby="draft-hint">${icon('try')} ${wanted.length === 1 ? t`Draft it with the model` : t`Draft the others with the model`}</button>
    <p class="hint" id="draft-hint">${canDraft ? t`Missing: ${namesOf(wanted)}. Nothing is shown to customers before you approve it.` : t`The model drafts it once OPENAI_API_KEY is set. Until then, write it yourself.`}</p>
  </form>`;
}

/** What the language that is being written says in another one. */
export function originalCard(original: DocumentRow, entry: Entry): View {
  const { title, alsoAsked, body, kind, language, id } = original;
  const numbers = entry.body.trim() === '' ? [] : missingNumbers(body, entry.body);
  return html`<section class="card original" aria-labelledby="original">
    <div class="title-row">
      <h2 id="original">${t`The original`} <span class="tag">${LANGUAGE_NAMES[language]}</span></h2>
      <a href=${`/admin/knowledge/${id}`}>${t`Open it`}</a>
    </div>
    ${numbers.length > 0 && html`<p class="warn">${t`In the original, but not in this text: ${numbers.slice(0, 12).join(' · ')}`}</p>`}
    <div lang=${language} class="reference">
      <p class="asked" dir="auto">${title}</p>
      ${alsoAsked && typed(alsoAsked, 'typed hint')}
      ${entryText(kind, body)}
    </div>
  </section>`;
}
