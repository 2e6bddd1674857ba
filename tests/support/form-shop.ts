// A day in a believable shop, for the pictures and the browser: what it knows, who wrote, who waits.
import { randomUUID } from 'node:crypto';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { findUserByEmail } from '../../src/store/users.ts';
import { type FormServer, OWNER } from './form-server.ts';

const ANSWERS = [
  {
    title: 'Do you deliver to my area?',
    alsoAsked: 'Can send to Tampines?\n你们送货吗？\nBoleh hantar ke rumah?',
    body: 'Yes, **island-wide**. Delivery is $5, and free from $40.\n\n- Central and East: same day before 2 pm\n- West and North: next day',
  },
  {
    title: 'What are your opening hours?',
    alsoAsked: 'Open on Sunday?',
    body: 'Monday to Friday, 9 am to 6 pm. Closed on weekends and public holidays.',
  },
  {
    title: 'Can I pay with PayNow?',
    alsoAsked: 'Got PayLah?',
    body: 'Yes: PayNow, cards and cash. PayNow to UEN 202412345K.',
  },
  { title: '可以退换吗？', alsoAsked: '怎么退货？', body: '七天内未开封的产品可以退换，请保留收据。' },
] as const;

const RETURNS = `# Returns and exchanges

Unopened beans can be returned within 7 days with the receipt.

## Grinders and brewers
They have a warranty of 12 months. Bring them to the shop; we lend you another one meanwhile.`;

/** A name and a text that try to break out of the page. */
export const HOSTILE = {
  name: '<img src=x onerror="window.hacked=1">',
  text: `<script>window.hacked=1</script> </textarea>"'><svg onload=window.hacked=1> ${'long'.repeat(80)} \u202eabc\u202c مرحبا`,
} as const;

export async function fillShop(server: FormServer): Promise<void> {
  const { library, database } = server.house;
  const { tenantId } = database;
  for (const answer of ANSWERS) await library.save(tenantId, { kind: 'question_answer', ...answer });
  await library.save(tenantId, { kind: 'markdown', title: '', body: RETURNS, source: 'returns.md' });
  await library.save(tenantId, { kind: 'text', title: HOSTILE.name, body: HOSTILE.text, language: 'en' });
  await customersWrite(server);
  await recordQuestions(server);
}

async function customersWrite(server: FormServer): Promise<void> {
  const says = async (name: string, ...texts: readonly string[]): Promise<ConversationId> => {
    let id: ConversationId | undefined;
    for (const text of texts) id = await server.customerWrites(text, { conversation: name, name });
    if (!id) throw new Error('somebody said nothing');
    return id;
  };
  await says('Nurul Huda', 'Boleh bayar guna PayNow?');
  await says('陈美玲', '你好', '可以退换吗？');
  await says(HOSTILE.name, HOSTILE.text);
  const inHand = await says('Priya Nair', 'Hi, my grinder stopped working', 'Can I talk to a human?');
  await replyAs(server, inHand, {
    text: 'Hi Priya, sorry to hear that! Could you send me a photo of the receipt?',
  });
  await replyAs(server, inHand, { text: 'Bought in March, still under warranty.', isNote: true });
  await server.customerWrites('Sure, one moment', { conversation: 'Priya Nair', name: 'Priya Nair' });
  await says(
    'Tan Wei Ming',
    'Do you deliver to Tampines?',
    'My order from yesterday has not arrived, I want to speak to a person',
  );
}

async function replyAs(
  server: FormServer,
  conversationId: ConversationId,
  reply: { readonly text: string; readonly isNote?: boolean },
): Promise<void> {
  const { pool, tenantId } = server.house.database;
  const user = await findUserByEmail(pool, tenantId, OWNER.email);
  if (!user) throw new Error('the owner is missing');
  await server.house.desk.reply(
    { tenantId, conversationId },
    {
      staff: { userId: user.id, name: user.name },
      messageId: parseId<'message'>(randomUUID()),
      text: reply.text,
      as: reply.isNote ? 'note' : 'take_over',
    },
  );
}

async function recordQuestions(server: FormServer): Promise<void> {
  const { tenantId } = server.house.database;
  const asked = [
    { question: 'Do you have decaf beans?', language: 'en', channel: 'telegram', times: 4 },
    { question: '有没有燕麦奶？', language: 'zh', channel: 'webchat', times: 2 },
    { question: 'Ada kelas latte art tak?', language: 'ms', channel: 'whatsapp', times: 1 },
  ] as const;
  for (const { times, ...gap } of asked)
    for (let time = 0; time < times; time += 1)
      await server.house.recordGap(tenantId, { ...gap, conversationId: undefined });
}
