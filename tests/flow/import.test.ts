import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImporter, type Importer } from '../../knowledge/import/importer.ts';
import { IMPORT_LIMIT_BYTES } from '../../knowledge/import/source.ts';
import { createLog } from '../../src/log.ts';
import { type ImportId, parseId } from '../../src/model/ids.ts';
import { createFiles, type Files } from '../../src/store/files.ts';
import { listItems } from '../../src/store/import-list.ts';
import { addItem, claimItems, finishItem, openImport } from '../../src/store/imports.ts';
import { addWebSource, checkNow } from '../../src/store/web-sources.ts';
import { ENGINES } from '../support/database.ts';
import { makePdf, makeZip } from '../support/documents.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { htmlPage, openWebsite, type Website } from '../support/website.ts';

describe.each(ENGINES)('what comes into the knowledge many at once (%s)', (engine) => {
  let house: House;
  let files: Files;
  let importer: Importer;
  let site: Website;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    house = await openHouse({ engine, sweeps: false });
    site = await openWebsite();
    files = createFiles(house.database.where.dataDir, IMPORT_LIMIT_BYTES);
    importer = createImporter({
      pool: house.database.pool,
      files,
      library: house.library,
      embedder: undefined,
      model: undefined,
      transcriber: undefined,
      web: site.web,
      log: createLog('silent'),
    });
    stop = importer.start();
  });
  afterAll(async () => {
    await stop?.();
    await site?.close();
    await house?.close();
  });

  async function drop(given: Readonly<Record<string, string | Buffer>>): Promise<ImportId> {
    const { pool, tenantId } = house.database;
    const id = parseId<'import'>(randomUUID());
    await openImport(pool, tenantId, { id, kind: 'files', title: 'test' });
    for (const [source, content] of Object.entries(given)) {
      const { contentUrl } = await files.save(bytesOf(content));
      await addItem(pool, tenantId, { importId: id, source, contentUrl });
    }
    importer.ring();
    return id;
  }

  const itemsOf = (importId: ImportId) =>
    listItems(house.database.pool, house.database.tenantId, { importId, limit: 100 });

  async function ends(importId: ImportId): Promise<Record<string, string>> {
    await until('everything is read', async () =>
      (await itemsOf(importId)).every(({ state }) => !['waiting', 'reading'].includes(state)),
    );
    const items = await itemsOf(importId);
    return Object.fromEntries(
      items.map(({ source, state, error }) => [source, error ? `${state}: ${error}` : state]),
    );
  }

  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await house.database.pool.query(text, values)).rows;

  it('is read, found, and told where it is broken; the bytes go when they are read', async () => {
    const id = await drop({
      'docs/delivery.md': '# Delivery\n\nWe deliver durians to Pulau Ubin on Tuesdays.',
      'docs/prices.pdf': makePdf(['A tin of kaya costs nine dollars.']),
      'docs/broken.pdf': Buffer.from('%PDF-1.4 and nothing'),
      'docs/picture.png': Buffer.from('\x89PNG\r\n\x1a\nnothing', 'latin1'),
    });
    expect(await ends(id)).toEqual({
      'docs/delivery.md': 'done',
      'docs/prices.pdf': 'done',
      'docs/broken.pdf': expect.stringContaining('failed: The file is damaged.'),
      'docs/picture.png': expect.stringContaining('failed: Pictures are read by a model that sees.'),
    });
    const [document] = await query(
      `select title, source, kind, status from documents where source = 'docs/prices.pdf'`,
    );
    expect(document).toMatchObject({ title: 'prices.pdf', source: 'docs/prices.pdf', status: 'ready' });
    const { passages } = await house.respondDeps.search(
      house.database.tenantId,
      { text: 'Do you deliver durians to Pulau Ubin?', language: 'en' },
      { limit: 1, signal: new AbortController().signal },
    );
    expect(passages[0]?.text).toContain('Tuesdays');
    const kept = await query(
      'select source from import_items where import_id = $1 and content_url is not null order by 1',
      id,
    );
    expect(kept.map(({ source }) => source)).toEqual(['docs/broken.pdf', 'docs/picture.png']);
  });

  it('is skipped where it has not changed, and brings its entry up to date where it has', async () => {
    await ends(await drop({ 'a/hours.md': 'Open from nine.', 'a/rent.md': 'We rent out grinders.' }));
    const second = await drop({ 'a/hours.md': 'Open from ten.', 'a/rent.md': 'We rent out grinders.' });
    expect(await ends(second)).toEqual({ 'a/hours.md': 'done', 'a/rent.md': 'unchanged' });
    const moved = await drop({ 'b/rent again.md': 'We rent out grinders.' });
    expect(await ends(moved)).toEqual({ 'b/rent again.md': 'unchanged' });
    expect(await itemsOf(moved)).toMatchObject([
      { warnings: [expect.stringContaining('under another name')] },
    ]);
    const rows = await query(
      `select source, body, version from documents where source ~ '^[ab]/' order by source`,
    );
    expect(rows).toEqual([
      { source: 'a/hours.md', body: 'Open from ten.', version: 2 },
      { source: 'a/rent.md', body: 'We rent out grinders.', version: 1 },
    ]);
  });

  it('tells each file of an archive by itself, and adds none twice when its reading was cut off', async () => {
    const zip = makeZip({
      'one.txt': 'First of the archive.',
      'two.txt': 'Second of it.',
      'three.pdf': 'no PDF',
    });
    const id = await drop({ 'all.zip': zip });
    expect(await ends(id)).toMatchObject({
      'all.zip': 'done',
      'all.zip/one.txt': 'done',
      'all.zip/two.txt': 'done',
    });
    const { contentUrl } = await files.save(bytesOf(zip));
    // As a crash after the last of its files leaves it.
    await query(
      `update import_items set state = 'reading', content_url = $2 where import_id = $1 and source = 'all.zip'`,
      id,
      contentUrl,
    );
    importer.ring();
    expect(await ends(id)).toMatchObject({ 'all.zip': 'done' });
    expect(await query(`select from documents where source like 'all.zip/%'`)).toHaveLength(
      (await itemsOf(id)).filter(({ documentId }) => documentId).length,
    );
  });

  it('belongs to one reader at a time: one that was overtaken writes nothing', async () => {
    await stop();
    const { pool, tenantId } = house.database;
    const id = parseId<'import'>(randomUUID());
    await openImport(pool, tenantId, { id, kind: 'files', title: 'lease' });
    await addItem(pool, tenantId, { importId: id, source: 'slow.txt', contentUrl: 'file:0' });
    const [slow] = await claimItems(pool, { kind: 'files', limit: 9, leaseMs: -1_000 });
    const [quick] = await claimItems(pool, { kind: 'files', limit: 9, leaseMs: 60_000 });
    if (!slow || !quick) throw new Error('nothing was claimed');
    expect(await claimItems(pool, { kind: 'files', limit: 9, leaseMs: -1_000 })).toEqual([]);
    expect(await finishItem(pool, slow, { state: 'failed', error: 'late' })).toBe(false);
    expect(await finishItem(pool, quick, { state: 'done' })).toBe(true);
    expect(await itemsOf(id)).toMatchObject([{ state: 'done', error: null }]);
    stop = importer.start();
  });

  it('gives up a file that stops the program again and again', async () => {
    const id = await drop({});
    await query(
      `insert into import_items (tenant_id, import_id, source, content_url, attempts) values ($1, $2, 'bad.txt', 'file:0', 4)`,
      house.database.tenantId,
      id,
    );
    importer.ring();
    expect(await ends(id)).toEqual({ 'bad.txt': expect.stringContaining('stopped the program') });
  });

  async function watch(path: string, kind: 'page' | 'sitemap'): Promise<ImportId> {
    const { pool, tenantId } = house.database;
    const importId = parseId<'import'>(randomUUID());
    const url = `${site.url}${path}`;
    await openImport(pool, tenantId, { id: importId, kind: 'web', title: url });
    await addWebSource(pool, tenantId, { importId, url, kind, everyHours: 24 });
    await check(importId);
    return importId;
  }

  async function check(importId: ImportId): Promise<void> {
    const { pool, tenantId } = house.database;
    await query('update web_sources set last_checked_at = null where import_id = $1', importId);
    await checkNow(pool, tenantId, importId);
    importer.ring();
    await until('it is checked', async () => {
      const [row] = await query(
        'select last_checked_at, kind from web_sources where import_id = $1',
        importId,
      );
      return row?.last_checked_at !== null;
    });
  }

  it('a watched page is asked for by its tag, changed when it changes, and binned when it is gone for good', async () => {
    const url = `${site.url}/delivery`;
    site.pages.set('/delivery', {
      body: htmlPage('Delivery', 'To Bedok before noon.'),
      headers: { ETag: '"1"' },
    });
    const id = await watch('/delivery', 'page');
    expect(await ends(id)).toEqual({ [url]: 'done' });
    const read = (): Promise<Record<string, unknown>[]> =>
      query('select title, body, deleted_at is not null as deleted from documents where source = $1', url);
    expect(await read()).toEqual([
      { title: 'Delivery', body: expect.stringContaining('To Bedok before noon.'), deleted: false },
    ]);
    expect((await read())[0]?.body).not.toContain('Home Shop');

    site.pages.set('/delivery', (request) => ({
      status: request.headers['if-none-match'] === '"1"' ? 304 : 500,
    }));
    await check(id);
    expect(await ends(id)).toEqual({ [url]: 'unchanged' });

    site.pages.set('/delivery', { body: htmlPage('Delivery', 'To Bedok after noon.') });
    await check(id);
    expect(await ends(id)).toEqual({ [url]: 'done' });
    expect(await read()).toMatchObject([{ body: expect.stringContaining('after noon') }]);

    site.pages.delete('/delivery');
    for (const words of ['Its entry stays', 'Its entry stays', 'so its entry is in the bin']) {
      expect(await read()).toMatchObject([{ deleted: false }]);
      await check(id);
      expect(await ends(id)).toEqual({ [url]: expect.stringContaining(words) });
    }
    expect(await read()).toMatchObject([{ deleted: true }]);

    site.pages.set('/delivery', { body: htmlPage('Delivery', 'To Bedok again.') });
    await check(id);
    expect(await ends(id)).toEqual({ [url]: 'done' });
    expect(await read()).toMatchObject([{ body: expect.stringContaining('again'), deleted: false }]);
  });

  it('a sitemap that can not be read now is looked at again within the hour, and says so', async () => {
    site.pages.set('/down.xml', { status: 503 });
    const id = await watch('/down.xml', 'sitemap');
    const [row] = await query(
      `select last_error, next_check_at < now() + interval '1 hour' as soon from web_sources where import_id = $1`,
      id,
    );
    expect(row).toEqual({ last_error: 'The site answered with error 503.', soon: true });
    expect(await itemsOf(id)).toEqual([]);
  });

  it('a sitemap brings the pages of its own site, also when it does not look like one', async () => {
    const sitemap = (...urls: readonly string[]): string =>
      `<urlset>${urls.map((url) => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
    site.pages.set('/s/1', { body: htmlPage('One', 'Of the sitemap.') });
    site.pages.set('/s/2', { body: htmlPage('Two', 'Of the sitemap.') });
    site.pages.set('/map', {
      body: sitemap(`${site.url}/s/1`, `${site.url}/s/2`, 'https://other.example/x', 'file:///etc/passwd'),
      headers: { 'Content-Type': 'application/xml' },
    });
    const id = await watch('/map', 'page');
    await until('its pages are read', async () => (await itemsOf(id)).length === 2);
    expect(await ends(id)).toEqual({ [`${site.url}/s/1`]: 'done', [`${site.url}/s/2`]: 'done' });
    // What the owner deletes stays deleted.
    const [entry] = await itemsOf(id);
    if (!entry?.documentId) throw new Error('there is no entry');
    await house.library.remove(house.database.tenantId, entry.documentId);
    await check(id);
    expect(await ends(id)).toEqual({ [`${site.url}/s/1`]: 'unchanged', [`${site.url}/s/2`]: 'unchanged' });
    expect(
      await query('select from documents where id = $1 and deleted_at is null', entry.documentId),
    ).toEqual([]);
  });
});

async function* bytesOf(content: string | Buffer): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}
