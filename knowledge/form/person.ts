// Who a customer is across channels: staff separate whom a proof joined by mistake, and take that back.
import { parseId } from '../../src/model/ids.ts';
import type { FormDeps, Reply, Route, StaffVisit } from './route.ts';
import { auditConversation } from './thread.ts';

export function personRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'post',
      path: '/conversations/:id/separate',
      handle: (visit) => separate(deps, visit),
    },
    {
      for: 'staff',
      method: 'post',
      path: '/conversations/:id/rejoin',
      handle: (visit) => rejoin(deps, visit),
    },
  ];
}

async function separate(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  const mergeId = parseId<'merge'>(visit.fields.text('merge'));
  // A colleague was quicker: the page shows it.
  if (await deps.people.separate(mergeId, visit.staff.userId))
    await auditConversation(deps, visit, { action: 'customers_separated', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}?separated=${mergeId}` };
}

async function rejoin(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  if (await deps.people.rejoin(parseId<'merge'>(visit.fields.text('merge'))))
    await auditConversation(deps, visit, { action: 'customers_rejoined', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}` };
}
