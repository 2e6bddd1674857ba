import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDocuments } from '../../knowledge/documents.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

const BADGE = 'Only a person answers';
const CHECKED = /<input[^>]*name="humanOnly"[^>]*\schecked/;

describe('the mark "leave this to a person" in the owners’ form', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  const entry = {
    kind: 'question_answer',
    title: 'Do you rent out the hall?',
    body: 'Ask Mei: $900 at least.',
  };
  const stored = async () => {
    const { pool, tenantId } = server.house.database;
    const { documents } = await listDocuments(pool, tenantId, { query: 'hall', limit: 5, offset: 0 });
    const [document] = documents;
    if (!document) throw new Error('no such document');
    return document;
  };

  it('is set in the editor, kept when something is missing, and shown in the list', async () => {
    expect((await owner.get('/admin/knowledge/new?kind=question_answer')).text).not.toMatch(CHECKED);
    const refused = await owner.post('/admin/knowledge/new', { ...entry, body: '', humanOnly: 'on' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(CHECKED);
    const saved = await owner.post('/admin/knowledge/new', { ...entry, humanOnly: 'on' });
    expect((await owner.get(saved.location ?? '')).text).toContain('calls a person for it from now on');
    expect(await stored()).toMatchObject({ isHumanOnly: true, status: 'ready' });
    expect((await owner.get('/admin/knowledge?q=hall')).text).toContain(BADGE);
    expect((await owner.get(`/admin/knowledge/${(await stored()).id}`)).text).toMatch(CHECKED);
  });

  it('makes the console say that a person would be called, and why, and not what the entry says', async () => {
    const { text } = await owner.get('/admin/try?question=Do+you+rent+out+the+hall%3F');
    expect(text).toContain('It calls a person.');
    expect(text).toContain('Your knowledge says that only a person may answer this.');
    expect(text).toContain(BADGE);
    const said = /<div class="bubble">([\s\S]*?)<\/div>/.exec(text)?.[1] ?? '';
    expect(said).toContain('passed this to the team');
    expect(said).not.toContain('$900');
    expect(text).not.toContain('Teach it the answer');
  });

  it('is taken off in the editor, and the bot answers', async () => {
    const { id } = await stored();
    await owner.get(`/admin/knowledge/${id}`);
    await owner.post(`/admin/knowledge/${id}`, entry);
    expect(await stored()).toMatchObject({ isHumanOnly: false, status: 'ready' });
    const { text } = await owner.get('/admin/try?question=Do+you+rent+out+the+hall%3F');
    expect(text).toContain('It answers.');
    expect(text).not.toContain(BADGE);
    expect((await owner.get('/admin/knowledge?q=hall')).text).not.toContain(BADGE);
  });
});
