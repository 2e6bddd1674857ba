// What OpenAI's API refuses, checked as strictly as the real service does; read from its API reference.
import { z } from 'zod';

/** An error as the service sends it. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

const CONTEXT_TOKENS = 128_000;
const EMBEDDING_TOKENS = 8_192;

const text = z.string().refine((value) => value.isWellFormed(), 'lone surrogate');
const content = z.union([
  text,
  z.array(z.strictObject({ type: z.literal('text'), text: text.min(1) })).min(1),
]);
// Only of a user, and only as data: no test may make a service fetch something.
const picture = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({
    url: z.string().refine(isPicture, 'You uploaded an unsupported image'),
    detail: z.enum(['auto', 'low', 'high']).optional(),
  }),
});
const userContent = z.union([
  text,
  z.array(z.union([z.strictObject({ type: z.literal('text'), text: text.min(1) }), picture])).min(1),
]);
const functionName = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const toolCall = z.strictObject({
  id: z.string().min(1).max(40),
  type: z.literal('function'),
  function: z.strictObject({ name: functionName, arguments: text }),
});
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content, name: z.string().optional() }),
  z.strictObject({ role: z.literal('developer'), content, name: z.string().optional() }),
  z.strictObject({ role: z.literal('user'), content: userContent, name: z.string().optional() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    name: z.string().optional(),
    refusal: z.string().nullish(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().min(1) }),
]);
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: functionName,
    description: z.string().optional(),
    strict: z.boolean().nullish(),
    parameters: z
      .looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) })
      .optional(),
  }),
});
const tokens = z.number().int().min(1).max(32_768);
const chatSchema = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(tool).min(1).max(128).optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: functionName }) }),
    ])
    .optional(),
  parallel_tool_calls: z.boolean().optional(),
  max_tokens: tokens.nullish(),
  max_completion_tokens: tokens.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  seed: z.number().int().nullish(),
  user: z.string().optional(),
  store: z.boolean().nullish(),
  response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).optional(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
});
const embeddingsSchema = z.strictObject({
  model: z.string().min(1),
  input: z.union([text.min(1), z.array(text.min(1)).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.number().int().min(1).optional(),
  user: z.string().optional(),
});

export type ChatRequest = z.output<typeof chatSchema>;
export type ChatRequestMessage = ChatRequest['messages'][number];
export type EmbeddingsRequest = z.output<typeof embeddingsSchema>;

/** @returns the request, or why it is refused. */
export function readChat(body: unknown): ChatRequest | Refusal {
  const read = chatSchema.safeParse(body);
  if (!read.success) return refusalOf(read.error, body);
  const request = read.data;
  const tooLong = request.messages.reduce((sum, item) => sum + countTokens(textOf(item)), 0) > CONTEXT_TOKENS;
  return (
    checkOptions(request) ??
    checkToolOrder(request.messages) ??
    (tooLong
      ? invalid(
          `This model's maximum context length is ${CONTEXT_TOKENS} tokens. Please reduce the length of the messages.`,
          'messages',
          'context_length_exceeded',
        )
      : request)
  );
}

/** The pictures of a request: their types, in order. */
export function picturesOf({ messages }: ChatRequest): readonly string[] {
  return messages.flatMap((item) =>
    Array.isArray(item.content)
      ? item.content.flatMap((part) =>
          part.type === 'image_url' ? [part.image_url.url.slice('data:'.length).split(';')[0] ?? ''] : [],
        )
      : [],
  );
}

const PICTURES: Readonly<Record<string, RegExp>> = {
  'image/png': /^\x89PNG/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8/,
  'image/webp': /^RIFF.{4}WEBP/s,
};

// A picture of the type that it says it is.
function isPicture(url: string): boolean {
  const [, type = '', data = ''] = /^data:([a-z/]+);base64,([A-Za-z0-9+/]+=*)$/.exec(url) ?? [];
  return PICTURES[type]?.test(Buffer.from(data, 'base64').subarray(0, 16).toString('latin1')) ?? false;
}

/** @returns the request, or why it is refused. */
export function readEmbeddings(body: unknown): EmbeddingsRequest | Refusal {
  const read = embeddingsSchema.safeParse(body);
  if (!read.success) return refusalOf(read.error, body);
  const inputs = [read.data.input].flat();
  if (inputs.some((input) => countTokens(input) > EMBEDDING_TOKENS))
    return invalid(`Invalid 'input': maximum context length is ${EMBEDDING_TOKENS} tokens.`, 'input', null);
  return read.data;
}

export function isRefusal(value: object): value is Refusal {
  return 'status' in value && 'message' in value;
}

export function textOf(item: ChatRequestMessage): string {
  if (typeof item.content === 'string') return item.content;
  return (item.content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Near enough: four Latin letters make a token, a character of any other script is one. */
export function countTokens(value: string): number {
  const other = value.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return Math.ceil((value.length - other) / 4) + other;
}

function checkOptions(request: ChatRequest): Refusal | undefined {
  if (request.max_tokens && request.max_completion_tokens)
    return invalid(
      "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      'max_tokens',
      'invalid_parameter_combination',
    );
  if (request.stream_options && !request.stream)
    return invalid(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    );
  if ((request.tool_choice || request.parallel_tool_calls !== undefined) && !request.tools)
    return invalid("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice');
  const empty = request.messages.findIndex(
    (item) => item.role === 'assistant' && item.content == null && !item.tool_calls,
  );
  return empty < 0
    ? undefined
    : invalid(`Invalid value for 'content': expected a string, got null.`, `messages.[${empty}].content`);
}

// Every call of a tool is answered right after it, and nothing else is.
function checkToolOrder(messages: readonly ChatRequestMessage[]): Refusal | undefined {
  let open = new Set<string>();
  for (const [index, item] of messages.entries()) {
    if (item.role === 'tool') {
      if (!open.delete(item.tool_call_id))
        return invalid(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          `messages.[${index}].role`,
        );
      continue;
    }
    if (open.size > 0) return unanswered(open, index);
    if (item.role === 'assistant') open = new Set(item.tool_calls?.map((call) => call.id));
  }
  return open.size > 0 ? unanswered(open, messages.length) : undefined;
}

function unanswered(open: ReadonlySet<string>, index: number): Refusal {
  return invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    `messages.[${index}].role`,
  );
}

function refusalOf(error: z.ZodError, body: unknown): Refusal {
  if (typeof body !== 'object' || body === null || !('model' in body))
    return invalid('you must provide a model parameter', null);
  const issue = error.issues[0];
  const path = (issue?.path ?? [])
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  const param = path.replace(/^\./, '');
  if (issue?.code === 'unrecognized_keys') {
    const name = [param, issue.keys[0]].filter(Boolean).join('.');
    return param
      ? invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
      : invalid(`Unrecognized request argument supplied: ${name}`, null);
  }
  const code = issue?.code === 'invalid_type' ? 'invalid_type' : 'invalid_value';
  return invalid(`Invalid '${param}': ${issue?.message ?? 'malformed'}.`, param, code);
}

function invalid(message: string, param: string | null, code: string | null = null): Refusal {
  return { status: 400, message, type: 'invalid_request_error', param, code };
}
