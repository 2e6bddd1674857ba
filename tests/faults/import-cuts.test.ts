import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeFiles } from '../../knowledge/import/direct.ts';
import { createImporter } from '../../knowledge/import/importer.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createPinGuard } from '../../knowledge/pin-guard.ts';
import { savePin } from '../../knowledge/pins.ts';
import { createLog } from '../../src/log.ts';
import { type DocumentId, type ImportId, parseId } from '../../src/model/ids.ts';
import { countHeld, listHeld } from '../../src/store/import-list.ts';
import { endImport } from '../../src/store/import-undo.ts';
import { openImport } from '../../src/store/imports.ts';
import { inTransaction, type Pool } from '../../src/store/pool.ts';
import { addWebSource } from '../../src/store/web-sources.ts';
import { makeZip } from '../support/documents.ts';
import { until } from '../support/house.ts';
import { type ImportHouse, openImportHouse } from '../support/import-house.ts';
import { createMortalPool, type MortalPool } from '../support/mortal-pool.ts';
import { htmlPage } from '../support/website.ts';

// More than any of these imports stores: at the last round the process lives.
const MOST_ROUNDS = 60;
const fees = (price: string) => `# How much is delivery\n\nHow much is delivery? Delivery is ${price}.`;
const NEW_HOURS = '# Opening hours\n\nWe open from ten to four.';
const OLD_HOURS = '# Opening hours\n\nWe open from nine to six.';

