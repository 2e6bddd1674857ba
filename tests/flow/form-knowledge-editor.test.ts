import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDocuments, readDocument } from '../../knowledge/documents.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

describe('the editor of knowledge without JavaScript', () => {
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

  const add = (title: string, body: string): Promise<DocumentId> =>
    server.house.library.save(server.house.database.tenantId, {
      kind: 'question_answer',
      title,
      body,
      language: 'en',
    });
  const read = async (id: DocumentId) => {
    const { pool, tenantId } = server.house.database;
    const document = await readDocument(pool, tenantId, id);
    if (!document) throw new Error('the entry is gone');
    return document;
  };
  /** The entry's page, once the model drafts nothing for it any more. */
  const version = (text: string): string => /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';

  it('keeps days of validity: whole days of the shop, told where they are not', async () => {
    await owner.get('/admin/knowledge/new');
    const write = (firstDay: string, lastDay: string) =>
      owner.post('/admin/knowledge/new', {
        title: 'Any mooncakes?',
        body: 'Until the festival.',
        firstDay,
        lastDay,
      });
    const reversed = await write('2099-09-30', '2099-09-01');
    expect(reversed).toMatchObject({
      status: 422,
      text: expect.stringContaining('The last day is before the first.'),
    });
    expect(reversed.text).toContain('value="2099-09-01"');
    expect((await write('2099-02-30', '')).text).toContain('Write a day as 2026-12-31');
    const saved = await write('2020-09-01', '2099-09-30');
    expect((await owner.get(saved.location ?? '')).text).toContain('until 30 Sept 2099');
    const { pool, tenantId } = server.house.database;
    const { documents } = await listDocuments(pool, tenantId, { query: 'mooncakes', limit: 1, offset: 0 });
    expect(documents[0]?.validFrom?.toISOString()).toBe('2020-08-31T16:00:00.000Z');
    expect(documents[0]?.validUntil?.toISOString()).toBe('2099-09-30T16:00:00.000Z');
    const editor = await owner.get(`/admin/knowledge/${documents[0]?.id}`);
    expect(editor.text).toMatch(/name="lastDay"[^>]*value="2099-09-30"/);
  });

  it('keeps a draft from customers until it is approved', async () => {
    await owner.get('/admin/knowledge/new');
    const entry = { title: 'Do you engrave cups?', body: 'Yes, for $7 a cup.' };
    const kept = await owner.post('/admin/knowledge/new', { ...entry, action: 'draft' });
    expect((await owner.get(kept.location ?? '')).text).toContain(
      'as a draft. Customers get it once you approve it.',
    );
    const trial = async () => (await owner.get('/admin/try?question=Do+you+engrave+cups%3F')).text;
    expect(await trial()).not.toContain('$7 a cup');
    const id = new URLSearchParams(kept.location?.split('?')[1]).get('saved') as DocumentId;
    await owner.get(`/admin/knowledge/${id}`);
    await owner.post(`/admin/knowledge/${id}`, { ...entry, language: 'en', action: 'save' });
    expect((await read(id)).isDraft).toBe(true);
    await owner.post(`/admin/knowledge/${id}`, { ...entry, language: 'en', action: 'publish' });
    expect(await trial()).toContain('$7 a cup');
  });

  it('asks before one owner saves over what another saved meanwhile, and loses neither', async () => {
    const id = await add('Who bakes?', 'Ali bakes.');
    const page = await owner.get(`/admin/knowledge/${id}`);
    await server.house.library.save(server.house.database.tenantId, {
      ...{ id, kind: 'question_answer', title: 'Who bakes?', body: 'Siti bakes.', language: 'en' },
    });
    const mine = { title: 'Who bakes?', body: 'Ravi bakes.', language: 'en' };
    const asked = await owner.post(`/admin/knowledge/${id}`, { ...mine, version: version(page.text) });
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('saved this entry while you were writing');
    expect(asked.text).toContain('<del>Siti</del><ins>Ravi</ins>');
    expect(asked.text).toContain('Ravi bakes.</textarea>');
    expect((await read(id)).body).toBe('Siti bakes.');
    await owner.post(`/admin/knowledge/${id}`, { ...mine, version: version(asked.text) });
    expect((await read(id)).body).toBe('Ravi bakes.');
    expect((await owner.get(`/admin/knowledge/${id}/history/2`)).text).toContain('Siti');
  });

  it('gives back what was typed for an entry that was deleted meanwhile', async () => {
    const id = await add('Any tea?', 'Green tea.');
    await owner.get(`/admin/knowledge/${id}`);
    await server.house.library.remove(server.house.database.tenantId, id);
    const page = await owner.post(`/admin/knowledge/${id}`, { title: 'Any tea?', body: 'Black tea.' });
    expect(page.text).toContain('Somebody deleted this entry meanwhile.');
    expect(page.text).toContain('Black tea.</textarea>');
    expect(page.text).toContain('action="/admin/knowledge/new"');
  });

  it('tells where in a file a text stands, in the place of marks that nobody knows', async () => {
    const { tenantId } = server.house.database;
    const body = '<!-- page 1 -->\n\nWe bake.\n\n<!-- page 2 -->\n\nWe deliver.';
    const id = await server.house.library.save(tenantId, { kind: 'markdown', title: 'Leaflet', body });
    expect((await owner.get(`/admin/knowledge/${id}`)).text).toContain(
      'tell where in the file the text stands',
    );
    const preview = await owner.post(`/admin/knowledge/${id}`, { kind: 'markdown', body, action: 'preview' });
    expect(preview.text).toMatch(/Page 1.*We bake.*Page 2.*We deliver/s);
    expect(preview.text.slice(preview.text.indexOf('Preview, not saved'))).not.toContain('page 2 --');
  });

  it('speaks Chinese', async () => {
    const id = await add('Any cake?', 'Every day.');
    const zh = { 'Accept-Language': 'zh' };
    const editor = await owner.get(`/admin/knowledge/${id}`, zh);
    for (const words of ['编辑', '顾客何时能看到', '让模型写其他语言的草稿', '历史记录'])
      expect(editor.text).toContain(words);
    expect((await owner.get(`/admin/knowledge/${id}/history`, zh)).text).toContain('保留最近 50 个版本');
  });
});
