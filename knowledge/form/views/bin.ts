// What was deleted, a row for what went at once, each with its way back.
import type { Deleted } from '../../../src/store/bin.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { type Clock, empty, moment, token } from '../parts.ts';
import { t } from '../speech.ts';

interface BinShown {
  readonly deleted: readonly Deleted[];
  /** From 1. */
  readonly page: number;
  readonly hasOlder: boolean;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function binView(shown: BinShown): View {
  const { deleted, page, hasOlder } = shown;
  return html`<div class="thread-head">
      <a class="back" href="/admin/knowledge" aria-label=${t`All knowledge`}>${icon('back')}</a>
      <h1>${t`Deleted entries`}</h1>
    </div>
    <p class="lead">${t`The bot doesn’t use them. They are kept until you bring them back.`}</p>
    ${deleted.length === 0 ? nothing() : html`<ul class="rows">${deleted.map((one) => row(one, shown))}</ul>`}
    ${(page > 1 || hasOlder) && pages(page, hasOlder)}`;
}

function pages(page: number, hasOlder: boolean): View {
  const address = (number: number): string => `/admin/knowledge/bin?page=${number}`;
  return html`<nav class="pages" aria-label=${t`Pages`}>
    ${page > 1 && html`<a class="button" rel="prev" href=${address(page - 1)}>${t`Newer`}</a>`}
    ${hasOlder && html`<a class="button" rel="next" href=${address(page + 1)}>${t`Older`}</a>`}
  </nav>`;
}

function nothing(): View {
  return empty({ title: t`Nothing is deleted`, text: t`What you delete is found here.` });
}

function row(one: Deleted, { clock, csrfToken }: BinShown): View {
  const { count, titles, deletedAt } = one;
  return html`<li class="row item">
    <div class="body">
      ${count === 1 ? html`<bdi class="who">${titles[0]}</bdi>` : html`<span class="who">${t`${count} entries`}</span>`}
      ${
        count > 1 &&
        html`<span class="last">${titles.map((title, at) => html`${at > 0 && ' · '}<bdi>${title}</bdi>`)}${count > titles.length && ' …'}</span>`
      }
      <span class="tags"><span>${t`deleted`} ${moment(deletedAt, clock)}</span></span>
    </div>
    ${wayBack(one, csrfToken)}
  </li>`;
}

function wayBack({ id, count, titles, deletion, importId }: Deleted, csrfToken: string): View {
  if (importId)
    return html`<a class="button small" href=${`/admin/knowledge/import/${importId}`}>${t`Open the import`}</a>`;
  const isOne = count === 1 || deletion === null;
  const action = isOne ? `/admin/knowledge/${id}/restore` : '/admin/knowledge/bulk/undo';
  const label = isOne ? t`Bring back ${titles[0] ?? ''}` : t`Bring back ${t`${count} entries`}`;
  return html`<form method="post" action=${action}>
    ${token(csrfToken)}${!isOne && html`<input type="hidden" name="deletion" value=${deletion} />`}
    <button class="small" aria-label=${label}>${t`Bring back`}</button>
  </form>`;
}
