// What an entry said before: its versions, what each changed, and the way back.
import { InvalidInput } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { type DocumentRow, readDocument } from '../documents.ts';
import type { Check } from '../ingest.ts';
import { type DocumentVersion, listVersions, readVersions, unmark } from '../versions.ts';
import { reopenUnanswered } from './gap-answer.ts';
import { auditKnowledge, unknownEntry } from './knowledge.ts';
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
    { for: 'staff', method: 'post', path: '/knowledge/:id/undo', handle: (visit) => undo(deps, visit) },
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
  const { id, version: now, validFrom, validUntil } = await findDocument(deps, visit);
  const [version] = await findVersion(deps, visit, id);
  // Its words alone: who answers and when customers get it is said by what the owner marked last.
  const { kind, title, body, alsoAsked, language, source } = version;
  const draft = {
    ...{ id, kind, title, body, alsoAsked, language, source },
    by: visit.staff.userId,
    restoredFrom: version.version,
  };
  const save = (check: Check | undefined) => deps.library.save(deps.tenantId, draft, check);
  const saved = await guarded(deps, visit, save, [validFrom, validUntil]);
  if ('changes' in saved)
    return confirmPage(deps, visit, {
      changes: saved.changes,
      action: `/admin/knowledge/${id}/history/${version.version}/restore`,
      label: t`Bring it back anyway`,
      back: `/admin/knowledge/${id}/history`,
    });
  await auditKnowledge(deps, visit, { action: 'knowledge_version_restored', id });
  const undoing = await wayBack(deps, { id, version: now });
  return { kind: 'redirect', to: `/admin/knowledge/${id}?brought=${version.version}${undoing}` };
}

/** Where the entry has a new version, it can be undone. */
async function wayBack(
  { pool, tenantId }: FormDeps,
  { id, version }: Pick<DocumentRow, 'id' | 'version'>,
): Promise<string> {
  const stored = await readDocument(pool, tenantId, id);
  return stored && stored.version > version ? `&undo=${stored.version}` : '';
}

/** All that the last version changed, in the other languages of the text as well, is taken back by another version. */
async function undo(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { id, version } = await findDocument(deps, visit);
  const [current, before] = await readVersions(deps.pool, deps.tenantId, { id, version });
  // Somebody changed it since: what they wrote is not what was to be undone.
  if (!current || !before || visit.fields.text('version') !== String(version))
    return { kind: 'redirect', to: `/admin/knowledge/${id}/history` };
  const { userId: by } = visit.staff;
  const { kind, title, body, alsoAsked, language, source, isHumanOnly, isDraft, validFrom, validUntil } =
    before;
  const draft = {
    ...{ id, kind, title, body, alsoAsked, language, source, isHumanOnly, isDraft, by },
    validFrom: validFrom ?? null,
    validUntil: validUntil ?? null,
    basedOn: version,
    restoredFrom: before.version,
  };
  const save = (check: Check | undefined) =>
    deps.library.save(deps.tenantId, draft, async (db) => {
      await unmark(db, deps.tenantId, { moment: current.moment, by });
      await check?.(db);
    });
  const saved = await guarded(deps, visit, save, [validFrom, validUntil]);
  if ('changes' in saved)
    return confirmPage(deps, visit, {
      changes: saved.changes,
      action: `/admin/knowledge/${id}/undo`,
      fields: [['version', String(version)]],
      label: t`Undo anyway`,
      back: `/admin/knowledge/${id}`,
    });
  await auditKnowledge(deps, visit, { action: 'knowledge_undone', id });
  await reopenUnanswered(deps, { documentId: id, since: current.madeAt });
  return { kind: 'redirect', to: `/admin/knowledge/${id}?undone=1` };
}

async function findDocument(deps: FormDeps, visit: StaffVisit): Promise<DocumentRow> {
  const document = await readDocument(deps.pool, deps.tenantId, parseId<'document'>(visit.params.id));
  if (document) return document;
  throw unknownEntry();
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
