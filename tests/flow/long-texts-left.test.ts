import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteDocuments, markDocuments } from '../../knowledge/document-changes.ts';
import { takeFiles } from '../../knowledge/import/direct.ts';
import { createLibrary, type Library } from '../../knowledge/ingest.ts';
import { createPinGuard } from '../../knowledge/pin-guard.ts';
import { createSearch } from '../../knowledge/search.ts';
import { listVersions } from '../../knowledge/versions.ts';
import { createLog } from '../../src/log.ts';
import { type DocumentId, parseId, type TenantId } from '../../src/model/ids.ts';
import { endImport } from '../../src/store/import-undo.ts';
import { addReadItem, openImport } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeZip } from '../support/documents.ts';

const log = createLog('silent');
const { signal } = new AbortController();

const LINE = 'Jars, tins and crates stand in rows of nine along the wall. ';
const BODY = `Pomelos ripen in the attic.\n\n${`${LINE.repeat(20)}\n\n`.repeat(100)}`;

describe('a long text that is stored only in part', () => {
  let database: TestDatabase;
  let library: Library;
  beforeAll(async () => {
    database = await openTestDatabase();
    library = createLibrary({ pool: database.pool, embedder: undefined, log });
  });
  afterAll(() => database.close());

  const draft = { kind: 'text', title: 'A long text', body: BODY } as const;
  const openShop = (name: string) => ensureTenant(database.pool, name, 'A shop');
  const newId = (): DocumentId => parseId<'document'>(randomUUID());
  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await database.pool.query(text, values)).rows;
  const cutOff = async (id: DocumentId): Promise<void> => {
    await query('delete from passages where document_id = $1 and ordinal > 0', id);
    await query(`update documents set status = 'processing' where id = $1`, id);
  };
  const state = async (tenantId: TenantId) =>
    (
      await query(
        `select is_draft, status, version, (select count(*) from passages p where p.document_id = d.id) as passages,
                (select v.passages from vocabulary v where v.tenant_id = $1 and v.word = '') as counted
         from documents d
         where d.tenant_id = $1`,
        tenantId,
      )
    )[0];

  it('goes on piece by piece where a start finds it', async () => {
    const tenantId = await openShop('left-resumed');
    const id = newId();
    await library.prepare(tenantId, { ...draft, id }, 'new');
    const staged = await state(tenantId);
    await cutOff(id);
    let isRead = false;
    const resumed = library.resume().finally(() => {
      isRead = true;
    });
    const seen = new Set<unknown>();
    while (!isRead) seen.add((await state(tenantId))?.passages);
    expect(await resumed).toBe(1);
    expect(seen.size).toBeGreaterThan(2);
    expect(await state(tenantId)).toMatchObject({ status: 'ready', passages: staged?.passages });
  });

  it('is not marked, and keeps the marks that it gets between its last piece and its publication', async () => {
    const tenantId = await openShop('left-marked');
    const id = newId();
    await library.prepare(tenantId, { ...draft, id }, 'new');
    await cutOff(id);
    const approved = await markDocuments(database.pool, tenantId, { ids: [id] }, { isDraft: false });
    expect(approved.count).toBe(0);
    const publish = await library.prepare(tenantId, { ...draft, id }, 'new');
    await markDocuments(database.pool, tenantId, { ids: [id] }, { isHumanOnly: true });
    await publish(database.pool);
    expect(await state(tenantId)).toMatchObject({ is_draft: false, status: 'ready', version: 2 });
    expect(await listVersions(database.pool, tenantId, id)).toMatchObject([
      { version: 2, isDraft: false, isHumanOnly: true },
      { version: 1, isDraft: false },
    ]);
  });

  it('gives way to other words of its id, which are not checked where that id is taken', async () => {
    const tenantId = await openShop('left-other-words');
    const id = newId();
    await library.prepare(tenantId, { ...draft, id, body: BODY.replace('attic', 'garden') }, 'new');
    let checks = 0;
    const check = async (): Promise<void> => {
      checks += 1;
    };
    expect(await library.add(tenantId, id, draft, check)).toBe(true);
    const find = createSearch({ pool: database.pool, embedder: undefined, log });
    const { passages } = await find(tenantId, { text: 'pomelos', language: 'en' }, { limit: 1, signal });
    expect(passages[0]?.text).toContain('attic');
    const now = await state(tenantId);
    expect(now).toMatchObject({ is_draft: false, counted: now?.passages });
    expect(await library.add(tenantId, id, { ...draft, body: `${BODY} More.` }, check)).toBe(false);
    expect(checks).toBe(1);
  });

  it('is published, and known to its import, when the command line that was stopped is run again', async () => {
    const { pool } = database;
    const tenantId = await openShop('left-stopped');
    const folder = mkdtempSync(join(tmpdir(), 'kaki-left-'));
    const none = { embedder: undefined, reranker: undefined, model: undefined, transcriber: undefined };
    const pins = createPinGuard({ ...none, pool, threshold: 0.5, now: Date.now, log });
    const deps = { ...none, pool, library, pins };
    const texts = { 'long.txt': BODY, 'all.zip': makeZip({ 'long.txt': BODY.replace('attic', 'garden') }) };
    const files = Object.entries(texts).map(([source, text]) => {
      const path = join(folder, source);
      writeFileSync(path, text);
      return { source, path, bytes: text.length };
    });
    const ignore = (): void => undefined;
    const run = async (taken: typeof files, isStopped: boolean): Promise<void> => {
      const ctrlC = new AbortController();
      const bulk: Library = {
        ...library,
        async prepare(...given) {
          const publish = await library.prepare(...given);
          if (isStopped) ctrlC.abort();
          return publish;
        },
      };
      const importId = parseId<'import'>(randomUUID());
      await openImport(pool, tenantId, { id: importId, kind: 'files', title: 'folder' });
      const given = { tenantId, importId, onBegin: ignore, onEnd: ignore, onFault: ignore };
      await takeFiles({ ...deps, bulk }, { ...given, files: taken, signal: ctrlC.signal });
    };
    const entries = () =>
      query(
        `select source, is_draft, (select i.document_id = d.id from import_items i where i.id = d.id) as is_known
         from documents d
         where tenant_id = $1
         order by source`,
        tenantId,
      );
    for (const file of files) await run([file], true);
    expect(await entries()).toMatchObject([{ is_draft: true }, { is_draft: true }]);
    await run(files, false);
    rmSync(folder, { recursive: true });
    expect(await entries()).toEqual([
      { source: 'all.zip/long.txt', is_draft: false, is_known: true },
      { source: 'long.txt', is_draft: false, is_known: true },
    ]);
  });

  it('goes into the bin with the import of its archive, and is nobody’s when that is undone', async () => {
    const { pool } = database;
    const tenantId = await openShop('left-undone');
    const importId = parseId<'import'>(randomUUID());
    await openImport(pool, tenantId, { id: importId, kind: 'files', title: 'dropped' });
    const [inner, own] = [newId(), newId()];
    const source = 'all.zip';
    await query(
      `insert into import_items (id, tenant_id, import_id, source, content_url) values ($1, $2, $3, 'own.txt', 'file:0')`,
      ...[own, tenantId, importId],
    );
    await addReadItem(pool, tenantId, {
      ...{ id: parseId<'importItem'>(randomUUID()), importId, source, state: 'failed' },
    });
    await library.prepare(tenantId, { ...draft, id: inner, source: `${source}/long.txt` }, 'new');
    await library.prepare(tenantId, { ...draft, id: own, source: 'own.txt' }, 'new');
    await library.save(tenantId, { ...draft, body: 'Short.', source: `${source}/other.txt` });
    const ids = await inTransaction(pool, (db) => endImport(db, tenantId, { id: importId, words: 'undone' }));
    expect([...(ids ?? [])].sort()).toEqual([inner, own].sort());
    // So that it is published, and no draft, where the undo is taken back and it is tried again.
    expect(await query('select document_id from import_items where id = $1', own)).toEqual([
      { document_id: null },
    ]);
    expect(await deleteDocuments(pool, tenantId, { ids: ids ?? [] }, randomUUID())).toBe(2);
  });
});
