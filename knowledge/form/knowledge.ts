// The list of what the bot knows, with search, filters, delete and its undo.

import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { recordAudit } from '../../src/store/users.ts';
import { countStandings, listDocuments, readDocument, type SourceKind, type Standing } from '../documents.ts';
import { embeddingProgress } from '../vectors.ts';
import { readVersion } from './live.ts';
import { askBeforeDeleting } from './pins.ts';
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { type KnowledgeFilter, knowledgeView } from './views/knowledge.ts';
import { isDone } from './views/knowledge-news.ts';

const PER_PAGE = 25;
const STANDINGS: readonly Standing[] = [
  'ready',
  'processing',
  'failed',
  'draft',
  'resting',
  'outdated',
  'human_only',
];
const SOURCES: readonly SourceKind[] = ['written', 'file', 'web', 'starter'];

export function knowledgeRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/knowledge', handle: (visit) => listPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/delete',
      handle: async (visit) => {
        const id = parseId<'document'>(visit.params.id);
        const question = await askBeforeDeleting(deps, visit, id);
        if (question) return question;
        await deps.library.remove(deps.tenantId, id);
        await auditKnowledge(deps, visit, { action: 'knowledge_deleted', id });
        return { kind: 'redirect', to: `/admin/knowledge?deleted=${id}` };
      },
    },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/restore',
      handle: async (visit) => {
        const id = parseId<'document'>(visit.params.id);
        await deps.library.restore(deps.tenantId, id);
        await auditKnowledge(deps, visit, { action: 'knowledge_restored', id });
        return { kind: 'redirect', to: `/admin/knowledge?restored=${id}` };
      },
    },
  ];
}

export async function auditKnowledge(
  deps: FormDeps,
  visit: StaffVisit,
  what: { readonly action: string; readonly id: DocumentId | string },
): Promise<void> {
  const entry = { userId: visit.staff.userId, action: what.action, subject: what.id };
  await recordAudit(deps.pool, deps.tenantId, entry);
}

async function listPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const { pool, tenantId } = deps;
  const filter = readFilter(visit.query);
  const version = await readVersion(deps, 'knowledge');
  const counts = await countStandings(pool, tenantId, filter);
  const { documents, total } = await listDocuments(pool, tenantId, {
    ...filter,
    limit: PER_PAGE,
    offset: (filter.page - 1) * PER_PAGE,
  });
  const saved = visit.query.get('saved') ?? visit.query.get('restored');
  const done = visit.query.get('done');
  const body = knowledgeView({
    filter,
    documents,
    counts,
    embedding: await embeddingProgress(pool, tenantId),
    total,
    perPage: PER_PAGE,
    csrfToken: visit.session.csrfToken,
    saved: saved ? await readDocument(pool, tenantId, parseId<'document'>(saved)) : undefined,
    deleted: visit.query.has('deleted') ? parseId<'document'>(visit.query.get('deleted')) : undefined,
    done: isDone(done) ? { what: done, count: readCount(visit.query) } : undefined,
    deletion: visit.query.has('deletion') ? parseId(visit.query.get('deletion')) : undefined,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  // Only what is being read changes by itself.
  const live = counts.processing > 0 ? ({ watch: 'knowledge', version } as const) : undefined;
  return { kind: 'page', title: t`Knowledge`, section: 'knowledge', body, ...(live && { live }) };
}

function readCount(query: URLSearchParams): number {
  const count = Number(query.get('count'));
  return Number.isInteger(count) && count >= 0 ? count : 0;
}

/** An address that somebody changed by hand shows the list, not a mistake. */
export function readFilter(query: { get(name: string): string | null }): KnowledgeFilter {
  const [status, source, language] = ['status', 'source', 'language'].map((name) => query.get(name));
  const page = Number(query.get('page'));
  return {
    query: (query.get('q') ?? '').slice(0, 200),
    status: STANDINGS.find((known) => known === status),
    source: SOURCES.find((known) => known === source),
    language: isLanguage(language) ? language : undefined,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}
