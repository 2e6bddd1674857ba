// Imports on the form: files are stored first and read in the background, web addresses are watched.
import { randomUUID } from 'node:crypto';
import { InvalidInput } from '../../src/model/errors.ts';
import { type ImportId, parseId } from '../../src/model/ids.ts';
import {
  countHeld,
  listHeld,
  listImports,
  listItems,
  readImport,
  retryItems,
} from '../../src/store/import-list.ts';
import { endImport, isUndone, listAdded, noteDeletion, reopenImport } from '../../src/store/import-undo.ts';
import { addItem, addReadItem, openImport } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { listReturningDays } from '../../src/store/returning-days.ts';
import { recordAudit } from '../../src/store/users.ts';
import { listWebSources, stopWatching } from '../../src/store/web-sources.ts';
import { deleteDocuments, undeleteDocuments } from '../document-changes.ts';
import { listComingDays } from '../documents.ts';
import { settleRepeat } from '../import/repeat.ts';
import { sourceOf } from '../import/source.ts';
import { UNDONE_WORDS } from '../import/take.ts';
import type { KeptUpload } from './fields.ts';
import { heldRoutes } from './import-held.ts';
import { webRoutes } from './import-web.ts';
import { readVersion } from './live.ts';
import { changeOrAsk } from './pins.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { importView } from './views/import.ts';
import { type ImportErrors, type ImportsShown, importsView } from './views/imports.ts';

const IMPORTS_SHOWN = 20;
const ITEMS_SHOWN = 200;

export function importRoutes(deps: FormDeps): readonly Route[] {
  const route = (
    method: 'get' | 'post',
    path: string,
    handle: (visit: StaffVisit) => Promise<Reply>,
  ): Route => ({ for: 'staff', method, path: `/knowledge/import${path}`, handle });
  return [
    route('get', '', (visit) => importsPage(deps, visit)),
    { ...route('post', '', (visit) => takeUploads(deps, visit)), keep: deps.imports.files },
    ...webRoutes(deps, importsPage),
    ...heldRoutes(deps),
    route('get', '/:id', (visit) => importPage(deps, visit)),
    route('post', '/:id/retry', (visit) => retry(deps, visit)),
    route('post', '/:id/undo', (visit) => undo(deps, visit)),
    route('post', '/:id/redo', (visit) => redo(deps, visit)),
  ];
}

