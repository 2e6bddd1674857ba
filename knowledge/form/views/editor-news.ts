// What just happened to the entry that is open, and what there is to know about it before writing.
import type { DocumentRow } from '../../documents.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, token } from '../parts.ts';
import { t } from '../speech.ts';
import { savedBanner, undoSaving } from './knowledge-news.ts';

export interface EditorNews {
  readonly isSaved: boolean;
  /** The version that was brought back. */
  readonly restored: number | undefined;
  /** The version that saving made, over another one. */
  readonly undo: number | undefined;
  /** The saving was undone. */
  readonly isUndone: boolean;
}

export function readEditorNews(query: URLSearchParams, document: DocumentRow | undefined): EditorNews {
  const number = (name: string): number | undefined =>
    Number.parseInt(query.get(name) ?? '', 10) || undefined;
  return {
    isSaved: document !== undefined && query.get('saved') === document.id,
    restored: number('brought'),
    undo: number('undo'),
    isUndone: query.has('undone'),
  };
}

export function newsBanners(
  { isSaved, restored, undo, isUndone }: EditorNews,
  {
    document,
    csrfToken,
    clock,
  }: { readonly document: DocumentRow | undefined; readonly csrfToken: string; readonly clock: Clock },
): View {
  if (!document) return false;
  const canUndo = undo === document.version;
  return html`${isSaved && savedBanner(document, { version: undo, csrfToken, clock })}
    ${isUndone && banner('good', t`Undone: it is as it was before.`)}
    ${restored && banner('good', html`<span>${t`Version ${restored} is back, as version ${document.version}.`}</span>${canUndo && undoSaving(document, csrfToken)}`)}`;
}

/** The original was written anew after this language of it. */
export function outdatedBanner(document: DocumentRow, original: DocumentRow, csrfToken: string): View {
  return html`<div class="banner warm" role="status">
    <span>${t`The original changed after this was written: it may be out of date.`}</span>
    <span class="buttons">
      <a class="button small" href=${`/admin/knowledge/${original.id}/history`}>${t`What changed`}</a>
      <form method="post" action=${`/admin/knowledge/${document.id}/confirm`}>
        ${token(csrfToken)}<input type="hidden" name="original" value=${original.wordsAt.toISOString()} />
        <button class="small">${t`Still right`}</button>
      </form>
    </span>
  </div>`;
}

export function draftBanner(): View {
  return html`<div class="banner warm" role="status">
    <span>${t`This is a draft. Customers get it once you approve it.`}</span>
  </div>`;
}
