import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeAnswered } from '../../knowledge/form/gap-answer.ts';
import type { Found } from '../../knowledge/fusion.ts';
import { savePin } from '../../knowledge/pins.ts';
import { rerank } from '../../knowledge/reranking.ts';
import { createSearch } from '../../knowledge/search.ts';
import { createReranker } from '../../src/llm/reranker.ts';
import { createLog } from '../../src/log.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type House, openHouse } from '../support/house.ts';
import { type RerankSimulator, startRerankSimulator } from '../support/rerank-simulator.ts';

const KEY = 'rerank-test-key';
const log = createLog('silent');
const { signal } = new AbortController();

describe('a reranker', () => {
  let service: RerankSimulator;
  let house: House;
  let clockMs = 0;

  beforeAll(async () => {
    service = await startRerankSimulator(KEY);
    house = await openHouse({ sweeps: false, openReranker: () => connect() });
  });
  afterAll(async () => {
    await house?.close();
    await service?.stop();
  });
  beforeEach(() => {
    clockMs += 100_000;
  });

  const connect = (apiKey: string | undefined = KEY) =>
    createReranker(
      { url: service.url, apiKey, model: 'rerank-test' },
      { timeoutMs: 2_000, now: () => clockMs },
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
    const { library } = house;
    const { pool, tenantId } = house.database;
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
  });

  it('is called about an open question only where a new entry may be its answer', async () => {
    const { library, recordGap, pins } = house;
    const { pool, tenantId } = house.database;
    const of = { language: 'en', channel: 'webchat', conversationId: undefined } as const;
    const question = 'Where can lorries park?';
    for (let number = 0; number < 40; number += 1)
      await recordGap(tenantId, {
        ...of,
        question: `Was teapot ${1_000 + 37 * number} made by blue potters?`,
      });
    await recordGap(tenantId, { ...of, question });
    for (const title of ['Lorries', 'Parking for lorries'])
      await library.save(tenantId, { kind: 'text', title, body: `${title}: ask at the gate.` });
    const id = await library.save(tenantId, {
      kind: 'question_answer',
      title: question,
      body: 'Behind the shop.',
    });
    const before = service.journal.length;
    expect(await closeAnswered({ pool, tenantId, pins, log }, id, signal)).toBe(1);
    expect(service.journal.slice(before).map(({ query }) => query)).toEqual([question]);
  });

  it('that refuses what pinned questions want of it is still called for customers', async () => {
    const { library, pins, respondDeps } = house;
    const { pool, tenantId } = house.database;
    const question = 'blue teapot';
    const { passages } = await respondDeps.search(
      tenantId,
      { text: question, language: 'en' },
      { limit: 1, signal },
    );
    const documentId = passages[0]?.documentId as DocumentId;
    const pinned = {
      language: 'en',
      expectedText: '',
      documentId,
      state: 'holds',
      answered: undefined,
    } as const;
    await savePin(pool, tenantId, { ...pinned, question });
    service.script(429);
    const before = service.journal.length;
    await pins.publish(tenantId, { isForced: true, signal }, (check) =>
      library.save(tenantId, { kind: 'text', title: 'Cups', body: 'A blue cup.' }, check),
    );
    const refused = service.journal.length - before;
    expect(refused).toBe(1);
    await respondDeps.search(tenantId, { text: question, language: 'en' }, { limit: 1, signal });
    expect(service.journal.length).toBe(before + refused + 1);
  });
});
