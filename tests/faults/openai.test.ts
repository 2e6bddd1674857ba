// Every way in which the model service is known to fail ends in time, leaves no socket, and shows no bad text.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ModelError } from '../../src/model/errors.ts';
import {
  ANSWER,
  KEY,
  LATEST_MS,
  type OpenAIBench,
  QUESTION,
  SHORT,
  startOpenAIBench,
} from '../support/openai-bench.ts';
import { FAULTS, rateLimited } from '../support/openai-simulator-faults.ts';

let bench: OpenAIBench;

beforeEach(async () => {
  bench = await startOpenAIBench();
});

afterEach(async () => {
  await bench.service.stop();
});

describe('what is not an answer', () => {
  test.each([
    ['a stream cut without finish_reason', { kind: 'cut' }, 'model_malformed'],
    [
      'a stream of a whole text without finish_reason',
      { kind: 'answer', text: ANSWER, finishReason: null },
      'model_malformed',
    ],
    ['a web page with status 200', { kind: 'html' }, 'model_malformed'],
    ['an object that is no completion', { kind: 'json', body: { ok: true } }, 'model_malformed'],
    ['chunks without choices', { kind: 'empty_choices' }, 'model_malformed'],
    ['a chunk that is no JSON', { kind: 'malformed_chunk' }, 'model_malformed'],
    ['an endless text', { kind: 'huge', chars: 1_000_000 }, 'model_malformed'],
    ['an empty text', { kind: 'answer', text: '  ' }, 'model_malformed'],
    ['a tool call without calls', { kind: 'answer', finishReason: 'tool_calls' }, 'model_malformed'],
    [
      'a call of a tool that was not offered',
      { kind: 'answer', toolCalls: [{ name: 'wire_money', arguments: '{}' }] },
      'model_malformed',
    ],
    [
      'a call of a tool without a name',
      { kind: 'answer', toolCalls: [{ name: '', arguments: '{}' }] },
      'model_malformed',
    ],
    [
      'an error in the middle of the stream',
      { kind: 'error_event', code: 'server_error' },
      'model_unavailable',
    ],
    ['a connection reset in the middle', { kind: 'reset', when: 'mid_stream' }, 'model_unavailable'],
    ['a connection reset before any answer', { kind: 'reset', when: 'before_headers' }, 'model_unavailable'],
    ['status 500', FAULTS.serverError, 'model_unavailable'],
    ['status 429', rateLimited(), 'model_unavailable'],
    ['status 408', { kind: 'status', status: 408 }, 'model_unavailable'],
    ['silence before the headers', { kind: 'hang_before_headers' }, 'model_timeout'],
    ['silence in the middle of the stream', { kind: 'hang_mid_stream' }, 'model_timeout'],
  ] as const)('%s is tried three times, then fails, and the next try may answer', async (_, fault, code) => {
    bench.service.script(fault, fault, fault);
    const connection = bench.connect(code === 'model_timeout' ? SHORT : undefined);
    const failed = await bench.ask(connection);
    expect(failed.reply).toBeUndefined();
    expect(failed.error).toBeInstanceOf(ModelError);
    expect(failed.error).toMatchObject({ code, retryable: true });
    expect(bench.service.journal).toHaveLength(3);
    expect(failed.tookMs).toBeLessThan(LATEST_MS);
    await bench.expectNoSockets();

    bench.service.script(fault);
    const answered = await bench.ask(connection);
    expect(answered.reply?.text).toBe(ANSWER);
    expect(answered.shown).toBe(ANSWER);
    expect(bench.service.journal).toHaveLength(5);
    await bench.expectNoSockets();
  });

  test('one byte at a time ends at the total deadline', async () => {
    bench.service.script({ kind: 'drip', everyMs: 30 });
    const { error, tookMs } = await bench.ask(bench.connect(SHORT));
    expect(error).toMatchObject({ code: 'model_timeout' });
    expect(tookMs).toBeGreaterThan(1_950);
    expect(tookMs).toBeLessThan(LATEST_MS);
    expect(bench.service.journal).toHaveLength(1);
    await bench.expectNoSockets();
  });

  test('text that was shown is taken back before the next try, and only then', async () => {
    bench.service.script({ kind: 'cut' }, FAULTS.serverError, { kind: 'cut' });
    const { restarts, error } = await bench.ask();
    expect(error).toMatchObject({ code: 'model_malformed' });
    expect(restarts).toBe(1);
  });

  test.each([
    [
      'the content filter withheld it',
      { kind: 'answer', text: 'We', finishReason: 'content_filter' },
      'model_refused',
    ],
    [
      'the content filter refused the request',
      { kind: 'status', status: 400, body: { error: { code: 'content_filter', message: QUESTION } } },
      'model_refused',
    ],
    ['the request is not accepted', { kind: 'status', status: 400 }, 'model_bad_request'],
    ['the key may not use the model', FAULTS.modelNotFound, 'model_bad_request'],
    [
      'nothing complete was said within the limit',
      { kind: 'answer', text: 'We open at', finishReason: 'length' },
      'model_malformed',
    ],
    [
      'a tool call hit the limit',
      {
        kind: 'answer',
        text: 'Let me see.',
        toolCalls: [{ name: 'check_order', arguments: '{"nu' }],
        finishReason: 'length',
      },
      'model_malformed',
    ],
  ] as const)('is not asked for again where %s', async (_, fault, code) => {
    bench.service.script(fault);
    const { error } = await bench.ask();
    expect(error).toMatchObject({ code, retryable: false });
    expect(bench.service.journal).toHaveLength(1);
    await bench.expectNoSockets();
  });

  test('a service that is not there is told by its network error', async () => {
    const connection = bench.connect();
    await bench.service.stop();
    expect((await bench.ask(connection)).error).toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

test('no message, log line or console output holds the key or what the customer wrote', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const error = { message: `${QUESTION} ${KEY}`, code: KEY };
    bench.service.script({ kind: 'status', status: 400, body: { error } }, { kind: 'malformed_chunk' });
    const connection = bench.connect();
    const errors = [(await bench.ask(connection)).error, (await bench.ask(connection)).error];
    const stacks = errors.map((thrown) => (thrown instanceof Error ? thrown.stack : ''));
    const told = [bench.logged(), ...stacks, ...printed.mock.calls.flat()].join('\n');
    expect(told).toContain('HTTP 400');
    for (const secret of [KEY, QUESTION, '91234567', 'half a chu']) expect(told).not.toContain(secret);
  } finally {
    printed.mockRestore();
  }
});
