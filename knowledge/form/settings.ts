// What is set for this business, and the tag that puts the chat on a site.
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { settingsView } from './views/settings.ts';

export function settingsRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/settings', handle: async (visit) => settingsPage(deps, visit) },
  ];
}

function settingsPage(deps: FormDeps, visit: StaffVisit): Page {
  const body = settingsView({
    business: deps.business,
    user: visit.session.user,
    csrfToken: visit.session.csrfToken,
    origin: visit.origin,
    hasNewPassword: visit.query.get('password') === 'changed',
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: 'Settings', section: 'settings', body };
}
