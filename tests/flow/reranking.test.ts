import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Found } from '../../knowledge/fusion.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import { rerank } from '../../knowledge/reranking.ts';
import { createSearch } from '../../knowledge/search.ts';
import { createReranker } from '../../src/llm/reranker.ts';
import { createLog } from '../../src/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type RerankSimulator, startRerankSimulator } from '../support/rerank-simulator.ts';

const KEY = 'rerank-test-key';
const log = createLog('silent');
const { signal } = new AbortController();

describe('a reranker', () => {
  let service: RerankSimulator;
  let clockMs = 0;

  beforeAll(async () => {
    service = await startRerankSimulator(KEY);
  });
  afterAll(() => service.stop());
  beforeEach(() => {
    clockMs += 100_000;
  });

  const connect = (apiKey: string | undefined = KEY) =>
    createReranker(
      { url: service.url, apiKey, model: 'rerank-test' },
      { timeoutMs: 200, now: () => clockMs },
    );
  const passage = (text: string, more: Partial<Found> = {}): Found => ({
    passageId: text as Found['passageId'],
    documentId: text as Found['documentId'],
    title: 'Notes',
    heading: '',
    place: '',
    text,
    kind: 'text',
    language: 'en',
    isHumanOnly: false,
    score: 0,
    lexical: 0,
    similarity: undefined,
    ...more,
  });
  const order = async (found: readonly Found[], reranker = connect()) =>
    (await rerank({ reranker, log }, { text: 'blue teapot', found }, signal)).map(({ text }) => text);
  const FOUND = [passage('a red cup'), passage('a teapot'), passage('a blue teapot')];
  const AS_FOUND = FOUND.map(({ text }) => text);

  it('puts what answers best first, and the scores stay in order', async () => {
    const found = FOUND.map((row, at) => ({ ...row, score: 0.9 - at / 10 }));
    const ranked = await rerank({ reranker: connect(), log }, { text: 'blue teapot', found }, signal);
    expect(ranked.map(({ text }) => text)).toEqual(['a blue teapot', 'a teapot', 'a red cup']);
    expect(ranked.map(({ score }) => score)).toEqual(found.map(({ score }) => score));
  });

  it('is not shown what only a person may answer from, which keeps its place', async () => {
    const secret = passage('a blue teapot of our own', { isHumanOnly: true });
    expect(await order([secret, ...FOUND])).toEqual([secret.text, 'a blue teapot', 'a teapot', 'a red cup']);
    expect(service.journal.at(-1)?.documents).toHaveLength(3);
  });

  it('reads the twenty best, and leaves the others behind them', async () => {
    const many = Array.from({ length: 25 }, (_, at) => passage(`cup number ${at}`));
    await order([...many, passage('a blue teapot')]);
    expect(service.journal.at(-1)?.documents).toHaveLength(20);
  });

  it.each([
    ['says nothing', 'hang'],
    ['fails', 500],
    ['gets too many requests', 429],
    ['sends no JSON', '<html>'],
    ['sends an unknown shape', { scores: [1, 2, 3] }],
    ['scores a passage that there is not', { results: [{ index: 7, relevance_score: 1 }] }],
    ['scores one twice', { results: [0, 0, 1].map((index) => ({ index, relevance_score: 1 })) }],
  ] as const)('that %s leaves the order, and is not called for half a minute', async (_, behaviour) => {
    const reranker = connect();
    const before = service.journal.length;
    service.script(behaviour);
    expect(await order(FOUND, reranker)).toEqual(AS_FOUND);
    expect(await order(FOUND, reranker)).toEqual(AS_FOUND);
    expect(service.journal.length).toBe(before + 1);
    clockMs += 30_000;
    expect((await order(FOUND, reranker))[0]).toBe('a blue teapot');
  });

  it('that refuses the key leaves the order', async () => {
    expect(await order(FOUND, connect('wrong'))).toEqual(AS_FOUND);
  });

  it('that leaves some out puts them last', async () => {
    service.script({ results: [{ index: 2, relevance_score: -3 }] });
    expect(await order(FOUND)).toEqual(['a blue teapot', 'a red cup', 'a teapot']);
  });

  it('puts in order what a search found', async () => {
    const database: TestDatabase = await openTestDatabase();
    const { pool, tenantId } = database;
    const library = createLibrary({ pool, embedder: undefined, log });
    const bodies = ['Teapot, teapot, teapot: one each.', 'The blue one is a teapot of clay.', 'Cups.'];
    for (const body of bodies) await library.save(tenantId, { kind: 'text', title: 'Shelf', body });
    service.script({ results: [1, 0].map((index, at) => ({ index, relevance_score: 1 - at })) });
    const ask = (reranker = connect()) =>
      createSearch({ pool, embedder: undefined, reranker, log })(
        tenantId,
        { text: 'blue teapot', language: 'en' },
        { limit: 1, signal },
      );
    const reversed = await ask();
    const plain = await ask();
    expect(reversed.passages).toHaveLength(1);
    expect(reversed.passages[0]?.text).not.toBe(plain.passages[0]?.text);
    expect(reversed.confidence).toBe(plain.confidence);
    await database.close();
  });
});
