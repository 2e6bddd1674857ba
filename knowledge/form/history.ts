// What an entry said before: its versions, what each changed, and the way back.
import { InvalidInput } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { type DocumentRow, readDocument } from '../documents.ts';
import type { Check } from '../ingest.ts';
import { type DocumentVersion, listVersions, readVersions } from '../versions.ts';
import { auditKnowledge } from './knowledge.ts';
import { confirmPage, guarded } from './pins.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { historyView, versionView } from './views/history.ts';

export function historyRoutes(deps: FormDeps): readonly Route[] {
  const path = '/knowledge/:id/history';
  return [
    { for: 'staff', method: 'get', path, handle: (visit) => listPage(deps, visit) },
    { for: 'staff', method: 'get', path: `${path}/:version`, handle: (visit) => versionPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: `${path}/:version/restore`,
      handle: (visit) => restore(deps, visit),
    },
  ];
}

async function listPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const document = await findDocument(deps, visit);
  const lines = await listVersions(deps.pool, deps.tenantId, document.id);
  const body = historyView({ document, lines, clock: clockOf(deps) });
  return { kind: 'page', title: t`History`, section: 'knowledge', body };
}

async function versionPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const document = await findDocument(deps, visit);
  const [version, before] = await findVersion(deps, visit, document.id);
  const { csrfToken } = visit.session;
  const body = versionView({ document, version, before, csrfToken, clock: clockOf(deps) });
  return { kind: 'page', title: t`Version ${version.version}`, section: 'knowledge', body };
}

/** What was is written again, as a new version: nothing in between is lost. */
async function restore(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { id, validFrom, validUntil } = await findDocument(deps, visit);
  const [version] = await findVersion(deps, visit, id);
  // Its words alone: who answers and when customers get it is said by what the owner marked last.
  const { kind, title, body, alsoAsked, language, source } = version;
  const draft = {
    ...{ id, kind, title, body, alsoAsked, language, source },
    by: visit.staff.userId,
    restoredFrom: version.version,
  };
  const save = (check: Check | undefined) => deps.library.save(deps.tenantId, draft, check);
  const brought = await guarded(deps, visit, save, [validFrom, validUntil]);
  if ('changes' in brought)
    return confirmPage(deps, visit, {
      changes: brought.changes,
      action: `/admin/knowledge/${id}/history/${version.version}/restore`,
      label: t`Bring it back anyway`,
      back: `/admin/knowledge/${id}/history`,
    });
  await auditKnowledge(deps, visit, { action: 'knowledge_version_restored', id });
  return { kind: 'redirect', to: `/admin/knowledge/${id}?brought=${version.version}` };
}

async function findDocument(deps: FormDeps, visit: StaffVisit): Promise<DocumentRow> {
  const document = await readDocument(deps.pool, deps.tenantId, parseId<'document'>(visit.params.id));
  if (document) return document;
  throw new InvalidInput('document_unknown', 'There is no such entry. It may have been deleted.', {
    status: 404,
  });
}

async function findVersion(
  deps: FormDeps,
  visit: StaffVisit,
  id: DocumentId,
): Promise<readonly [DocumentVersion, DocumentVersion | undefined]> {
  const number = /^\d{1,9}$/.test(visit.params.version ?? '') ? Number(visit.params.version) : 0;
  const [version, before] = await readVersions(deps.pool, deps.tenantId, { id, version: number });
  if (version) return [version, before];
  throw new InvalidInput(
    'version_unknown',
    'This version is no longer kept. The history shows those that are.',
    { status: 404 },
  );
}

function clockOf(deps: FormDeps): { readonly nowMs: number; readonly timezone: string } {
  return { nowMs: deps.now(), timezone: deps.business.hours.timezone };
}
