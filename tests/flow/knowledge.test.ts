import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDocuments, readDocument } from '../../knowledge/documents.ts';
import { embedMissing } from '../../knowledge/embedding.ts';
import { createLibrary, type DocumentDraft, type Library } from '../../knowledge/ingest.ts';
import { createSearch, type SearchResult } from '../../knowledge/search.ts';
import { loadStarter } from '../../knowledge/starter.ts';
import type { Embedder } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import { InvalidInput, ModelError } from '../../src/model/errors.ts';
import type { DocumentId, TenantId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');

/** A model that knows three things: wheels, money and time. Its vectors are what a real one's would be in principle. */
class TopicEmbedder implements Embedder {
  readonly model: string;
  readonly embedded: string[] = [];
  failure: 'none' | 'error' | 'hang' = 'none';

  constructor(model = 'topics-1') {
    this.model = model;
  }

  async embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    if (this.failure === 'error') throw new ModelError('down', 'The model is down.');
    if (this.failure === 'hang') return new Promise(() => undefined);
    this.embedded.push(...texts);
    const topics = [/wheel|velocipede|bicycle/i, /money|refund|S\$/i, /hour|open|noon/i];
    return texts.map((text) => [...topics.map((topic) => (topic.test(text) ? 1 : 0)), 0.1]);
  }
}

