import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePin } from '../../knowledge/pins.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type ClaimedItem, finishItem } from '../../src/store/imports.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { htmlPage, openWebsite, type Website } from '../support/website.ts';

describe('what an import holds back for its owner', () => {
  let server: FormServer;
  let site: Website;
  let owner: Visitor;
  beforeAll(async () => {
    site = await openWebsite();
    server = await startForm({ web: site.web });
    owner = new Visitor(server.url);
    await owner.signIn();
    await server.house.library.save(server.house.database.tenantId, {
      ...{ kind: 'question_answer', title: 'How much is delivery?', body: 'Delivery is $5.' },
    });
    await owner.get('/admin/pins');
    await owner.post('/admin/pins', { question: 'How much is delivery', language: 'en' });
  });
  afterAll(async () => {
    await server?.close();
    await site?.close();
  });

  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await server.house.database.pool.query(text, values)).rows;
  const entry = async (source: string) =>
    (
      await query('select id, body, is_draft from documents where source = $1 and deleted_at is null', source)
    )[0];
  const itemOf = async (url: string) =>
    (await query('select * from import_items where source = $1', url))[0] ?? {};
  const marksOn = (text: string): readonly string[] =>
    [...text.matchAll(/name="item" value="([^"]+ [^"]+)"/g)].map(([, mark]) => mark ?? '');
  const WAITS = 'New words for an entry';

  async function drop(name: string, text: string): Promise<string> {
    await owner.get('/admin/knowledge/import');
    const id = randomUUID();
    await owner.post('/admin/knowledge/import', { import: id, files: new File([text], name) });
    const address = `/admin/knowledge/import/${id}`;
    await until('everything is read', async () => (await owner.get(address)).text.includes('All is read.'));
    return address;
  }

  /** Looks at the address now, until its page is read. */
  async function check(address: string, url: string, wanted: string): Promise<void> {
    const { done_at: before } = await itemOf(url);
    await owner.post(`${address}/check`);
    await until(`it is ${wanted}`, async () => {
      const { state, done_at: after } = await itemOf(url);
      return state === wanted && Number(after) > Number(before);
    });
  }

  /** A page of a sitemap, with a question pinned to its words. */
  async function watch(name: string) {
    const url = `${site.url}/${name}`;
    const show = (price: string) =>
      site.pages.set(`/${name}`, { body: htmlPage(`${name} fees`, `The ${name} fee is ${price} an hour.`) });
    show('$2');
    const headers = { 'Content-Type': 'application/xml' };
    site.pages.set(`/${name}.xml`, { body: `<urlset><url><loc>${url}</loc></url></urlset>`, headers });
    await owner.get('/admin/knowledge/import');
    await owner.post('/admin/knowledge/import/web', { url: `${url}.xml` });
    await until('the page is read', async () => (await itemOf(url)).state === 'done');
    const { import_id: importId, document_id: documentId, id } = await itemOf(url);
    const { pool, tenantId } = server.house.database;
    await savePin(pool, tenantId, {
      ...{ question: `How much is the ${name} fee?`, language: 'en', expectedText: '$2' },
      ...{ documentId: documentId as DocumentId, state: 'holds', answered: undefined },
    });
    const address = `/admin/knowledge/import/${importId}`;
    const page = async () => (await owner.get(address)).text;
    return { url, id, address, show, page, check: (wanted: string) => check(address, url, wanted) };
  }

  it('is shown, and decided, while its page is read again; what was read meanwhile is read once more', async () => {
    const { url, id, address, show, check, page } = await watch('parking');
    show('$7');
    await check('held');
    // As another process has it that reads the page in this moment.
    const [reading] = await query(
      `update import_items
       set state = 'reading', attempts = 1, lease_until = now() + interval '1 minute'
       where id = $1
       returning id, tenant_id as "tenantId", attempts, document_id as "documentId", held`,
      id,
    );
    const shown = await page();
    expect(shown).toContain(WAITS);
    expect((await owner.get('/admin')).text).toContain('1 imported text waits for you');
    await owner.post(`${address}/keep`, { item: marksOn(shown) });
    expect(await page()).not.toContain(WAITS);
    const late = { state: 'held', held: reading?.held as object } as const;
    expect(await finishItem(server.house.database.pool, reading as unknown as ClaimedItem, late)).toBe(false);
    await until('it is read once more', async () => (await itemOf(url)).state === 'unchanged');
    expect(await page()).not.toContain(WAITS);
  });

  it('goes on waiting while its page can not be read, and is published as it was shown', async () => {
    const { url, address, show, check, page } = await watch('towing');
    show('$8');
    await check('held');
    const shown = await page();
    site.pages.set('/towing', { body: '' });
    await check('failed');
    expect(await page()).toContain(WAITS);
    show('$9');
    await check('held');
    // The owner has the page of before on the screen.
    const late = await owner.post(`${address}/publish`, { item: marksOn(shown) });
    expect((await owner.get(late.location ?? '')).text).toContain('Nothing was published');
    expect(await entry(url)).toMatchObject({ body: expect.stringContaining('$2') });
    const published = await owner.post(`${address}/publish`, { item: marksOn(await page()) });
    expect((await owner.get(published.location ?? '')).text).toContain('1 text published.');
    expect(await entry(url)).toMatchObject({ body: expect.stringContaining('$9') });
    expect(await page()).not.toContain(WAITS);
  });

  it('waits no more once the file says again what its entry says', async () => {
    const hours = (text: string) => `# Opening hours\n\nWe open from ${text}.`;
    await drop('hours.md', hours('nine to six'));
    await owner.post('/admin/pins', { question: 'What are your opening hours?', language: 'en' });
    await query(`update pins set expected_text = 'nine to six' where question like '%opening%'`);
    const other = await drop('hours.md', hours('ten to four'));
    expect((await owner.get(other)).text).toContain(WAITS);
    await drop('hours.md', hours('nine to six'));
    const { text } = await owner.get(other);
    expect(text).not.toContain(WAITS);
    expect(text).toContain('A newer text of it came since.');
  });

  it('brings no page back that can not be read, and takes it for no deletion of its owner', async () => {
    const body = htmlPage('How much is delivery', 'How much is delivery? Delivery is $77.');
    const url = `${site.url}/delivery`;
    site.pages.set('/delivery', { body });
    await owner.get('/admin/knowledge/import');
    await owner.post('/admin/knowledge/import/web', { url });
    await until('the page is held', async () => (await itemOf(url)).state === 'held');
    const { import_id: importId, document_id: documentId } = await itemOf(url);
    const address = `/admin/knowledge/import/${importId}`;
    await owner.post(`${address}/publish`, { item: marksOn((await owner.get(address)).text) });
    // As three checks leave it that found it gone.
    await query(`update documents set deleted_at = now() where id = $1`, documentId);
    await query(`update import_items set misses = 3, state = 'failed' where source = $1`, url);
    site.pages.set('/delivery', { body: '' });
    await check(address, url, 'failed');
    expect(await entry(url)).toBeUndefined();
    site.pages.set('/delivery', { body });
    await check(address, url, 'held');
    expect(await entry(url)).toMatchObject({ is_draft: true });
    expect((await owner.get(address)).text).toContain('1 text waits');
  });

  it('asks before an undo takes away what would answer a pinned question on a coming day', async () => {
    const address = await drop('sale.md', '# Season sale\n\nThe season sale is on all teapots.');
    const { id } = (await entry('sale.md')) as { id: DocumentId };
    await query(`update documents set valid_from = now() + interval '3 days' where id = $1`, id);
    const { pool, tenantId } = server.house.database;
    await savePin(pool, tenantId, {
      ...{ question: 'What is in the season sale?', language: 'en', expectedText: 'teapots' },
      ...{ documentId: id, state: 'fails', answered: undefined },
    });
    const undo = await owner.post(`${address}/undo`);
    expect(undo.text).toContain('This change would alter 1 pinned answer');
    expect(await entry('sale.md')).toBeDefined();
    expect((await owner.post(`${address}/undo`, { anyway: 'yes' })).status).toBe(303);
    expect(await entry('sale.md')).toBeUndefined();
  });
});
