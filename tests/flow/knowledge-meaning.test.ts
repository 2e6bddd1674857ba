import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedMissing } from '../../knowledge/embedding.ts';
import { createLibrary, type DocumentDraft } from '../../knowledge/ingest.ts';
import { tendVectors } from '../../knowledge/model-change.ts';
import { createPinGuard, PinsWouldChange } from '../../knowledge/pin-guard.ts';
import { listPins, savePin } from '../../knowledge/pins.ts';
import { createSearch } from '../../knowledge/search.ts';
import { embeddingProgress, readServing } from '../../knowledge/vectors.ts';
import type { Embedder, EmbeddingKind } from '../../src/llm/llm.ts';
import { modelError, ServiceFault } from '../../src/llm/openai-fault.ts';
import { createLog } from '../../src/log.ts';
import type { DocumentId, TenantId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import { announceWays } from '../../src/store/reading-ways.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');
const { signal } = new AbortController();

const TOPICS = [/kettle|水壶|cerek/i, /anvil|铁砧|andas/i, /gift|礼物|hadiah/i, /repair|修理|baiki/i];

/** Knows what a few things are called in three languages; each word of its own moves a text a little. */
class PolyglotEmbedder implements Embedder {
  readonly model: string;
  readonly asked: { readonly kind: EmbeddingKind; readonly text: string }[] = [];
  /** Called before each passage's batch. */
  beforePassages: (texts: readonly string[]) => void = () => undefined;
  readonly others: ReadonlyMap<string, Embedder>;

  constructor(model: string, others: readonly Embedder[] = []) {
    this.model = model;
    this.others = new Map(others.map((other) => [other.model, other]));
  }

  of(model: string): Embedder | undefined {
    return this.others.get(model);
  }

  async embed(texts: readonly string[], _: AbortSignal, kind: EmbeddingKind = 'query') {
    if (kind === 'passage') this.beforePassages(texts);
    this.asked.push(...texts.map((text) => ({ kind, text })));
    return texts.map((text) => [
      ...TOPICS.map((topic) => (topic.test(text) ? 1 : 0)),
      0.1 + (text.length % 7) / 100,
    ]);
  }
}

