// Staff know better than a proof: they separate whom it joined, and take that back.
import type { ConversationId, MergeId, TenantId, UserId } from '../model/ids.ts';
import { rejoinCustomers, separateCustomers } from '../store/merges.ts';
import type { Pool } from '../store/pool.ts';

export interface People {
  /** @returns false where it is done already. */
  separate(mergeId: MergeId, userId: UserId): Promise<boolean>;
  /** Takes a separation back. @returns false where it is taken back already. */
  rejoin(mergeId: MergeId): Promise<boolean>;
}

/** @param deps.onRedraw a card names other channels now. */
export function createPeople(deps: {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly onRedraw: (tenantId: TenantId, conversationId: ConversationId) => void;
}): People {
  const { pool, tenantId } = deps;
  const redraw = (changed: readonly ConversationId[]): boolean => {
    for (const conversationId of changed) deps.onRedraw(tenantId, conversationId);
    return changed.length > 0;
  };
  return {
    separate: async (mergeId, userId) => redraw(await separateCustomers(pool, { tenantId, mergeId, userId })),
    rejoin: async (mergeId) => redraw(await rejoinCustomers(pool, { tenantId, mergeId })),
  };
}