describe('a process that is killed before anything that an import stores', () => {
  let world: ImportHouse;
  let folder: string;
  let hours: DocumentId;
  beforeAll(async () => {
    world = await openImportHouse('postgresql');
    folder = mkdtempSync(join(tmpdir(), 'kaki-import-cuts-'));
    const { library, database } = world.house;
    const { pool, tenantId } = database;
    const fee = await library.save(tenantId, {
      ...{ kind: 'question_answer', title: 'How much is delivery?', body: 'Delivery is $5.' },
    });
    hours = await library.save(tenantId, {
      ...{ kind: 'markdown', title: 'Opening hours', body: OLD_HOURS },
      ...{ source: 'hours.md', sourceHash: 'of the old hours' },
    });
    const holds = { state: 'holds', answered: undefined, language: 'en' } as const;
    for (const [question, documentId, expectedText] of [
      ['How much is delivery', fee, ''],
      ['What are your opening hours?', hours, 'nine to six'],
    ] as const)
      await savePin(pool, tenantId, { ...holds, question, documentId, expectedText });
  });
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function partsOn(pool: Pool) {
    const log = createLog('silent');
    const library = createLibrary({ pool, embedder: undefined, log });
    const none = { embedder: undefined, reranker: undefined, model: undefined, transcriber: undefined };
    const pins = createPinGuard({ ...none, pool, threshold: 0.5, now: Date.now, log });
    return { ...none, pool, library, bulk: library, pins, web: world.site.web, log };
  }

  /** Runs `work` in a process that dies ever later, and `check` after each; until one lives. */
  async function cut(work: (mortal: MortalPool) => Promise<void>, check: () => Promise<void>): Promise<void> {
    for (let fatal = 1; fatal < MOST_ROUNDS; fatal += 1) {
      const mortal = createMortalPool(world.house.database.pool, fatal);
      await work(mortal);
      await world.query('update import_items set lease_until = null');
      await world.query(
        `update web_sources set lease_until = now() + interval '1 hour' where last_checked_at is null`,
      );
      await check().catch((cause: unknown) => {
        throw new Error(`killed before it stored anything for the ${fatal}th time: ${cause}`, { cause });
      });
      await world.query('delete from imports');
      await world.query(`delete from documents where kind <> 'question_answer' and id <> $1`, hours);
      if (!mortal.isDead()) return;
    }
    throw new Error('it never lived');
  }

  const PENDING = `select from import_items where state in ('waiting', 'reading')`;
  const isRead = async () => (await world.query(PENDING)).length === 0;
  /** In one look: what is found is to be read. */
  const isOver = async () =>
    (
      await world.query(
        `${PENDING} union all select from web_sources where last_checked_at is null or next_check_at <= now()`,
      )
    ).length === 0;

  async function importUntilDead(mortal: MortalPool): Promise<void> {
    const stop = createImporter({ ...partsOn(mortal.pool), files: world.files }).start();
    await until('it is dead, or done', async () => mortal.isDead() || (await isOver()));
    await stop();
  }

  async function importTheRest(): Promise<void> {
    const stop = world.importer.start();
    await until('what was found is read', isRead);
    // Longer than a page the dead one's check is its own.
    await world.query('update web_sources set lease_until = null');
    await until('all is read', isOver);
    await stop();
  }

  /** These entries came once, each known to an import; of those that would change an answer each is asked about once. */
  async function expectTaken(sources: readonly string[], asked: readonly string[]): Promise<void> {
    const { pool, tenantId } = world.house.database;
    const found = await world.query(
      `select d.id, d.source, d.is_draft as "isDraft", d.status,
              exists (select from import_items i where i.id = d.id) as "isKnown"
       from documents d
       where d.kind <> 'question_answer' and d.id <> $1 and d.deleted_at is null
       order by d.source`,
      hours,
    );
    const taken = sources.map((source) => ({
      ...{ source, isDraft: asked.includes(source), status: 'ready', isKnown: true },
    }));
    expect(found).toMatchObject(taken);
    const [entry] = await world.query('select body from documents where id = $1', hours);
    expect(entry).toEqual({ body: OLD_HOURS });
    const ids = [...found, { id: hours, source: 'hours.md' }]
      .filter(({ source }) => asked.includes(String(source)))
      .map(({ id }) => id);
    const imports = await world.query('select id from imports');
    const held = await Promise.all(
      imports.map(({ id }) => listHeld(pool, tenantId, { importId: id as ImportId })),
    );
    expect(held.flatMap((items) => items.map(({ documentId }) => documentId)).sort()).toEqual(ids.sort());
    expect((await countHeld(pool, tenantId)).count).toBe(ids.length);
  }

  it('loses nothing of files and an archive that were dropped, adds nothing twice, and asks once', async () => {
    let id: ImportId | undefined;
    const zip = makeZip({ 'soap.txt': 'Soap is by the door.', 'fees.md': fees('$77') });
    await cut(
      async (mortal) => {
        id = await world.drop({ 'fees.md': fees('$99'), 'all.zip': zip });
        await importUntilDead(mortal);
      },
      async () => {
        await importTheRest();
        const asked = ['all.zip/fees.md', 'fees.md'];
        await expectTaken(['all.zip/fees.md', 'all.zip/soap.txt', 'fees.md'], asked);
        expect(id && (await world.ends(id))).toEqual({
          'all.zip': 'done',
          'all.zip/fees.md': 'held',
          'all.zip/soap.txt': 'done',
          'fees.md': 'held',
        });
      },
    );
  }, 240_000);

  it('loses nothing of a folder that the command line takes in again, and all of it is undone', async () => {
    const { tenantId, pool } = world.house.database;
    const texts = { 'fees.md': fees('$88'), 'hours.md': NEW_HOURS, 'plain.md': 'We rent out grinders.' };
    const files = Object.entries(texts).map(([source, text]) => {
      const path = join(folder, source);
      writeFileSync(path, text);
      return { source, path, bytes: text.length };
    });
    const take = async (on: Pool): Promise<void> => {
      const importId = parseId<'import'>(randomUUID());
      const ignore = (): void => undefined;
      await openImport(on, tenantId, { id: importId, kind: 'files', title: 'folder' });
      await takeFiles(partsOn(on), {
        ...{ tenantId, importId, files, signal: new AbortController().signal },
        ...{ onBegin: ignore, onEnd: ignore, onFault: ignore },
      });
    };
    await cut(
      (mortal) => take(mortal.pool).catch(() => undefined),
      async () => {
        await take(pool);
        await expectTaken(['fees.md', 'plain.md'], ['fees.md', 'hours.md']);
        for (const { id } of await world.query('select id from imports'))
          await inTransaction(pool, async (client) => {
            const ids = await endImport(client, tenantId, { id: id as ImportId, words: 'undone' });
            await client.query('delete from documents where id = any ($1)', [ids]);
          });
        await expectTaken([], []);
      },
    );
  }, 240_000);

  it('loses nothing of a sitemap with a new page, one that is gone, and one that is back', async () => {
    const { tenantId, pool } = world.house.database;
    const { url, pages } = world.site;
    const [back, fresh] = [`${url}/back`, `${url}/new`];
    const page = (price: string) => ({ body: htmlPage('How much is delivery', fees(price)) });
    pages.set('/back', page('$55'));
    pages.set('/new', page('$66'));
    const locations = [back, fresh, `${url}/gone`].map((location) => `<url><loc>${location}</loc></url>`);
    const headers = { 'Content-Type': 'application/xml' };
    pages.set('/map.xml', { body: `<urlset>${locations.join('')}</urlset>`, headers });
    await cut(
      async (mortal) => {
        const importId = parseId<'import'>(randomUUID());
        await openImport(pool, tenantId, { id: importId, kind: 'web', title: 'site' });
        // As a page leaves it that was gone three times in a row.
        const id = parseId<'document'>(randomUUID());
        await world.house.library.add(tenantId, id, {
          ...{ kind: 'markdown', title: 'Delivery', body: fees('$44'), source: back },
        });
        await world.house.library.remove(tenantId, id);
        await world.query(
          `insert into import_items (id, tenant_id, import_id, source, document_id, state, misses)
           values ($1, $2, $3, $4, $1, 'failed', 3)`,
          ...[id, tenantId, importId, back],
        );
        const map = { importId, url: `${url}/map.xml`, kind: 'page', everyHours: 24 } as const;
        await addWebSource(pool, tenantId, map);
        await importUntilDead(mortal);
      },
      async () => {
        await importTheRest();
        await expectTaken([back, fresh], [back, fresh]);
        expect(await world.query('select source, state, misses from import_items order by 1')).toEqual([
          { source: back, state: 'held', misses: 0 },
          { source: `${url}/gone`, state: 'failed', misses: 1 },
          { source: fresh, state: 'held', misses: 0 },
        ]);
      },
    );
  }, 240_000);
});