describe.each(ENGINES)('knowledge on the %s engine', (engine) => {
  let database: TestDatabase;
  let library: Library;
  let shop: TenantId;
  let tenants = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    library = createLibrary({ pool: database.pool, embedder: undefined, log });
    shop = await newTenant();
    await library.save(shop, note('A returned bicycle gets a full refund.'));
  });
  afterAll(() => database.close());

  const newTenant = (): Promise<TenantId> => {
    tenants += 1;
    return ensureTenant(database.pool, `shop-${tenants}`, 'A shop');
  };

  const find = (
    tenantId: TenantId,
    text: string,
    language: Language = 'en',
    embedder?: Embedder,
  ): Promise<SearchResult> =>
    createSearch({ pool: database.pool, embedder, log })(
      tenantId,
      { text, language },
      { limit: 5, signal: new AbortController().signal },
    );
  const note = (body: string, more: Partial<DocumentDraft> = {}): DocumentDraft => ({
    kind: 'text',
    title: 'Note',
    body,
    ...more,
  });

  describe('keeping documents', () => {
    it('finds a new text instead of the old one', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, note('The spare key hangs behind the walnut clock.'));
      await library.save(tenantId, { id, ...note('The spare key hangs under the copper kettle.') });
      expect((await find(tenantId, 'walnut')).passages).toEqual([]);
      expect((await find(tenantId, 'spare key')).passages.map(({ text }) => text)).toEqual([
        'The spare key hangs under the copper kettle.',
      ]);
    });

    it('finds a deleted document no more, and again after undo', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, note('Umbrellas are lent for free.'));
      await library.remove(tenantId, id);
      expect((await find(tenantId, 'umbrellas')).passages).toEqual([]);
      expect(await readDocument(database.pool, tenantId, id)).toBeUndefined();
      await expect(library.remove(tenantId, id)).rejects.toThrow(InvalidInput);
      await library.restore(tenantId, id);
      expect((await find(tenantId, 'umbrellas')).passages).toHaveLength(1);
    });

    it('does not touch a document of another tenant', async () => {
      const [mine, theirs] = [await newTenant(), await newTenant()];
      const id = await library.save(mine, note('The back door code is secret.'));
      await expect(library.save(theirs, { id, ...note('Mine now.') })).rejects.toThrow(/does not exist/);
      await expect(library.remove(theirs, id)).rejects.toThrow(/does not exist/);
      expect(await readDocument(database.pool, theirs, id)).toBeUndefined();
      expect(await readDocument(database.pool, mine, id)).toMatchObject({
        body: 'The back door code is secret.',
      });
    });

    it('derives title and language, and cleans what the database can’t hold', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, {
        kind: 'markdown',
        title: ' ',
        body: '# Jadual\0 kelas\n\nKelas diadakan pada setiap hari Sabtu untuk kanak-kanak dan ibu bapa mereka \ud83d.',
      });
      expect(await readDocument(database.pool, tenantId, id)).toMatchObject({
        title: 'Jadual kelas',
        language: 'ms',
        status: 'ready',
        passages: 1,
        source: 'owner',
        error: undefined,
      });
    });

    it('refuses empty and overlong documents with a sentence for the owner', async () => {
      await expect(library.save(shop, note(' \n\0 '))).rejects.toThrow(/has no text/);
      await expect(library.save(shop, note('x'.repeat(1_000_001)))).rejects.toThrow(/more than 1,000,000/);
    });

    it('marks a page without words as failed and says why', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, {
        kind: 'html',
        title: 'Menu',
        body: '<script>draw()</script>',
      });
      const document = await readDocument(database.pool, tenantId, id);
      expect(document).toMatchObject({ status: 'failed', passages: 0 });
      expect(document?.error).toMatch(/No text could be read/);
    });

    it('survives html that is nested without end, and says so', async () => {
      const tenantId = await newTenant();
      const body = `${'<div>'.repeat(20_000)}word`;
      const id = await library.save(tenantId, { kind: 'html', title: '', body });
      expect(await readDocument(database.pool, tenantId, id)).toMatchObject({
        status: 'failed',
        passages: 0,
      });
    });

    it('finds what stands in markdown that is nested without end', async () => {
      const tenantId = await newTenant();
      const body = `${'> '.repeat(5_000)}kettle`;
      const id = await library.save(tenantId, { kind: 'markdown', title: '', body });
      expect(await readDocument(database.pool, tenantId, id)).toMatchObject({ status: 'ready', passages: 1 });
      expect((await find(tenantId, 'kettle')).passages[0]?.text).toContain('kettle');
    });

    it('takes in a document of a million characters', async () => {
      const tenantId = await newTenant();
      const body = Array.from(
        { length: 16_000 },
        (_, i) => `Shelf ${i} holds jars of number ${i * 7} tea from the hills.`,
      ).join('\n\n');
      await library.save(tenantId, note(body.slice(0, 1_000_000)));
      expect((await find(tenantId, 'shelf 15007')).passages[0]?.text).toContain('Shelf 15007');
    });

    it('lists by words, status and language, newest first, in pages', async () => {
      const tenantId = await newTenant();
      await library.save(tenantId, note('Five % off for members.', { title: 'Offer' }));
      await library.save(tenantId, {
        kind: 'question_answer',
        title: 'Tea?',
        body: 'Yes.',
        alsoAsked: 'is there oolong',
        language: 'en',
      });
      await library.save(tenantId, { kind: 'html', title: 'Empty', body: '<p></p>', language: 'zh' });
      const list = async (filter: Partial<Parameters<typeof listDocuments>[2]>) => {
        const { documents, total } = await listDocuments(database.pool, tenantId, {
          limit: 10,
          offset: 0,
          ...filter,
        });
        return [documents.map(({ title }) => title), total];
      };
      expect(await list({})).toEqual([['Empty', 'Tea?', 'Offer'], 3]);
      expect(await list({ limit: 1, offset: 1 })).toEqual([['Tea?'], 3]);
      expect(await list({ query: 'OOLONG' })).toEqual([['Tea?'], 1]);
      expect(await list({ query: '%' })).toEqual([['Offer'], 1]);
      expect(await list({ status: 'failed' })).toEqual([['Empty'], 1]);
      expect(await list({ language: 'en' })).toEqual([['Tea?', 'Offer'], 2]);
    });

    it('keeps one whole version when two people save the same document at once', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, note('first'));
      const texts = Array.from({ length: 6 }, (_, i) => `Version ${i} speaks of pomelo number ${i}.`);
      await Promise.all(texts.map((text) => library.save(tenantId, { id, ...note(text) })));
      const document = await readDocument(database.pool, tenantId, id);
      const { passages } = await find(tenantId, 'pomelo');
      expect(document).toMatchObject({ status: 'ready', passages: 1 });
      expect(passages.map(({ text }) => text)).toEqual([document?.body]);
    });

    it('reads again what a crash cut off', async () => {
      const tenantId = await newTenant();
      const id = await library.save(tenantId, note('Parcels wait at the counter.'));
      await database.pool.query(`delete from passages where document_id = $1`, [id]);
      await database.pool.query(`update documents set status = 'processing' where id = $1`, [id]);
      expect(await library.resume(new AbortController().signal)).toBe(1);
      expect((await find(tenantId, 'parcels counter')).passages).toHaveLength(1);
      expect(await library.resume(new AbortController().signal)).toBe(0);
    });

    it('loads the sample business once, and never over the owner’s changes', async () => {
      const tenantId = await newTenant();
      const first = await loadStarter(library, tenantId);
      expect(first).toBeGreaterThan(10);
      const { documents } = await listDocuments(database.pool, tenantId, { limit: 2, offset: 0 });
      const [changed, deleted] = documents.map(({ id }) => id) as [DocumentId, DocumentId];
      await library.save(tenantId, { id: changed, ...note('Our own words.') });
      await library.remove(tenantId, deleted);
      expect(await loadStarter(library, tenantId)).toBe(0);
      expect(await readDocument(database.pool, tenantId, changed)).toMatchObject({ body: 'Our own words.' });
      expect(await readDocument(database.pool, tenantId, deleted)).toBeUndefined();
    });
  });

  describe('searching by meaning', () => {
    const withModel = async (embedder: TopicEmbedder): Promise<{ tenantId: TenantId; own: Library }> => {
      const own = createLibrary({ pool: database.pool, embedder, log });
      return { tenantId: await newTenant(), own };
    };

    it('finds what shares no word with the question', async () => {
      const embedder = new TopicEmbedder();
      const { tenantId, own } = await withModel(embedder);
      await own.save(tenantId, note('Each bicycle is checked twice.'));
      await own.save(tenantId, note('Refund by bank transfer.'));
      const { passages, confidence } = await find(tenantId, 'velocipede', 'en', embedder);
      expect(passages[0]).toMatchObject({ text: 'Each bicycle is checked twice.', lexical: 0 });
      expect(passages[0]?.similarity).toBeGreaterThan(0.9);
      expect(confidence).toBeGreaterThan(0.5);
    });

    it('embeds an unchanged document once, and of a changed one only the changed passages', async () => {
      const embedder = new TopicEmbedder();
      const { tenantId, own } = await withModel(embedder);
      const draft: DocumentDraft = {
        kind: 'markdown',
        title: 'Care',
        body: '## Wood\nOil the wheel.\n\n## Brass\nWipe it.',
      };
      const id = await own.save(tenantId, draft);
      expect(embedder.embedded).toHaveLength(2);
      await own.save(tenantId, { id, ...draft });
      expect(embedder.embedded).toHaveLength(2);
      await own.save(tenantId, { id, ...draft, body: draft.body.replace('Wipe it', 'Polish it') });
      expect(embedder.embedded.slice(2)).toEqual([expect.stringContaining('Polish it')]);
    });

    it.each(['error', 'hang'] as const)(
      'goes on by words when the model’s call ends in %s',
      async (failure) => {
        const embedder = new TopicEmbedder();
        embedder.failure = failure;
        const { passages, confidence } = await find(shop, 'refund bicycle', 'en', embedder);
        expect(passages[0]).toMatchObject({ similarity: undefined });
        expect(confidence).toBeGreaterThan(0.5);
      },
    );

    it('stores a document without vectors during an outage, and embeds it later', async () => {
      const embedder = new TopicEmbedder(`outage-${engine}`);
      const { tenantId, own } = await withModel(embedder);
      embedder.failure = 'error';
      await own.save(tenantId, note('Each bicycle is checked twice.'));
      expect((await find(tenantId, 'checked twice')).passages).toHaveLength(1);
      embedder.failure = 'none';
      const deps = { pool: database.pool, embedder, log };
      expect(await embedMissing(deps, new AbortController().signal)).toBeGreaterThan(0);
      expect(await embedMissing(deps, new AbortController().signal)).toBe(0);
      expect((await find(tenantId, 'velocipede', 'en', embedder)).passages[0]?.similarity).toBeGreaterThan(
        0.9,
      );
    });

    it('never compares vectors of two models', async () => {
      const { tenantId, own } = await withModel(new TopicEmbedder('topics-old'));
      await own.save(tenantId, note('Each bicycle is checked twice.'));
      expect((await find(tenantId, 'velocipede', 'en', new TopicEmbedder('topics-new'))).passages).toEqual(
        [],
      );
    });
  });
});
