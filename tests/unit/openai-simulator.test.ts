// The simulator is worth what it refuses: what the real service would not take must not pass here either.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { embedText } from '../support/openai-simulator-vectors.ts';

let service: OpenAISimulator;

beforeAll(async () => {
  service = await startOpenAISimulator({ apiKey: 'sk-right' });
});

afterAll(async () => {
  await service.stop();
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-right', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const user = { role: 'user', content: 'When do you open?' };
const call = (id: string) => ({ id, type: 'function', function: { name: 'check_order', arguments: '{}' } });
const asks = { role: 'assistant', content: null, tool_calls: [call('call_1'), call('call_2')] };
const answers = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'found' });
const tool = (parameters: unknown) => ({ type: 'function', function: { name: 'check_order', parameters } });

describe('a chat request is refused', () => {
  test.each([
    ['without messages', { messages: [] }],
    ['without a model', { model: undefined }],
    ['with an unknown field', { temprature: 1 }],
    ['with an unknown field of a message', { messages: [{ ...user, toolCallId: 'x' }] }],
    ['with an unknown role', { messages: [{ role: 'human', content: 'hi' }] }],
    ['with content that is a number', { messages: [{ role: 'user', content: 7 }] }],
    ['with a lone surrogate', { messages: [{ role: 'user', content: '\ud83d' }] }],
    ['with an assistant that says nothing', { messages: [user, { role: 'assistant', content: null }] }],
    ['with the result of a tool that nobody called', { messages: [user, answers('call_1')] }],
    ['with a call that has no result', { messages: [user, asks, answers('call_1')] }],
    [
      'with words between call and result',
      { messages: [user, asks, answers('call_1'), user, answers('call_2')] },
    ],
    ['with an empty list of tools', { tools: [] }],
    ['with a tool whose parameters are no object', { tools: [tool({ type: 'string' })] }],
    ['with a tool whose object lists no properties', { tools: [tool({ type: 'object' })] }],
    ['with two limits of tokens', { max_tokens: 9, max_completion_tokens: 9 }],
    ['with a limit of no tokens', { max_tokens: 0 }],
    ['with stream options but no stream', { stream_options: { include_usage: true } }],
    ['longer than the context', { messages: [{ role: 'user', content: '长'.repeat(130_000) }] }],
  ])('%s', async (_, change) => {
    const { status, text } = await post('/chat/completions', {
      model: 'gpt-4.1-mini',
      messages: [user],
      ...change,
    });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid_request_error' } });
  });

  test.each([
    ['without a key', { authorization: '' }, 401],
    ['with a wrong key', { authorization: 'Bearer sk-wrong' }, 401],
    ['with a key that is no bearer token', { authorization: 'sk-right' }, 401],
    ['that is not declared as JSON', { 'content-type': 'text/plain' }, 400],
  ])('%s', async (_, headers, status) => {
    const body = { model: 'm', messages: [user] };
    expect((await post('/chat/completions', body, headers)).status).toBe(status);
  });

  test('that is no JSON, or goes to a path that does not exist', async () => {
    expect((await post('/chat/completions', '{"model":')).text).toContain('could not parse');
    expect((await post('/chat', {})).status).toBe(404);
    expect(service.journal.at(-1)).toMatchObject({ method: 'POST', path: '/v1/chat' });
  });
});

test('a complete exchange with tools is accepted', async () => {
  const messages = [user, asks, answers('call_2'), answers('call_1'), user];
  const tools = [tool({ type: 'object', properties: {} })];
  const { status } = await post('/chat/completions', { model: 'gpt-4.1-mini', messages, tools });
  expect(status).toBe(200);
});

test('the default answer quotes the first passage of the prompt and cites it', async () => {
  const passages =
    '<data-1f>\n[1] Opening hours › Weekdays\nWe open at 9 am.\nWe close at 6 pm.\n\n[2] Returns\nWithin 14 days.\n</data-1f>';
  const messages = [{ role: 'system', content: `Cite like [1].\n${passages}` }, user];
  const { text } = await post('/chat/completions', { model: 'gpt-4.1-mini', messages });
  expect(JSON.parse(text).choices[0].message.content).toBe('We open at 9 am. We close at 6 pm. [1]');
});

test('a stream has the shape of chat completion chunks', async () => {
  const { text } = await post('/chat/completions', {
    model: 'gpt-4.1-mini',
    messages: [user],
    stream: true,
    stream_options: { include_usage: true },
  });
  const events = text
    .trimEnd()
    .split('\n\n')
    .map((event) => event.replace('data: ', ''));
  expect(events.pop()).toBe('[DONE]');
  const chunks = events.map((event) => JSON.parse(event));
  expect(chunks[0]).toMatchObject({
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    usage: null,
  });
  expect(chunks.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
});

describe('embeddings', () => {
  test.each([
    ['of nothing', { input: [] }],
    ['of an empty text', { input: ['hello', ''] }],
    ['of too many texts', { input: new Array(2049).fill('a') }],
    ['of a text over the limit', { input: '长'.repeat(9_000) }],
    ['with an unknown field', { input: 'a', texts: [] }],
  ])('%s are refused', async (_, body) => {
    expect((await post('/embeddings', { model: 'text-embedding-3-small', ...body })).status).toBe(400);
  });

  test('put texts that share words or spelling near each other', () => {
    const cosine = (a: string, b: string): number => {
      const right = embedText(b);
      return embedText(a).reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
    };
    const question = 'When do you deliver to Tampines?';
    expect(cosine(question, question)).toBeCloseTo(1);
    expect(cosine(question, 'Delivery to Tampines takes a day')).toBeGreaterThan(
      cosine(question, 'Refunds are paid by bank transfer') + 0.2,
    );
    expect(cosine('delivery', 'delivary')).toBeGreaterThan(0.2);
    expect(cosine('你们几点开门', '我们早上九点开门')).toBeGreaterThan(
      cosine('你们几点开门', '退款需要三天'),
    );
  });
});
