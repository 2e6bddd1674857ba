// The list of knowledge.
import type { DocumentId } from '../../../src/model/ids.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../src/model/language.ts';
import type { DocumentRow, DocumentStatus } from '../../documents.ts';
import { html, type View } from '../html.ts';
import { icon } from '../icons.ts';
import { banner, type Clock, empty, glimpse, moment, token } from '../parts.ts';
import { documentKindWord, languageWord, STATUS_WORDS, sourceWord } from '../words.ts';

export interface KnowledgeFilter {
  readonly query: string;
  readonly status: DocumentStatus | undefined;
  readonly language: Language | undefined;
  /** From 1. */
  readonly page: number;
}

export interface KnowledgeShown {
  readonly filter: KnowledgeFilter;
  readonly documents: readonly DocumentRow[];
  readonly total: number;
  readonly perPage: number;
  readonly csrfToken: string;
  /** Just saved or restored. */
  readonly saved: DocumentRow | undefined;
  /** Just deleted. */
  readonly deleted: DocumentId | undefined;
  readonly clock: Clock;
}

export function knowledgeView(shown: KnowledgeShown): View {
  return html`<div class="title-row">
      <h1>Knowledge</h1>
      <a class="button primary" href="/admin/knowledge/new?kind=question_answer">${icon('add')} Add</a>
    </div>
    ${shown.deleted && undoBanner(shown.deleted, shown.csrfToken)}
    ${shown.saved && savedBanner(shown.saved)}
    ${filterForm(shown.filter)}
    ${shown.documents.length > 0 ? documentList(shown) : nothing(shown.filter)}
    ${pages(shown)}`;
}

function undoBanner(id: DocumentId, csrfToken: string): View {
  return banner(
    'good',
    html`<span>Deleted. The bot doesn’t use it any more.</span>
      <form method="post" action=${`/admin/knowledge/${id}/restore`}>
        ${token(csrfToken)}<button class="small">Undo</button>
      </form>`,
  );
}

function savedBanner(saved: DocumentRow): View {
  const question = encodeURIComponent(saved.title);
  return banner(
    'good',
    html`<span>Saved “<bdi>${saved.title}</bdi>”. ${saved.isHumanOnly ? 'The bot calls a person for it from now on.' : 'The bot uses it from now on.'}</span>
      <a class="button small" href=${`/admin/try?question=${question}`}>Try it</a>`,
  );
}

function filterForm(filter: KnowledgeFilter): View {
  return html`<form class="filter" method="get" action="/admin/knowledge" role="search">
    <div class="search-box">
      ${icon('search')}
      <input type="search" name="q" value=${filter.query} placeholder="Search your knowledge" aria-label="Search your knowledge" maxlength="200" />
    </div>
    <select name="status" aria-label="Status">
      <option value="">Any status</option>
      ${Object.entries(STATUS_WORDS).map(
        ([status, word]) =>
          html`<option value=${status} selected=${status === filter.status}>${word}</option>`,
      )}
    </select>
    <select name="language" aria-label="Language">
      <option value="">Any language</option>
      ${LANGUAGES.map(
        (language) =>
          html`<option value=${language} selected=${language === filter.language}>${LANGUAGE_NAMES[language]}</option>`,
      )}
    </select>
    <button>Search</button>
  </form>`;
}

function documentList({ documents, csrfToken, clock }: KnowledgeShown): View {
  return html`<ul class="rows documents">
    ${documents.map(
      (document) => html`<li class="row">
        <a href=${`/admin/knowledge/${document.id}`}>
          <span class="body">
            <bdi class="who">${document.title}</bdi>
            <span class="last"><bdi>${glimpse(document.body, 200)}</bdi></span>
            ${document.error && html`<span class="error">${document.error}</span>`}
            <span class="tags">
              ${document.status !== 'ready' && html`<span class=${`tag ${document.status}`}>${STATUS_WORDS[document.status]}</span>`}
              ${document.isHumanOnly && html`<span class="tag human">Only a person answers</span>`}
              <span class="tag">${documentKindWord(document.kind)}</span>
              <span class="tag">${languageWord(document.language)}</span>
              <span>${moment(document.updatedAt, clock)}</span>
              <span><bdi>${sourceWord(document.source)}</bdi></span>
            </span>
          </span>
        </a>
        <form method="post" action=${`/admin/knowledge/${document.id}/delete`}>
          ${token(csrfToken)}
          <button class="plain danger" aria-label=${`Delete ${document.title}`} title="Delete">${icon('remove')}</button>
        </form>
      </li>`,
    )}
  </ul>`;
}

function nothing(filter: KnowledgeFilter): View {
  const isFiltered = filter.query !== '' || filter.status || filter.language || filter.page > 1;
  return isFiltered
    ? empty({
        title: 'Nothing found',
        text: 'No entry matches. Try fewer words, or look at everything.',
        action: html`<a class="button" href="/admin/knowledge">Show everything</a>`,
      })
    : empty({
        title: 'Your bot knows nothing yet',
        text: 'It answers only from what you write here. Start with a question that customers ask every day.',
        action: html`<span class="buttons">
          <a class="button primary" href="/admin/knowledge/new?kind=question_answer">Add a question and answer</a>
          <a class="button" href="/admin/knowledge/new?kind=markdown">Add a document</a>
        </span>`,
      });
}

function pages({ filter, total, perPage }: KnowledgeShown): View {
  const last = Math.ceil(total / perPage);
  if (total === 0) return false;
  return html`<nav class="pages" aria-label="Pages">
    ${filter.page > 1 && html`<a class="button" rel="prev" href=${pageAddress(filter, filter.page - 1)}>Newer</a>`}
    <span class="hint">${last > 1 ? `Page ${filter.page} of ${last} · ${total} entries` : total === 1 ? '1 entry' : `${total} entries`}</span>
    ${filter.page < last && html`<a class="button" rel="next" href=${pageAddress(filter, filter.page + 1)}>Older</a>`}
  </nav>`;
}

function pageAddress({ query, status, language }: KnowledgeFilter, page: number): string {
  const search = new URLSearchParams({
    q: query,
    status: status ?? '',
    language: language ?? '',
    page: String(page),
  });
  return `/admin/knowledge?${search}`;
}
