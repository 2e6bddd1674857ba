// What is set for this business, the tag that puts the chat on a site, the name that customers see.

import { recordAudit, renameUser } from '../../src/store/users.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { settingsView } from './views/settings.ts';

export function settingsRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/settings', handle: async (visit) => settingsPage(deps, visit) },
    { for: 'staff', method: 'post', path: '/settings/name', handle: (visit) => rename(deps, visit) },
  ];
}

const NAME_CHARS = 60;

async function rename(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const name = visit.fields.text('name').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > NAME_CHARS) {
    const fault = t`Please give a name of 1 to ${NAME_CHARS} characters.`;
    return { ...settingsPage(deps, visit, { typed: name, fault }), status: 422 };
  }
  const { user } = visit.session;
  await renameUser(deps.pool, user, name);
  await recordAudit(deps.pool, deps.tenantId, { userId: user.id, action: 'renamed', subject: user.id });
  return { kind: 'redirect', to: '/admin/settings?name=changed' };
}

function settingsPage(
  deps: FormDeps,
  visit: StaffVisit,
  name?: { readonly typed: string; readonly fault: string },
): Page {
  const body = settingsView({
    business: deps.business,
    user: visit.session.user,
    csrfToken: visit.session.csrfToken,
    origin: visit.origin,
    name: name ?? { typed: visit.session.user.name, fault: undefined },
    hasNewPassword: visit.query.get('password') === 'changed',
    hasNewName: visit.query.get('name') === 'changed',
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: 'Settings', section: 'settings', body };
}
