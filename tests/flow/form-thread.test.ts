import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/model/ids.ts';
import { readThread } from '../../src/store/threads.ts';
import { colleague, fillThread, refuseNext } from '../support/form-desk.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';

describe('a conversation that several people look after', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    owner = new Visitor(server.url);
    await owner.signIn();
  });

  const read = async (id: ConversationId) => {
    const { pool, tenantId } = server.house.database;
    const thread = await readThread(pool, tenantId, id);
    if (!thread) throw new Error('no such conversation');
    return thread;
  };
  const open = async (id: ConversationId) => (await owner.get(`/admin/conversations/${id}`)).text;
  const hidden = (page: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
  /** What a browser sends with the form of this page. */
  const send = (id: ConversationId, page: string, text: string) =>
    owner.post(`/admin/conversations/${id}/reply`, {
      message: hidden(page, 'message'),
      seen: hidden(page, 'seen'),
      text,
    });
  const asks = (conversation: string) =>
    server.customerWrites('human please', { conversation, name: 'Farid' });

  it('gives a reply back when a colleague was quicker, says who, and takes over when it is sent again', async () => {
    const id = await asks('quicker');
    const page = await open(id);
    const ben = await colleague(server.house);
    await ben.says(id, 'Ben here.');
    const refused = await send(id, page, 'Aisha here, </textarea> hello');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Not sent: Ben Ong has taken this conversation meanwhile.');
    expect(refused.text).toContain('Aisha here, &lt;/textarea> hello');
    expect((await read(id)).escalation?.claimedByName).toBe('Ben Ong');

    expect(await send(id, refused.text, 'Aisha here')).toMatchObject({ status: 303 });
    const { escalation, messages } = await read(id);
    expect(escalation?.claimedByName).toBe('Aisha Rahman');
    expect(messages.filter(({ text }) => text.startsWith('Aisha here'))).toHaveLength(1);
  });

  it('never takes over from whom its page did not show', async () => {
    const id = await server.customerWrites('Do you sell kaya?', { conversation: 'unseen', name: 'Farid' });
    const withBot = await open(id);
    const ben = await colleague(server.house);
    await ben.says(id, 'Ben here.');
    expect((await send(id, withBot, 'Aisha here')).status).toBe(409);

    const withBen = await open(id);
    expect(withBen).toMatch(/<bdi>Ben Ong<\/bdi> has this conversation\. A reply from you takes it over\./);
    const raj = await colleague(server.house, 'Raj Kumar');
    await raj.says(id, 'Raj here.');
    const refused = await send(id, withBen, 'Aisha here');
    expect(refused.text).toContain('Not sent: Raj Kumar has taken');

    await raj.resolves(id);
    const resolved = await send(id, refused.text, 'Aisha here');
    expect(resolved.text).toContain('Not sent: this conversation was resolved meanwhile.');
    expect(await send(id, resolved.text, 'Aisha here')).toMatchObject({ status: 303 });
    const mine = await open(id);
    expect(mine).toContain('You answer here; the bot is silent.');

    await ben.says(id, 'Ben again.');
    expect((await send(id, mine, 'Aisha again')).status).toBe(409);
  });

  it('shows why a reply was not delivered, and sends it again on request', async () => {
    const id = await asks('refused');
    const ben = await colleague(server.house);
    await ben.says(id, 'Hello.');
    refuseNext(server.house);
    const message = await ben.says(id, 'Your order is ready.');
    const page = await open(id);
    expect(page).toContain('Not delivered: Telegram refused it: the customer has blocked the bot.');
    expect(page.match(/Try again/g)).toHaveLength(1);
    const seen = () => server.house.platform.textsOf('refused');
    expect(seen()).not.toContain('Your order is ready.');

    const other = await asks('another');
    await owner.post(`/admin/conversations/${other}/retry`, { message });
    expect((await read(id)).messages.at(-1)?.delivery).toBe('failed');
    await owner.post(`/admin/conversations/${id}/retry`, { message });
    await until('it is delivered', async () => (await read(id)).messages.at(-1)?.delivery === 'sent');
    await owner.post(`/admin/conversations/${id}/retry`, { message });
    expect(seen().filter((text) => text === 'Your order is ready.')).toHaveLength(1);
    expect(await open(id)).not.toContain('Try again');
  });

  it('shows edits, what was taken back, quotes, files and translations, each message once', async () => {
    const id = await fillThread(server);
    const page = await open(id);
    for (const part of [
      '(edited)',
      '<del>',
      'taken back',
      'The customer reads',
      '非常抱歉！您能发一张蛋糕的照片给我们吗？',
      'Here it is, the receipt and order number 4471 are attached too',
      '<bdi>cake.jpg</bdi> <small>Picture</small>',
      '<bdi>receipt-0412-kopi-and-kind.pdf</bdi> <small>PDF</small>',
    ])
      expect(page).toContain(part);
    expect(page).toMatch(/<blockquote class="quoted" dir="auto">非常抱歉/);
    const { messages } = await read(id);
    expect(new Set(messages.map((message) => message.id)).size).toBe(messages.length);
  });

  it('is listed with its reason, its priority and how long it waits', async () => {
    await server.customerWrites('This is terrible service, I want to complain!', {
      conversation: 'angry',
      name: 'Doris Koh',
    });
    const { text } = await owner.get('/admin/conversations');
    const row = text.split('<li class="row').find((part) => part.includes('Doris Koh')) ?? '';
    for (const part of ['Complains', 'High priority', 'data-relative="for"']) expect(row).toContain(part);
  });
});
