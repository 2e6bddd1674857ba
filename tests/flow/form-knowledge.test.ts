import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDocuments } from '../../knowledge/documents.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';

describe('the list of knowledge without JavaScript', () => {
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

  const add = (title: string, more: Record<string, unknown> = {}): Promise<DocumentId> =>
    server.house.library.save(server.house.database.tenantId, {
      kind: 'question_answer',
      title,
      body: `About ${title}.`,
      language: 'en',
      ...more,
    });
  const titles = async (query: string) => {
    const { pool, tenantId } = server.house.database;
    const { documents } = await listDocuments(pool, tenantId, { query, limit: 50, offset: 0 });
    return documents.map(({ title }) => title).sort();
  };

  it('tells entries apart by where they stand, where they come from and their language', async () => {
    await add('Tea draft', { isDraft: true });
    await add('Tea over', { validUntil: new Date('2020-02-01T00:00:00+08:00') });
    await add('Tea soon', { validFrom: new Date('2100-01-01T00:00:00+08:00') });
    await add('Tea by hand', { isHumanOnly: true });
    await add('Tea page', { source: 'https://shop.example/tea' });
    const page = await owner.get('/admin/knowledge?q=Tea');
    expect(page.text).toMatch(/Drafts <span class="count">1<\/span>/);
    expect(page.text).toMatch(/Not valid now <span class="count">2<\/span>/);
    expect(page.text).toContain('ended 31 Jan 2020');
    expect(page.text).toContain('from 1 Jan 2100');
    const shown = async (filter: string) =>
      [...(await owner.get(`/admin/knowledge?q=Tea&${filter}`)).text.matchAll(/class="who">([^<]+)/g)].map(
        ([, title]) => title,
      );
    expect(await shown('status=draft')).toEqual(['Tea draft']);
    expect(await shown('status=human_only')).toEqual(['Tea by hand']);
    expect((await shown('status=resting')).sort()).toEqual(['Tea over', 'Tea soon']);
    expect(await shown('source=web')).toEqual(['Tea page']);
    expect(await shown('source=starter')).toEqual([]);
  });

  it('finds again what was deleted, alone and together, long after the undo was offered', async () => {
    const alone = await add('Bin alone');
    const together = [await add('Bin first'), await add('Bin second')];
    await owner.get('/admin/knowledge');
    await owner.post(`/admin/knowledge/${alone}/delete`);
    await owner.post('/admin/knowledge/bulk', { id: together, action: 'delete' });
    const { text } = await owner.get('/admin/knowledge/bin');
    const rows = text.split('<li class="row item">').slice(1, 3);
    expect(rows[0]).toMatch(/2 entries<.*Bin first.*Bin second/s);
    expect(rows[1]).toContain('Bin alone');
    const sent = rows.map((row) => ({
      action: /action="([^"]+)"/.exec(row)?.[1] ?? '',
      fields: Object.fromEntries(
        [...row.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      ),
    }));
    for (const { action, fields } of sent) expect((await owner.post(action, fields)).status).toBe(303);
    expect(await titles('Bin')).toEqual(['Bin alone', 'Bin first', 'Bin second']);
    expect((await owner.get('/admin/knowledge/bin')).text).not.toContain('Bin alone');
    expect((await owner.get('/admin/knowledge/bin?page=2')).text).toContain(
      'href="/admin/knowledge/bin?page=1"',
    );
  });

  it('shows what is called by the words of a search before what only speaks of them', async () => {
    await add('Umbrella stand');
    await add('Lost and found', { body: 'We keep an umbrella for a month.' });
    const { text } = await owner.get('/admin/knowledge?q=umbrella');
    expect([...text.matchAll(/class="who">([^<]+)/g)].map(([, title]) => title)).toEqual([
      'Umbrella stand',
      'Lost and found',
    ]);
  });

  it('deletes several entries and undoes it as one', async () => {
    const ids = [await add('Jam red'), await add('Jam blue')];
    await add('Jam green');
    await owner.get('/admin/knowledge?q=Jam');
    const deleted = await owner.post('/admin/knowledge/bulk', { q: 'Jam', id: ids, action: 'delete' });
    expect(await titles('Jam')).toEqual(['Jam green']);
    const list = await owner.get(deleted.location ?? '');
    expect(list.text).toContain('2 entries deleted.');
    const deletion = /name="deletion" value="([^"]+)"/.exec(list.text)?.[1] ?? '';
    const undone = await owner.post('/admin/knowledge/bulk/undo', { deletion });
    expect((await owner.get(undone.location ?? '')).text).toContain('2 entries brought back.');
    expect(await titles('Jam')).toEqual(['Jam blue', 'Jam green', 'Jam red']);
  });

  it('offers on the first page to take the sample away as a whole, and says nothing of it once it is gone', async () => {
    const before = await owner.get('/admin');
    expect(before.text).not.toContain('sample shop');
    await add('Sample beans', { source: 'starter' });
    await add('Sample milk', { source: 'starter' });
    await add('Sampled by us');
    const rewritten = await add('Sample hours', { source: 'starter' });
    await owner.get(`/admin/knowledge/${rewritten}`);
    const ours = { title: 'Sample hours', body: 'Ours: 9 to 5.', language: 'en' };
    await owner.post(`/admin/knowledge/${rewritten}`, { ...ours, source: 'starter' });
    const home = await owner.get('/admin');
    expect(home.text).toContain('2 entries tell of a shop that does not exist');
    const [, form = ''] =
      /<form method="post" action="\/admin\/knowledge\/bulk">(.*?)<\/form>/s.exec(home.text) ?? [];
    const sent = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]);
    const deleted = await owner.post('/admin/knowledge/bulk', Object.fromEntries(sent));
    expect((await owner.get(deleted.location ?? '')).text).toContain('2 entries deleted.');
    expect(await titles('Sample'), 'what was rewritten is no sample').toEqual([
      'Sample hours',
      'Sampled by us',
    ]);
    expect((await owner.get('/admin')).text).not.toContain('sample shop');
  });

  it('marks all that match: left to a person, with a last day in the shop’s own time, and approved', async () => {
    const { pool, tenantId } = server.house.database;
    await add('Cup small', { isDraft: true });
    await add('Cup large');
    await owner.get('/admin/knowledge?q=Cup');
    const act = (action: string, more: Record<string, string> = {}) =>
      owner.post('/admin/knowledge/bulk', { q: 'Cup', scope: 'all', action, ...more });
    const read = async () =>
      (await listDocuments(pool, tenantId, { query: 'Cup', limit: 9, offset: 0 })).documents;
    await act('human');
    expect((await read()).map(({ isHumanOnly }) => isHumanOnly)).toEqual([true, true]);
    await act('bot');
    const dated = await act('until', { until: '2099-12-31' });
    expect((await owner.get(dated.location ?? '')).text).toContain('2 entries with a last day.');
    expect((await read())[0]?.validUntil?.toISOString()).toBe('2099-12-31T16:00:00.000Z');
    expect((await owner.get('/admin/knowledge?q=Cup')).text).toContain('until 31 Dec 2099');
    await act('forever');
    await act('publish');
    expect((await read()).map(({ isDraft, validUntil }) => [isDraft, validUntil])).toEqual([
      [false, undefined],
      [false, undefined],
    ]);
  });

  it('says what is missing where nothing is selected, or no day', async () => {
    const id = await add('Spoon');
    await owner.get('/admin/knowledge');
    const news = async (fields: Record<string, string>) =>
      (await owner.get((await owner.post('/admin/knowledge/bulk', fields)).location ?? '')).text;
    expect(await news({ action: 'delete' })).toContain('Nothing is selected.');
    expect(await news({ action: 'until', id, until: '2026-02-30' })).toContain('Choose the last day first.');
    expect(await news({ action: 'bot', id })).toContain('Nothing had to be changed.');
    expect(await titles('Spoon')).toEqual(['Spoon']);
  });

  it('reads again what could not be read, and the page watches it', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Empty page', { kind: 'html', body: '<p></p>' });
    await owner.get('/admin/knowledge?status=failed');
    await pool.query(`update documents set status = 'processing' where id = $1`, [id]);
    const page = await owner.get('/admin/knowledge');
    expect(page.text).toContain('data-watch="knowledge"');
    expect(page.text).toContain('1 entry is being read.');
    const version = /data-version="([^"]+)"/.exec(page.text)?.[1];
    await owner.post('/admin/knowledge/bulk', { id, action: 'read' });
    await until('it was read', async () => {
      const { documents } = await listDocuments(pool, tenantId, {
        status: 'processing',
        limit: 1,
        offset: 0,
      });
      return documents.length === 0;
    });
    const state = JSON.parse((await owner.get('/admin/live/state?watch=knowledge')).text);
    expect(state.version).not.toBe(version);
    expect((await owner.get('/admin/knowledge')).text).not.toContain('data-watch');
  });

  it('speaks Chinese', async () => {
    const page = await owner.get('/admin/knowledge', { 'Accept-Language': 'zh' });
    for (const words of ['知识库', '来自网页', '导入文件或网页', '选择本页全部'])
      expect(page.text).toContain(words);
  });
});
