// One import: how far it is, what failed and why, and its undo.
import type { HeldItem, ImportRow, ItemRow } from '../../../src/store/import-list.ts';
import type { WebSource } from '../../../src/store/web-sources.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, moment, token } from '../parts.ts';
import { t, tSaid, tText } from '../speech.ts';
import { heldCard } from './held.ts';
import { countWords, everyWords } from './imports.ts';

export interface ImportShown {
  readonly import: ImportRow;
  readonly items: readonly ItemRow[];
  /** Where its pages are looked at again. */
  readonly source: WebSource | undefined;
  /** What waits for the owner. */
  readonly held: readonly HeldItem[];
  /** So many entries just came back. */
  readonly brought: number | undefined;
  /** So many texts were just published. */
  readonly published: number | undefined;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function importView(shown: ImportShown): View {
  const { import: one, brought, published, csrfToken, clock } = shown;
  const address = `/admin/knowledge/import/${one.id}`;
  return html`<div class="thread-head">
      <a class="back" href="/admin/knowledge/import" aria-label=${t`All imports`}>${icon('back')}</a>
      <h1><bdi>${one.title}</bdi></h1>
    </div>
    ${brought !== undefined && banner('good', brought === 1 ? t`1 entry is back.` : t`${brought} entries are back.`)}
    ${published !== undefined && publishedNews(published)}
    <div data-region="import-held" class="region">${heldCard({ items: shown.held, address, csrfToken, clock })}</div>
    <div data-region="import-state" class="region" aria-live="polite">${state(shown)}</div>
    <p class="hint">
      ${t`Begun`} ${moment(one.createdAt, clock)} · <bdi>${one.by ?? t`command line`}</bdi>
      ${shown.source && html` · ${t`looked at again`} ${everyWords(shown.source.everyHours)}`}
    </p>
    <div data-region="import-acts" class="region">${acts(shown)}</div>
    <ul class="rows items" data-region="import-items" data-keyed>${shown.items.map((item) => row(item, shown))}</ul>
    <div data-region="import-rest" class="region">${rest(shown)}</div>`;
}

function publishedNews(count: number): View {
  if (count === 0)
    return banner('bad', t`Nothing was published: what waited was changed or decided meanwhile.`);
  const words =
    count === 1
      ? t`1 text published. The bot uses it from now on.`
      : t`${count} texts published. The bot uses them from now on.`;
  return banner('good', words);
}

function total({ counts }: ImportRow): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function state({ import: one, csrfToken, source }: ImportShown): View {
  const { counts, undoneAt, added } = one;
  if (undoneAt)
    return banner(
      'good',
      html`<span>${added === 0 ? t`This import is undone.` : t`Undone: what it added is in the bin. Entries that it changed stay changed; their history has the old text.`}</span>
        ${added > 0 && form(one, 'redo', csrfToken, html`<button class="small">${t`Bring it back`}</button>`)}`,
    );
  const all = total(one);
  const left = counts.waiting + counts.reading;
  if (source?.lastError) return banner('bad', tSaid(source.lastError));
  if (all === 0) return html`<p class="hint">${t`Nothing has come yet.`}</p>`;
  const words = countWords(one);
  return html`<div class=${left > 0 ? 'import-bar busy' : 'import-bar'}>
    <p><strong>${left > 0 ? t`Reading: ${all - left} of ${all}` : t`All is read.`}</strong> ${words}</p>
    <progress max=${all} value=${all - left} aria-label=${words}></progress>
  </div>`;
}

function acts({ import: one, items, csrfToken }: ImportShown): View {
  if (one.undoneAt || total(one) === 0) return false;
  const canRetry = items.filter((item) => item.canRetry).length > 1;
  const undoWords =
    one.added === 1
      ? t`1 entry that it added goes into the bin.`
      : t`${one.added} entries that it added go into the bin.`;
  return html`<div class="buttons import-acts">
    ${one.counts.done > 0 && html`<a class="button" href="/admin/try">${t`Try it`}</a>`}
    ${canRetry && form(one, 'retry', csrfToken, html`<button>${t`Try all failed again`}</button>`)}
    ${form(one, 'undo', csrfToken, html`<button class="danger" title=${undoWords}>${t`Undo import`}</button>`)}
  </div>`;
}

const STATE_WORDS = {
  waiting: 'Waiting',
  reading: 'Being read',
  done: 'Taken in',
  unchanged: 'Unchanged',
  failed: 'Failed',
  held: 'Waits for you',
} as const;
const STATE_TAGS = {
  waiting: '',
  reading: 'processing',
  done: 'ready',
  unchanged: '',
  failed: 'failed',
  held: 'unapproved',
} as const;

function row(item: ItemRow, { import: one, csrfToken }: ImportShown): View {
  const { id, source, error, warnings, documentId } = item;
  const isDraft = item.isDraft && (item.state === 'done' || item.state === 'unchanged');
  const isBinned = one.undoneAt !== null && documentId?.toString() === id.toString();
  const isThere = documentId !== null && !one.undoneAt;
  const name = isThere
    ? html`<a class="who" href=${`/admin/knowledge/${documentId}`}><bdi>${source}</bdi></a>`
    : html`<bdi class="who">${source}</bdi>`;
  return html`<li class="row item" data-key=${id}>
    <div class="body">
      ${name}
      ${error && html`<span class="error">${tText(error)}</span>`}
      ${warnings.map((warning) => html`<span class="hint">${tSaid(warning)}</span>`)}
    </div>
    <span class=${`tag ${isBinned ? '' : isDraft ? 'unapproved' : STATE_TAGS[item.state]}`}>${isBinned ? t`In the bin` : isDraft ? t`Draft` : tText(STATE_WORDS[item.state])}</span>
    ${
      item.canRetry &&
      !one.undoneAt &&
      form(
        one,
        'retry',
        csrfToken,
        html`<input type="hidden" name="item" value=${id} /><button class="small" aria-label=${t`Try ${source} again`}>${t`Try again`}</button>`,
      )
    }
  </li>`;
}

function rest({ import: one, items }: ImportShown): View {
  const hidden = total(one) - items.length;
  return hidden > 0 && html`<p class="hint">${t`and ${hidden} more`}</p>`;
}

function form(one: ImportRow, act: string, csrfToken: string, content: View): View {
  return html`<form method="post" action=${`/admin/knowledge/import/${one.id}/${act}`}>${token(csrfToken)}${content}</form>`;
}
