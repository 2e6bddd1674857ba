// The history of an entry, newest first, and one version of it with what it changed.
import type { DocumentRow } from '../../documents.ts';
import type { Aspect, DocumentVersion, VersionLine } from '../../versions.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { type Clock, moment, token, typed } from '../parts.ts';
import { t, tText } from '../speech.ts';
import { validityWords } from '../validity.ts';
import { languageWord } from '../words.ts';
import { wordDifferences } from './difference.ts';
import { entryText } from './entry-text.ts';

export function historyView({
  document,
  lines,
  clock,
}: {
  readonly document: DocumentRow;
  readonly lines: readonly VersionLine[];
  readonly clock: Clock;
}): View {
  return html`${head(`/admin/knowledge/${document.id}`, t`History`)}
    <p class="lead"><bdi>${document.title}</bdi></p>
    <ol class="rows versions">
      ${lines.map(
        (line, index) => html`<li class="row">
          <a href=${`/admin/knowledge/${document.id}/history/${line.version}`}>
            <span class="body">
              <span class="top">
                <span class="who">${changedWords(line)}</span>
                <span class="when">${moment(line.madeAt, clock)}</span>
              </span>
              <span class="tags">
                <span>${t`Version ${line.version}`}</span>
                ${index === 0 && html`<span class="tag ready">${t`In use`}</span>`}
                ${line.isDraft && html`<span class="tag unapproved">${t`Draft`}</span>`}
                <bdi>${line.userName ?? t`by the program`}</bdi>
              </span>
            </span>
          </a>
        </li>`,
      )}
    </ol>
    <p class="hint">${t`The last 50 versions are kept.`}</p>`;
}

function head(back: string, title: string): View {
  return html`<div class="thread-head">
    <a class="back" href=${back} aria-label=${t`Back`}>${icon('back')}</a>
    <h1>${title}</h1>
  </div>`;
}

const ASPECT_WORDS: Readonly<Record<Exclude<Aspect, 'human_only' | 'draft'>, string>> = {
  words: 'Words changed',
  language: 'Language changed',
  source: 'Taken from a file or page',
  validity: 'Days changed',
};

function changedWords({ changed, restoredFrom, isHumanOnly, isDraft, version }: VersionLine): string {
  if (restoredFrom) return t`Version ${restoredFrom} brought back`;
  if (!changed) return version === 1 ? t`Written` : t`The oldest that is kept`;
  const words = changed.map((aspect) => {
    if (aspect === 'human_only') return isHumanOnly ? t`Left to a person` : t`Answered by the bot again`;
    if (aspect === 'draft') return isDraft ? t`Made a draft` : t`Approved`;
    return tText(ASPECT_WORDS[aspect]);
  });
  return words.join(' · ');
}

export interface VersionShown {
  readonly document: DocumentRow;
  readonly version: DocumentVersion;
  /** undefined: the oldest that is kept. */
  readonly before: DocumentVersion | undefined;
  readonly csrfToken: string;
  readonly clock: Clock;
}

export function versionView(shown: VersionShown): View {
  const { document, version, before, clock } = shown;
  const history = `/admin/knowledge/${document.id}/history`;
  const isNow = version.version === document.version;
  return html`${head(history, t`Version ${version.version}`)}
    <div class="title-row">
      <p class="tags">
        <bdi>${version.userName ?? t`by the program`}</bdi> <span>${moment(version.madeAt, clock)}</span> ${marks(version, clock)}
      </p>
      ${isNow ? html`<span class="tag ready">${t`This is how it is now`}</span>` : restoreForm(shown)}
    </div>
    ${!isNow && html`<p class="hint">${t`Only its words come back. Who answers, and when customers get it, stays as it is now.`}</p>`}
    ${before && differences(before, version)}
    ${text(version)}`;
}

function restoreForm({ document, version, csrfToken }: VersionShown): View {
  return html`<form method="post" action=${`/admin/knowledge/${document.id}/history/${version.version}/restore`}>
    ${token(csrfToken)}<button class="primary">${t`Bring this version back`}</button>
  </form>`;
}

function marks(version: DocumentVersion, clock: Clock): View {
  const validity = validityWords(version, clock);
  return html`${version.isDraft && html`<span class="tag unapproved">${t`Draft`}</span>`}
    ${version.isHumanOnly && html`<span class="tag human">${t`Only a person answers`}</span>`}
    ${validity && html`<span class="tag dated">${validity.words}</span>`}
    <span class="tag">${languageWord(version.language)}</span>`;
}

function differences(before: DocumentVersion, version: DocumentVersion): View {
  const shown = wordDifferences(before, version);
  return html`<section class="card" aria-labelledby="changed">
    <h2 id="changed">${t`What it changed`}</h2>
    ${shown.length > 0 ? shown : html`<p class="hint">${t`No words: only how or when it is used.`}</p>`}
  </section>`;
}

function text({ kind, title, alsoAsked, body }: DocumentVersion): View {
  return html`<section class="card" aria-labelledby="said">
    <h2 id="said">${t`What it said`}</h2>
    <p class="asked" dir="auto">${title}</p>
    ${alsoAsked && typed(alsoAsked, 'typed hint')}
    ${entryText(kind, body)}
  </section>`;
}
