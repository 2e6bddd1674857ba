// What just happened to the knowledge, on top of its list.
import type { DocumentId } from '../../../src/model/ids.ts';
import type { DocumentRow } from '../../documents.ts';
import { html, type View } from '../html.ts';
import { banner, type Clock, token } from '../parts.ts';
import { t, tView } from '../speech.ts';
import { validityWords } from '../validity.ts';

const DONE = [
  'nothing',
  'undated',
  'deleted_many',
  'restored_many',
  'human',
  'bot',
  'published',
  'dated',
  'endless',
  'read',
  'unmarked',
] as const;
/** What was done to several entries, or why it was not. */
export type Done = (typeof DONE)[number];

export function isDone(value: string | null): value is Done {
  return DONE.some((known) => known === value);
}

export function undoBanner(id: DocumentId, csrfToken: string): View {
  return banner(
    'good',
    html`<span>${t`Deleted. The bot doesn’t use it any more.`}</span>
      <form method="post" action=${`/admin/knowledge/${id}/restore`}>
        ${token(csrfToken)}<button class="small">${t`Undo`}</button>
      </form>`,
  );
}

/** What an Undo needs, by what was done. */
export interface WayBack {
  /** Several went into the bin. */
  readonly deletion: string | undefined;
  /** Several were marked. */
  readonly moment: string | undefined;
  /** An entry was saved over another version; this is its new one. */
  readonly version: number | undefined;
}

export function savedBanner(
  saved: DocumentRow,
  {
    version,
    csrfToken,
    clock,
  }: Pick<WayBack, 'version'> & { readonly csrfToken: string; readonly clock: Clock },
): View {
  const question = encodeURIComponent(saved.title);
  const title = html`<bdi>${saved.title}</bdi>`;
  const isFound = !saved.isDraft && !validityWords(saved, clock)?.isResting;
  return banner(
    'good',
    html`<span>${savedWords(saved, title, clock)}</span>
      ${isFound && html`<a class="button small" href=${`/admin/try?question=${question}`}>${t`Try it`}</a>`}
      ${saved.isDraft && html`<a class="button small" href=${`/admin/knowledge/${saved.id}`}>${t`Open the draft`}</a>`}
      ${version === saved.version && undoSaving(saved, csrfToken)}`,
  );
}

/** The version before comes back, with its days and marks. */
export function undoSaving({ id, version }: Pick<DocumentRow, 'id' | 'version'>, csrfToken: string): View {
  return html`<form method="post" action=${`/admin/knowledge/${id}/undo`}>
    ${token(csrfToken)}<input type="hidden" name="version" value=${version} /><button class="small">${t`Undo`}</button>
  </form>`;
}

function savedWords(saved: DocumentRow, title: View, clock: Clock): View {
  if (saved.isDraft) return tView`Saved “${title}” as a draft. Customers get it once you approve it.`;
  const validity = validityWords(saved, clock);
  if (validity?.isResting) return tView`Saved “${title}”. Customers don’t get it now: ${validity.words}.`;
  return saved.isHumanOnly
    ? tView`Saved “${title}”. The bot calls a person for it from now on.`
    : tView`Saved “${title}”. The bot uses it from now on.`;
}

export function doneBanner(
  { what, count }: { readonly what: Done; readonly count: number },
  undo: Pick<WayBack, 'deletion' | 'moment'> & { readonly csrfToken: string },
): View {
  if (what === 'nothing') return banner('bad', t`Nothing is selected. Tick the entries first.`);
  if (what === 'undated') return banner('bad', t`Choose the last day first.`);
  return banner(
    'good',
    html`<span>${count === 0 ? t`Nothing had to be changed.` : doneWords(what, count)}</span>
      ${count > 0 && what === 'deleted_many' && undoMany('deletion', undo.deletion, undo.csrfToken)}
      ${count > 0 && MARKED.has(what) && undoMany('moment', undo.moment, undo.csrfToken)}`,
  );
}

const MARKED: ReadonlySet<Done> = new Set(['human', 'bot', 'published', 'dated', 'endless']);

function undoMany(name: string, value: string | undefined, csrfToken: string): View {
  return (
    value !== undefined &&
    html`<form method="post" action="/admin/knowledge/bulk/undo">
      ${token(csrfToken)}<input type="hidden" name=${name} value=${value} /><button class="small">${t`Undo`}</button>
    </form>`
  );
}

function doneWords(what: Exclude<Done, 'nothing' | 'undated'>, count: number): string {
  const entries = count === 1 ? t`1 entry` : t`${count} entries`;
  switch (what) {
    case 'deleted_many':
      return t`${entries} deleted. The bot doesn’t use them any more.`;
    case 'restored_many':
      return t`${entries} brought back.`;
    case 'unmarked':
      return t`${entries} as before.`;
    case 'human':
      return t`${entries} left to a person from now on.`;
    case 'bot':
      return t`${entries} answered by the bot from now on.`;
    case 'published':
      return t`${entries} approved. The bot uses them from now on.`;
    case 'dated':
      return t`${entries} with a last day.`;
    case 'endless':
      return t`${entries} without a last day.`;
    case 'read':
      return t`${entries} being read again.`;
    default:
      throw new Error(`no words for ${what satisfies never}`);
  }
}
