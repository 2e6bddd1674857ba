// How much an account sent: some platforms block who writes much.
import type { ChannelName } from '../model/activity.ts';
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** Messages that went out on one kind of account since then. */
export async function countSentSince(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly channel: ChannelName; readonly serviceUrl: string; readonly since: Date },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count
     from outbox
     where tenant_id = $1 and channel = $2 and address->>'serviceUrl' = $3 and state = 'sent' and done_at >= $4`,
    [tenantId, of.channel, of.serviceUrl, of.since],
  );
  return rows[0]?.count ?? 0;
}
