// What of an import waits for its owner, with what each would change of the pinned answers.
import type { HeldItem } from '../../../src/store/import-list.ts';
import { readHeld } from '../../import/hold.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { type Clock, token } from '../parts.ts';
import { t } from '../speech.ts';
import { comparison } from './pins.ts';

// Each with the answers before and after: nobody reads more at once.
const SHOWN = 10;

export function heldCard({
  items,
  address,
  csrfToken,
  clock,
}: {
  readonly items: readonly HeldItem[];
  /** Of the import. */
  readonly address: string;
  readonly csrfToken: string;
  readonly clock: Clock;
}): View {
  if (items.length === 0) return false;
  const shown = items.slice(0, SHOWN);
  const left = items.length - shown.length;
  const isOne = items.length === 1;
  return html`<section class="card pin-changes held" aria-labelledby="held">
    <h2 id="held">${icon('warning')} ${isOne ? t`1 text waits: it would alter pinned answers` : t`${items.length} texts wait: they would alter pinned answers`}</h2>
    <p>${t`Customers still get the answers of before.`}</p>
    <ul class="held-items">${shown.map((item) => heldItem(item, clock))}</ul>
    ${left > 0 && html`<p class="hint">${t`${left} more are shown once you have decided about these.`}</p>`}
    <form class="buttons" method="post" action=${`${address}/publish`}>
      ${token(csrfToken)}
      ${shown.map(({ mark }) => html`<input type="hidden" name="item" value=${mark} />`)}
      <button class="danger">${t`Publish anyway`}</button>
      <button formaction=${`${address}/keep`}>${t`Don’t publish`}</button>
    </form>
    <p class="hint">${t`If you don’t publish, new texts stay drafts and existing entries keep their words.`}</p>
  </section>`;
}

function heldItem(item: HeldItem, clock: Clock): View {
  const { changes, text } = readHeld(item);
  return html`<li>
    <p class="title-row">
      <a class="who" href=${`/admin/knowledge/${item.documentId}`}><bdi>${item.source}</bdi></a>
      <span class="tag unapproved">${text ? t`New words for an entry` : t`Draft`}</span>
    </p>
    ${comparison(changes, clock)}
  </li>`;
}

/** Wherever the owner looks at knowledge: something waits. */
export function heldBanner({
  count,
  importId,
}: {
  readonly count: number;
  readonly importId: string | null;
}): View {
  if (count === 0) return false;
  const words =
    count === 1
      ? t`1 imported text waits for you: it would alter pinned answers.`
      : t`${count} imported texts wait for you: they would alter pinned answers.`;
  return html`<div class="banner warm" role="status">
    <span>${words}</span> <a class="button small" href=${`/admin/knowledge/import/${importId}`}>${t`Decide`}</a>
  </div>`;
}
