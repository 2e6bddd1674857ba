// The list of what the bot knows, with search, delete and its undo.

import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { recordAudit } from '../../src/store/users.ts';
import { type DocumentStatus, listDocuments, readDocument } from '../documents.ts';
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { type KnowledgeFilter, knowledgeView } from './views/knowledge.ts';

const PER_PAGE = 25;
const STATUSES: readonly DocumentStatus[] = ['ready', 'processing', 'failed'];

export function knowledgeRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/knowledge', handle: (visit) => listPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/knowledge/:id/delete',
      handle: async (visit) => {
        const id = parseId<'document'>(visit.params.id);
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
  what: { readonly action: string; readonly id: DocumentId },
): Promise<void> {
  const entry = { userId: visit.staff.userId, action: what.action, subject: what.id };
  await recordAudit(deps.pool, deps.tenantId, entry);
}

async function listPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const filter = readFilter(visit.query);
  const { query, status, language } = filter;
  const { documents, total } = await listDocuments(deps.pool, deps.tenantId, {
    query,
    ...(status ? { status } : {}),
    ...(language ? { language } : {}),
    limit: PER_PAGE,
    offset: (filter.page - 1) * PER_PAGE,
  });
  const saved = visit.query.get('saved') ?? visit.query.get('restored');
  const body = knowledgeView({
    filter,
    documents,
    total,
    perPage: PER_PAGE,
    csrfToken: visit.session.csrfToken,
    saved: saved ? await readDocument(deps.pool, deps.tenantId, parseId<'document'>(saved)) : undefined,
    deleted: visit.query.has('deleted') ? parseId<'document'>(visit.query.get('deleted')) : undefined,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: 'Knowledge', section: 'knowledge', body };
}

// An address that somebody changed by hand shows the list, not a mistake.
function readFilter(query: URLSearchParams): KnowledgeFilter {
  const status = query.get('status');
  const language = query.get('language');
  const page = Number(query.get('page'));
  return {
    query: (query.get('q') ?? '').slice(0, 200),
    status: STATUSES.find((known) => known === status),
    language: isLanguage(language) ? language : undefined,
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}
