// How long a model call may take: the service's wish, the caller's signal, the owner's refusals, our own deadlines.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEADLINES } from '../../src/llm/openai-call.ts';
import {
  ANSWER,
  type OpenAIBench,
  PATIENT,
  QUESTION,
  SHORT,
  startOpenAIBench,
} from '../support/openai-bench.ts';
import { FAULTS, rateLimited } from '../support/openai-simulator-faults.ts';

/** Until what hangs is ended. */
const SOON = { timeout: 20_000, interval: 10 };
let bench: OpenAIBench;

beforeEach(async () => {
  bench = await startOpenAIBench();
});

afterEach(async () => {
  await bench.service.stop();
});

describe('Retry-After', () => {
  test.each([
    ['in seconds', { 'retry-after': '0.2' }],
    ['in milliseconds', { 'retry-after-ms': '200' }],
  ])('%s is waited for', async (_, headers) => {
    bench.service.script(rateLimited(headers));
    const { reply, tookMs } = await bench.ask();
    expect(reply?.text).toBe(ANSWER);
    expect(tookMs).toBeGreaterThanOrEqual(200);
  });

  test('as a date is understood', async () => {
    bench.service.script(rateLimited({ 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }));
    const { error, tookMs } = await bench.ask(bench.connect());
    expect(error).toMatchObject({ code: 'model_unavailable' });
    expect(tookMs).toBeLessThan(500);
  });

  test.each(['2', '60', '3600'])('of %s s that does not fit fails at once', async (seconds) => {
    bench.service.script(rateLimited({ 'retry-after': seconds }));
    const { error, tookMs } = await bench.ask(bench.connect(SHORT));
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true });
    expect(bench.service.journal).toHaveLength(1);
    expect(tookMs).toBeLessThan(500);
  });

  test('over the cap fails at once although the deadline has room for it', async () => {
    bench.service.script(rateLimited({ 'retry-after': '21' }));
    expect((await bench.ask(bench.connect())).tookMs).toBeLessThan(500);
    expect(bench.service.journal).toHaveLength(1);
  });
});

describe('a refusal that only the owner can lift', () => {
  test.each([
    ['no credit', FAULTS.insufficientQuota, 'model_quota'],
    ['a wrong key', FAULTS.unauthorised, 'model_unauthorised'],
  ] as const)(
    '(%s) costs one call, for replies and embeddings alike, until the pause is over',
    async (_, fault, code) => {
      bench.service.script(fault);
      // Long enough for all that follows on a busy machine.
      const connection = bench.connect({ ...PATIENT, breakerMs: 3_000 });
      expect((await bench.ask(connection)).error).toMatchObject({ code, retryable: false });
      for (let turn = 0; turn < 5; turn += 1) {
        expect((await bench.ask(connection)).error).toMatchObject({ code });
        await expect(connection.embedder?.embed(['hello'], AbortSignal.timeout(1_000))).rejects.toMatchObject(
          { code },
        );
      }
      expect(bench.service.journal).toHaveLength(1);
      expect(
        bench
          .logged()
          .split('\n')
          .filter((line) => line.includes('"level":"error"')),
      ).toHaveLength(1);
      await vi.waitFor(async () => expect((await bench.ask(connection)).reply?.text).toBe(ANSWER), {
        timeout: 20_000,
        interval: 50,
      });
      expect(bench.service.journal).toHaveLength(2);
    },
  );
});

describe('the caller', () => {
  test.each(['hang_before_headers', 'hang_mid_stream'] as const)('aborts at once during %s', async (kind) => {
    bench.service.script({ kind });
    const controller = new AbortController();
    const reply = bench
      .connect({})
      .model.reply(
        { messages: [{ role: 'user', content: QUESTION }], tools: [], maxTokens: 400 },
        { signal: controller.signal },
      );
    await vi.waitFor(() => expect(bench.service.journal).toHaveLength(1), SOON);
    const startedAt = performance.now();
    const reason = new Error('A person took over.');
    controller.abort(reason);
    await expect(reply).rejects.toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(500);
    await bench.expectNoSockets();
    expect(bench.service.journal).toHaveLength(1);
  });

  test('aborts at once during a pause between tries, and before the first one', async () => {
    bench.service.script(rateLimited({ 'retry-after': '15' }));
    const controller = new AbortController();
    const request = { messages: [{ role: 'user' as const, content: QUESTION }], tools: [], maxTokens: 400 };
    const reply = bench.connect().model.reply(request, { signal: controller.signal });
    await vi.waitFor(() => expect(bench.logged()).toContain('failed'), SOON);
    controller.abort(new Error('stopped'));
    await expect(reply).rejects.toThrow('stopped');
    await expect(bench.connect().model.reply(request, { signal: controller.signal })).rejects.toThrow(
      'stopped',
    );
    expect(bench.service.journal).toHaveLength(1);
  });

  test('gets its own fault back, untried again, when onText throws', async () => {
    const reply = bench.connect().model.reply(
      { messages: [{ role: 'user', content: QUESTION }], tools: [], maxTokens: 400 },
      {
        signal: new AbortController().signal,
        onText: () => {
          throw new TypeError('our bug');
        },
      },
    );
    await expect(reply).rejects.toThrow(new TypeError('our bug'));
    expect(bench.service.journal).toHaveLength(1);
    await bench.expectNoSockets();
  });
});

describe('by default', () => {
  test('a try ends after 10 s without a byte and everything after 30 s', async () => {
    expect(DEADLINES).toMatchObject({ idleMs: 10_000, totalMs: 30_000, retryAfterCapMs: 20_000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const hang = { kind: 'hang_before_headers' } as const;
      bench.service.script(hang, hang, hang);
      const startedAt = performance.now();
      const ended = bench.ask(bench.connect({ backoffMs: 0 })).then(({ error }) => ({
        error,
        atMs: performance.now() - startedAt,
      }));
      const seen: number[] = [];
      for (let step = 0; step < 3; step += 1) {
        await untilReal(() => bench.service.journal.length === step + 1);
        await vi.advanceTimersByTimeAsync(9_999);
        seen.push(bench.service.journal.length);
        await vi.advanceTimersByTimeAsync(1);
      }
      expect(seen).toEqual([1, 2, 3]);
      const { error, atMs } = await ended;
      expect(error).toMatchObject({ code: 'model_timeout' });
      expect(atMs).toBe(30_000);
    } finally {
      vi.useRealTimers();
    }
    await bench.expectNoSockets();
  });
});

/** Waits in real time while the clock of the program stands still. */
async function untilReal(isTrue: () => boolean): Promise<void> {
  const latest = process.hrtime.bigint() + 20_000_000_000n;
  while (!isTrue() && process.hrtime.bigint() < latest)
    await new Promise<void>((resolve) => setImmediate(resolve));
  expect(isTrue()).toBe(true);
}
