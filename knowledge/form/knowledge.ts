// The list of what the bot knows, with search, filters, delete and its undo.

import { InvalidInput } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import { isImporting } from '../../src/store/import-watch.ts';
import { listReturningDays } from '../../src/store/returning-days.ts';
import { recordAudit } from '../../src/store/users.ts';
import { deleteDocument, undeleteDocument } from '../document-changes.ts';
import {
  countStandings,
  listComingDays,
  listDocuments,
  readDocument,
  type SourceKind,
  type Standing,
} from '../documents.ts';
import { embeddingProgress } from '../vectors.ts';
import { isEmbedding, readVersion } from './live.ts';
import { changeOrAsk } from './pins.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { type KnowledgeFilter, knowledgeView } from './views/knowledge.ts';
import { isDone, type WayBack } from './views/knowledge-news.ts';

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
    { for: 'staff', method: 'post', path: '/knowledge/:id/delete', handle: (visit) => remove(deps, visit) },
    { for: 'staff', method: 'post', path: '/knowledge/:id/restore', handle: (visit) => restore(deps, visit) },
  ];
}

async function remove(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'document'>(visit.params.id);
  const result = await changeOrAsk(deps, visit, {
    change: async (client) => {
      if (!(await deleteDocument(client, deps.tenantId, id))) throw unknownEntry();
    },
    days: await listComingDays(deps.pool, deps.tenantId, { ids: [id] }),
    action: `/admin/knowledge/${id}/delete`,
    label: t`Delete anyway`,
    back: `/admin/knowledge/${id}`,
  });
  if ('asked' in result) return result.asked;
  await auditKnowledge(deps, visit, { action: 'knowledge_deleted', id });
  return { kind: 'redirect', to: `/admin/knowledge?deleted=${id}` };
}

async function restore(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'document'>(visit.params.id);
  const result = await changeOrAsk(deps, visit, {
    change: async (client) => {
      if (!(await undeleteDocument(client, deps.tenantId, id))) throw unknownEntry();
    },
    days: await listReturningDays(deps.pool, deps.tenantId, { kind: 'entry', id }),
    action: `/admin/knowledge/${id}/restore`,
    label: t`Bring it back anyway`,
    back: '/admin/knowledge',
  });
  if ('asked' in result) return result.asked;
  await auditKnowledge(deps, visit, { action: 'knowledge_restored', id });
  return { kind: 'redirect', to: `/admin/knowledge?restored=${id}` };
}

export function unknownEntry(): InvalidInput {
  return new InvalidInput('document_unknown', 'There is no such entry. It may have been deleted.', {
    status: 404,
  });
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
  // All that tells whether something is under way is read first: what ends in between is shown as it ended.
  const embedding = await embeddingProgress(pool, tenantId);
  const version = await readVersion(deps, 'knowledge', async () => embedding);
  const isBusy = isEmbedding(embedding) || (await isImporting(pool, tenantId));
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
    embedding,
    total,
    perPage: PER_PAGE,
    csrfToken: visit.session.csrfToken,
    saved: saved ? await readDocument(pool, tenantId, parseId<'document'>(saved)) : undefined,
    deleted: visit.query.has('deleted') ? parseId<'document'>(visit.query.get('deleted')) : undefined,
    done: isDone(done) ? { what: done, count: readCount(visit.query) } : undefined,
    wayBack: readWayBack(visit.query),
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  // What began in between is seen by what it shows.
  const isReading = counts.processing > 0 || documents.some(({ status }) => status === 'processing');
  const live = isBusy || isReading ? ({ watch: 'knowledge', version } as const) : undefined;
  return { kind: 'page', title: t`Knowledge`, section: 'knowledge', body, ...(live && { live }) };
}

/** What an Undo of what was just done needs. */
function readWayBack(query: URLSearchParams): WayBack {
  const version = Number.parseInt(query.get('undo') ?? '', 10);
  return {
    deletion: query.has('deletion') ? parseId(query.get('deletion')) : undefined,
    moment: query.get('moment') ?? undefined,
    version: version > 1 ? version : undefined,
  };
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
