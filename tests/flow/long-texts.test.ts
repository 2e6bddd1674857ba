import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf, takeText } from '../../knowledge/import/take.ts';
import { createLibrary, type Library } from '../../knowledge/ingest.ts';
import { createPinGuard } from '../../knowledge/pin-guard.ts';
import { createSearch } from '../../knowledge/search.ts';
import { listVersions } from '../../knowledge/versions.ts';
import { createLog } from '../../src/log.ts';
import { type DocumentId, type ImportId, parseId, type TenantId } from '../../src/model/ids.ts';
import { endImport } from '../../src/store/import-undo.ts';
import { addItem, openImport } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';

const log = createLog('silent');
const { signal } = new AbortController();

// Characters in an order of their own: hardly two neighbours come twice, so that there is much to store.
function chinese(chars: number): string {
  const letters = Array.from({ length: chars }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at * 7919 + (at % 89) * 131) % 6000)),
  );
  return letters
    .join('')
    .replace(/.{20}/gu, '$&。')
    .replace(/.{200}/gu, '$&\n\n');
}

describe('a long text', () => {
  let database: TestDatabase;
  let library: Library;
  beforeAll(async () => {
    database = await openTestDatabase();
    library = createLibrary({ pool: database.pool, embedder: undefined, log });
  });
  afterAll(() => database.close());

  const body = `Pomelos ripen in the attic.\n\n${chinese(40_000)}\n\nStarfruit ripens in the cellar.`;
  const draft = { kind: 'text', title: 'A long text', body } as const;
  const openShop = (name: string) => ensureTenant(database.pool, name, 'A shop');
  const search = async (tenantId: TenantId, text: string) => {
    const find = createSearch({ pool: database.pool, embedder: undefined, log });
    return (await find(tenantId, { text, language: 'en' }, { limit: 1, signal })).passages;
  };
  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await database.pool.query(text, values)).rows;
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
  const newId = (): DocumentId => parseId<'document'>(randomUUID());

  it('is found as a whole or not at all, and customers’ questions are answered while it is stored', async () => {
    const tenantId = await openShop('long-whole');
    let isSaved = false;
    const saved = library.save(tenantId, draft).finally(() => {
      isSaved = true;
    });
    let answeredBetween = 0;
    while (!isSaved) {
      const found = await search(tenantId, 'pomelos attic');
      const now = await state(tenantId);
      if (now?.status === 'processing' && Number(now.passages) > 0) answeredBetween += 1;
      if (now?.status === 'processing') expect(found).toEqual([]);
    }
    const id = await saved;
    expect(answeredBetween).toBeGreaterThan(2);
    expect((await search(tenantId, 'pomelos attic'))[0]?.text).toContain('attic');
    expect((await search(tenantId, 'starfruit cellar'))[0]?.text).toContain('cellar');
    const now = await state(tenantId);
    expect(now).toMatchObject({ is_draft: false, status: 'ready', version: 1, counted: now?.passages });
    expect(await listVersions(database.pool, tenantId, id)).toMatchObject([{ version: 1, isDraft: false }]);
  });

  it('leaves nothing behind where it is refused', async () => {
    const tenantId = await openShop('long-refused');
    const refuse = async (): Promise<void> => {
      throw new Error('refused');
    };
    await expect(library.save(tenantId, draft, refuse)).rejects.toThrow('refused');
    expect(await state(tenantId)).toBeUndefined();
    expect(await query('select from vocabulary where tenant_id = $1 and passages > 0', tenantId)).toEqual([]);
    const kept = { ...draft, isDraft: true };
    await library.save(tenantId, kept);
    const before = await state(tenantId);
    const id = (await query('select id from documents where tenant_id = $1', tenantId))[0]?.id as DocumentId;
    // A draft of the owner's that may not be approved stays.
    await expect(library.save(tenantId, { ...draft, id, isDraft: false }, refuse)).rejects.toThrow('refused');
    expect(await state(tenantId)).toEqual(before);
  });

  it('goes on where it was cut off, and is stored once where it is asked for twice', async () => {
    const tenantId = await openShop('long-twice');
    const id = newId();
    const withSource = { ...draft, id, source: 'long.txt', sourceHash: 'a'.repeat(64) };
    await library.prepare(tenantId, withSource, 'new');
    const staged = await state(tenantId);
    expect(staged).toMatchObject({ is_draft: true, status: 'ready', version: 1 });
    // As a process leaves it that ends.
    await query(`delete from passages where document_id = $1 and ordinal > 100`, id);
    await query(`update documents set status = 'processing' where id = $1`, id);
    expect(await library.add(tenantId, id, withSource)).toBe(true);
    expect(await library.add(tenantId, id, withSource)).toBe(false);
    expect(await state(tenantId)).toMatchObject({ is_draft: false, passages: staged?.passages });
  });

  async function newImport(tenantId: TenantId): Promise<ImportId> {
    const id = parseId<'import'>(randomUUID());
    await openImport(database.pool, tenantId, { id, kind: 'files', title: 'test' });
    return id;
  }
  function taking(tenantId: TenantId) {
    const { pool } = database;
    const pins = createPinGuard({
      ...{ pool, embedder: undefined, reranker: undefined, threshold: 0.5, now: Date.now, log },
    });
    const deps = { pool, library, bulk: library, pins, model: undefined, transcriber: undefined };
    return (
      importId: ImportId,
      source: string,
      words = body,
      known?: { id: DocumentId; sourceHash: null },
    ) => {
      const id = parseId<'importItem'>(randomUUID());
      const text = { kind: 'text', title: 'A long text', text: words, warnings: [] } as const;
      const given = { tenantId, importId, id, source, text, sourceHash: hashOf(words), known };
      return takeText(deps, given, signal);
    };
  }

  it('is gone where its import is undone while it is stored, and where the very same came a moment before', async () => {
    const { pool } = database;
    const tenantId = await openShop('long-undone');
    const take = taking(tenantId);
    const open = () => newImport(tenantId);
    const undone = await open();
    const taken = take(undone, 'undone.txt');
    await until('it is being stored', async () => (await state(tenantId))?.status === 'processing');
    await endImport(pool, tenantId, { id: undone, words: 'undone' });
    expect(await taken).toMatchObject({ state: 'failed' });
    expect(await state(tenantId)).toBeUndefined();

    const importId = await open();
    const ends = await Promise.all([take(importId, 'one.txt'), take(importId, 'two.txt')]);
    expect(ends.map((end) => end.state).sort()).toEqual(['done', 'unchanged']);
    expect(await query('select from documents where tenant_id = $1', tenantId)).toHaveLength(1);
    expect(await state(tenantId)).toMatchObject({ is_draft: false, status: 'ready' });
  });

  it('becomes the newer words of the entry that came from its file while it was stored', async () => {
    const tenantId = await openShop('long-newer');
    const importId = await newImport(tenantId);
    const take = taking(tenantId);
    const newer = `Delivery is $8.\n\n${chinese(21_000)}`;
    const ends = await Promise.all([
      take(importId, 'fees.txt', 'Delivery is $5.'),
      take(importId, 'fees.txt', newer),
    ]);
    expect(ends[1]).toMatchObject({ state: 'done', documentId: ends[0]?.documentId });
    expect(await query('select body, is_draft from documents where tenant_id = $1', tenantId)).toEqual([
      { body: newer, is_draft: false },
    ]);
  });

  it('is published as the newer words of its file that came while another process stored it', async () => {
    const { pool } = database;
    const tenantId = await openShop('long-overtaken');
    const importId = await newImport(tenantId);
    const source = 'fees.txt';
    const id = parseId<'document'>(await addItem(pool, tenantId, { importId, source }));
    const older = { ...draft, body: chinese(21_000), id, source, sourceHash: 'b'.repeat(64) };
    const store = await library.prepare(tenantId, older, 'new');
    const end = await taking(tenantId)(importId, source, 'Delivery is $8.', { id, sourceHash: null });
    expect(end).toMatchObject({ state: 'done', documentId: id, warnings: [] });
    await inTransaction(pool, store);
    expect(await query('select body, is_draft from documents where tenant_id = $1', tenantId)).toEqual([
      { body: 'Delivery is $8.', is_draft: false },
    ]);
  });

  it('keeps the passages that an edit leaves as they are, unless they are found by other terms now', async () => {
    const tenantId = await openShop('long-edited');
    const id = await library.save(tenantId, draft);
    const ids = async () =>
      (await query('select id from passages where tenant_id = $1', tenantId)).map((row) => row.id);
    const before = new Set(await ids());
    // As another version of the program stored it.
    await query(`update passages set terms = '{}' where tenant_id = $1 and ordinal = 0`, tenantId);
    await library.save(tenantId, { ...draft, id, body: body.replace('the cellar', 'a shed') });
    const after = await ids();
    expect(after).toHaveLength(before.size);
    expect(after.filter((passage) => !before.has(passage))).toHaveLength(2);
    expect((await search(tenantId, 'pomelos attic'))[0]?.text).toContain('attic');
    expect((await search(tenantId, 'starfruit shed'))[0]?.text).toContain('shed');
    expect((await search(tenantId, 'starfruit cellar'))[0]?.text).not.toContain('cellar');
    const now = await state(tenantId);
    expect(now?.counted).toBe(now?.passages);
  });
});
