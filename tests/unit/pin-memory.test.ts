import { describe, expect, it } from 'vitest';
import { rememberScores, rememberVectors } from '../../knowledge/pin-memory.ts';
import { ModelError } from '../../src/model/errors.ts';

const { signal } = new AbortController();
const numbered = (count: number, of = 'question'): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${of} ${at}`);

describe('what pinned questions remember of an embedding model', () => {
  let nowMs = 0;
  function open() {
    const asked: string[] = [];
    const model = { calls: 0, failsAt: Number.POSITIVE_INFINITY };
    const vectors = rememberVectors(
      {
        model: 'lengths',
        async embed(texts) {
          model.calls += 1;
          if (model.calls === model.failsAt) throw new ModelError('model_unavailable', 'The model is away.');
          asked.push(...texts);
          return texts.map(({ length }) => [length]);
        },
      },
      () => nowMs,
    );
    return { vectors, asked, model };
  }

  it('keeps what was embedded before it failed: of many questions each is asked for once', async () => {
    const { vectors, asked, model } = open();
    const questions = numbered(200);
    model.failsAt = 3;
    await expect(vectors.learn(questions, signal)).rejects.toMatchObject({ code: 'model_unavailable' });
    nowMs += 60_000;
    const known = await vectors.learn(questions, signal);
    expect([...asked].sort()).toEqual([...questions].sort());
    expect(await known.embed(['question 199', 'question 1'], signal)).toEqual([[12], [10]]);
    await expect(known.embed(['another'], signal)).rejects.toMatchObject({ code: 'embedding_unknown' });
  });

  it('knows the questions of one change to its end, however many others are asked meanwhile', async () => {
    const { vectors } = open();
    const known = await vectors.learn(['pinned'], signal);
    await vectors.learn(numbered(1_001), signal);
    expect(await known.embed(['pinned'], signal)).toEqual([[6]]);
  });

  it('forgets first what was used longest ago', async () => {
    const { vectors, asked } = open();
    await vectors.learn(['first', 'second', ...numbered(998)], signal);
    await vectors.learn(['first', 'new'], signal);
    asked.length = 0;
    await vectors.learn(['first', 'second'], signal);
    expect(asked).toEqual(['second']);
  });

  it('waits no longer than it may for a model that is still being loaded', async () => {
    const vectors = rememberVectors({ model: 'loading', embed: () => new Promise(() => undefined) }, () => 0);
    const learnt = vectors.learn(['hello'], AbortSignal.timeout(20));
    await expect(learnt).rejects.toMatchObject({ code: 'embedding_timeout' });
  });
});

describe('what pinned questions remember of a reranker', () => {
  it('is asked for two at a time: customers’ answers go through the same service', async () => {
    let atOnce = 0;
    let most = 0;
    const scores = rememberScores({
      model: 'lengths',
      async rerank(_, texts) {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await Promise.resolve();
        atOnce -= 1;
        return texts.map(({ length }) => length);
      },
    });
    const recall = scores.recall();
    for (const query of numbered(12)) await recall.rerank(query, ['a', 'bc'], signal);
    await scores.learn(recall.missing, signal);
    expect(most).toBe(2);
    expect(await scores.recall().rerank('question 7', ['a', 'bc'], signal)).toEqual([1, 2]);
  });
});
