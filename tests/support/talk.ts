// One conversation of a test's house: what its customer and its staff do and see, whatever the platform.
import { randomUUID } from 'node:crypto';
import type { Staff } from '../../src/desk/takeover.ts';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { readThread, type Thread, type ThreadMessage } from '../../src/store/threads.ts';
import { ensureStaff } from '../../src/store/users.ts';
import { type House, until } from './house.ts';
import { inboundText } from './platform.ts';

/** Who writes in it. */
export const CONTACT = inboundText('Hello');

export interface Talk {
  says(text: string): Promise<void>;
  /** What the customer sees of the business. */
  shown(): readonly string[];
  answered(count: number): Promise<void>;
  thread(): Promise<Thread>;
  /** What the business said. */
  ours(): Promise<readonly ThreadMessage[]>;
  staff(): Promise<Staff>;
  /** A colleague takes the conversation and writes. */
  reply(text: string): Promise<void>;
  /** How far a message of ours got. */
  stateOf(text: string): Promise<ThreadMessage['delivery']>;
}

export function createTalk(house: () => House): Talk {
  const shown = (): readonly string[] => house().platform.textsOf(CONTACT.address.conversation.id);
  const thread = async (): Promise<Thread> => {
    const { pool, tenantId } = house().database;
    const { rows } = await pool.query<{ id: ConversationId }>('select id from conversations');
    const found = rows[0] && (await readThread(pool, tenantId, rows[0].id));
    if (!found) throw new Error('there is no conversation');
    return found;
  };
  const ours = async () => (await thread()).messages.filter(({ author }) => author !== 'customer');
  const staff = async (): Promise<Staff> => {
    const { pool, tenantId } = house().database;
    const userId = await ensureStaff(pool, tenantId, { externalId: 'slack:T:ANA', name: 'Ana' });
    return { userId, name: 'Ana' };
  };
  return {
    says: (text) => house().receive(inboundText(text)),
    shown,
    answered: (count) => until(`there are ${count} answers`, () => shown().length >= count),
    thread,
    ours,
    staff,
    async reply(text) {
      const { tenantId } = house().database;
      const { conversationId } = await thread();
      const messageId = parseId<'message'>(randomUUID());
      await house().desk.reply(
        { tenantId, conversationId },
        { staff: await staff(), messageId, text, as: 'take_over' },
      );
    },
    stateOf: async (text) => (await ours()).find((message) => message.text === text)?.delivery,
  };
}
