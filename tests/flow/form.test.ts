import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDocuments } from '../../knowledge/documents.ts';
import { listGaps } from '../../knowledge/gaps.ts';
import { readThread } from '../../src/store/threads.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { HOSTILE } from '../support/form-shop.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';

describe("the owners' form without JavaScript", () => {
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

  const documents = async (query = '') => {
    const { pool, tenantId } = server.house.database;
    return (await listDocuments(pool, tenantId, { query, limit: 50, offset: 0 })).documents;
  };

  it('saves a question with its answer, finds it by search, and the bot answers from it', async () => {
    await owner.get('/admin/knowledge/new?kind=question_answer');
    const saved = await owner.post('/admin/knowledge/new', {
      kind: 'question_answer',
      title: 'Do you sell oat milk?',
      alsoAsked: 'Got oat milk?',
      body: 'Yes, oat milk is **$1** extra.',
      language: '',
    });
    expect(saved).toMatchObject({ status: 303 });
    expect((await owner.get(saved.location ?? '')).text).toContain(
      'Saved “<bdi>Do you sell oat milk?</bdi>”',
    );
    const [document] = await documents('oat');
    expect(document).toMatchObject({ language: 'en', status: 'ready', alsoAsked: 'Got oat milk?' });
    expect((await owner.get('/admin/knowledge?q=oat&language=en&status=ready')).text).toContain(
      'Do you sell oat milk?',
    );
    expect((await owner.get('/admin/knowledge?q=nothing+like+it')).text).toContain('Nothing found');
    const trial = await owner.get('/admin/try?question=Do+you+sell+oat+milk%3F');
    expect(trial.text).toContain('oat milk is <strong>$1</strong> extra');
    expect(trial.text).toContain(`href="/admin/knowledge/${document?.id}"`);
  });

  it('keeps what was typed where something is missing, and says what, beside the field', async () => {
    await owner.get('/admin/knowledge/new');
    const refused = await owner.post('/admin/knowledge/new', {
      kind: 'question_answer',
      title: '',
      body: '\n\n  a half-written answer </textarea>',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Write the question as a customer would ask it.');
    expect(refused.text).toMatch(/aria-invalid="true"/);
    expect(refused.text).toContain('\n\n\n  a half-written answer &lt;/textarea>');
  });

  it('previews Markdown without saving it', async () => {
    await owner.get('/admin/knowledge/new?kind=markdown');
    const before = (await documents()).length;
    const preview = await owner.post('/admin/knowledge/new', {
      kind: 'markdown',
      title: 'Prices',
      body: '- **Kopi** $1.60 <script>alert(1)</script>',
      action: 'preview',
    });
    expect(preview.text).toContain('<strong>Kopi</strong> $1.60');
    expect(preview.text).not.toContain('<script>alert');
    expect(await documents()).toHaveLength(before);
  });

  it('changes an entry, deletes it, and brings it back', async () => {
    await owner.get('/admin/knowledge/new');
    await owner.post('/admin/knowledge/new', {
      kind: 'question_answer',
      title: 'Parking?',
      body: 'Behind the shop.',
    });
    const id = (await documents('Parking'))[0]?.id;
    await owner.get(`/admin/knowledge/${id}`);
    await owner.post(`/admin/knowledge/${id}`, {
      title: 'Parking?',
      body: 'In front of the shop.',
      language: 'en',
    });
    expect((await documents('Parking'))[0]?.body).toBe('In front of the shop.');

    const deleted = await owner.post(`/admin/knowledge/${id}/delete`);
    expect(await documents('Parking')).toEqual([]);
    expect((await owner.get(`/admin/knowledge/${id}`)).status).toBe(404);
    const list = await owner.get(deleted.location ?? '');
    expect(list.text).toContain(`action="/admin/knowledge/${id}/restore"`);
    await owner.post(`/admin/knowledge/${id}/restore`);
    expect(await documents('Parking')).toHaveLength(1);
  });

  it('takes a file into the editor, or saves it as it is', async () => {
    await owner.get('/admin/knowledge/new?kind=markdown');
    const file = new File(['# Catering\n\nFrom 20 people.'], 'catering.md');
    const opened = await owner.post('/admin/knowledge/new', { kind: 'markdown', file, action: 'open' });
    expect(opened.status).toBe(200);
    expect(opened.text).toContain('# Catering\n\nFrom 20 people.</textarea>');
    const saved = await owner.post('/admin/knowledge/new', { kind: 'markdown', file, action: 'upload' });
    expect(saved.status).toBe(303);
    expect((await documents('Catering'))[0]).toMatchObject({
      title: 'Catering',
      source: 'catering.md',
      kind: 'markdown',
    });
  });

  it('refuses a file that is too large or of another kind, and a form that is far too large', async () => {
    await owner.get('/admin/knowledge/new?kind=markdown');
    const send = (file: File) =>
      owner.post('/admin/knowledge/new', { kind: 'markdown', title: 'Kept', file, action: 'upload' });
    const large = await send(new File(['x'.repeat(1_000_001)], 'a.txt'));
    expect(large).toMatchObject({ status: 422, text: expect.stringContaining('at most 1 MB') });
    expect(large.text).toContain('value="Kept"');
    expect(await send(new File(['MZ'], 'a.exe'))).toMatchObject({ status: 422 });
    expect(await send(new File(['x'.repeat(5_000_000)], 'a.txt'))).toMatchObject({ status: 413 });
  });

  it('closes an open question once its answer is saved, and dismisses another', async () => {
    const { pool, tenantId } = server.house.database;
    const ask = (question: string) =>
      server.house.recordGap(tenantId, {
        question,
        language: 'en',
        channel: 'webchat',
        conversationId: undefined,
      });
    await ask('Do you roast decaf?');
    await ask('asdf qwer');
    const list = await owner.get('/admin/questions');
    expect(list.text).toContain('Do you roast decaf?');
    const gaps = await listGaps(pool, tenantId, 10);
    const [decaf, noise] = ['Do you roast decaf?', 'asdf qwer'].map((text) =>
      gaps.find(({ question }) => question === text),
    );
    expect((await owner.get(`/admin/knowledge/new?gap=${decaf?.id}`)).text).toContain(
      'value="Do you roast decaf?"',
    );
    await owner.post('/admin/knowledge/new', {
      kind: 'question_answer',
      title: 'Do you roast decaf?',
      body: 'Every Friday.',
      gap: String(decaf?.id),
    });
    await owner.post(`/admin/questions/${noise?.id}/dismiss`);
    expect(await listGaps(pool, tenantId, 10)).toEqual([]);
    expect((await owner.get('/admin/questions')).text).toContain('No open questions');
  });

  it('answers a waiting customer: the first reply takes over, and sent twice it is one message', async () => {
    const id = await server.customerWrites('Can I talk to a human?', { conversation: 'reply', name: 'Mei' });
    expect((await owner.get('/admin')).text).toMatch(/waiting for you/);
    const page = await owner.get(`/admin/conversations/${id}`);
    expect(page.text).toContain('Asked for a person');
    const message = /name="message" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const send = () => owner.post(`/admin/conversations/${id}/reply`, { message, text: 'Hello, Aisha here' });
    expect(await send()).toMatchObject({ status: 303, location: `/admin/conversations/${id}#end` });
    expect(await send()).toMatchObject({ status: 303 });
    const { pool, tenantId } = server.house.database;
    const thread = await readThread(pool, tenantId, id);
    expect(thread?.mode).toBe('human');
    expect(thread?.messages.filter(({ text }) => text === 'Hello, Aisha here')).toHaveLength(1);
  });

  it('lets people choose the name under which customers see them', async () => {
    await owner.get('/admin/settings');
    expect(await owner.post('/admin/settings/name', { name: '  ' })).toMatchObject({ status: 422 });
    expect(await owner.post('/admin/settings/name', { name: 'Aisha' })).toMatchObject({ status: 303 });
    const id = await server.customerWrites('Human please', { conversation: 'named', name: 'Wei' });
    await owner.get(`/admin/conversations/${id}`);
    await owner.post(`/admin/conversations/${id}/claim`, {});
    const last = (): string => server.house.platform.textsOf('named').at(-1) ?? '';
    await until('the customer is told who is there', () => last().includes('Aisha'));
    await owner.post('/admin/settings/name', { name: 'Aisha Rahman' });
  });

  it('keeps a note from the customer', async () => {
    const id = await server.customerWrites('Human please', { conversation: 'note', name: 'Ravi' });
    const page = await owner.get(`/admin/conversations/${id}`);
    const message = /name="message" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    await owner.post(`/admin/conversations/${id}/reply`, { message, text: 'VIP, be quick', note: 'on' });
    await server.customerWrites('Hello?', { conversation: 'note', name: 'Ravi' });
    expect((await owner.get(`/admin/conversations/${id}`)).text).toContain('VIP, be quick');
    expect(server.house.platform.textsOf('note')).not.toContain('VIP, be quick');
  });

  it('takes over, hands back and resolves; what is not possible any more says so', async () => {
    const id = await server.customerWrites('human please', { conversation: 'moves', name: 'Lim' });
    await owner.get(`/admin/conversations/${id}`);
    const act = (action: string) => owner.post(`/admin/conversations/${id}/${action}`);
    const shows = async (text: string) =>
      expect((await owner.get(`/admin/conversations/${id}`)).text).toContain(text);
    await act('claim');
    await shows('In hand');
    await act('hand-back');
    await shows('With the bot');
    expect((await act('resolve')).status).toBe(409);
    await act('claim');
    await act('resolve');
    await shows('Resolved');
  });

  it('keeps a reply that could not be sent', async () => {
    const id = await server.customerWrites('human please', { conversation: 'long', name: 'Lim' });
    const page = await owner.get(`/admin/conversations/${id}`);
    const message = /name="message" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const text = `long ${'x'.repeat(5_000)}`;
    const refused = await owner.post(`/admin/conversations/${id}/reply`, { message, text });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(text);
  });

  it('shows what customers and knowledge say as text, never as markup', async () => {
    const id = await server.customerWrites(HOSTILE.text, { conversation: 'hostile', name: HOSTILE.name });
    await owner.get('/admin/knowledge/new');
    await owner.post('/admin/knowledge/new', { kind: 'text', title: HOSTILE.name, body: HOSTILE.text });
    const [document] = await documents('hacked');
    for (const path of [
      '/admin',
      '/admin/conversations?show=all',
      `/admin/conversations/${id}`,
      '/admin/knowledge',
      `/admin/knowledge/${document?.id}`,
      `/admin/try?question=${encodeURIComponent(HOSTILE.text)}`,
      `/admin/knowledge?q=${encodeURIComponent(HOSTILE.name)}`,
    ]) {
      const { text, status } = await owner.get(path);
      expect(status, path).toBe(200);
      expect(text, path).not.toMatch(/<script>|<img|<svg onload/);
    }
  });

  it('records who did what, never what was said', async () => {
    const { rows } = await server.house.database.pool.query<{ action: string; subject: string }>(
      'select distinct action, subject from audit',
    );
    const actions = new Set(rows.map(({ action }) => action));
    for (const action of [
      'sign_in',
      'knowledge_added',
      'knowledge_changed',
      'knowledge_deleted',
      'conversation_claim',
      'conversation_reply',
      'conversation_note',
      'question_dismissed',
    ])
      expect(actions).toContain(action);
    for (const { subject } of rows) expect(subject).toMatch(/^[0-9a-f-]{36}$|^unknown account$/);
  });

  it.each([
    '/admin/conversations/not-an-id',
    '/admin/conversations/00000000-0000-4000-8000-000000000000',
    '/admin/nothing',
  ])('answers %s with a page that people can read', async (path) => {
    const { status, text } = await owner.get(path);
    expect([400, 404]).toContain(status);
    expect(text).toContain('Back to the start');
  });
});
