// Web addresses on the form: watched, checked now, and left alone again.
import { randomUUID } from 'node:crypto';
import { InvalidInput } from '../../src/model/errors.ts';
import { parseId } from '../../src/model/ids.ts';
import { readImport } from '../../src/store/import-list.ts';
import { openImport } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { recordAudit } from '../../src/store/users.ts';
import { addWebSource, checkNow, dropImport, stopWatching } from '../../src/store/web-sources.ts';
import { readAddress } from '../web/address.ts';
import { looksLikeSitemap } from '../web/sitemap.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t, tText } from './speech.ts';
import { EVERY_HOURS, type ImportErrors } from './views/imports.ts';

const USUAL_HOURS = 24;

type ShowErrors = (deps: FormDeps, visit: StaffVisit, errors: ImportErrors) => Promise<Page>;

export function webRoutes(deps: FormDeps, showErrors: ShowErrors): readonly Route[] {
  const post = (path: string, handle: (visit: StaffVisit) => Promise<Reply>): Route => ({
    for: 'staff',
    method: 'post',
    path: `/knowledge/import/${path}`,
    handle,
  });
  return [
    post('web', (visit) => watch(deps, visit, showErrors)),
    post(':id/check', (visit) => check(deps, visit)),
    post(':id/stop', (visit) => stop(deps, visit)),
    post(':id/watch', (visit) => watchAgain(deps, visit)),
  ];
}

async function watch(deps: FormDeps, visit: StaffVisit, showErrors: ShowErrors): Promise<Reply> {
  const { pool, tenantId, imports } = deps;
  const typed = visit.fields.text('url');
  const url = readUrl(typed);
  if (!(url instanceof URL)) return showErrors(deps, visit, { url: tText(url.refusal), typed });
  const importId = parseId<'import'>(randomUUID());
  const userId = visit.session.user.id;
  const kind = looksLikeSitemap(url) ? 'sitemap' : 'page';
  const everyHours = hoursOf(visit);
  const isNew = await inTransaction(pool, async (client) => {
    await openImport(client, tenantId, { id: importId, kind: 'web', title: url.href.slice(0, 300), userId });
    const isAdded = await addWebSource(client, tenantId, { importId, url: url.href, kind, everyHours });
    if (!isAdded) await dropImport(client, tenantId, importId);
    return isAdded;
  });
  if (!isNew)
    return showErrors(deps, visit, { url: t`This address is watched already. See the list below.`, typed });
  await recordAudit(pool, tenantId, { userId, action: 'web_source_added', subject: url.href });
  imports.ring();
  return { kind: 'redirect', to: '/admin/knowledge/import?watched=1' };
}

function readUrl(typed: string): URL | { readonly refusal: string } {
  try {
    return readAddress(typed);
  } catch (error) {
    if (error instanceof InvalidInput) return { refusal: error.message };
    throw error;
  }
}

async function check(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  await checkNow(deps.pool, deps.tenantId, parseId<'import'>(visit.params.id));
  deps.imports.ring();
  return { kind: 'redirect', to: '/admin/knowledge/import?checked=1' };
}

async function stop(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { pool, tenantId } = deps;
  const importId = parseId<'import'>(visit.params.id);
  const stopped = await stopWatching(pool, tenantId, importId);
  if (!stopped) return { kind: 'redirect', to: '/admin/knowledge/import?stopped=1' };
  const { userId } = visit.staff;
  await recordAudit(pool, tenantId, { userId, action: 'web_source_removed', subject: stopped.url });
  const { url, kind, everyHours } = stopped;
  const before = new URLSearchParams({ stopped: importId, url, kind, everyHours: String(everyHours) });
  return { kind: 'redirect', to: `/admin/knowledge/import?${before}` };
}

/** The undo of a stop: the pages are those of before. */
async function watchAgain(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { pool, tenantId, imports } = deps;
  const importId = parseId<'import'>(visit.params.id);
  const url = readUrl(visit.fields.text('url'));
  const found = await readImport(pool, tenantId, importId);
  // Pages of an import that was undone are never read.
  if (!(url instanceof URL) || !found || found.undoneAt)
    return { kind: 'redirect', to: '/admin/knowledge/import' };
  const kind = visit.fields.text('kind') === 'sitemap' ? 'sitemap' : 'page';
  const everyHours = hoursOf(visit);
  if (await addWebSource(pool, tenantId, { importId, url: url.href, kind, everyHours })) {
    const { userId } = visit.staff;
    await recordAudit(pool, tenantId, { userId, action: 'web_source_added', subject: url.href });
    imports.ring();
  }
  return { kind: 'redirect', to: '/admin/knowledge/import?watched=1' };
}

function hoursOf({ fields }: StaffVisit): number {
  const hours = Number(fields.text('everyHours'));
  return EVERY_HOURS.find((known) => known === hours) ?? USUAL_HOURS;
}
