// Where every message comes in: cleaned, stored durably, and only then acknowledged; the bell rings after the commit.
import type { Receive } from '../../channels/channel.ts';
import type { Log } from '../log.ts';
import type { TenantId } from '../model/ids.ts';
import { cleanText, shorten } from '../model/text.ts';
import { receiveInbound } from '../store/inbound.ts';
import { asStoreError, type Pool } from '../store/pool.ts';
import type { Queue } from './queue.ts';

const NAME_CHARS = 100;

/** @throws StoreError where it could not be stored: the platform is not acknowledged and tells it again. */
export function createInbox(deps: {
  readonly pool: Pool;
  readonly queue: Queue;
  readonly tenantId: TenantId;
  readonly log: Log;
}): Receive {
  const { pool, queue, tenantId, log } = deps;
  return async (inbound) => {
    const clean = {
      ...inbound,
      text: cleanText(inbound.text),
      from: { ...inbound.from, name: shorten(cleanText(inbound.from.name), NAME_CHARS) },
    };
    const received = await receiveInbound(pool, tenantId, clean).catch((error: unknown) => {
      throw asStoreError(error);
    });
    const { conversationId, messageId } = received;
    log.debug(
      { conversationId, messageId, channel: inbound.channel },
      received.kind === 'repeat' ? 'a repeat was dropped' : 'a message was stored',
    );
    if (received.kind === 'stored') queue.ring({ kind: 'turn', tenantId, conversationId });
  };
}
