// Customers of several channels in a test: what they write with proofs of who they are, and what is known of them then.
import { randomUUID } from 'node:crypto';
import type { ChannelName, Inbound } from '../../src/model/activity.ts';
import type { Proof } from '../../src/model/identity.ts';
import type { ConversationId, CustomerId, MergeId, MessageId } from '../../src/model/ids.ts';
import { appendInbounds, receiveFirst, type Stored } from '../../src/store/inbound.ts';
import { saveFact } from '../../src/store/memory.ts';
import type { TestDatabase } from './database.ts';

export const PHONE: Proof = { kind: 'phone', value: '+6591234567' };
export const SIGNED_IN: Proof = { kind: 'host', value: 'member-17' };

export interface Wrote {
  readonly channel: ChannelName;
  /** Also names their conversation. */
  readonly user: string;
  readonly proofs?: readonly Proof[];
  readonly name?: string;
  readonly conversation?: string;
  readonly text?: string;
}

export function inboundOf({ channel, user, proofs, name = '', conversation = user, text }: Wrote): Inbound {
  const from = { id: user, name };
  return {
    type: 'message',
    channel,
    account: '',
    id: randomUUID(),
    from,
    address: {
      channelId: channel,
      conversation: { id: conversation, isGroup: false, conversationType: 'personal', name: '' },
      user: from,
    },
    text: text ?? 'hello',
    attachments: [],
    ...(proofs && { proofs }),
  };
}

/** Stores as the inbox does. */
export async function write({ pool, tenantId }: TestDatabase, wrote: Wrote): Promise<Stored> {
  const inbound = inboundOf(wrote);
  const [known] = await appendInbounds(pool, tenantId, [inbound]);
  const stored = known ?? (await receiveFirst(pool, tenantId, inbound));
  if (stored.kind !== 'stored') throw new Error('a new message was taken for a repeat');
  return stored;
}

export async function remember(
  { pool, tenantId }: TestDatabase,
  messageId: MessageId,
  [key, value]: readonly [string, string],
): Promise<void> {
  await saveFact(pool, { tenantId, messageId }, { key, value });
}

export async function customerOf(
  { pool }: TestDatabase,
  conversationId: ConversationId,
): Promise<CustomerId> {
  const { rows } = await pool.query<{ customer_id: CustomerId }>(
    'select customer_id from conversations where id = $1',
    [conversationId],
  );
  if (!rows[0]) throw new Error('no such conversation');
  return rows[0].customer_id;
}

/** The merges that stand, oldest first. */
export async function mergesIn({ pool }: TestDatabase): Promise<readonly MergeId[]> {
  const { rows } = await pool.query<{ id: MergeId }>(
    'select id from merges where undone_at is null order by created_at, id',
  );
  return rows.map(({ id }) => id);
}
