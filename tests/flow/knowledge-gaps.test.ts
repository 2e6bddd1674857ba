import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGapBook } from '../../knowledge/gap-book.ts';
import {
  answerGap,
  dismissGap,
  type Gap,
  joinGaps,
  listGaps,
  moveBack,
  readGap,
  reopenGap,
  splitGap,
} from '../../knowledge/gaps.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import type { Embedder } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import { ModelError } from '../../src/model/errors.ts';
import type { GapId, TenantId } from '../../src/model/ids.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');

/** Knows that a few texts of different words mean the same; all texts of a model are near, as with real ones. */
class FewMeanings implements Embedder {
  readonly model = 'few-meanings';
  isDown = false;
  texts = 0;
  async embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    if (this.isDown) throw new ModelError('model_unavailable', 'The model is away.', { retryable: true });
    this.texts += texts.length;
    const topics = [/scooter|滑板车|skuter/i, /oat milk|燕麦奶/i, /jupiter/i];
    return texts.map((text) => [1.2, ...topics.map((topic) => (topic.test(text) ? 1 : 0))]);
  }
}

describe.each(ENGINES)('gaps on the %s engine', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  let shops = 0;
  async function openShop(embedder?: Embedder) {
    shops += 1;
    const tenantId: TenantId = await ensureTenant(database.pool, `shop-${shops}`, 'A shop');
    const readiness = async () => 'ready' as const;
    const record = createGapBook({ pool: database.pool, embedder, readiness, log });
    return {
      tenantId,
      ask: async (...questions: readonly string[]) => {
        for (const question of questions)
          await record(tenantId, { question, language: 'en', channel: 'webchat', conversationId: undefined });
      },
      record,
      list: () => listGaps(database.pool, tenantId, 10),
      gap: async (question: string): Promise<Gap> => {
        const found = (await listGaps(database.pool, tenantId, 50)).find(({ wordings }) =>
          wordings.some((wording) => wording.question === question),
        );
        if (!found) throw new Error(`no gap "${question}"`);
        return found;
      },
    };
  }

  const wordings = (gaps: readonly Gap[]) =>
    gaps.map((gap) => gap.wordings.map(({ question }) => question).sort());

  it('counts the same question, however it is typed, and lists the most asked first', async () => {
    const { ask, list } = await openShop();
    await ask('Got bike trailers?', 'Do you rent scooters?', 'got BIKE trailers!!', '??');
    expect((await list()).map(({ question, times }) => [question, times])).toEqual([
      ['Got bike trailers?', 2],
      ['Do you rent scooters?', 1],
    ]);
  });

  it('takes for one what says the same in other words, and knows where and in which languages it was asked', async () => {
    const { tenantId, ask, record, list } = await openShop();
    await ask('Do you have decaf beans?', 'Do you rent scooters?');
    const of = { language: 'ms', channel: 'telegram', conversationId: undefined } as const;
    await record(tenantId, { ...of, question: 'decaf bean ada tak?' });
    await record(tenantId, { ...of, question: 'Got any decaf?' });
    await record(tenantId, { ...of, question: 'Got any decaf?' });
    await ask('Do you sell scooters?', 'Do you have coffee beans?');
    const gaps = await list();
    expect(wordings(gaps)).toEqual([
      ['Do you have decaf beans?', 'Got any decaf?', 'decaf bean ada tak?'],
      ['Do you have coffee beans?'],
      ['Do you sell scooters?'],
      ['Do you rent scooters?'],
    ]);
    expect(gaps[0]).toMatchObject({ times: 4, channels: { telegram: 3, webchat: 1 }, wordingCount: 3 });
    expect(new Set(gaps[0]?.wordings.map(({ language }) => language))).toEqual(new Set(['en', 'ms']));
  });

  it('forgives spelling, but takes no code for another', async () => {
    const { ask, list } = await openShop();
    await ask('spare blades for KP-200', 'Spare blade for the KP-200?', 'spare blades for KP-300');
    await ask('wheelchair ramp?', 'is there a weelchair ramp');
    expect(wordings(await list()).map((of) => of.length)).toEqual([2, 2, 1]);
  });

  it('joins by idea across languages without a model', async () => {
    const { ask, list } = await openShop();
    await ask('Do you deliver to Malaysia?', '你们送货到马来西亚吗？', '有没有折扣？');
    expect(wordings(await list())).toEqual([
      ['Do you deliver to Malaysia?', '你们送货到马来西亚吗？'],
      ['有没有折扣？'],
    ]);
  });

  it('joins by meaning where there is a model, also what was asked while the model was away', async () => {
    const embedder = new FewMeanings();
    const { ask, list } = await openShop(embedder);
    await ask('Can I rent a scooter?', '有滑板车租吗', 'Where do the buses stop?');
    expect(wordings(await list())).toEqual([
      ['Can I rent a scooter?', '有滑板车租吗'],
      ['Where do the buses stop?'],
    ]);
    embedder.isDown = true;
    await ask('oat milk in the latte?', '可以换燕麦奶吗');
    expect(await list()).toHaveLength(4);
    embedder.isDown = false;
    await ask('Is the roof garden open?');
    expect(wordings(await list())).toContainEqual(['oat milk in the latte?', '可以换燕麦奶吗']);
    const before = embedder.texts;
    await ask('can i rent a SCOOTER');
    expect(embedder.texts, 'a known wording is not embedded again').toBe(before);
  });

  it('tries again what was not joined at once, and loses no question by it', async () => {
    const { pool } = database;
    const embedder = new FewMeanings();
    const { ask, list } = await openShop(embedder);
    embedder.isDown = true;
    await ask('oat milk in the latte?', 'oat milk in a latte', '可以换燕麦奶吗');
    embedder.isDown = false;
    await pool.query(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'busy'; end $$`,
    );
    await pool.query(
      `create trigger fails before update of gap_id on gap_wordings for each row execute function refuse()`,
    );
    try {
      await ask('Is the roof garden open?');
    } finally {
      await pool.query('drop function refuse cascade');
    }
    expect(wordings(await list()).map((of) => of.length)).toEqual([2, 1, 1]);
    await ask('Where do the buses stop?');
    expect(wordings(await list())).toContainEqual([
      'oat milk in a latte',
      'oat milk in the latte?',
      '可以换燕麦奶吗',
    ]);
  });

  it('is one gap when two customers ask at once', async () => {
    const { ask, list } = await openShop();
    await Promise.all([ask('Do you engrave mugs?'), ask('do you engrave mug'), ask('Do you engrave mugs')]);
    expect(await list()).toMatchObject([{ times: 3, wordingCount: 2 }]);
  });

  it('closes whole with an answer, and opens again with a note when it is asked in other words', async () => {
    const { tenantId, ask, list, gap } = await openShop();
    await ask('Do you rent scooters?', 'rent a scooter', 'Tell me a joke');
    const library = createLibrary({ pool: database.pool, embedder: undefined, log });
    const answer = await library.save(tenantId, { kind: 'text', title: 'Scooters', body: 'S$9 an hour.' });
    const scooters = await gap('rent a scooter');
    await answerGap(database.pool, tenantId, scooters.id, answer);
    expect(await list()).toMatchObject([{ question: 'Tell me a joke', reopenedAt: undefined }]);
    await ask('renting scooters?');
    expect(await gap('renting scooters?')).toMatchObject({
      id: scooters.id,
      times: 3,
      documentId: answer,
      reopenedAt: expect.any(Date),
    });
    expect(await readGap(database.pool, database.tenantId, scooters.id)).toBeUndefined();
  });

  it('keeps a dismissed wording away, but never another question with it; a dismissal can be undone', async () => {
    const { tenantId, ask, list, gap } = await openShop();
    await ask('Tell me a joke');
    const joke = await gap('Tell me a joke');
    expect(await dismissGap(database.pool, tenantId, joke.id)).toBe(true);
    await ask('tell me a joke!', 'Tell me a joke about parcels');
    expect(wordings(await list())).toEqual([['Tell me a joke about parcels']]);
    await reopenGap(database.pool, tenantId, joke.id);
    expect(await list()).toHaveLength(2);
  });

  it('is split and joined by the owner, each undone by its reverse', async () => {
    const { pool } = database;
    const { tenantId, ask, list, gap } = await openShop();
    await ask('Do you have decaf beans?', 'decaf beans?', 'Can dogs come in?');
    const decaf = await gap('decaf beans?');
    const wording = decaf.wordings.find(({ question }) => question === 'decaf beans?');
    const apart = (await splitGap(pool, tenantId, wording?.id ?? decaf.wordings[0]?.id ?? fail())) as GapId;
    expect(await list()).toHaveLength(3);
    expect(await splitGap(pool, tenantId, wording?.id ?? fail()), 'it is alone now').toBeUndefined();
    await moveBack(pool, tenantId, { gapId: apart, home: decaf.id });
    expect(await gap('decaf beans?')).toMatchObject({ id: decaf.id, wordingCount: 2 });

    const dogs = await gap('Can dogs come in?');
    expect(await joinGaps(pool, tenantId, { from: dogs.id, into: decaf.id })).toBe(true);
    expect(await list()).toMatchObject([{ id: decaf.id, wordingCount: 3 }]);
    await moveBack(pool, tenantId, { gapId: decaf.id, home: dogs.id });
    expect(wordings(await list())).toContainEqual(['Can dogs come in?']);
    expect(await joinGaps(pool, tenantId, { from: dogs.id, into: dogs.id })).toBe(false);
  });
});

function fail(): never {
  throw new Error('nothing was found');
}
