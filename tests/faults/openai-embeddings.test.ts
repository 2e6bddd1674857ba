// Embeddings are sound, in order and in time, or there are none.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LATEST_MS, type OpenAIBench, SHORT, startOpenAIBench } from '../support/openai-bench.ts';
import { FAULTS } from '../support/openai-simulator-faults.ts';

let bench: OpenAIBench;

beforeEach(async () => {
  bench = await startOpenAIBench();
});

afterEach(async () => {
  await bench.service.stop();
});

describe('embeddings', () => {
  const embed = (texts: readonly string[], deadlines?: typeof SHORT) =>
    bench.connect(deadlines).embedder?.embed(texts, new AbortController().signal) ??
    Promise.reject(new Error('no embedder'));
  const vector = (embedding: unknown, index = 0) => ({ object: 'embedding', index, embedding });
  const base64 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64');

  test('come in the order of the texts, in batches of 96', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `passage number ${index}`);
    const vectors = await embed(texts);
    expect(vectors).toHaveLength(200);
    expect(vectors[137]).toEqual((await embed([texts[137] ?? '']))[0]);
    expect(
      bench.service.journal.slice(0, 3).map(({ body }) => (body as { input: string[] }).input.length),
    ).toEqual([96, 96, 8]);
    expect(await embed([])).toEqual([]);
  });

  test('are put in order by their index, whether as base64 or as numbers', async () => {
    bench.service.script(
      { kind: 'json', body: { data: [vector(base64(3, 4), 1), vector(base64(1, 2), 0)] } },
      { kind: 'json', body: { data: [vector([3, 4], 1), vector([1, 2], 0)] } },
    );
    expect(await embed(['a', 'b'])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await embed(['a', 'b'])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test.each([
    ['not a number', [vector(base64(1, Number.NaN))]],
    ['infinite', [vector(base64(1, Number.POSITIVE_INFINITY))]],
    ['null', [vector([1, null])]],
    ['empty', [vector([])]],
    ['all zeros', [vector([0, 0])]],
    ['half a float', [vector(Buffer.from([1, 2, 3]).toString('base64'))]],
    ['missing', []],
    ['of another text', [vector([1, 2], 7)]],
    ['one too many', [vector([1, 2]), vector([1, 2], 1)]],
  ])('that are %s are asked for again, then refused', async (_, data) => {
    const behaviour = { kind: 'json', body: { data } } as const;
    bench.service.script(behaviour, behaviour, behaviour);
    await expect(embed(['a'])).rejects.toMatchObject({ code: 'model_malformed' });
    expect(bench.service.journal).toHaveLength(3);
  });

  test.each([
    ['silence', { kind: 'hang_before_headers' }, 'model_timeout', SHORT],
    ['a web page', { kind: 'html' }, 'model_malformed', undefined],
    ['status 500', FAULTS.serverError, 'model_unavailable', undefined],
  ] as const)('end in time with %s', async (_, fault, code, deadlines) => {
    bench.service.script(fault, fault, fault);
    const startedAt = performance.now();
    await expect(embed(['a'], deadlines)).rejects.toMatchObject({ code });
    expect(performance.now() - startedAt).toBeLessThan(LATEST_MS);
    await bench.expectNoSockets();
  });

  test('are not offered where no model is configured for them', () => {
    expect(bench.connect(undefined, { embeddingModel: '' }).embedder).toBeUndefined();
  });
});
