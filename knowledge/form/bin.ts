// The page of what was deleted.
import { listDeleted } from '../../src/store/bin.ts';
import type { FormDeps, Route } from './route.ts';
import { t } from './speech.ts';
import { binView } from './views/bin.ts';

const SHOWN = 100;

export function binRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'get',
      path: '/knowledge/bin',
      handle: async ({ session }) => {
        const deleted = await listDeleted(deps.pool, deps.tenantId, SHOWN);
        const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
        const body = binView({ deleted, limit: SHOWN, csrfToken: session.csrfToken, clock });
        return { kind: 'page', title: t`Deleted entries`, section: 'knowledge', body };
      },
    },
  ];
}
