import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_REWRITTEN_WORDS, takePage } from '../../knowledge/import/page.ts';
import { checkDueSource } from '../../knowledge/web/check.ts';
import { createLog } from '../../src/log.ts';
import { parseId } from '../../src/model/ids.ts';
import { retryItems } from '../../src/store/import-list.ts';
import { endImport } from '../../src/store/import-undo.ts';
import type { ClaimedItem } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { ENGINES } from '../support/database.ts';
import { until } from '../support/house.ts';
import { type ImportHouse, openImportHouse } from '../support/import-house.ts';
import { htmlPage } from '../support/website.ts';

describe.concurrent.each(ENGINES)('what comes into the knowledge from the web (%s)', (engine) => {
  let world: ImportHouse;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    world = await openImportHouse(engine);
    stop = world.importer.start();
  });
  afterAll(async () => {
    await stop?.();
    await world?.close();
  });

  it.sequential('a watched page is asked for by its tag, changed when it changes, and binned when it is gone for good', async () => {
    const url = `${world.site.url}/delivery`;
    world.site.pages.set('/delivery', {
      body: htmlPage('Delivery', 'To Bedok before noon.'),
      headers: { ETag: '"1"' },
    });
    const id = await world.watch('/delivery', 'page');
    expect(await world.ends(id)).toEqual({ [url]: 'done' });
    const read = (): Promise<Record<string, unknown>[]> =>
      world.query(
        'select title, body, deleted_at is not null as deleted from documents where source = $1',
        url,
      );
    expect(await read()).toEqual([
      { title: 'Delivery', body: expect.stringContaining('To Bedok before noon.'), deleted: false },
    ]);
    expect((await read())[0]?.body).not.toContain('Home Shop');

    world.site.pages.set('/delivery', (request) => ({
      status: request.headers['if-none-match'] === '"1"' ? 304 : 500,
    }));
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [url]: 'unchanged' });

    world.site.pages.set('/delivery', { body: htmlPage('Delivery', 'To Bedok after noon.') });
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [url]: 'done' });
    expect(await read()).toMatchObject([{ body: expect.stringContaining('after noon') }]);

    world.site.pages.delete('/delivery');
    for (const words of ['Its entry stays', 'Its entry stays', 'so its entry is in the bin']) {
      expect(await read()).toMatchObject([{ deleted: false }]);
      await world.check(id);
      expect(await world.ends(id)).toEqual({ [url]: expect.stringContaining(words) });
    }
    expect(await read()).toMatchObject([{ deleted: true }]);

    world.site.pages.set('/delivery', { body: htmlPage('Delivery', 'To Bedok again.') });
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [url]: 'done' });
    expect(await read()).toMatchObject([{ body: expect.stringContaining('again'), deleted: false }]);
  });

  it.sequential('a watched page leaves an entry alone that its owner changed, and is followed again once its text is back', async () => {
    const { tenantId } = world.house.database;
    const url = `${world.site.url}/hours`;
    const show = (text: string) => (request: { readonly headers: Readonly<Record<string, unknown>> }) =>
      request.headers['if-none-match'] === `"${text}"`
        ? { status: 304 }
        : { body: htmlPage('Hours', text), headers: { ETag: `"${text}"` } };
    world.site.pages.set('/hours', show('Open from nine.'));
    const id = await world.watch('/hours', 'page');
    await world.ends(id);
    const [entry] = await world.query('select id, kind, title, body from documents where source = $1', url);
    const documentId = parseId<'document'>(String(entry?.id));
    const write = (body: string): Promise<unknown> =>
      world.house.library.save(tenantId, {
        id: documentId,
        kind: 'markdown',
        title: 'Hours',
        source: url,
        body,
      });
    await write('Open from noon, says the boss.');
    world.site.pages.set('/hours', show('Open from ten.'));
    for (const _day of [1, 2]) {
      await world.check(id);
      expect(await world.ends(id)).toEqual({ [url]: 'unchanged' });
      expect(await world.itemsOf(id)).toMatchObject([{ warnings: [PAGE_REWRITTEN_WORDS] }]);
    }
    const body = async (): Promise<unknown> =>
      (await world.query('select body from documents where source = $1 and deleted_at is null', url))[0]
        ?.body;
    expect(await body()).toBe('Open from noon, says the boss.');
    world.site.pages.delete('/hours');
    for (const _day of [1, 2, 3]) {
      await world.check(id);
      await world.ends(id);
    }
    expect(await world.ends(id)).toEqual({ [url]: expect.stringContaining('because you changed it') });
    expect(await body()).toBe('Open from noon, says the boss.');
    world.site.pages.set('/hours', show('Open from ten.'));
    await write(String(entry?.body));
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [url]: 'done' });
    expect(await body()).toContain('Open from ten.');
  });

  it.sequential('a page that is gone is no deletion by its owner where the program ended right after it was binned', async () => {
    const { pool } = world.house.database;
    const url = `${world.site.url}/fleeting`;
    world.site.pages.set('/fleeting', { body: htmlPage('Fleeting', 'Here today.') });
    const id = await world.watch('/fleeting', 'page');
    await world.ends(id);
    world.site.pages.delete('/fleeting');
    // The third miss, as a process reads it that ends before it wrote down how it went.
    const [item] = await world.query(
      `update import_items
       set state = 'reading', attempts = 1, misses = 2, lease_until = now() + interval '1 minute'
       where import_id = $1
       returning id, tenant_id as "tenantId", import_id as "importId", 'web' as kind, source, etag, misses, attempts,
                 document_id as "documentId", last_modified as "lastModified"`,
      id,
    );
    const { library, pins } = world.house;
    const deps = {
      pool,
      library,
      bulk: library,
      pins,
      web: world.site.web,
      model: undefined,
      transcriber: undefined,
    };
    await takePage(deps, item as unknown as ClaimedItem, new AbortController().signal);
    await world.query('update import_items set lease_until = now() where import_id = $1', id);
    expect(await world.ends(id)).toEqual({ [url]: expect.stringContaining('so its entry is in the bin') });
    world.site.pages.set('/fleeting', { body: htmlPage('Fleeting', 'Back again.') });
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [url]: 'done' });
  });

  it.sequential('a page is read by its letters, whatever encoding its server names for all pages', async () => {
    const html = (title: string): string => htmlPage(title, `${title}：每天上午九点到晚上六点。`);
    const utf8 = { body: html('营业时间'), headers: { 'Content-Type': 'text/html; charset=ISO-8859-1' } };
    // 送货 in GB 18030.
    const chinese = Buffer.from('cbcdbbf5', 'hex').toString('latin1');
    const gb = { body: Buffer.from(htmlPage(chinese, 'To all of Bedok.'), 'latin1') };
    world.site.pages.set('/hours-zh', utf8);
    world.site.pages.set('/delivery-zh', gb);
    for (const path of ['/hours-zh', '/delivery-zh']) await world.ends(await world.watch(path, 'page'));
    const rows = await world.query(`select title from documents where source like '%-zh' order by source`);
    expect(rows).toEqual([{ title: '送货' }, { title: '营业时间' }]);
  });

  it.sequential('an address on which Kaki itself fails is not tried for ever', async () => {
    const id = await world.watch('/never', 'sitemap');
    await world.query(
      `update web_sources set url = 'http://', attempts = 4, next_check_at = now(), last_checked_at = null
       where import_id = $1`,
      id,
    );
    const state = async () =>
      (await world.query('select last_error, attempts from web_sources where import_id = $1', id))[0];
    await until('it is given up', async () => (await state())?.attempts === 0);
    expect(await state()).toMatchObject({ last_error: expect.stringContaining('Kaki itself failed') });
  });

  it.sequential('a sitemap that can not be read now is looked at again within the hour, and says so', async () => {
    world.site.pages.set('/down.xml', { status: 503 });
    const id = await world.watch('/down.xml', 'sitemap');
    const [row] = await world.query(
      `select last_error, next_check_at < now() + interval '1 hour' as soon from web_sources where import_id = $1`,
      id,
    );
    expect(row).toEqual({ last_error: 'The site answered with error 503.', soon: true });
    expect(await world.itemsOf(id)).toEqual([]);
  });

  it.sequential('a sitemap of which a part is broken brings the pages of the others, and takes none away', async () => {
    const { url, pages } = world.site;
    const xml = (kind: string, of: string, paths: readonly string[]) => ({
      body: `<${kind}>${paths.map((path) => `<${of}><loc>${url}${path}</loc></${of}>`).join('')}</${kind}>`,
      headers: { 'Content-Type': 'application/xml' },
    });
    pages.set('/all.xml', xml('sitemapindex', 'sitemap', ['/gone.xml', '/shop.xml', '/blog.xml']));
    pages.set('/shop.xml', xml('urlset', 'url', ['/p/1']));
    pages.set('/blog.xml', xml('urlset', 'url', ['/p/2']));
    for (const path of ['/p/1', '/p/2']) pages.set(path, { body: htmlPage(path, `About page ${path}.`) });
    const id = await world.watch('/all.xml', 'sitemap');
    const [one, two] = [`${url}/p/1`, `${url}/p/2`];
    expect(await world.ends(id)).toEqual({ [one]: 'done', [two]: 'done' });
    pages.set('/blog.xml', { status: 503 });
    pages.set('/p/3', { body: htmlPage('/p/3', 'About page 3.') });
    pages.set('/shop.xml', xml('urlset', 'url', ['/p/1', '/p/3']));
    await world.check(id);
    expect(await world.ends(id)).toEqual({ [one]: 'unchanged', [two]: 'unchanged', [`${url}/p/3`]: 'done' });
    const [row] = await world.query(
      `select last_error, next_check_at < now() + interval '1 hour' as soon from web_sources where import_id = $1`,
      id,
    );
    const words = 'Parts of the sitemap could not be read, and their pages stay as they were';
    expect(row).toEqual({ last_error: `${words}: ${url}/gone.xml, ${url}/blog.xml`, soon: false });
    const kept = await world.query(
      'select from documents where source like $1 and deleted_at is null',
      `${url}/p/%`,
    );
    expect(kept).toHaveLength(3);
  });

  it.sequential('a sitemap brings the pages of its own site, also when it does not look like one', async () => {
    const sitemap = (...urls: readonly string[]): string =>
      `<urlset>${urls.map((url) => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
    world.site.pages.set('/s/1', { body: htmlPage('One', 'Of the sitemap.') });
    world.site.pages.set('/s/2', { body: htmlPage('Two', 'Of the sitemap.') });
    world.site.pages.set('/map', {
      body: sitemap(
        `${world.site.url}/s/1`,
        `${world.site.url}/s/2`,
        'https://other.example/x',
        'file:///etc/passwd',
      ),
      headers: { 'Content-Type': 'application/xml' },
    });
    const id = await world.watch('/map', 'page');
    await until('its pages are read', async () => (await world.itemsOf(id)).length === 2);
    expect(await world.ends(id)).toEqual({
      [`${world.site.url}/s/1`]: 'done',
      [`${world.site.url}/s/2`]: 'done',
    });
    // What the owner deletes stays deleted.
    const [entry] = await world.itemsOf(id);
    if (!entry?.documentId) throw new Error('there is no entry');
    await world.house.library.remove(world.house.database.tenantId, entry.documentId);
    await world.check(id);
    expect(await world.ends(id)).toEqual({
      [`${world.site.url}/s/1`]: 'unchanged',
      [`${world.site.url}/s/2`]: 'unchanged',
    });
    expect(
      await world.query('select from documents where id = $1 and deleted_at is null', entry.documentId),
    ).toEqual([]);
  });

  // The embedded database has one session: nobody can come in between.
  const onlyApart = engine === 'postgresql' ? it.sequential : undefined;
  onlyApart?.(
    'no page waits for ever whose import is undone while its address is checked, or while it is tried again',
    async () => {
      const { pool, tenantId } = world.house.database;
      world.site.pages.set('/brief', { body: htmlPage('Brief', 'Only for now.') });
      const id = await world.watch('/brief', 'page');
      await world.ends(id);
      await stop();
      await world.query(
        `insert into import_items (tenant_id, import_id, source, state) values ($1, $2, 'https://a.example', 'failed')`,
        tenantId,
        id,
      );
      await world.query('update web_sources set next_check_at = now() where import_id = $1', id);
      const { web } = world.site;
      const checking = await inTransaction(pool, async (undoing) => {
        await endImport(undoing, tenantId, { id, words: 'undone' });
        const isOver = Promise.all([
          checkDueSource({ pool, web, log: createLog('silent') }, AbortSignal.timeout(20_000)),
          retryItems(pool, tenantId, { importId: id }),
        ]);
        const waits = until('both wait for the undo', async () => {
          const waiting = await world.query(
            `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          );
          return waiting.length === 2;
        });
        await Promise.race([isOver, waits]);
        return { isOver };
      });
      expect(await checking.isOver).toEqual([true, 0]);
      expect(await world.itemsOf(id)).toMatchObject([{ state: 'failed' }, { state: 'done' }]);
      stop = world.importer.start();
    },
  );
});
