// What counts as an answer of the model service, on OpenAI and on Azure.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANSWER, type OpenAIBench, QUESTION, startOpenAIBench } from '../support/openai-bench.ts';

let bench: OpenAIBench;

beforeEach(async () => {
  bench = await startOpenAIBench();
});

afterEach(async () => {
  await bench.service.stop();
});

describe('an answer', () => {
  test('arrives piece by piece, whole, with its usage', async () => {
    const { reply, shown, restarts } = await bench.ask();
    expect(reply).toMatchObject({ text: ANSWER, toolCalls: [] });
    expect(reply?.usage.inputTokens).toBeGreaterThan(0);
    expect(reply?.usage.outputTokens).toBeGreaterThan(0);
    expect([shown, restarts]).toEqual([ANSWER, 0]);
    expect(bench.service.journal[0]?.body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('may be a tool call, whose arguments are passed on as text and whose result is taken back', async () => {
    const args = '{"number": "A-1';
    bench.service.script({ kind: 'answer', toolCalls: [{ name: 'check_order', arguments: args }] });
    const { reply } = await bench.ask();
    expect(reply?.toolCalls).toEqual([{ id: expect.any(String), name: 'check_order', arguments: args }]);
    const { reply: next } = await bench.ask(bench.connect(), {
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
    const { reply } = await bench.ask(
      bench.connect(undefined, { kind: 'azure', baseUrl: bench.service.azureEndpoint }),
    );
    expect(reply?.text).toBe(ANSWER);
    expect(bench.service.journal.map((call) => call.path)).toEqual([
      '/openai/deployments/gpt-4.1-mini/chat/completions',
    ]);
    expect(bench.service.journal[0]?.body).toMatchObject({ max_completion_tokens: 400 });
  });

  test('is complete with its finish_reason, even if the service never ends the response', async () => {
    bench.service.script({ kind: 'hang_after_finish' });
    const { reply, tookMs } = await bench.ask();
    expect(reply?.text).toBe(ANSWER);
    expect(tookMs).toBeLessThan(800);
    await bench.expectNoSockets();
  });

  test.each([
    ['ends in a whole sentence', 'We open at nine. We close at', 'We open at nine.'],
    ['keeps its citation', 'Delivery is free. [1] Returns take', 'Delivery is free. [1]'],
    ['does not turn half a price into a price', 'Delivery is cheap. It costs $3.', 'Delivery is cheap.'],
    ['knows the full stop of Chinese', '我们九点开门。我们六点', '我们九点开门。'],
    ['does not end in the middle of an address', 'Visit us! We are at Blk. 12 Jalan', 'Visit us!'],
  ])('that hit the limit of tokens %s', async (_, said, kept) => {
    bench.service.script({ kind: 'answer', text: said, finishReason: 'length' });
    expect((await bench.ask()).reply?.text).toBe(kept);
  });
});
