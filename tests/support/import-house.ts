// A shop with an importer at work and a website of its own, for tests of imports.
import { randomUUID } from 'node:crypto';
import { createImporter, type Importer, type ImporterDeps } from '../../knowledge/import/importer.ts';
import { IMPORT_LIMIT_BYTES } from '../../knowledge/import/source.ts';
import { createLog } from '../../src/log.ts';
import { type ImportId, parseId } from '../../src/model/ids.ts';
import { createFiles, type Files } from '../../src/store/files.ts';
import { type ItemRow, listItems } from '../../src/store/import-list.ts';
import { addItem, openImport } from '../../src/store/imports.ts';
import { addWebSource, checkNow } from '../../src/store/web-sources.ts';
import type { Engine } from './database.ts';
import { type House, openHouse, until } from './house.ts';
import { openWebsite, type Website } from './website.ts';

export interface ImportHouse {
  readonly house: House;
  readonly files: Files;
  readonly importer: Importer;
  readonly site: Website;
  /** Another process that reads as well, with this store of files. @returns its stop. */
  startAnother(files: Files): () => Promise<void>;
  /** An import of these files. */
  drop(given: Readonly<Record<string, string | Buffer>>): Promise<ImportId>;
  /** An import of this page of `site`, checked once. */
  watch(path: string, kind: 'page' | 'sitemap'): Promise<ImportId>;
  check(importId: ImportId): Promise<void>;
  itemsOf(importId: ImportId): Promise<readonly ItemRow[]>;
  /** How each item ended, once all have. */
  ends(importId: ImportId): Promise<Record<string, string>>;
  query(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Its importer is not started. */
export async function openImportHouse(engine: Engine): Promise<ImportHouse> {
  const house = await openHouse({ engine, sweeps: false });
  const site = await openWebsite();
  const { pool, tenantId, where } = house.database;
  const files = createFiles(where.dataDir, IMPORT_LIMIT_BYTES);
  const deps: Omit<ImporterDeps, 'files'> = {
    pool,
    library: house.library,
    embedder: undefined,
    model: undefined,
    transcriber: undefined,
    pins: house.pins,
    web: site.web,
    log: createLog('silent'),
  };
  const importer = createImporter({ ...deps, files });
  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await pool.query(text, values)).rows;
  const itemsOf = (importId: ImportId) => listItems(pool, tenantId, { importId, limit: 100 });
  const check = async (importId: ImportId): Promise<void> => {
    await query('update web_sources set last_checked_at = null where import_id = $1', importId);
    await checkNow(pool, tenantId, importId);
    importer.ring();
    await until('it is checked', async () => {
      const [row] = await query('select last_checked_at from web_sources where import_id = $1', importId);
      return row?.last_checked_at !== null;
    });
  };
  return {
    house,
    files,
    importer,
    site,
    query,
    itemsOf,
    check,
    startAnother: (other) => createImporter({ ...deps, files: other }).start(),
    async drop(given) {
      const id = parseId<'import'>(randomUUID());
      await openImport(pool, tenantId, { id, kind: 'files', title: 'test' });
      for (const [source, content] of Object.entries(given)) {
        const { contentUrl } = await files.save(bytesOf(content));
        await addItem(pool, tenantId, { importId: id, source, contentUrl });
      }
      importer.ring();
      return id;
    },
    async watch(path, kind) {
      const importId = parseId<'import'>(randomUUID());
      const url = `${site.url}${path}`;
      await openImport(pool, tenantId, { id: importId, kind: 'web', title: url });
      await addWebSource(pool, tenantId, { importId, url, kind, everyHours: 24 });
      await check(importId);
      return importId;
    },
    async ends(importId) {
      await until('everything is read', async () =>
        (await itemsOf(importId)).every(({ state }) => !['waiting', 'reading'].includes(state)),
      );
      const items = await itemsOf(importId);
      return Object.fromEntries(
        items.map(({ source, state, error }) => [source, error ? `${state}: ${error}` : state]),
      );
    },
    async close() {
      await site.close();
      await house.close();
    },
  };
}

export async function* bytesOf(content: string | Buffer): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}
