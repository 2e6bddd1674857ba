// What just happened to the entry that is open, and what there is to know about it before writing.
import type { DocumentRow } from '../../documents.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, token } from '../parts.ts';
import { t, tText } from '../speech.ts';
import { savedBanner } from './knowledge-news.ts';

export interface EditorNews {
  readonly isSaved: boolean;
  /** The version that was brought back. */
  readonly restored: number | undefined;
  /** How many drafts of other languages were made. */
  readonly drafted: number | undefined;
  /** Why a draft was not made. */
  readonly fault: DraftFault | undefined;
}

const FAULTS = {
  model:
    'The model did not answer just now, so not all languages were drafted. Try again, or write them yourself.',
  long: 'This text is too long to be drafted at once. Split it into several entries, or write it yourself.',
  none: 'There is no model to draft with. Set OPENAI_API_KEY, or write it yourself.',
} as const;
export type DraftFault = keyof typeof FAULTS;

export function readEditorNews(query: URLSearchParams, document: DocumentRow | undefined): EditorNews {
  const number = (name: string): number | undefined =>
    Number.parseInt(query.get(name) ?? '', 10) || undefined;
  const fault = query.get('undrafted');
  return {
    isSaved: document !== undefined && query.get('saved') === document.id,
    restored: number('brought'),
    drafted: number('drafted'),
    fault: (Object.keys(FAULTS) as DraftFault[]).find((known) => known === fault),
  };
}

export function newsBanners(
  { isSaved, restored, drafted, fault }: EditorNews,
  { document, clock }: { readonly document: DocumentRow | undefined; readonly clock: Clock },
): View {
  return html`${document && isSaved && savedBanner(document, clock)}
    ${document && restored && banner('good', html`<span>${t`Version ${restored} is back, as version ${document.version}.`}</span>`)}
    ${drafted && banner('good', drafted === 1 ? t`1 draft was made. Read it, correct it and approve it.` : t`${drafted} drafts were made. Read each, correct it and approve it.`)}
    ${fault && banner('bad', tText(FAULTS[fault]))}`;
}

/** The original was written anew after this language of it. */
export function outdatedBanner(document: DocumentRow, original: DocumentRow, csrfToken: string): View {
  return html`<div class="banner warm" role="status">
    <span>${t`The original changed after this was written: it may be out of date.`}</span>
    <span class="buttons">
      <a class="button small" href=${`/admin/knowledge/${original.id}/history`}>${t`What changed`}</a>
      <form method="post" action=${`/admin/knowledge/${document.id}/confirm`}>
        ${token(csrfToken)}<button class="small">${t`Still right`}</button>
      </form>
    </span>
  </div>`;
}

export function draftBanner(): View {
  return html`<div class="banner warm" role="status">
    <span>${t`This is a draft. Customers get it once you approve it.`}</span>
  </div>`;
}
