import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeZip } from '../support/documents.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { htmlPage, openWebsite, type Website } from '../support/website.ts';

describe('importing on the form, without JavaScript', () => {
  let server: FormServer;
  let site: Website;
  let owner: Visitor;
  beforeAll(async () => {
    site = await openWebsite();
    server = await startForm({ web: site.web });
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(async () => {
    await server?.close();
    await site?.close();
  });

  const kept = (): number => {
    const root = join(server.house.database.where.dataDir, 'files');
    return readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .length;
  };

  async function send(file: File): Promise<string> {
    await owner.get('/admin/knowledge/import');
    const { status, location } = await owner.post('/admin/knowledge/import', { files: file });
    expect(status).toBe(303);
    return location ?? '';
  }

  async function settled(address: string): Promise<string> {
    await until('everything is read', async () => (await owner.get(address)).text.includes('All is read.'));
    return (await owner.get(address)).text;
  }

  const live = async (source: string): Promise<number> => {
    const { rows } = await server.house.database.pool.query(
      'select from documents where source = $1 and deleted_at is null',
      [source],
    );
    return rows.length;
  };

  it('takes a file in, tells how it went, and undoes and redoes it', async () => {
    const address = await send(new File(['Kaya toast is $3.'], 'menu.txt'));
    expect(await settled(address)).toContain('1 file: 1 taken in');
    expect(await live('menu.txt')).toBe(1);
    expect((await owner.post(`${address}/undo`)).status).toBe(303);
    expect(await live('menu.txt')).toBe(0);
    expect((await owner.get(address)).text).toContain('what it added is in the bin');
    expect((await owner.get('/admin/knowledge/bin')).text).toContain(`href="${address}"`);
    const redone = await owner.post(`${address}/redo`);
    expect((await owner.get(redone.location ?? '')).text).toContain('1 entry is back.');
    expect(await live('menu.txt')).toBe(1);
    expect((await owner.get('/admin/knowledge/import')).text).toContain('menu.txt');
  });

  it('says why a file failed, and reads it again when asked', async () => {
    const address = await send(new File(['%PDF-1.4 broken'], '<b>broken.pdf'));
    const text = await settled(address);
    expect(text).toContain('The file is damaged.');
    expect(text).toContain('&lt;b>broken.pdf');
    expect(text).toContain('Try again');
    await owner.post(`${address}/retry`);
    expect(await settled(address)).toContain('1 failed');
  });

  it('refuses another file of the same name with a sentence on a row of its own, and takes the same one once', async () => {
    const id = randomUUID();
    await owner.get('/admin/knowledge/import');
    const before = kept();
    for (const text of ['Two wings, $4.', 'Two wings, $4.', 'Six wings, $9.', 'Two wings, $4.']) {
      const files = new File([text], 'wings.txt');
      expect((await owner.post('/admin/knowledge/import', { files, import: id })).status).toBe(303);
      await settled(`/admin/knowledge/import/${id}`);
    }
    const page = await settled(`/admin/knowledge/import/${id}`);
    expect(page).toContain('2 files: 1 taken in, 1 failed');
    expect(page).toContain('wings.txt (2)');
    expect(page).toContain('Another file of this run has the same name. Rename one of them.');
    expect(await live('wings.txt')).toBe(1);
    // Of an archive nobody knows the bytes any more.
    for (const _time of [1, 2]) {
      const files = new File([new Uint8Array(makeZip({ 'legs.txt': 'Two legs, $6.' }))], 'all.zip');
      await owner.post('/admin/knowledge/import', { files, import: id });
      await settled(`/admin/knowledge/import/${id}`);
    }
    expect((await owner.get(`/admin/knowledge/import/${id}`)).text).not.toContain('all.zip (2)');
    // They go once it is written down that they were read.
    await until('no bytes are kept', () => kept() === before);
  });

  it('keeps nothing without the token of the page, of strangers, or of a form that is no upload', async () => {
    const before = kept();
    const file = new File(['secret'], 'x.txt');
    const forged = await owner.post('/admin/knowledge/import', { files: file }, { csrf: 'wrong' });
    expect(forged.status).toBe(403);
    const late = await owner.post(
      '/admin/knowledge/import',
      { files: file, csrf: owner.csrf },
      { csrf: undefined },
    );
    expect(late.status).toBe(403);
    const foreign = await owner.post(
      '/admin/knowledge/import',
      { files: file },
      { headers: { Origin: 'https://evil.example' } },
    );
    expect(foreign.status).toBe(403);
    expect((await new Visitor(server.url).post('/admin/knowledge/import', { files: file })).status).toBe(401);
    expect((await owner.post('/admin/knowledge/import', { a: 'b' })).status).toBe(415);
    expect(kept()).toBe(before);
  });

  it('says that a file is empty or too large, and that none was chosen', async () => {
    expect(await settled(await send(new File([''], 'nothing.txt')))).toContain('The file is empty.');
    expect(await settled(await send(new File([new Uint8Array(50_000_001)], 'film.txt')))).toContain(
      'larger than 50 MB',
    );
    await owner.get('/admin/knowledge/import');
    const none = await owner.post('/admin/knowledge/import', { files: new File([], '') });
    expect(none.status).toBe(422);
    expect(none.text).toContain('Choose a file first.');
  });

  it('watches an address, looks at it now, and leaves it alone again', async () => {
    site.pages.set('/visit', { body: htmlPage('Visit us', 'Blk 12 Tanglin Halt.') });
    const url = `${site.url}/visit`;
    await owner.get('/admin/knowledge/import');
    const added = await owner.post('/admin/knowledge/import/web', { url: ` ${url} `, everyHours: '168' });
    expect(added.location).toBe('/admin/knowledge/import?watched=1');
    await until('the page is read', async () => (await live(url)) === 1);
    const { text } = await owner.get('/admin/knowledge/import');
    expect(text).toContain(url);
    expect(text).toContain('every week');
    expect((await owner.post('/admin/knowledge/import/web', { url })).text).toContain('watched already');
    const asked = site.asked.length;
    const id = /import\/([0-9a-f-]{36})\/check/.exec(text)?.[1];
    await owner.post(`/admin/knowledge/import/${id}/check`);
    await until('it is asked again', () => site.asked.length > asked);
    const stop = async () =>
      owner.get((await owner.post(`/admin/knowledge/import/${id}/stop`)).location ?? '');
    const { pool } = server.house.database;
    const words = 'Parts of the sitemap could not be read, and their pages stay as they were: /x.xml';
    await pool.query('update web_sources set last_error = $2 where import_id = $1', [id, words]);
    const chinese = await owner.get(`/admin/knowledge/import/${id}`, { 'Accept-Language': 'zh' });
    expect(chinese.text).toContain('网站地图的部分内容无法读取，其中的网页保持原样：/x.xml');
    const stopped = await stop();
    expect(stopped.text).not.toContain('Watched addresses');
    const watchAgain = async () => {
      await owner.post(`/admin/knowledge/import/${id}/watch`, { url, kind: 'page', everyHours: '168' });
      return owner.get('/admin/knowledge/import');
    };
    expect((await watchAgain()).text).toMatch(/Watched addresses.*every week/s);
    await stop();
    expect((await owner.get('/admin/knowledge/import')).text).not.toContain('Watched addresses');
    expect(await live(url)).toBe(1);
    await owner.post(`/admin/knowledge/import/${id}/undo`);
    expect((await watchAgain()).text).not.toContain('Watched addresses');
  });

  it('says beside a watched page why it could not be read', async () => {
    const url = `${site.url}/gone`;
    await owner.get('/admin/knowledge/import');
    await owner.post('/admin/knowledge/import/web', { url, everyHours: '24' });
    const row = async () =>
      (await owner.get('/admin/knowledge/import')).text
        .split('<li class="row source">')
        .find((part) => part.includes(url));
    await until('it was looked at', async () => (await row())?.includes('class="error"') ?? false);
    expect(await row()).toContain('<span class="error">There is no page at this address.</span>');
  });

  it('refuses an address that is none, in the reader’s language, with what was typed kept', async () => {
    const refused = await owner.post('/admin/knowledge/import/web', { url: 'ftp://example.sg' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Only addresses that begin with http');
    expect(refused.text).toContain('value="ftp://example.sg"');
    const chinese = await owner.post(
      '/admin/knowledge/import/web',
      { url: 'localhost' },
      { headers: { 'Accept-Language': 'zh' } },
    );
    expect(chinese.text).toContain('内部网络');
  });

  it('keeps nothing of an upload whose sender goes away', async () => {
    const before = kept();
    const page = await owner.get('/admin/knowledge/import');
    expect(page.status).toBe(200);
    const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const upload = request(new URL('/admin/knowledge/import', server.url), {
      method: 'POST',
      headers: { Cookie: cookie, 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    upload.on('error', () => undefined);
    const part = (head: string, body: string): string =>
      `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}`;
    upload.write(
      `${part('name="csrf"', owner.csrf)}\r\n${part('name="files"; filename="half.txt"', 'x'.repeat(100_000))}`,
    );
    await until('it arrives', () => kept() > before);
    upload.destroy();
    await until('it is gone', () => kept() === before);
    expect((await owner.get('/admin/knowledge/import')).text).not.toContain('half.txt');
  });
});
