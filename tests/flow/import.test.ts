import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteDocument } from '../../knowledge/document-changes.ts';
import { takeFile } from '../../knowledge/import/file.ts';
import { REWRITTEN_WORDS } from '../../knowledge/import/hold.ts';
import { takePage } from '../../knowledge/import/page.ts';
import { UNDONE_WORDS } from '../../knowledge/import/take.ts';
import { parseId } from '../../src/model/ids.ts';
import { retryItems } from '../../src/store/import-list.ts';
import { endImport, noteDeletion, reopenImport } from '../../src/store/import-undo.ts';
import { addItem, type ClaimedItem, claimItems, finishItem, openImport } from '../../src/store/imports.ts';
import { ENGINES } from '../support/database.ts';
import { makePdf, makeZip } from '../support/documents.ts';
import { until } from '../support/house.ts';
import { bytesOf, type ImportHouse, openImportHouse } from '../support/import-house.ts';
import { htmlPage } from '../support/website.ts';

describe.each(ENGINES)('what comes into the knowledge many at once (%s)', (engine) => {
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

  it('is read, found, and told where it is broken; the bytes go when they are read', async () => {
    const id = await world.drop({
      'docs/delivery.md': '# Delivery\n\nWe deliver durians to Pulau Ubin on Tuesdays.',
      'docs/prices.pdf': makePdf(['A tin of kaya costs nine dollars.']),
      'docs/broken.pdf': Buffer.from('%PDF-1.4 and nothing'),
      'docs/picture.png': Buffer.from('\x89PNG\r\n\x1a\nnothing', 'latin1'),
    });
    expect(await world.ends(id)).toEqual({
      'docs/delivery.md': 'done',
      'docs/prices.pdf': 'done',
      'docs/broken.pdf': expect.stringContaining('failed: The file is damaged.'),
      'docs/picture.png': expect.stringContaining('failed: Pictures are read by a model that sees.'),
    });
    const [document] = await world.query(
      `select title, source, kind, status from documents where source = 'docs/prices.pdf'`,
    );
    expect(document).toMatchObject({ title: 'prices.pdf', source: 'docs/prices.pdf', status: 'ready' });
    const { passages } = await world.house.respondDeps.search(
      world.house.database.tenantId,
      { text: 'Do you deliver durians to Pulau Ubin?', language: 'en' },
      { limit: 1, signal: new AbortController().signal },
    );
    expect(passages[0]?.text).toContain('Tuesdays');
    const kept = await world.query(
      'select source from import_items where import_id = $1 and content_url is not null order by 1',
      id,
    );
    expect(kept.map(({ source }) => source)).toEqual(['docs/broken.pdf', 'docs/picture.png']);
  });

  it('is skipped where it has not changed, and brings its entry up to date where it has', async () => {
    await world.ends(
      await world.drop({ 'a/hours.md': 'Open from nine.', 'a/rent.md': 'We rent out grinders.' }),
    );
    const second = await world.drop({ 'a/hours.md': 'Open from ten.', 'a/rent.md': 'We rent out grinders.' });
    expect(await world.ends(second)).toEqual({ 'a/hours.md': 'done', 'a/rent.md': 'unchanged' });
    const moved = await world.drop({ 'b/rent again.md': 'We rent out grinders.' });
    expect(await world.ends(moved)).toEqual({ 'b/rent again.md': 'unchanged' });
    expect(await world.itemsOf(moved)).toMatchObject([
      { warnings: [expect.stringContaining('under another name')] },
    ]);
    const rows = await world.query(
      `select source, body, version from documents where source ~ '^[ab]/' order by source`,
    );
    expect(rows).toEqual([
      { source: 'a/hours.md', body: 'Open from ten.', version: 2 },
      { source: 'a/rent.md', body: 'We rent out grinders.', version: 1 },
    ]);
  });

  it('leaves an entry alone that its owner changed since', async () => {
    const { tenantId } = world.house.database;
    await world.ends(await world.drop({ 'own/fees.md': 'Ten dollars.' }));
    await world.ends(await world.drop({ 'own/fees.md': 'Eleven dollars.' }));
    const [entry] = await world.query(`select id, taken_version from documents where source = 'own/fees.md'`);
    expect(entry).toMatchObject({ taken_version: 2 });
    const id = parseId<'document'>(String(entry?.id));
    const write = (body: string): Promise<unknown> =>
      world.house.library.save(tenantId, {
        id,
        kind: 'markdown',
        title: 'fees.md',
        body,
        source: 'own/fees.md',
      });
    const body = async (): Promise<unknown> =>
      (await world.query('select body from documents where id = $1', id))[0]?.body;
    await world.house.library.mark(tenantId, { ids: [id] }, { isHumanOnly: true });
    expect(await world.ends(await world.drop({ 'own/fees.md': 'Twelve dollars.' }))).toEqual({
      'own/fees.md': 'done',
    });
    await write('Twenty dollars, says the boss.');
    const later = await world.drop({ 'own/fees.md': 'Thirteen dollars.' });
    expect(await world.ends(later)).toEqual({ 'own/fees.md': 'unchanged' });
    expect(await world.itemsOf(later)).toMatchObject([{ documentId: id, warnings: [REWRITTEN_WORDS] }]);
    expect(await body()).toBe('Twenty dollars, says the boss.');
    // They think better of it.
    await write('Twelve dollars.');
    expect(await world.ends(await world.drop({ 'own/fees.md': 'Thirteen dollars.' }))).toEqual({
      'own/fees.md': 'done',
    });
    expect(await body()).toBe('Thirteen dollars.');
  });

  it('tells each file of an archive by itself, and adds none twice when its reading was cut off', async () => {
    const zip = makeZip({
      'one.txt': 'First of the archive.',
      'two.txt': 'Second of it.',
      'three.pdf': 'no PDF',
    });
    const id = await world.drop({ 'all.zip': zip });
    expect(await world.ends(id)).toMatchObject({
      'all.zip': 'done',
      'all.zip/one.txt': 'done',
      'all.zip/two.txt': 'done',
    });
    const { contentUrl } = await world.files.save(bytesOf(zip));
    // As a crash after the last of its files leaves it.
    await world.query(
      `update import_items set state = 'reading', content_url = $2 where import_id = $1 and source = 'all.zip'`,
      id,
      contentUrl,
    );
    world.importer.ring();
    expect(await world.ends(id)).toMatchObject({ 'all.zip': 'done' });
    expect(await world.query(`select from documents where source like 'all.zip/%'`)).toHaveLength(
      (await world.itemsOf(id)).filter(({ documentId }) => documentId).length,
    );
  });

  it('belongs to one reader at a time: one that was overtaken writes nothing', async () => {
    await stop();
    const { pool, tenantId } = world.house.database;
    const id = parseId<'import'>(randomUUID());
    await openImport(pool, tenantId, { id, kind: 'files', title: 'lease' });
    await addItem(pool, tenantId, { importId: id, source: 'slow.txt', contentUrl: 'file:0' });
    const [slow] = await claimItems(pool, { kind: 'files', limit: 9, leaseMs: -1_000 });
    const [quick] = await claimItems(pool, { kind: 'files', limit: 9, leaseMs: 60_000 });
    if (!slow || !quick) throw new Error('nothing was claimed');
    expect(await claimItems(pool, { kind: 'files', limit: 9, leaseMs: -1_000 })).toEqual([]);
    expect(await finishItem(pool, slow, { state: 'failed', error: 'late' })).toBe(false);
    expect(await finishItem(pool, quick, { state: 'done' })).toBe(true);
    expect(await world.itemsOf(id)).toMatchObject([{ state: 'done', error: null }]);
    stop = world.importer.start();
  });

  it('keeps the entry of a reader that was overtaken: it is that of the one who goes on', async () => {
    await stop();
    const id = await world.drop({ 'overtaken.md': 'We sharpen knives.' });
    const [item] = await world.itemsOf(id);
    const open = async (...given: Parameters<typeof world.files.open>) => {
      // As another process that takes it up, because this one was not heard of for too long.
      await world.query('update import_items set attempts = attempts + 1 where import_id = $1', id);
      return world.files.open(...given);
    };
    const end = world.startAnother({ ...world.files, open });
    const read = () =>
      world.query('select deleted_at from documents where id = $1 and status = $2', item?.id, 'ready');
    await until('it is read', async () => (await read()).length === 1);
    await end();
    expect(await read()).toEqual([{ deleted_at: null }]);
    await world.query('update import_items set lease_until = null where import_id = $1', id);
    stop = world.importer.start();
    expect(await world.ends(id)).toEqual({ 'overtaken.md': 'done' });
    expect(await read()).toEqual([{ deleted_at: null }]);
  });

  it('adds nothing more to an import that is undone while an archive of it is read, until that is taken back', async () => {
    const { pool, tenantId } = world.house.database;
    const id = await world.drop({});
    const { contentUrl } = await world.files.save(
      bytesOf(makeZip({ 'one.txt': 'Late first.', 'two.txt': 'Late second.' })),
    );
    await addItem(pool, tenantId, { importId: id, source: 'late.zip', contentUrl });
    const [item] = await claimItems(pool, { kind: 'files', limit: 1, leaseMs: 60_000 });
    if (!item) throw new Error('nothing was claimed');
    await endImport(pool, tenantId, { id, words: 'undone' });
    await noteDeletion(pool, tenantId, { id, deletion: randomUUID() });
    const live = () =>
      world.query(`select from documents where source like 'late.zip/%' and deleted_at is null`);
    const { library } = world.house;
    const { pins } = world.house;
    const deps = { pool, library, bulk: library, pins, model: undefined, transcriber: undefined };
    const { bytes } = await world.files.open(contentUrl, AbortSignal.timeout(10_000));
    await takeFile(deps, { ...item, by: undefined, bytes }, AbortSignal.timeout(10_000));
    expect(await live()).toEqual([]);
    await reopenImport(pool, tenantId, id);
    await retryItems(pool, tenantId, { importId: id });
    world.importer.ring();
    expect(await world.ends(id)).toMatchObject({ 'late.zip': 'done' });
    expect(await live()).toHaveLength(2);
  });

  // The embedded database has one session: nobody can come in between.
  const onlyApart = engine === 'postgresql' ? it : undefined;
  const somethingWaits = (): Promise<void> =>
    until('something waits for a lock', async () => {
      const waiting = await world.query(
        `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return waiting.length === 1;
    });

  onlyApart?.('adds and changes nothing for an import whose undo is under way', async () => {
    const { pool, tenantId } = world.house.database;
    const { library, pins } = world.house;
    const deps = { pool, library, bulk: library, pins, model: undefined, transcriber: undefined };
    const importId = await world.drop({});
    const id = parseId<'importItem'>(randomUUID());
    const undoing = await pool.connect();
    await undoing.query('begin');
    await endImport(undoing, tenantId, { id: importId, words: 'undone' });
    // Long: its entry is there before it is published, and the undo may find it.
    const bytes = Buffer.from('Too late. '.repeat(2_100));
    const file = { id, importId, tenantId, source: 'late.txt', bytes };
    const taking = takeFile(deps, file, AbortSignal.timeout(60_000));
    await somethingWaits();
    await undoing.query('select from documents where id = $1 for update', [id]);
    await undoing.query('commit');
    undoing.release();
    expect(await taking).toEqual({ state: 'failed', error: UNDONE_WORDS });
    expect(await world.query('select from documents where id = $1', id)).toEqual([]);
    expect(await world.itemsOf(importId)).toEqual([]);
  });

  onlyApart?.('is undone without a deadlock while a text changes one of its entries', async () => {
    const { pool, tenantId } = world.house.database;
    await world.ends(await world.drop({ 'early.txt': 'Just in time.' }));
    const [early] = await world.query(`select id from documents where source = 'early.txt'`);
    const { library, pins } = world.house;
    const deps = { pool, library, bulk: library, pins, model: undefined, transcriber: undefined };
    const importId = await world.drop({});
    const file = { id: parseId<'importItem'>(randomUUID()), importId, tenantId, source: 'early.txt' };
    const undoing = await pool.connect();
    await undoing.query('begin');
    await endImport(undoing, tenantId, { id: importId, words: 'undone' });
    const changing = takeFile(
      deps,
      { ...file, bytes: Buffer.from('Too late.') },
      AbortSignal.timeout(60_000),
    );
    await somethingWaits();
    expect(await deleteDocument(undoing, tenantId, parseId<'document'>(String(early?.id)))).toBe(true);
    await undoing.query('commit');
    undoing.release();
    expect(await changing).toEqual({ state: 'failed', error: UNDONE_WORDS });
    expect(await world.query('select body from documents where id = $1', String(early?.id))).toEqual([
      { body: 'Just in time.' },
    ]);
  });

  onlyApart?.('is undone without a deadlock while a page that is gone is put in the bin', async () => {
    const { pool, tenantId } = world.house.database;
    world.site.pages.set('/fleeting', { body: htmlPage('Fleeting', 'Here today.') });
    const id = await world.watch('/fleeting', 'page');
    await world.ends(id);
    world.site.pages.delete('/fleeting');
    const [item] = await world.query(
      `update import_items
       set state = 'reading', attempts = 1, misses = 2, lease_until = now() + interval '1 minute'
       where import_id = $1
       returning id, tenant_id as "tenantId", import_id as "importId", source, misses, attempts,
                 document_id as "documentId"`,
      id,
    );
    const { library, pins } = world.house;
    const { web } = world.site;
    const deps = { pool, library, bulk: library, pins, web, model: undefined, transcriber: undefined };
    const undoing = await pool.connect();
    await undoing.query('begin');
    await endImport(undoing, tenantId, { id, words: 'undone' });
    const binning = takePage(deps, item as unknown as ClaimedItem, AbortSignal.timeout(10_000));
    await somethingWaits();
    expect(await deleteDocument(undoing, tenantId, parseId<'document'>(String(item?.documentId)))).toBe(true);
    await undoing.query('commit');
    undoing.release();
    await binning;
  });

  it('gives up a file that stops the program again and again', async () => {
    const id = await world.drop({});
    await world.query(
      `insert into import_items (tenant_id, import_id, source, content_url, attempts) values ($1, $2, 'bad.txt', 'file:0', 4)`,
      world.house.database.tenantId,
      id,
    );
    world.importer.ring();
    expect(await world.ends(id)).toEqual({ 'bad.txt': expect.stringContaining('stopped the program') });
  });
});
