// Where every message comes in: cleaned, stored durably, and only then acknowledged; the bell rings after the commit.
import type { Receive } from '../../channels/channel.ts';
import type { Log } from '../log.ts';
import type { Inbound } from '../model/activity.ts';
import { StoreError } from '../model/errors.ts';
import type { TenantId } from '../model/ids.ts';
import { cleanText, shorten } from '../model/text.ts';
import { appendInbounds, receiveFirst } from '../store/inbound.ts';
import { applyEdit } from '../store/inbound-edits.ts';
import { asStoreError, type Pool } from '../store/pool.ts';
import { gather } from './gather.ts';
import type { Queue } from './queue.ts';

const NAME_CHARS = 100;
/** Stored in one statement at most. */
const BATCH = 64;

/** @throws StoreError where it could not be stored: the platform is not acknowledged and tells it again. */
export function createInbox(deps: {
  readonly pool: Pool;
  readonly queue: Queue;
  readonly tenantId: TenantId;
  readonly log: Log;
}): Receive {
  const { pool, queue, tenantId, log } = deps;
  // What comes in while a statement is under way is stored by the next one together: measured with 32 writers, twice
  // as many messages a second; a message that comes alone waits for nothing.
  const append = gather({
    keyOf: contactOf,
    most: BATCH,
    write: (inbounds: readonly Inbound[]) => appendInbounds(pool, tenantId, inbounds),
    failsAll: (error) => asStoreError(error) instanceof StoreError,
  });
  const write = async (inbound: Inbound) =>
    (await append(inbound)) ?? (await receiveFirst(pool, tenantId, inbound));
  const edit = async (inbound: Inbound, id: string) => {
    const known = await applyEdit(pool, tenantId, inbound);
    if (known) return known;
    // Told before what it changes, it stands in its place: what comes later is then a repeat, or an older edit.
    const written = await write({ ...inbound, id, editId: inbound.id });
    return written.kind === 'stored' ? written : ((await applyEdit(pool, tenantId, inbound)) ?? written);
  };
  const store = (inbound: Inbound) =>
    inbound.editOf === undefined ? write(inbound) : edit(inbound, inbound.editOf);
  return async (inbound) => {
    const clean = {
      ...inbound,
      // Kept with the address, where the turn looks for it.
      address: inbound.locale ? { ...inbound.address, locale: inbound.locale } : inbound.address,
      text: cleanText(inbound.text),
      from: { ...inbound.from, name: shorten(cleanText(inbound.from.name), NAME_CHARS) },
    };
    const received = await store(clean).catch((error: unknown) => {
      throw asStoreError(error);
    });
    const { conversationId, messageId } = received;
    log.debug(
      { conversationId, messageId, channel: inbound.channel },
      received.kind === 'repeat' ? 'a repeat was dropped' : 'a message was stored',
    );
    if (received.kind !== 'stored') return;
    queue.ring({ kind: 'turn', tenantId, conversationId });
    if (clean.attachments.length > 0) queue.ring({ kind: 'reading', tenantId, conversationId });
    // Their cards name each other's channels.
    for (const joined of received.joined ?? [])
      queue.ring({ kind: 'desk', tenantId, conversationId: joined });
  };
}

function contactOf({ channel, account, address }: Inbound): string {
  return `${channel}\n${account}\n${address.conversation.id}`;
}
