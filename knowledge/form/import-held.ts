// What an import holds back because pinned answers would change: published all the same, or not.
import { parseId } from '../../src/model/ids.ts';
import { listHeld } from '../../src/store/import-list.ts';
import { recordAudit } from '../../src/store/users.ts';
import { keepHeld, publishHeld } from '../import/hold.ts';
import type { FormDeps, Reply, Route, StaffVisit } from './route.ts';

export function heldRoutes(deps: FormDeps): readonly Route[] {
  const route = (act: 'publish' | 'keep'): Route => ({
    for: 'staff',
    method: 'post',
    path: `/knowledge/import/:id/${act}`,
    handle: (visit) => decide(deps, visit, act),
  });
  return [route('publish'), route('keep')];
}

/** About all that were shown, as they were shown. */
async function decide(deps: FormDeps, visit: StaffVisit, act: 'publish' | 'keep'): Promise<Reply> {
  const { pool, tenantId, library } = deps;
  const { userId } = visit.staff;
  const importId = parseId<'import'>(visit.params.id);
  const items = await listHeld(pool, tenantId, { importId, marks: visit.fields.texts('item') });
  const by = userId;
  const count =
    act === 'publish'
      ? await publishHeld({ pool, tenantId, library, by }, items)
      : await keepHeld({ pool, tenantId }, items);
  const action = act === 'publish' ? 'import_published' : 'import_kept';
  if (count > 0) await recordAudit(pool, tenantId, { userId, action, subject: importId });
  return {
    kind: 'redirect',
    to: `/admin/knowledge/import/${importId}${act === 'publish' ? `?published=${count}` : ''}`,
  };
}