describe.each(ENGINES)('finding by meaning on the %s engine', (engine) => {
  let database: TestDatabase;
  let tenants = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const note = (body: string, language: Language = 'en'): DocumentDraft => ({
    kind: 'text',
    title: 'Note',
    body,
    language,
  });
  // Tenants of earlier tests are left with nothing to embed, so that each test sees its own passages alone.
  const newShop = async (embedder: Embedder, drafts: readonly DocumentDraft[]) => {
    await database.pool.query('delete from documents');
    await database.pool.query('delete from reading_ways');
    tenants += 1;
    const tenantId = await ensureTenant(database.pool, `shop-${tenants}`, 'A shop');
    const library = createLibrary({ pool: database.pool, embedder, log });
    const ids: DocumentId[] = [];
    for (const draft of drafts) ids.push(await library.save(tenantId, draft));
    return { tenantId, library, ids };
  };
  const find = async (embedder: Embedder, tenantId: TenantId, text: string, language: Language = 'en') => {
    const search = createSearch({ pool: database.pool, embedder, log });
    return (await search(tenantId, { text, language }, { limit: 5, signal })).passages;
  };
  const tend = (embedder: Embedder) => tendVectors({ ...database, embedder, log }, signal);
  const SHOP = [note('Our kettle holds two litres.'), note('The anvil stands behind the shop.')];

  it('answers a question in a language in which nothing is written', async () => {
    const embedder = new PolyglotEmbedder('polyglot');
    const { tenantId } = await newShop(embedder, SHOP);
    const [first] = await find(embedder, tenantId, '铁砧在哪里', 'zh');
    expect(first).toMatchObject({ text: 'The anvil stands behind the shop.', language: 'en', lexical: 0 });
    expect(embedder.asked.map(({ kind }) => kind)).toEqual(['passage', 'passage', 'query']);
  });

  it('prefers the customer’s language where the same is written in two, and what answers where it is not', async () => {
    const embedder = new PolyglotEmbedder('polyglot');
    const drafts = [...SHOP, note('铁砧在店后面。', 'zh'), note('我们修理单车。', 'zh')];
    const { tenantId } = await newShop(embedder, drafts);
    expect((await find(embedder, tenantId, '可以用铁砧吗', 'zh'))[0]).toMatchObject({ language: 'zh' });
    expect((await find(embedder, tenantId, 'andas', 'en'))[0]).toMatchObject({
      language: 'en',
    });
    expect((await find(embedder, tenantId, '水壶', 'zh'))[0]?.text).toBe('Our kettle holds two litres.');
  });

  it('follows the model of the process that started last, which no other undoes', async () => {
    const [old, next] = [new PolyglotEmbedder('old'), new PolyglotEmbedder('new')];
    const { tenantId } = await newShop(old, SHOP);
    const start = (value: string) => announceWays(database.pool, [{ kind: 'model', value }]);
    const serving = async () => (await readServing(database.pool, tenantId))?.model;
    await start('old');
    await tend(old);
    await start('new');
    const asked = old.asked.length;
    for (let round = 1; round <= 3; round += 1) {
      await tend(next);
      expect(await tend(old)).toBe(0);
      expect(await embedMissing({ pool: database.pool, embedder: old, log }, signal)).toBe(0);
      expect(await serving()).toBe('new');
    }
    expect(old.asked.length).toBe(asked);
    // It goes on with words.
    expect((await find(old, tenantId, 'where is the anvil'))[0]?.text).toMatch(/anvil/);
    // The other one is gone for good, and never comes to decide by itself.
    await database.pool.query(
      `update reading_ways set seen_at = now() - interval '10 minutes' where value = 'new'`,
    );
    await tend(old);
    expect(await serving()).toBe('old');
  });

  it('goes on with the old model’s vectors while the new one’s are made, then switches', async () => {
    const old = new PolyglotEmbedder('old');
    const { tenantId, library, ids } = await newShop(old, [...SHOP, note('A gift card is ten dollars.')]);
    const next = new PolyglotEmbedder('new', [old]);
    next.beforePassages = () => {
      throw modelError('model_unavailable', 'down');
    };
    await expect(tend(next)).rejects.toThrow();
    // Saved meanwhile: an unchanged passage keeps the vector that answers.
    await library.save(tenantId, {
      id: ids[0],
      ...SHOP[0],
      title: 'Note',
      body: 'Our kettle holds two litres.',
    } as DocumentDraft);
    expect(await embeddingProgress(database.pool, tenantId)).toEqual({
      done: 0,
      total: 3,
      isReplacing: true,
    });
    expect((await find(next, tenantId, '水壶'))[0]?.text).toMatch(/kettle/);
    expect(next.asked).toEqual([]);

    next.beforePassages = () => undefined;
    expect(await tend(next)).toBe(3);
    expect(await readServing(database.pool, tenantId)).toMatchObject({ model: 'new' });
    expect(await embeddingProgress(database.pool, tenantId)).toEqual({
      done: 3,
      total: 3,
      isReplacing: false,
    });
    const before = old.asked.length;
    expect((await find(next, tenantId, '水壶'))[0]?.text).toMatch(/kettle/);
    expect(old.asked.length).toBe(before);

    const models = async () => {
      const { rows } = await database.pool.query('select distinct model from vectors where tenant_id = $1', [
        tenantId,
      ]);
      return rows.map(({ model }) => model).toSorted();
    };
    // A search that began before the switch may still want them.
    expect(await models()).toEqual(['new', 'old']);
    await database.pool.query(`update embedding_models set since = now() - interval '2 minutes'`);
    await tend(next);
    expect(await models()).toEqual(['new']);
  });

  it('finds by words alone while the old model is gone and the new one not ready', async () => {
    const { tenantId } = await newShop(new PolyglotEmbedder('gone'), SHOP);
    const next = new PolyglotEmbedder('next');
    expect((await find(next, tenantId, 'anvil'))[0]).toMatchObject({ similarity: undefined });
    expect(await find(next, tenantId, '铁砧')).toEqual([]);
  });

  it('embeds all others when the model refuses one passage, and switches without it', async () => {
    const { tenantId } = await newShop(new PolyglotEmbedder('before'), [
      ...SHOP,
      note('Something unspeakable.'),
    ]);
    const strict = new PolyglotEmbedder('strict');
    strict.beforePassages = (texts) => {
      if (texts.some((text) => text.includes('unspeakable'))) throw modelError('model_refused', 'filtered');
    };
    expect(await tend(strict)).toBe(2);
    expect(await readServing(database.pool, tenantId)).toMatchObject({ model: 'strict' });
    expect(await embeddingProgress(database.pool, tenantId)).toMatchObject({ done: 2, total: 3 });
  });

  it('takes a model that refuses everything for the wrong one, and keeps the old one’s vectors', async () => {
    const { tenantId } = await newShop(new PolyglotEmbedder('right'), SHOP);
    const wrong: Embedder = {
      model: 'wrong',
      embed: () => Promise.reject(modelError('model_bad_request', 'model_not_found')),
    };
    await expect(tend(wrong)).rejects.toMatchObject({ code: 'model_bad_request' });
    expect(await readServing(database.pool, tenantId)).toMatchObject({ model: 'right' });
  });

  it('waits as long as a busy model asks for', async () => {
    const { tenantId } = await newShop(new PolyglotEmbedder('calm'), SHOP);
    const busy = new PolyglotEmbedder('busy');
    const askedAt: number[] = [];
    busy.beforePassages = () => {
      askedAt.push(performance.now());
      if (askedAt.length === 1)
        throw modelError(
          'model_unavailable',
          new ServiceFault('HTTP 429', { status: 429, retryAfterMs: 300 }),
        );
    };
    expect(await tend(busy)).toBe(2);
    const [first = 0, second = 0] = askedAt;
    expect(second - first).toBeGreaterThanOrEqual(295);
    expect(await readServing(database.pool, tenantId)).toMatchObject({ model: 'busy' });
  });

  it('compares pins of two questions in a process that never asked them, and while the old model answers', async () => {
    const old = new PolyglotEmbedder('old');
    const { tenantId, library, ids } = await newShop(old, [
      note('A kettle is $40.'),
      note('We repair on Mondays.'),
    ]);
    const [documentId] = ids as [DocumentId];
    const lines: string[] = [];
    const spied = createLog('warn', { write: (line) => void lines.push(line) });
    const of = { pool: database.pool, reranker: undefined, threshold: 0.5, now: () => 0, log: spied };
    const pinned = { question: 'Berapa harga cerek itu? Boleh baiki benda lama?', language: 'ms' } as const;
    const rest = { expectedText: '', state: 'holds', answered: undefined } as const;
    await savePin(database.pool, tenantId, { ...pinned, ...rest, documentId });
    const publishing = { isForced: false, signal };
    for (const embedder of [old, new PolyglotEmbedder('new', [old])]) {
      const publish = (draft: DocumentDraft) =>
        createPinGuard({ ...of, embedder }).publish(tenantId, publishing, (check) =>
          library.save(tenantId, draft, check),
        );
      await publish(note(`An anvil is ${embedder.model}.`));
      expect(await listPins(database.pool, tenantId), embedder.model).toMatchObject([{ state: 'holds' }]);
      const change = publish({ ...note('Closed.'), id: documentId });
      await expect(change, embedder.model).rejects.toBeInstanceOf(PinsWouldChange);
    }
    expect(lines).toEqual([]);

    const loading: Embedder = { model: 'old', embed: () => new Promise(() => undefined) };
    let uncompared = 0;
    const onUncompared = (): void => {
      uncompared += 1;
    };
    const hurried = createPinGuard({ ...of, embedder: loading, patienceMs: 20, onUncompared });
    await hurried.publish(tenantId, publishing, async (check) => expect(check).toBeUndefined());
    expect(uncompared).toBe(1);
  });
});