async function importsPage(deps: FormDeps, visit: StaffVisit, errors: ImportErrors = {}): Promise<Page> {
  const version = await readVersion(deps, 'imports');
  const live = { watch: 'imports', version, address: '/admin/knowledge/import' } as const;
  const { query } = visit;
  const body = importsView({
    imports: await listImports(deps.pool, deps.tenantId, IMPORTS_SHOWN),
    sources: await listWebSources(deps.pool, deps.tenantId),
    held: await countHeld(deps.pool, deps.tenantId),
    errors,
    // The first file may come before the page knows that it was taken: the page names its import itself.
    newImport: randomUUID(),
    news: (['watched', 'stopped', 'checked'] as const).find((name) => query.has(name)),
    stopped: readStopped(query),
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const status = errors.files || errors.url ? 422 : 200;
  return { kind: 'page', title: t`Import`, section: 'knowledge', body, live, status };
}

async function importPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const live = { watch: 'imports', version: await readVersion(deps, 'imports') } as const;
  const id = parseId<'import'>(visit.params.id);
  const found = await readImport(deps.pool, deps.tenantId, id);
  if (!found) throw unknownImport();
  const sources = await listWebSources(deps.pool, deps.tenantId);
  const body = importView({
    import: found,
    items: await listItems(deps.pool, deps.tenantId, { importId: id, limit: ITEMS_SHOWN }),
    held: await listHeld(deps.pool, deps.tenantId, { importId: id }),
    source: sources.find(({ importId }) => importId === id),
    brought: readNumber(visit.query, 'redone'),
    published: readNumber(visit.query, 'published'),
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: found.title, section: 'knowledge', body, live };
}

// What is no longer watched: the address holds all that its undo needs.
function readStopped(query: URLSearchParams): ImportsShown['stopped'] {
  const [importId, url, kind, everyHours] = ['stopped', 'url', 'kind', 'everyHours'].map((name) =>
    query.get(name),
  );
  return importId && url && kind && everyHours ? { importId, url, kind, everyHours } : undefined;
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  return query.has(name) ? Number(query.get(name)) || 0 : undefined;
}

/** Stored: from here on nothing of it is lost. */
async function takeUploads(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { fields } = visit;
  const kept = fields.kept ?? [];
  const [first] = kept;
  const isScript = fields.text('as') === 'json';
  if (!first) return importsPage(deps, visit, { files: t`Choose a file first.` });
  const paths =
    kept.length === 1 && fields.text('path') !== '' ? [fields.text('path')] : kept.map(({ path }) => path);
  const id = fields.text('import')
    ? parseId<'import'>(fields.text('import'))
    : parseId<'import'>(randomUUID());
  const title = sourceOf(paths[0] ?? '').split('/')[0] ?? '';
  const userId = visit.session.user.id;
  // From here on they are read, whatever becomes of the others.
  let handedOver = 0;
  try {
    if (
      !(await openImport(deps.pool, deps.tenantId, {
        id,
        kind: 'files',
        title: title.slice(0, 300).toWellFormed(),
        userId,
      }))
    )
      throw endedImport();
    for (const [index, upload] of kept.entries()) {
      handedOver = index + 1;
      await takeUpload(deps, { id, source: sourceOf(paths[index] ?? upload.path), upload });
    }
  } catch (error) {
    for (const { contentUrl } of kept.slice(handedOver))
      if (contentUrl) await deps.imports.files.remove(contentUrl);
    throw error;
  }
  deps.imports.ring();
  if (isScript) return { kind: 'json', status: 200, value: { refusal: first.refusal ?? null } };
  return { kind: 'redirect', to: `/admin/knowledge/import/${id}` };
}

async function takeUpload(
  { pool, tenantId, imports }: FormDeps,
  { id, source, upload }: { readonly id: ImportId; readonly source: string; readonly upload: KeptUpload },
): Promise<void> {
  const { contentUrl, refusal } = upload;
  if (!contentUrl) {
    const itemId = parseId<'importItem'>(randomUUID());
    return addReadItem(pool, tenantId, { id: itemId, importId: id, source, state: 'failed', error: refusal });
  }
  const added = await inTransaction(pool, async (client) => {
    if (await isUndone(client, tenantId, id)) return 'undone';
    return addItem(client, tenantId, { importId: id, source, contentUrl });
  });
  if (added === 'undone') {
    await imports.files.remove(contentUrl);
    throw endedImport();
  }
  if (!added)
    await settleRepeat({ pool, tenantId, files: imports.files }, { importId: id, source, contentUrl });
}

async function retry(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const importId = parseId<'import'>(visit.params.id);
  const item = visit.fields.text('item');
  await retryItems(deps.pool, deps.tenantId, {
    importId,
    ...(item && { itemId: parseId<'importItem'>(item) }),
  });
  deps.imports.ring();
  return { kind: 'redirect', to: `/admin/knowledge/import/${importId}` };
}

async function undo(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { tenantId } = deps;
  const id = parseId<'import'>(visit.params.id);
  const address = `/admin/knowledge/import/${id}`;
  const result = await changeOrAsk(deps, visit, {
    change: async (client) => {
      const ids = await endImport(client, tenantId, { id, words: UNDONE_WORDS });
      if (!ids) return false;
      const deletion = randomUUID();
      await stopWatching(client, tenantId, id);
      await deleteDocuments(client, tenantId, { ids }, deletion);
      await noteDeletion(client, tenantId, { id, deletion });
      return true;
    },
    days: await listComingDays(deps.pool, tenantId, { ids: await listAdded(deps.pool, tenantId, id) }),
    action: `${address}/undo`,
    label: t`Undo anyway`,
    back: address,
  });
  if ('asked' in result) return result.asked;
  const { userId } = visit.staff;
  if (result.done) await recordAudit(deps.pool, tenantId, { userId, action: 'import_undone', subject: id });
  return { kind: 'redirect', to: address };
}

async function redo(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { tenantId } = deps;
  const id = parseId<'import'>(visit.params.id);
  const address = `/admin/knowledge/import/${id}`;
  const result = await changeOrAsk(deps, visit, {
    change: async (client) => {
      const deletion = await reopenImport(client, tenantId, id);
      return deletion ? undeleteDocuments(client, tenantId, deletion) : 0;
    },
    days: await listReturningDays(deps.pool, tenantId, { kind: 'import', id }),
    action: `${address}/redo`,
    label: t`Bring it back anyway`,
    back: address,
  });
  if ('asked' in result) return result.asked;
  const { userId } = visit.staff;
  await recordAudit(deps.pool, tenantId, { userId, action: 'import_redone', subject: id });
  return { kind: 'redirect', to: `${address}?redone=${result.done}` };
}

function endedImport(): InvalidInput {
  return new InvalidInput(
    'import_ended',
    'This import has ended. Reload the page and choose the files again.',
    { status: 409 },
  );
}

export function unknownImport(): InvalidInput {
  return new InvalidInput('import_unknown', 'There is no such import.', { status: 404 });
}
