// The list of knowledge: search, filters, rows that can be ticked.
import type { DocumentId } from '../../../src/model/ids.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../src/model/language.ts';
import type { DocumentRow, SourceKind, Standing } from '../../documents.ts';
import type { EmbeddingProgress } from '../../vectors.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { type Clock, empty, glimpse, moment, token } from '../parts.ts';
import { t, tText } from '../speech.ts';
import { validityWords } from '../validity.ts';
import { documentKindWord, languageWord, STATUS_WORDS, sourceWord } from '../words.ts';
import { bulkBar, pickPage } from './bulk.ts';
import { type Done, doneBanner, savedBanner, undoBanner, type WayBack } from './knowledge-news.ts';

export interface KnowledgeFilter {
  readonly query: string;
  readonly status: Standing | undefined;
  readonly source: SourceKind | undefined;
  readonly language: Language | undefined;
  /** From 1. */
  readonly page: number;
}

export interface KnowledgeShown {
  readonly filter: KnowledgeFilter;
  readonly documents: readonly DocumentRow[];
  readonly counts: Readonly<Record<Standing | 'all', number>>;
  /** undefined: there is no model that finds by meaning. */
  readonly embedding: EmbeddingProgress | undefined;
  readonly total: number;
  readonly perPage: number;
  readonly csrfToken: string;
  /** Just saved or restored. */
  readonly saved: DocumentRow | undefined;
  /** Just deleted. */
  readonly deleted: DocumentId | undefined;
  /** Just done to several. */
  readonly done: { readonly what: Done; readonly count: number } | undefined;
  readonly wayBack: WayBack;
  readonly clock: Clock;
}

export function knowledgeView(shown: KnowledgeShown): View {
  const { filter, documents, csrfToken } = shown;
  return html`<div class="title-row">
      <h1>${t`Knowledge`}</h1>
      <div class="buttons">
        <a class="button" href="/admin/knowledge/import">${t`Import files or a web page`}</a>
        <a class="button primary" href="/admin/knowledge/new?kind=question_answer">${icon('add')} ${t`Add`}</a>
      </div>
    </div>
    ${shown.deleted && undoBanner(shown.deleted, csrfToken)}
    ${shown.saved && savedBanner(shown.saved, { ...shown.wayBack, csrfToken, clock: shown.clock })}
    ${shown.done && doneBanner(shown.done, { ...shown.wayBack, csrfToken })}
    ${filterForm(filter)}
    ${standings(shown)}
    <div data-region="progress" aria-live="polite">${progress(shown.counts)}${meaning(shown.embedding)}</div>
    ${pickPage()}
    ${documentList(shown)}
    <div data-region="nothing" class="region">${documents.length === 0 && nothing(filter)}</div>
    ${bulkBar(shown)}
    <div data-region="pages" class="region">${pages(shown)}</div>
    <p class="to-bin"><a href="/admin/knowledge/bin">${t`Deleted entries`}</a></p>`;
}

const SOURCE_WORDS: Readonly<Record<SourceKind, string>> = {
  written: 'Written here',
  file: 'From files',
  web: 'From web pages',
  starter: 'Sample content',
};

function filterForm(filter: KnowledgeFilter): View {
  return html`<form class="filter" method="get" action="/admin/knowledge" role="search">
    ${filter.status && html`<input type="hidden" name="status" value=${filter.status} />`}
    <div class="search-box">
      ${icon('search')}
      <input type="search" name="q" value=${filter.query} placeholder=${t`Search your knowledge`} aria-label=${t`Search your knowledge`} maxlength="200" />
    </div>
    <select name="source" aria-label=${t`Where it comes from`}>
      <option value="">${t`From anywhere`}</option>
      ${Object.entries(SOURCE_WORDS).map(
        ([source, words]) =>
          html`<option value=${source} selected=${source === filter.source}>${tText(words)}</option>`,
      )}
    </select>
    <select name="language" aria-label=${t`Language`}>
      <option value="">${t`Any language`}</option>
      ${LANGUAGES.map(
        (language) =>
          html`<option value=${language} selected=${language === filter.language}>${LANGUAGE_NAMES[language]}</option>`,
      )}
    </select>
    <button>${t`Search`}</button>
  </form>`;
}

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  ...STATUS_WORDS,
  draft: 'Drafts',
  resting: 'Not valid now',
  outdated: 'May be out of date',
  human_only: 'Only a person answers',
};

// A shop where everything is in order isn't asked to tell its entries apart.
function standings({ counts, filter }: KnowledgeShown): View {
  const chosen = Object.keys(STANDING_WORDS) as Standing[];
  const shown = chosen.filter((standing) => counts[standing] > 0 || standing === filter.status);
  if (
    filter.status === undefined &&
    shown.every((standing) => counts[standing] === counts.all && standing === 'ready')
  )
    return html`<div data-region="standings"></div>`;
  const tab = (status: Standing | undefined, words: string, count: number): View =>
    html`<a href=${filterAddress({ ...filter, status, page: 1 })} aria-current=${status === filter.status ? 'page' : undefined}>
      ${words} <span class="count">${count}</span>
    </a>`;
  return html`<div data-region="standings">
    <nav class="tabs" aria-label=${t`Status`}>
      ${tab(undefined, t`All`, counts.all)}
      ${shown.map((standing) => tab(standing, tText(STANDING_WORDS[standing]), counts[standing]))}
    </nav>
  </div>`;
}

