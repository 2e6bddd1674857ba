// The page of what was deleted.
import { listDeleted } from '../../src/store/bin.ts';
import { readFilter } from './knowledge.ts';
import type { FormDeps, Route } from './route.ts';
import { t } from './speech.ts';
import { binView } from './views/bin.ts';

const PER_PAGE = 100;

export function binRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'get',
      path: '/knowledge/bin',
      handle: async ({ session, query }) => {
        const { page } = readFilter(query);
        // One more tells whether there are older ones.
        const all = await listDeleted(deps.pool, deps.tenantId, {
          limit: PER_PAGE + 1,
          offset: (page - 1) * PER_PAGE,
        });
        const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
        const [deleted, hasOlder] = [all.slice(0, PER_PAGE), all.length > PER_PAGE];
        const body = binView({ deleted, page, hasOlder, csrfToken: session.csrfToken, clock });
        return { kind: 'page', title: t`Deleted entries`, section: 'knowledge', body };
      },
    },
  ];
}
