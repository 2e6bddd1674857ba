// The bar below the list with what can be done to the entries that are ticked; on top of the page's end once any is.
import type { DocumentFilter } from '../../documents.ts';
import { html, type View } from '../html.ts';
import { token } from '../parts.ts';
import { t } from '../speech.ts';

/** Above the list; there only where a script ticks, and anything is in the list. */
export function pickPage(): View {
  return html`<p class="pick-page" data-pick-page hidden>
    <label class="check"><input type="checkbox" /> ${t`Select all on this page`}</label>
  </p>`;
}

export function bulkBar(shown: {
  readonly filter: DocumentFilter;
  readonly documents: readonly unknown[];
  readonly total: number;
  readonly csrfToken: string;
}): View {
  const { filter, documents, total, csrfToken } = shown;
  const kept = { q: filter.query, status: filter.status, source: filter.source, language: filter.language };
  return html`<form class="bulk" id="bulk" method="post" action="/admin/knowledge/bulk" aria-label=${t`Selected entries`}>
    ${token(csrfToken)}
    ${Object.entries(kept).map(([name, value]) => value && html`<input type="hidden" name=${name} value=${value} />`)}
    <button class="hidden" name="action" value="until" tabindex="-1" aria-hidden="true">${t`Set the last day`}</button>
    <div class="picks">
      <span class="picked" data-picked data-one=${t`1 selected`} data-many=${t`# selected`} role="status">${t`Selected entries`}</span>
      <span data-region="matching">
        ${
          total > documents.length &&
          html`<label class="check"><input type="checkbox" name="scope" value="all" /> ${t`All ${total} that match`}</label>`
        }
      </span>
    </div>
    <div class="acts">
      <details class="more">
        <summary class="button">${t`More`}</summary>
        <div class="menu">
          <button name="action" value="human">${t`Leave to a person`}</button>
          <button name="action" value="bot">${t`Let the bot answer`}</button>
          <button name="action" value="publish">${t`Approve drafts`}</button>
          <button name="action" value="read">${t`Read again`}</button>
          <div class="last-day">
            <label for="until">${t`Last day`}</label>
            <input id="until" name="until" type="date" max="9999-12-31" />
            <button name="action" value="until">${t`Set`}</button>
            <button name="action" value="forever">${t`No last day`}</button>
          </div>
        </div>
      </details>
      <button class="danger" name="action" value="delete">${t`Delete`}</button>
    </div>
  </form>`;
}
