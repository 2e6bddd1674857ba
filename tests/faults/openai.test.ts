// Every way in which the model service is known to fail ends in time, leaves no socket, and shows no bad text.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ReplyRequest } from '../../src/llm/llm.ts';
import { createOpenAI, type OpenAIConfig } from '../../src/llm/openai.ts';
import { DEADLINES, type Deadlines } from '../../src/llm/openai-call.ts';
import { createLog } from '../../src/log.ts';
import { ModelError } from '../../src/model/errors.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { FAULTS, rateLimited } from '../support/openai-simulator-faults.ts';

const KEY = 'sk-test-0123456789abcdef';
const QUESTION = 'My number is 91234567, when do you open?';
const ANSWER = 'We open at 9 am on weekdays and stay open until 6 pm.';
const SHORT: Partial<Deadlines> = { idleMs: 200, totalMs: 900, backoffMs: 10, tailMs: 50, breakerMs: 300 };
const TOOL = {
  name: 'check_order',
  description: 'Looks up an order.',
  parameters: { type: 'object', properties: { number: { type: 'string' } } },
};

let service: OpenAISimulator;
let logged: string;

beforeEach(async () => {
  logged = '';
  service = await startOpenAISimulator({ apiKey: KEY });
  service.respond(() => ({ text: ANSWER }));
});

afterEach(async () => {
  await service.stop();
});

function connect(deadlines = SHORT, config: Partial<OpenAIConfig> = {}) {
  return createOpenAI(
    {
      kind: 'openai',
      apiKey: KEY,
      baseUrl: service.baseUrl,
      model: 'gpt-4.1-mini',
      embeddingModel: 'text-embedding-3-small',
      ...config,
    },
    {
      log: createLog('debug', {
        write: (line) => {
          logged += line;
        },
      }),
      deadlines,
      random: () => 0,
    },
  );
}

/** One reply, with everything that the customer's screen would have shown. */
async function ask(connection = connect(), request: Partial<ReplyRequest> = {}) {
  let shown = '';
  let restarts = 0;
  const startedAt = performance.now();
  const outcome = await connection.model
    .reply(
      { messages: [{ role: 'user', content: QUESTION }], tools: [TOOL], maxTokens: 400, ...request },
      {
        signal: new AbortController().signal,
        onText: (delta) => {
          shown += delta;
        },
        onRestart: () => {
          shown = '';
          restarts += 1;
        },
      },
    )
    .then(
      (reply) => ({ reply, error: undefined }),
      (error: unknown) => ({ reply: undefined, error }),
    );
  return { ...outcome, shown, restarts, tookMs: performance.now() - startedAt };
}

async function expectNoSockets(): Promise<void> {
  await vi.waitFor(() => expect(service.openSockets()).toBe(0), { timeout: 3_000, interval: 10 });
}