function progress({ processing, all }: KnowledgeShown['counts']): View {
  if (processing === 0) return false;
  const words = processing === 1 ? t`1 entry is being read.` : t`${processing} entries are being read.`;
  return html`<div class="reading">
    <p><strong>${words}</strong> ${t`Customers get the new words once that is done.`}</p>
    <progress max=${all} value=${all - processing} aria-label=${words}></progress>
  </div>`;
}

function meaning(embedding: EmbeddingProgress | undefined): View {
  if (!embedding || embedding.done >= embedding.total) return false;
  const { done, total } = embedding;
  const words = t`${done} of ${total} passages can be found by their meaning, the others by their words for now.`;
  return html`<div class="reading">
    <p>${words}</p>
    <progress max=${total} value=${done} aria-label=${words}></progress>
  </div>`;
}

function documentList({ documents, csrfToken, clock }: KnowledgeShown): View {
  return html`<ul class="rows documents" data-region="documents" data-keyed>
    ${documents.map(
      (document) => html`<li class="row" data-key=${document.id}>
        <label class="pick">
          <input type="checkbox" name="id" value=${document.id} form="bulk" aria-label=${t`Select ${document.title}`} />
        </label>
        <a href=${`/admin/knowledge/${document.id}`}>
          <span class="body">
            <bdi class="who">${document.title}</bdi>
            <span class="last"><bdi>${glimpse(document.body, 200)}</bdi></span>
            ${document.error && html`<span class="error">${tText(document.error)}</span>`}
            ${tags(document, clock)}
          </span>
        </a>
        <form method="post" action=${`/admin/knowledge/${document.id}/delete`}>
          ${token(csrfToken)}
          <button class="plain danger" aria-label=${t`Delete ${document.title}`} title=${t`Delete`}>${icon('remove')}</button>
        </form>
      </li>`,
    )}
  </ul>`;
}

function tags(document: DocumentRow, clock: Clock): View {
  const { status, isDraft, isHumanOnly } = document;
  const validity = validityWords(document, clock);
  return html`<span class="tags">
    ${status !== 'ready' && html`<span class=${`tag ${status}`}>${tText(STATUS_WORDS[status])}</span>`}
    ${isDraft && html`<span class="tag unapproved">${t`Draft`}</span>`}
    ${document.isOutdated && html`<span class="tag outdated">${t`May be out of date`}</span>`}
    ${isHumanOnly && html`<span class="tag human">${t`Only a person answers`}</span>`}
    ${validity && html`<span class=${validity.isResting ? 'tag resting' : 'tag dated'}>${validity.words}</span>`}
    <span class="tag">${documentKindWord(document.kind)}</span>
    <span class="tag">${languageWord(document.language)}</span>
    <span>${moment(document.updatedAt, clock)}</span>
    <span><bdi>${sourceWord(document.source)}</bdi></span>
  </span>`;
}

function nothing({ query, status, source, language, page }: KnowledgeFilter): View {
  return query !== '' || status || source || language || page > 1
    ? empty({
        title: t`Nothing found`,
        text: t`No entry matches. Try fewer words, or look at everything.`,
        action: html`<a class="button" href="/admin/knowledge">${t`Show everything`}</a>`,
      })
    : empty({
        title: t`Your bot knows nothing yet`,
        text: t`It answers only from what you write here. Start with a question that customers ask every day.`,
        action: html`<span class="buttons">
          <a class="button primary" href="/admin/knowledge/new?kind=question_answer">${t`Add a question and answer`}</a>
          <a class="button" href="/admin/knowledge/new?kind=markdown">${t`Add a document`}</a>
        </span>`,
      });
}

function pages({ filter, total, perPage }: KnowledgeShown): View {
  const last = Math.ceil(total / perPage);
  if (total === 0) return false;
  const entries = total === 1 ? t`1 entry` : t`${total} entries`;
  const page = (number: number): string => filterAddress({ ...filter, page: number });
  return html`<nav class="pages" aria-label=${t`Pages`}>
    ${filter.page > 1 && html`<a class="button" rel="prev" href=${page(filter.page - 1)}>${t`Newer`}</a>`}
    <span class="hint">${last > 1 ? t`Page ${filter.page} of ${last} · ${entries}` : entries}</span>
    ${filter.page < last && html`<a class="button" rel="next" href=${page(filter.page + 1)}>${t`Older`}</a>`}
  </nav>`;
}

/** The list as it is filtered; `more` is told once. */
export function filterAddress(
  {
    query,
    status,
    source,
    language,
    page,
  }: { readonly [Name in keyof KnowledgeFilter]?: KnowledgeFilter[Name] | undefined },
  more: Readonly<Record<string, string>> = {},
): string {
  const all = { q: query, status, source, language, page: page === 1 ? '' : String(page ?? ''), ...more };
  const said = Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(said);
  return search.size === 0 ? '/admin/knowledge' : `/admin/knowledge?${search}`;
}
