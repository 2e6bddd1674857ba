import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createSearch } from '../../knowledge/search.ts';
import { chooseEmbedder } from '../../src/llm/embedders.ts';
import type { Embedder } from '../../src/llm/llm.ts';
import { createLocalEmbedder } from '../../src/llm/local-embedder.ts';
import { createLog } from '../../src/log.ts';
import { ModelError } from '../../src/model/errors.ts';
import { openTestDatabase } from '../support/database.ts';
import { writeTinyModel } from '../support/tiny-model.ts';
import { provideTransformers } from '../support/transformers.ts';

const log = createLog('silent');
const { signal } = new AbortController();

// The first number is of kettles, the second of anvils, the last two of the words before each text.
const WORDS = {
  kettle: [1, 0, 0, 0],
  cerek: [1, 0.1, 0, 0],
  anvil: [0, 1, 0, 0],
  query: [0, 0, 1, 0],
  passage: [0, 0, 0, 1],
};

describe('an embedding model in this process', () => {
  let dataDir: string;
  let library: string;
  const open = (model: string): Embedder => createLocalEmbedder({ model, dataDir, library });

  beforeAll(async () => {
    library = await provideTransformers();
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-test-'));
    writeTinyModel(join(dataDir, 'models/kaki/tiny-e5-small'), WORDS);
    writeTinyModel(join(dataDir, 'models/kaki/tiny-plain'), WORDS);
  }, 300_000);
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('gives each text a vector of length 1: the mean of its words, whatever stands beside it in the batch', async () => {
    const [short, long] = await open('kaki/tiny-plain').embed(['kettle', 'anvil anvil kettle'], signal);
    expect(short).toEqual([1, 0, 0, 0]);
    expect(Math.hypot(...(long ?? []))).toBeCloseTo(1);
    expect((long?.[1] ?? 0) / (long?.[0] ?? 1)).toBeCloseTo(2);
  });

  it('tells E5 models what is asked and what is looked for', async () => {
    const embedder = open('kaki/tiny-e5-small');
    const [question] = await embedder.embed(['kettle'], signal);
    const [passage] = await embedder.embed(['kettle'], signal, 'passage');
    expect(question?.map((value) => value > 0.5)).toEqual([true, false, true, false]);
    expect(passage?.map((value) => value > 0.5)).toEqual([true, false, false, true]);
  });

  it('reads the beginning of what is longer than it can take', async () => {
    const [vector] = await open('kaki/tiny-plain').embed([`anvil ${'kettle '.repeat(500)}`], signal);
    expect(vector?.[1]).toBeGreaterThan(0.05);
    expect(vector?.[1]).toBeLessThan(0.2);
  });

  it('embeds many at once, in order', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => (at % 2 ? 'anvil' : 'kettle'));
    const vectors = await open('kaki/tiny-plain').embed(texts, signal);
    expect(vectors.map(([kettle]) => kettle)).toEqual(texts.map((text) => (text === 'kettle' ? 1 : 0)));
  });

  it('finds passages across languages', async () => {
    const database = await openTestDatabase();
    const { pool, tenantId } = database;
    const embedder = open('kaki/tiny-e5-small');
    const knowledge = createLibrary({ pool, embedder, log });
    for (const body of ['Anvil.', 'Kettle.'])
      await knowledge.save(tenantId, { kind: 'text', title: 'Note', body });
    const search = createSearch({ pool, embedder, log });
    const { passages } = await search(tenantId, { text: 'cerek', language: 'ms' }, { limit: 5, signal });
    expect(passages[0]).toMatchObject({ text: 'Kettle.', lexical: 0 });
    await database.close();
  });

  it('that is not there is told with what to check', async () => {
    const dead = createLocalEmbedder({ model: 'kaki/../../none', dataDir, library });
    await expect(dead.embed(['kettle'], signal)).rejects.toMatchObject({ code: 'local_model_failed' });
  });

  it('that makes no numbers fails as one that is not there', async () => {
    const source = `export const env = {};
      export const pipeline = async () => async () => ({ tolist: () => [[Number.NaN]] });`;
    const broken = createLocalEmbedder({
      model: 'kaki/nan',
      dataDir,
      library: `data:text/javascript,${source}`,
    });
    await expect(broken.embed(['kettle'], signal)).rejects.toMatchObject({ code: 'local_model_failed' });
  });

  it('stops the start with what to install where the library is missing', () => {
    const start = () =>
      createLocalEmbedder({ model: 'kaki/tiny-plain', dataDir, library: '@kaki/not-installed' });
    expect(start).toThrow(ModelError);
    expect(start).toThrow('npm i --no-save @huggingface/transformers');
  });

  it('goes before the model service’s, whose vectors answer until it is ready; and the other way round', async () => {
    const service: Embedder = { model: 'hosted', embed: async () => [[1]] };
    const openai = { embedder: service, embedderOf: (model: string) => ({ ...service, model }) };
    const own = chooseEmbedder({ openai, localModel: 'kaki/tiny-plain', dataDir, library });
    expect(own?.model).toBe('local:kaki/tiny-plain');
    expect(own?.of?.('hosted-before')?.model).toBe('hosted-before');
    const hosted = chooseEmbedder({ openai, localModel: undefined, dataDir, library });
    expect(hosted?.model).toBe('hosted');
    expect(await hosted?.of?.('local:kaki/tiny-plain')?.embed(['kettle'], signal)).toEqual([[1, 0, 0, 0]]);
    expect(chooseEmbedder({ openai: undefined, localModel: undefined, dataDir })).toBeUndefined();
  });
});
