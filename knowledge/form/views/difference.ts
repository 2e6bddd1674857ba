// Two texts as one, with what was taken out and what came in marked.
import type { DocumentRow } from '../../documents.ts';
import { differenceOf } from '../difference.ts';
import { html, type View } from '../html.ts';
import { t } from '../speech.ts';

type Words = Pick<DocumentRow, 'kind' | 'title' | 'alsoAsked' | 'body'>;

/** Field by field; empty where no word differs. */
export function wordDifferences(before: Words, after: Words): readonly View[] {
  const isAnswer = after.kind === 'question_answer';
  const names = {
    title: isAnswer ? t`Question` : t`Title`,
    alsoAsked: t`Also asked as`,
    body: isAnswer ? t`Answer` : t`Text`,
  };
  return (['title', 'alsoAsked', 'body'] as const)
    .filter((name) => before[name] !== after[name])
    .map(
      (name) => html`<div class="field">
        <h3 class="hint">${names[name]}</h3>
        ${differenceView(before[name], after[name])}
      </div>`,
    );
}

function differenceView(before: string, after: string): View {
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
