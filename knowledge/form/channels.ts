// The channels: how each is, the code that a phone has to scan, and what owners do with an account.
import type { AccountStatus } from '../../channels/account.ts';
import { DeliveryError, InvalidInput, NotAllowed } from '../../src/model/errors.ts';
import { recordAudit } from '../../src/store/users.ts';
import { listChannels } from './channel-states.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { channelsView } from './views/channels.ts';

export function channelRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'get', path: '/channels', handle: (visit) => channelsPage(deps, visit) },
    { for: 'staff', method: 'post', path: '/channels/restart', handle: (visit) => restart(deps, visit) },
    { for: 'staff', method: 'post', path: '/channels/unlink', handle: (visit) => unlink(deps, visit) },
  ];
}

async function channelsPage(deps: FormDeps, visit: StaffVisit, refusal?: string): Promise<Page> {
  const version = await readVersion(deps, 'channels');
  const live = { watch: 'channels', version, address: '/admin/channels' } as const;
  const channels = listChannels(deps.channels());
  const titleOf = (key: string | null): string | undefined =>
    channels.find((channel) => channel.key === key)?.title;
  const body = channelsView({
    channels,
    isOwner: isOwner(visit),
    restarted: titleOf(visit.query.get('restarted')),
    unlinked: titleOf(visit.query.get('unlinked')),
    refusal,
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const status = refusal === undefined ? 200 : 409;
  return { kind: 'page', title: 'Channels', section: 'channels', body, live, status };
}

function isOwner({ session }: StaffVisit): boolean {
  return session.user.role === 'owner';
}

async function restart(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { key, restart: begin } = findAccount(deps, visit);
  if (!begin) return channelsPage(deps, visit, NOTHING_TO_DO);
  begin();
  await audit(deps, visit, { action: 'channel_restarted', subject: key });
  return { kind: 'redirect', to: `/admin/channels?restarted=${encodeURIComponent(key)}` };
}

async function unlink(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { key, unlink: forget } = findAccount(deps, visit);
  if (!forget) return channelsPage(deps, visit, NOTHING_TO_DO);
  try {
    await forget();
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return channelsPage(deps, visit, error.message);
  }
  await audit(deps, visit, { action: 'channel_unlinked', subject: key });
  return { kind: 'redirect', to: `/admin/channels?unlinked=${encodeURIComponent(key)}` };
}

const NOTHING_TO_DO = 'This can’t be done now: the channel has changed meanwhile. Look again below.';

/** @throws NotAllowed for who is no owner. */
function findAccount(deps: FormDeps, visit: StaffVisit): AccountStatus {
  if (!isOwner(visit)) throw new NotAllowed('owner_only', 'Only an owner can do this. Ask one of them.');
  const key = visit.fields.text('account');
  const account = deps.channels().accounts.find((one) => one.key === key);
  if (account) return account;
  throw new InvalidInput('account_unknown', 'There is no such account any more. Open the page again.', {
    status: 404,
  });
}

async function audit(
  deps: FormDeps,
  visit: StaffVisit,
  entry: { readonly action: string; readonly subject: string },
): Promise<void> {
  await recordAudit(deps.pool, deps.tenantId, { userId: visit.session.user.id, ...entry });
}
