// Two texts as one, with what was taken out and what came in marked.
import { differenceOf } from '../difference.ts';
import { html, type View } from '../html.ts';
import { t } from '../speech.ts';

export function differenceView(before: string, after: string): View {
  if (before === after) return false;
  const parts = differenceOf(before, after);
  if (!parts) return html`<p class="hint">${t`Too much differs to be shown word by word.`}</p>`;
  return html`<div class="difference typed" dir="auto">${parts.map(({ kind, text }) => {
    switch (kind) {
      case 'added':
        return html`<ins>${text}</ins>`;
      case 'removed':
        return html`<del>${text}</del>`;
      case 'cut':
        return html`<span class="gap" role="separator">…</span>`;
      default:
        return text;
    }
  })}</div>`;
}
