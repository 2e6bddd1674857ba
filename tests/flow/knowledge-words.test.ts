import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createSearch, type SearchResult } from '../../knowledge/search.ts';
import { createLog } from '../../src/log.ts';
import type { TenantId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { ANSWERABLE, CORPUS, IN_SCANNED, NOT_IN_SCANNED, SCANNED, UNANSWERABLE } from './knowledge-corpus.ts';

const log = createLog('silent');

describe.each(ENGINES)('searching by words on the %s engine', (engine) => {
  let database: TestDatabase;
  let shop: TenantId;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    shop = database.tenantId;
    const library = createLibrary({ pool: database.pool, embedder: undefined, log });
    for (const draft of CORPUS) await library.save(shop, draft);
  });
  afterAll(() => database.close());

  const search = () => createSearch({ pool: database.pool, embedder: undefined, log });
  const find = (tenantId: TenantId, text: string, language: Language = 'en'): Promise<SearchResult> =>
    search()(tenantId, { text, language }, { limit: 5, signal: new AbortController().signal });

  it.each(ANSWERABLE)('finds the answer to "%s" and is sure of it', async (text, language, answer) => {
    const { passages, confidence } = await find(shop, text, language);
    expect(passages[0]?.text).toMatch(answer);
    expect(confidence).toBeGreaterThanOrEqual(0.5);
  });

  it.each(UNANSWERABLE)('is not sure about "%s"', async (text, language) => {
    expect((await find(shop, text, language)).confidence).toBeLessThan(0.5);
  });

  it.each([
    '',
    '   ',
    '???',
    '👍',
    'the of and',
    '的了吗',
    'lah lor meh',
    '\0',
    '\ud800',
    "'; drop table passages; --",
  ])('takes %j without finding anything by accident', async (text) => {
    expect((await find(shop, text)).confidence).toBeLessThan(0.5);
  });

  it.each([
    ['how much?', 'en', ['do you repair punctures', 'Yes, while you wait.'], /S\$15 for each tube/],
    ['and on sunday?', 'en', ['when do you open', 'From 11am.'], /11am to 8pm/],
    ['多少钱', 'zh', ['可以补胎吗', '可以等候取车。'], /每条内胎十五元/],
    ['berapa?', 'ms', ['boleh tampal tayar?', 'Boleh.'], /S\$15 bagi/],
  ] as const)('reads "%s" with the turns before', async (text, language, history, answer) => {
    const { passages } = await search()(
      shop,
      { text, language, history },
      { limit: 5, signal: new AbortController().signal },
    );
    expect(passages[0]?.text).toMatch(answer);
  });

  it('lets a question that stands by itself be', async () => {
    const history = ['do you repair punctures', 'Yes, S$15 for each tube.'];
    const { signal } = new AbortController();
    const query = { text: 'can I return a bicycle for a refund', language: 'en' } as const;
    const alone = await search()(shop, query, { limit: 5, signal });
    expect(await search()(shop, { ...query, history }, { limit: 5, signal })).toEqual(alone);
  });

  it('puts the customer’s own language first where every language has the answer', async () => {
    for (const [text, language] of [
      ['refund bicycle', 'en'],
      ['退款', 'zh'],
      ['bayaran balik', 'ms'],
      ['பணம் திரும்ப', 'ta'],
    ] as const)
      expect((await find(shop, text, language)).passages[0]).toMatchObject({ language });
  });

  it('answers a long message in good time', async () => {
    const started = performance.now();
    await find(shop, 'refund bicycle tyre gear '.repeat(2_000));
    await find(shop, '退货单车'.repeat(5_000), 'zh');
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('stops when the turn is given up', async () => {
    const search = createSearch({ pool: database.pool, embedder: undefined, log });
    const given = search(shop, { text: 'refund', language: 'en' }, { limit: 5, signal: AbortSignal.abort() });
    await expect(given).rejects.toThrow(/abort/i);
  });

  it('finds what customers may see behind hundreds of better passages that they may not', async () => {
    const tenantId = await ensureTenant(database.pool, 'binned', 'A shop with a full bin');
    const library = createLibrary({ pool: database.pool, embedder: undefined, log });
    const sections = Array.from({ length: 250 }, (_, at) => `## Saddle rental ${at}\n\nSaddle rental.`);
    const old = { kind: 'markdown', title: 'Old', body: sections.join('\n\n') } as const;
    const id = await library.save(tenantId, old);
    const body = 'Bells, lamps and locks are sold here, and a saddle is lent for a day.';
    await library.save(tenantId, { kind: 'text', title: 'Note', body });
    await library.remove(tenantId, id);
    const { passages } = await find(tenantId, 'saddle rental');
    expect(passages.map(({ text }) => text)).toEqual([body]);
  });

  describe('in long texts without headings', () => {
    let scanned: TenantId;
    beforeAll(async () => {
      scanned = await ensureTenant(database.pool, 'scanned', 'A shop with a scanner');
      const library = createLibrary({ pool: database.pool, embedder: undefined, log });
      for (const [at, body] of SCANNED.entries())
        await library.save(scanned, { kind: 'text', title: `scan ${at + 1}`, body });
    });

    it.each(IN_SCANNED)('is sure of the answer to "%s"', async (text, answer) => {
      const { passages, confidence } = await find(scanned, text);
      expect(passages[0]?.text).toMatch(answer);
      expect(confidence).toBeGreaterThanOrEqual(0.5);
    });

    it.each(NOT_IN_SCANNED)('is not sure about "%s"', async (text) => {
      expect((await find(scanned, text)).confidence).toBeLessThan(0.5);
    });
  });

  it('never finds another tenant’s knowledge', async () => {
    const other = await ensureTenant(database.pool, 'other', 'Another shop');
    expect(await find(other, 'refund bicycle')).toEqual({
      passages: [],
      confidence: 0,
      humanOnlyConfidence: 0,
    });
  });
});