describe('an answer', () => {
  test('arrives piece by piece, whole, with its usage', async () => {
    const { reply, shown, restarts } = await ask();
    expect(reply).toMatchObject({ text: ANSWER, toolCalls: [] });
    expect(reply?.usage.inputTokens).toBeGreaterThan(0);
    expect(reply?.usage.outputTokens).toBeGreaterThan(0);
    expect([shown, restarts]).toEqual([ANSWER, 0]);
    expect(service.journal[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  test('may be a tool call, whose arguments are passed on as text and whose result is taken back', async () => {
    const args = '{"number": "A-1';
    service.script({ kind: 'answer', toolCalls: [{ name: 'check_order', arguments: args }] });
    const { reply } = await ask();
    expect(reply?.toolCalls).toEqual([{ id: expect.any(String), name: 'check_order', arguments: args }]);
    const { reply: next } = await ask(connect(), {
      messages: [
        { role: 'system', content: 'You help.' },
        { role: 'user', content: QUESTION },
        { role: 'assistant', content: '', toolCalls: reply?.toolCalls ?? [] },
        { role: 'tool', toolCallId: reply?.toolCalls[0]?.id ?? '', content: 'No such order.' },
      ],
    });
    expect(next?.text).toBe(ANSWER);
  });

  test('comes from Azure with its own paths, key header and version', async () => {
    const { reply } = await ask(connect(SHORT, { kind: 'azure', baseUrl: service.azureEndpoint }));
    expect(reply?.text).toBe(ANSWER);
    expect(service.journal.map((call) => call.path)).toEqual([
      '/openai/deployments/gpt-4.1-mini/chat/completions',
    ]);
    expect(service.journal[0]?.body).toMatchObject({ max_completion_tokens: 400 });
  });

  test('is complete with its finish_reason, even if the service never ends the response', async () => {
    service.script({ kind: 'hang_after_finish' });
    const { reply, tookMs } = await ask();
    expect(reply?.text).toBe(ANSWER);
    expect(tookMs).toBeLessThan(600);
    await expectNoSockets();
  });

  test.each([
    ['ends in a whole sentence', 'We open at nine. We close at', 'We open at nine.'],
    ['keeps its citation', 'Delivery is free. [1] Returns take', 'Delivery is free. [1]'],
    ['does not turn half a price into a price', 'Delivery is cheap. It costs $3.', 'Delivery is cheap.'],
    ['knows the full stop of Chinese', '我们九点开门。我们六点', '我们九点开门。'],
    ['does not end in the middle of an address', 'Visit us! We are at Blk. 12 Jalan', 'Visit us!'],
  ])('that hit the limit of tokens %s', async (_, said, kept) => {
    service.script({ kind: 'answer', text: said, finishReason: 'length' });
    expect((await ask()).reply?.text).toBe(kept);
  });
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
    service.script(fault, fault, fault);
    const connection = connect();
    const failed = await ask(connection);
    expect(failed.reply).toBeUndefined();
    expect(failed.error).toBeInstanceOf(ModelError);
    expect(failed.error).toMatchObject({ code, retryable: true });
    expect(service.journal).toHaveLength(3);
    expect(failed.tookMs).toBeLessThan(1_000);
    await expectNoSockets();

    service.script(fault);
    const answered = await ask(connection);
    expect(answered.reply?.text).toBe(ANSWER);
    expect(answered.shown).toBe(ANSWER);
    expect(service.journal).toHaveLength(5);
    await expectNoSockets();
  });

  test('one byte at a time ends at the total deadline', async () => {
    service.script({ kind: 'drip', everyMs: 30 });
    const { error, tookMs } = await ask();
    expect(error).toMatchObject({ code: 'model_timeout' });
    expect(tookMs).toBeGreaterThan(850);
    expect(tookMs).toBeLessThan(1_100);
    expect(service.journal).toHaveLength(1);
    await expectNoSockets();
  });

  test('text that was shown is taken back before the next try, and only then', async () => {
    service.script({ kind: 'cut' }, FAULTS.serverError, { kind: 'cut' });
    const { restarts, error } = await ask();
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
    service.script(fault);
    const { error } = await ask();
    expect(error).toMatchObject({ code, retryable: false });
    expect(service.journal).toHaveLength(1);
    await expectNoSockets();
  });

  test('a service that is not there is told by its network error', async () => {
    const connection = connect();
    await service.stop();
    expect((await ask(connection)).error).toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    service = await startOpenAISimulator();
  });
});

describe('Retry-After', () => {
  test.each([
    ['in seconds', { 'retry-after': '0.2' }],
    ['in milliseconds', { 'retry-after-ms': '200' }],
  ])('%s is waited for', async (_, headers) => {
    service.script(rateLimited(headers));
    const { reply, tookMs } = await ask();
    expect(reply?.text).toBe(ANSWER);
    expect(tookMs).toBeGreaterThanOrEqual(200);
  });

  test('as a date is understood', async () => {
    service.script(rateLimited({ 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }));
    const { error, tookMs } = await ask(connect({}));
    expect(error).toMatchObject({ code: 'model_unavailable' });
    expect(tookMs).toBeLessThan(500);
  });

  test.each(['1', '60', '3600'])('of %s s that does not fit fails at once', async (seconds) => {
    service.script(rateLimited({ 'retry-after': seconds }));
    const { error, tookMs } = await ask();
    expect(error).toMatchObject({ code: 'model_unavailable', retryable: true });
    expect(service.journal).toHaveLength(1);
    expect(tookMs).toBeLessThan(500);
  });

  test('over the cap fails at once although the deadline has room for it', async () => {
    service.script(rateLimited({ 'retry-after': '21' }));
    expect((await ask(connect({}))).tookMs).toBeLessThan(500);
    expect(service.journal).toHaveLength(1);
  });
});

describe('a refusal that only the owner can lift', () => {
  test.each([
    ['no credit', FAULTS.insufficientQuota, 'model_quota'],
    ['a wrong key', FAULTS.unauthorised, 'model_unauthorised'],
  ] as const)(
    '(%s) costs one call, for replies and embeddings alike, until the pause is over',
    async (_, fault, code) => {
      service.script(fault);
      const connection = connect();
      expect((await ask(connection)).error).toMatchObject({ code, retryable: false });
      for (let turn = 0; turn < 5; turn += 1) {
        expect((await ask(connection)).error).toMatchObject({ code });
        await expect(connection.embedder?.embed(['hello'], AbortSignal.timeout(1_000))).rejects.toMatchObject(
          { code },
        );
      }
      expect(service.journal).toHaveLength(1);
      expect(logged.split('\n').filter((line) => line.includes('"level":"error"'))).toHaveLength(1);
      await vi.waitFor(async () => expect((await ask(connection)).reply?.text).toBe(ANSWER), {
        timeout: 2_000,
        interval: 50,
      });
      expect(service.journal).toHaveLength(2);
    },
  );
});

describe('the caller', () => {
  test.each(['hang_before_headers', 'hang_mid_stream'] as const)('aborts at once during %s', async (kind) => {
    service.script({ kind });
    const controller = new AbortController();
    const reply = connect({}).model.reply(
      { messages: [{ role: 'user', content: QUESTION }], tools: [], maxTokens: 400 },
      { signal: controller.signal },
    );
    await vi.waitFor(() => expect(service.journal).toHaveLength(1));
    const startedAt = performance.now();
    const reason = new Error('A person took over.');
    controller.abort(reason);
    await expect(reply).rejects.toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(100);
    await expectNoSockets();
    expect(service.journal).toHaveLength(1);
  });

  test('aborts at once during a pause between tries, and before the first one', async () => {
    service.script(rateLimited({ 'retry-after': '15' }));
    const controller = new AbortController();
    const request = { messages: [{ role: 'user' as const, content: QUESTION }], tools: [], maxTokens: 400 };
    const reply = connect({}).model.reply(request, { signal: controller.signal });
    await vi.waitFor(() => expect(logged).toContain('failed'));
    controller.abort(new Error('stopped'));
    await expect(reply).rejects.toThrow('stopped');
    await expect(connect().model.reply(request, { signal: controller.signal })).rejects.toThrow('stopped');
    expect(service.journal).toHaveLength(1);
  });

  test('gets its own fault back, untried again, when onText throws', async () => {
    const reply = connect().model.reply(
      { messages: [{ role: 'user', content: QUESTION }], tools: [], maxTokens: 400 },
      {
        signal: new AbortController().signal,
        onText: () => {
          throw new TypeError('our bug');
        },
      },
    );
    await expect(reply).rejects.toThrow(new TypeError('our bug'));
    expect(service.journal).toHaveLength(1);
    await expectNoSockets();
  });
});

describe('embeddings', () => {
  const embed = (texts: readonly string[]) =>
    connect().embedder?.embed(texts, new AbortController().signal) ??
    Promise.reject(new Error('no embedder'));
  const vector = (embedding: unknown, index = 0) => ({ object: 'embedding', index, embedding });
  const base64 = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64');

  test('come in the order of the texts, in batches of 96', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `passage number ${index}`);
    const vectors = await embed(texts);
    expect(vectors).toHaveLength(200);
    expect(vectors[137]).toEqual((await embed([texts[137] ?? '']))[0]);
    expect(service.journal.slice(0, 3).map(({ body }) => (body as { input: string[] }).input.length)).toEqual(
      [96, 96, 8],
    );
    expect(await embed([])).toEqual([]);
  });

  test('are put in order by their index, whether as base64 or as numbers', async () => {
    service.script(
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
    service.script(behaviour, behaviour, behaviour);
    await expect(embed(['a'])).rejects.toMatchObject({ code: 'model_malformed' });
    expect(service.journal).toHaveLength(3);
  });

  test.each([
    ['silence', { kind: 'hang_before_headers' }, 'model_timeout'],
    ['a web page', { kind: 'html' }, 'model_malformed'],
    ['status 500', FAULTS.serverError, 'model_unavailable'],
  ] as const)('end in time with %s', async (_, fault, code) => {
    service.script(fault, fault, fault);
    const startedAt = performance.now();
    await expect(embed(['a'])).rejects.toMatchObject({ code });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await expectNoSockets();
  });

  test('are not offered where no model is configured for them', () => {
    expect(connect(SHORT, { embeddingModel: '' }).embedder).toBeUndefined();
  });
});

describe('by default', () => {
  test('a try ends after 10 s without a byte and everything after 30 s', async () => {
    expect(DEADLINES).toMatchObject({ idleMs: 10_000, totalMs: 30_000, retryAfterCapMs: 20_000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const hang = { kind: 'hang_before_headers' } as const;
      service.script(hang, hang, hang);
      const startedAt = performance.now();
      const ended = ask(connect({ backoffMs: 0 })).then(({ error }) => ({
        error,
        atMs: performance.now() - startedAt,
      }));
      const seen: number[] = [];
      for (let step = 0; step < 3; step += 1) {
        await untilReal(() => service.journal.length === step + 1);
        await vi.advanceTimersByTimeAsync(9_999);
        seen.push(service.journal.length);
        await vi.advanceTimersByTimeAsync(1);
      }
      expect(seen).toEqual([1, 2, 3]);
      const { error, atMs } = await ended;
      expect(error).toMatchObject({ code: 'model_timeout' });
      expect(atMs).toBe(30_000);
    } finally {
      vi.useRealTimers();
    }
    await expectNoSockets();
  });
});

test('no message, log line or console output holds the key or what the customer wrote', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  try {
    const error = { message: `${QUESTION} ${KEY}`, code: KEY };
    service.script({ kind: 'status', status: 400, body: { error } }, { kind: 'malformed_chunk' });
    const connection = connect();
    const errors = [(await ask(connection)).error, (await ask(connection)).error];
    const stacks = errors.map((thrown) => (thrown instanceof Error ? thrown.stack : ''));
    const told = [logged, ...stacks, ...printed.mock.calls.flat()].join('\n');
    expect(told).toContain('HTTP 400');
    for (const secret of [KEY, QUESTION, '91234567', 'half a chu']) expect(told).not.toContain(secret);
  } finally {
    printed.mockRestore();
  }
});

/** Waits in real time while the clock of the program stands still. */
async function untilReal(isTrue: () => boolean): Promise<void> {
  for (let round = 0; round < 20_000 && !isTrue(); round += 1)
    await new Promise<void>((resolve) => setImmediate(resolve));
  expect(isTrue()).toBe(true);
}
