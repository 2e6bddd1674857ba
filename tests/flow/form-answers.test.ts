import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDocuments } from '../../knowledge/documents.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { listDrafts } from '../../src/store/answer-drafts.ts';
import { colleague } from '../support/form-desk.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

describe('answers of the staff that may become knowledge', () => {
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

  const drafts = () => listDrafts(server.house.database.pool, server.house.database.tenantId);
  const documents = async (query: string) => {
    const { pool, tenantId } = server.house.database;
    return (await listDocuments(pool, tenantId, { query, limit: 5, offset: 0 })).documents;
  };

  let customers = 0;
  /** A colleague answers a customer and resolves. */
  async function answered(question: string, answer: string): Promise<ConversationId> {
    customers += 1;
    const of = { conversation: `answers-${customers}`, name: 'Mei Ling' };
    await server.customerWrites(question, of);
    const id = await server.customerWrites('human please', of);
    const ben = await colleague(server.house);
    await ben.says(id, answer);
    await ben.resolves(id);
    return id;
  }

  /** The same, kept by the owner as a draft. */
  async function kept(question: string, answer: string): Promise<string> {
    const id = await answered(question, answer);
    await owner.get(`/admin/conversations/${id}`);
    await owner.post(`/admin/conversations/${id}/save-answer`);
    const draft = (await drafts()).find(({ conversationId }) => conversationId === id);
    if (!draft) throw new Error('no draft was kept');
    await owner.get('/admin/questions/answers');
    return draft.id;
  }

  it('say where they come from while there is none', async () => {
    const { text } = await owner.get('/admin/questions/answers');
    expect(text).toContain('No answers to approve');
    expect(text).toContain('offers to keep that answer');
  });

  it('are offered on a resolved conversation, once, and kept as a draft without the customer’s name', async () => {
    const id = await answered('Do you cater for weddings of 80 guests?', 'Yes Mei Ling, up to 120 guests.');
    expect((await owner.get(`/admin/conversations/${id}`)).text).toContain('Keep this answer?');
    const saved = await owner.post(`/admin/conversations/${id}/save-answer`);
    const page = await owner.get(saved.location ?? '');
    expect(page.text).toContain('Kept as a draft.');
    expect(page.text).toContain('href="/admin/questions/answers"');
    expect(page.text).not.toContain('Keep this answer?');

    const again = await owner.post(`/admin/conversations/${id}/save-answer`);
    expect((await owner.get(again.location ?? '')).text).toContain('Nothing new was kept');
    const list = await owner.get('/admin/questions/answers');
    expect(list.text).toContain('Do you cater for weddings of 80 guests?');
    expect(list.text).toContain('up to 120 guests.');
    expect(list.text).not.toContain('Mei Ling');
    expect(list.text).toContain(`href="/admin/conversations/${id}"`);
    // With the question itself, which the bot could not answer.
    expect(list.text).toMatch(/class="badge calm"[^>]*>2</);
    const old = await owner.get('/admin/answers?rejected=1');
    expect(old).toMatchObject({ status: 303, location: '/admin/questions/answers?rejected=1' });
  });

  it('are not offered while a person has the conversation, nor where only the bot answered', async () => {
    const of = { conversation: 'not-offered', name: 'Wei' };
    const id = await server.customerWrites('human please', of);
    const ben = await colleague(server.house);
    const offers = async () =>
      (await owner.get(`/admin/conversations/${id}`)).text.includes('Keep this answer?');
    await ben.resolves(id);
    expect(await offers()).toBe(false);
    await ben.says(id, 'One more thing: we close early today.');
    expect(await offers()).toBe(false);
    await ben.resolves(id);
    expect(await offers()).toBe(true);
  });

  it('become an entry of the knowledge as the owner corrected them, and the bot answers from it', async () => {
    const id = await kept('Do you engrave names on mugs?', 'yes can, 3 dollars');
    const approved = await owner.post(`/admin/answers/${id}/approve`, {
      question: 'Do you engrave\nnames on mugs?',
      answer: 'Yes, engraving a mug is **$3**.',
      language: 'en',
    });
    expect(approved).toMatchObject({ status: 303, location: `/admin/questions/answers?approved=${id}` });
    expect((await owner.get(approved.location ?? '')).text).toContain(
      'Approved “<bdi>Do you engrave names on mugs?</bdi>”',
    );
    expect(await documents('engrav')).toMatchObject([
      { kind: 'question_answer', title: 'Do you engrave names on mugs?', language: 'en', status: 'ready' },
    ]);
    expect((await drafts()).some((draft) => draft.id === id)).toBe(false);
    const trial = await owner.get('/admin/try?question=Do+you+engrave+names+on+mugs%3F');
    expect(trial.text).toContain('engraving a mug is <strong>$3</strong>');
  });

  it('are one entry when they are approved by two at once', async () => {
    const id = await kept('Do you sell gift wrapping paper?', 'Yes, from $2 a sheet.');
    const fields = { question: 'Do you sell gift wrapping paper?', answer: 'Yes, from $2 a sheet.' };
    const approve = () => owner.post(`/admin/answers/${id}/approve`, fields);
    const answers = await Promise.all([approve(), approve(), approve()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await documents('wrapping paper')).toHaveLength(1);
    const late = await approve();
    expect((await owner.get(late.location ?? '')).text).toContain('decided about this answer already');
  });

  it('are no entry where a colleague rejects them while they are being approved', async () => {
    const { library } = server.house;
    const id = await kept('Do you sell lottery tickets?', 'No, next door.');
    const add = library.add;
    library.add = async (...given) => {
      await owner.post(`/admin/answers/${id}/reject`);
      return add(...given);
    };
    const fields = { question: 'Do you sell lottery tickets?', answer: 'No, next door.' };
    const late = await owner.post(`/admin/answers/${id}/approve`, fields);
    library.add = add;
    expect(late.location).toBe('/admin/questions/answers?decided=1');
    expect(await documents('lottery')).toEqual([]);
    await owner.post(`/admin/answers/${id}/reopen`);
    expect((await drafts()).some((draft) => draft.id === id)).toBe(true);
  });

  it('keep what was typed where the question or the answer is missing', async () => {
    const id = await kept('Is there a lift to the upper floor?', 'Yes, behind the counter.');
    const refused = await owner.post(`/admin/answers/${id}/approve`, {
      question: ' ',
      answer: 'Yes </textarea>',
      language: 'ta',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Write the question as a customer would ask it.');
    expect(refused.text).toContain('Yes &lt;/textarea>');
    expect(refused.text).toMatch(/<option value="ta" selected/);
    expect(await documents('lift to the upper')).toEqual([]);
  });

  it('are rejected, and brought back by Undo', async () => {
    const id = await kept('Can I bring my parrot along?', 'This once, yes.');
    const has = async () => (await drafts()).some((draft) => draft.id === id);
    const rejected = await owner.post(`/admin/answers/${id}/reject`);
    expect(await has()).toBe(false);
    expect((await owner.get(rejected.location ?? '')).text).toContain(`action="/admin/answers/${id}/reopen"`);
    const late = await owner.post(`/admin/answers/${id}/approve`, { question: 'q', answer: 'a' });
    expect(late.location).toBe('/admin/questions/answers?decided=1');
    await owner.post(`/admin/answers/${id}/reopen`);
    expect(await has()).toBe(true);
  });

  it('leave a trace of who decided', async () => {
    const { rows } = await server.house.database.pool.query<{ action: string }>(
      'select distinct action from audit',
    );
    const actions = rows.map(({ action }) => action);
    for (const action of [
      'conversation_answer_kept',
      'answer_approved',
      'answer_rejected',
      'answer_reopened',
    ])
      expect(actions).toContain(action);
  });
});
