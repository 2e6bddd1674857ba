// Questions that nobody could answer from the knowledge.
import { parseId } from '../../src/model/ids.ts';
import { recordAudit } from '../../src/store/users.ts';
import { dismissGap, listGaps } from '../gaps.ts';
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { questionsView } from './views/questions.ts';

const MOST_SHOWN = 200;

export function questionRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/questions', handle: (visit) => questionsPage(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/questions/:id/dismiss',
      handle: async (visit) => {
        const id = parseId<'gap'>(visit.params.id);
        await dismissGap(deps.pool, deps.tenantId, id);
        const entry = { userId: visit.staff.userId, action: 'question_dismissed', subject: id };
        await recordAudit(deps.pool, deps.tenantId, entry);
        return { kind: 'redirect', to: '/admin/questions?dismissed=1' };
      },
    },
  ];
}

async function questionsPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const gaps = await listGaps(deps.pool, deps.tenantId, MOST_SHOWN);
  const body = questionsView({
    gaps,
    csrfToken: visit.session.csrfToken,
    wasDismissed: visit.query.has('dismissed'),
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: 'Questions', section: 'questions', body };
}
