// How much an account sent: some platforms block who writes much.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

/** Messages that went out by the paired phone since then. */
export async function countSentByPhone(db: Queryable, tenantId: TenantId, since: Date): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count
     from outbox
     where tenant_id = $1 and address->>'serviceUrl' = 'whatsapp:web' and state = 'sent' and done_at >= $2`,
    [tenantId, since],
  );
  return rows[0]?.count ?? 0;
}
