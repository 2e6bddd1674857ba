// Where knowledge comes in many at once: files, watched addresses, and what came before.
import type { ImportRow } from '../../../src/store/import-list.ts';
import type { WebSource } from '../../../src/store/web-sources.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, field, moment, token, upcoming } from '../parts.ts';
import { t, tSaid, tText } from '../speech.ts';
import { heldBanner } from './held.ts';

export const EVERY_HOURS = [1, 24, 168] as const;

/** What is wrong with what was just sent. */
export interface ImportErrors {
  readonly files?: string;
  readonly url?: string;
  /** As it was typed. */
  readonly typed?: string;
}

export interface ImportsShown {
  readonly imports: readonly ImportRow[];
  readonly sources: readonly WebSource[];
  /** What waits for the owner. */
  readonly held: Parameters<typeof heldBanner>[0];
  readonly errors: ImportErrors;
  /** The id of the import that the files of this page make. */
  readonly newImport: string;
  /** What was just done. */
  readonly news: 'watched' | 'stopped' | 'checked' | undefined;
  /** What is no longer watched, to be watched again. */
  readonly stopped:
    | { readonly importId: string; readonly url: string; readonly kind: string; readonly everyHours: string }
    | undefined;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function importsView(shown: ImportsShown): View {
  return html`<div class="thread-head">
      <a class="back" href="/admin/knowledge" aria-label=${t`All knowledge`}>${icon('back')}</a>
      <h1>${t`Import`}</h1>
    </div>
    ${shown.news && banner('good', html`<span>${tText(NEWS[shown.news])}</span>${shown.news === 'stopped' && watchAgain(shown)}`)}
    <div data-region="held" class="region">${heldBanner(shown.held)}</div>
    ${dropForm(shown)}
    ${webForm(shown)}
    <div data-region="web-sources" class="region">${shown.sources.length > 0 && sourceList(shown)}</div>
    <div data-region="imports" class="region">${shown.imports.length > 0 && importList(shown)}</div>`;
}

const NEWS = {
  watched: 'Added. It is read now, and looked at again as often as you chose.',
  stopped: 'It is not looked at any more. What was read stays in your knowledge.',
  checked: 'It is being looked at now.',
} as const;

function watchAgain({ stopped, csrfToken }: ImportsShown): View {
  if (!stopped) return false;
  const { importId, ...fields } = stopped;
  return html`<form method="post" action=${`/admin/knowledge/import/${importId}/watch`}>
    ${token(csrfToken)}
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <button class="small">${t`Undo`}</button>
  </form>`;
}

// Everything that the script says, in the reader's language: `#` stands for what it counts.
function words(): Readonly<Record<string, string>> {
  return {
    'data-sending': t`Sending # of # files`,
    'data-sent': t`All files are sent. They are being read …`,
    'data-one-failed': t`1 file could not be sent`,
    'data-some-failed': t`# files could not be sent`,
    'data-some-sent': t`# of # files are sent and being read.`,
    'data-open': t`See how the reading goes`,
    'data-too-large': t`The file is larger than 50 MB. Split it, or save a smaller copy.`,
    'data-empty': t`The file is empty.`,
    'data-broken': t`It could not be sent. Check the connection, then drop it again.`,
    'data-nothing': t`There are no files in there.`,
  };
}

function dropForm({ errors, newImport, csrfToken }: ImportsShown): View {
  return html`<form class="card drop-card" method="post" action="/admin/knowledge/import" enctype="multipart/form-data" data-import=${newImport} ...${words()}>
    ${token(csrfToken)}
    <h2>${t`Files and folders`}</h2>
    <div class=${errors.files ? 'drop wrong' : 'drop'}>
      ${icon('upload')}
      <p class="drop-words" hidden data-scripted>${t`Drop files or a whole folder here, or choose them.`}</p>
      <div class="drop-inputs">
        <label class="file-choice"><span class="button" aria-hidden="true">${t`Choose files`}</span>
          <input type="file" name="files" multiple aria-label=${t`Choose files`} aria-describedby="files-hint" /></label>
        <label class="file-choice" hidden data-folder><span class="button" aria-hidden="true">${t`Choose a folder`}</span>
          <input type="file" name="folder" multiple webkitdirectory aria-label=${t`Choose a folder`} disabled /></label>
      </div>
      ${errors.files && html`<p class="error">${errors.files}</p>`}
    </div>
    <p class="hint" id="files-hint">${t`PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, web pages, text, CSV, e-mail, and ZIP archives of these; pictures and recordings if a model is set up. At most 50 MB each. Files that have not changed since the last time are skipped.`}</p>
    <div class="buttons" data-unscripted><button class="primary">${t`Send`}</button></div>
    <div class="sending" hidden data-sending-area aria-live="polite">
      <p class="sending-words"></p>
      <progress max="1" value="0" aria-label=${t`All files`}></progress>
      <ul class="sending-now"></ul>
      <ul class="sending-failed"></ul>
    </div>
  </form>`;
}

function webForm({ errors, csrfToken }: ImportsShown): View {
  return html`<form class="card" method="post" action="/admin/knowledge/import/web">
    ${token(csrfToken)}
    <h2>${t`A web page or a sitemap`}</h2>
    <div class="web-fields">
      ${field(
        {
          id: 'url',
          label: t`Address`,
          hint: t`For a whole site give its sitemap, often …/sitemap.xml: up to 500 of its pages are read.`,
          error: errors.url,
        },
        (attributes) =>
          html`<input ...${attributes} type="text" inputmode="url" autocomplete="url" autocapitalize="none" spellcheck="false" required maxlength="2000" dir="ltr" value=${errors.typed ?? ''} placeholder="https://www.example.sg/delivery" />`,
      )}
      ${field(
        { id: 'everyHours', label: t`Look again` },
        (attributes) => html`<select ...${attributes}>
          ${EVERY_HOURS.map((hours) => html`<option value=${hours} selected=${hours === 24}>${everyWords(hours)}</option>`)}
        </select>`,
      )}
    </div>
    <p class="hint">${t`What would alter a pinned answer, now or when the page changes, waits for you.`}</p>
    <div class="buttons"><button class="primary">${t`Add`}</button></div>
  </form>`;
}

export function everyWords(hours: number): string {
  if (hours === 1) return t`every hour`;
  if (hours === 168) return t`every week`;
  return hours === 24 ? t`every day` : t`every ${hours} hours`;
}

function sourceList({ sources, csrfToken, clock }: ImportsShown): View {
  return html`<section class="card" aria-labelledby="watched">
    <h2 id="watched">${t`Watched addresses`}</h2>
    <ul class="rows">
      ${sources.map((source) => {
        const error = sourceError(source);
        return html`<li class="row source">
          <a href=${`/admin/knowledge/import/${source.importId}`}>
            <span class="body">
              <bdi class="who">${source.url}</bdi>
              ${error && html`<span class="error">${tSaid(error)}</span>`}
              <span class="tags">${sourceTags(source, clock)}</span>
            </span>
          </a>
          <div class="buttons">
            <form method="post" action=${`/admin/knowledge/import/${source.importId}/check`}>
              ${token(csrfToken)}<button class="small" aria-label=${t`Check ${source.url} now`}>${t`Check now`}</button>
            </form>
            <form method="post" action=${`/admin/knowledge/import/${source.importId}/stop`}>
              ${token(csrfToken)}<button class="small plain" aria-label=${t`Stop watching ${source.url}`}>${t`Stop watching`}</button>
            </form>
          </div>
        </li>`;
      })}
    </ul>
  </section>`;
}

// Of a sitemap's pages each is told on its import's page.
function sourceError({ kind, lastError, pageError }: WebSource): string | null {
  return lastError ?? (kind === 'page' ? pageError : null);
}

function sourceTags(source: WebSource, clock: Clock): View {
  const { kind, pages, pending, failed, lastCheckedAt, nextCheckAt, everyHours } = source;
  const isChecking = pending > 0 || !lastCheckedAt || nextCheckAt.getTime() <= clock.nowMs;
  return html`
    ${isChecking && html`<span class="tag processing">${t`being read`}</span>`}
    ${kind === 'sitemap' && failed > 0 && html`<span class="tag failed">${t`${failed} failed`}</span>`}
    <span class="tag">${kind === 'sitemap' ? t`Sitemap` : t`Web page`}</span>
    ${kind === 'sitemap' && html`<span>${pages === 1 ? t`1 page` : t`${pages} pages`}</span>`}
    <span>${everyWords(everyHours)}</span>
    ${lastCheckedAt && html`<span>${t`looked at`} ${moment(lastCheckedAt, clock)}</span>`}
    ${!isChecking && html`<span>${t`next`} ${upcoming(nextCheckAt, clock)}</span>`}`;
}

function importList({ imports, clock }: ImportsShown): View {
  return html`<section class="card" aria-labelledby="earlier">
    <h2 id="earlier">${t`Imports so far`}</h2>
    <ul class="rows">
      ${imports.map(
        (one) => html`<li class="row">
          <a href=${`/admin/knowledge/import/${one.id}`}>
            <span class="body">
              <bdi class="who">${one.title}</bdi>
              <span class="tags">
                ${stateTag(one)}
                <span>${countWords(one)}</span>
                <span>${moment(one.createdAt, clock)}</span>
                <span><bdi>${one.by ?? t`command line`}</bdi></span>
              </span>
            </span>
          </a>
        </li>`,
      )}
    </ul>
  </section>`;
}

function stateTag({ counts, undoneAt }: ImportRow): View {
  if (undoneAt) return html`<span class="tag">${t`Undone`}</span>`;
  if (counts.waiting + counts.reading > 0) return html`<span class="tag processing">${t`being read`}</span>`;
  if (counts.held > 0) return html`<span class="tag unapproved">${t`waits for you`}</span>`;
  return counts.failed > 0 && html`<span class="tag failed">${t`${counts.failed} failed`}</span>`;
}

/** "12 files: 9 taken in, 2 unchanged, 1 failed" */
export function countWords({ counts, kind }: Pick<ImportRow, 'counts' | 'kind'>): string {
  const { waiting, reading, done, unchanged, failed, held } = counts;
  const all = waiting + reading + done + unchanged + failed + held;
  const files = all === 1 ? t`1 file` : t`${all} files`;
  const pages = all === 1 ? t`1 page` : t`${all} pages`;
  const parts = [
    done > 0 && t`${done} taken in`,
    unchanged > 0 && t`${unchanged} unchanged`,
    held > 0 && t`${held} waiting for you`,
    failed > 0 && t`${failed} failed`,
    waiting + reading > 0 && t`${waiting + reading} to go`,
  ].filter((part) => part !== false);
  return t`${kind === 'web' ? pages : files}: ${parts.join(t`, `)}`;
}
