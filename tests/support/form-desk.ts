// What happens at the desk beside the form: a colleague in Slack, customers who reply, edit and send files.
import { randomUUID } from 'node:crypto';
import type { Inbound } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { type ConversationId, type MessageId, parseId } from '../../src/model/ids.ts';
import { saveTranslation } from '../../src/store/desk-view.ts';
import { editMessage } from '../../src/store/edits.ts';
import { ensureStaff } from '../../src/store/users.ts';
import type { FormServer } from './form-server.ts';
import { type House, until } from './house.ts';
import { inboundText } from './platform.ts';

/** A message as a channel tells it, with more than words; resolves once it is handled. */
export async function customerSends(house: House, inbound: Inbound): Promise<void> {
  await house.receive(inbound);
  await until(`“${inbound.text}” is handled`, async () => {
    const { rows } = await house.database.pool.query(
      'select handled_at is not null as done from messages where external_id = $1',
      [inbound.editOf ?? inbound.id],
    );
    return rows[0]?.done === true;
  });
}

/** A colleague who works in Slack. */
export async function colleague(house: House, name = 'Ben Ong') {
  const { pool, tenantId } = house.database;
  const externalId = `slack:T1:${name}`;
  const staff = { userId: await ensureStaff(pool, tenantId, { externalId, name }), name };
  return {
    staff,
    async says(conversationId: ConversationId, text: string): Promise<MessageId> {
      const messageId = parseId<'message'>(randomUUID());
      await house.desk.reply({ tenantId, conversationId }, { staff, messageId, text, as: 'take_over' });
      await until(`“${text}” is sent or given up`, async () => {
        const { rows } = await pool.query('select state from outbox where message_id = $1', [messageId]);
        return rows[0]?.state === 'sent' || rows[0]?.state === 'failed';
      });
      return messageId;
    },
    resolves: (conversationId: ConversationId) => house.desk.resolve({ tenantId, conversationId, staff }),
  };
}

/** The next message is refused for good. */
export function refuseNext(house: House): void {
  house.platform.failNext(
    new DeliveryError('refused', 'Telegram refused it: the customer has blocked the bot.'),
  );
}

/** A conversation that shows all that a thread can show, in the hands of a colleague. */
export async function fillThread(server: FormServer): Promise<ConversationId> {
  const { house } = server;
  const { pool, tenantId } = house.database;
  const of = { conversation: '林晓雯', name: '林晓雯' };
  const conversationId = await server.customerWrites('我的蛋糕送到时压坏了，我要投诉！', of);
  const ben = await colleague(house);
  const asked = await ben.says(conversationId, 'So sorry! Could you send us a photo of the cake?');
  await saveTranslation(pool, tenantId, {
    messageId: asked,
    text: 'So sorry! Could you send us a photo of the cake?',
    translation: '非常抱歉！您能发一张蛋糕的照片给我们吗？',
  });
  const photo = inboundText('在这里，收据也附上了', of);
  await customerSends(house, {
    ...photo,
    quoted: '非常抱歉！您能发一张蛋糕的照片给我们吗？',
    attachments: [
      { contentType: 'image/jpeg', contentUrl: 'telegram:1', name: 'cake.jpg' },
      { contentType: 'application/pdf', contentUrl: 'telegram:2', name: 'receipt-0412-kopi-and-kind.pdf' },
    ],
  });
  await customerSends(house, { ...inboundText('在这里，收据和订单号 4471 也附上了', of), editOf: photo.id });
  const { rows } = await pool.query('select id from messages where external_id = $1', [photo.id]);
  await saveTranslation(pool, tenantId, {
    messageId: rows[0]?.id,
    text: '在这里，收据和订单号 4471 也附上了',
    translation: 'Here it is, the receipt and order number 4471 are attached too',
  });
  const hasty = await ben.says(conversationId, 'We will refund you on Monday.');
  await editMessage(pool, { tenantId, conversationId, messageId: hasty, text: undefined, canFollow: true });
  refuseNext(house);
  await ben.says(conversationId, 'We will bring you a new cake today at 4 pm.');
  return conversationId;
}
