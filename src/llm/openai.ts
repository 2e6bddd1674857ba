// OpenAI, Azure OpenAI and every server that speaks Chat Completions, through OpenAI's SDK: its only import.
import type { OpenAI } from 'openai';
import type { Log } from '../log.ts';
import type {
  ChatMessage,
  Embedder,
  LanguageModel,
  Reply,
  ReplyOptions,
  ReplyRequest,
  Transcriber,
} from './llm.ts';
import { type Attempt, createCaller, DEADLINES, type Deadlines, type MakeCall } from './openai-call.ts';
import { asModelError } from './openai-fault.ts';
import { blindError, refusesPictures, withPictures } from './openai-pictures.ts';
import { readReply } from './openai-reply.ts';
import { createTranscriber } from './openai-transcription.ts';
import { watchedFetch } from './openai-transport.ts';
import { readVectors } from './openai-vectors.ts';

export interface OpenAIConfig {
  readonly kind: 'openai' | 'azure';
  readonly apiKey: string;
  /** openai: API root ending in /v1; azure: the resource's endpoint. */
  readonly baseUrl: string;
  /** azure: the name of the deployment. */
  readonly model: string;
  /** '' where the server has no embeddings. */
  readonly embeddingModel: string;
  /** '' or left out where the server transcribes no speech. */
  readonly transcriptionModel?: string;
}

export interface OpenAIDeps {
  readonly log: Log;
  readonly deadlines?: Partial<Deadlines>;
  /** From 0 up to 1: spreads the pauses between tries. */
  readonly random?: () => number;
}

// The last dated version, and the first GA one, 2024-10-21, knows neither stream_options nor max_completion_tokens.
const AZURE_API_VERSION = '2025-04-01-preview';
const EMBEDDING_BATCH = 96;

export interface OpenAIPorts {
  readonly model: LanguageModel;
  /** undefined where no embedding model is configured. */
  readonly embedder: Embedder | undefined;
  /** Of any model of this service, whether it has it or not: one that was configured before. */
  embedderOf(model: string): Embedder;
  /** undefined where no transcription model is configured. */
  readonly transcriber: Transcriber | undefined;
}

/** Connects on the first call. */
export function createOpenAI(config: OpenAIConfig, deps: OpenAIDeps): OpenAIPorts {
  const deadlines = { ...DEADLINES, ...deps.deadlines };
  // One for all: a key refused for one is not tried for the others.
  const call = createCaller({ log: deps.log, random: deps.random ?? Math.random, deadlines });
  return {
    model: createModel(config, { call, tailMs: deadlines.tailMs }),
    embedder: config.embeddingModel ? createEmbedder(config, config.embeddingModel, call) : undefined,
    embedderOf: (model) => createEmbedder(config, model, call),
    transcriber: config.transcriptionModel
      ? createTranscriber(config.transcriptionModel, {
          call,
          connect: (attempt) => connect(config, attempt),
          deadlineMs: deadlines.transcriptionMs,
        })
      : undefined,
  };
}

function createModel(
  config: OpenAIConfig,
  { call, tailMs }: { readonly call: MakeCall; readonly tailMs: number },
): LanguageModel {
  let isBlind = false;
  return {
    name: config.model,
    get isBlind() {
      return isBlind;
    },
    reply: (request, options) =>
      reply(request, options, {
        config,
        call,
        tailMs,
        onBlind: () => {
          isBlind = true;
        },
      }),
  };
}

interface ModelDeps {
  readonly config: OpenAIConfig;
  readonly call: MakeCall;
  readonly tailMs: number;
  /** The service says that this model can't see. */
  readonly onBlind: () => void;
}

async function reply(
  request: ReplyRequest,
  options: ReplyOptions,
  { config, call, tailMs, onBlind }: ModelDeps,
): Promise<Reply> {
  const hasPictures = request.messages.some((message) => message.role === 'user' && message.pictures?.length);
  const fail = (thrown: unknown): never => {
    const refusal = hasPictures ? refusesPictures(thrown) : undefined;
    if (refusal === 'always') onBlind();
    throw refusal ? blindError(thrown) : asModelError(thrown);
  };
  let isShown = false;
  return call({
    signal: options.signal,
    onRetry: () => {
      if (isShown) options.onRestart?.();
      isShown = false;
    },
    once: async (attempt) => {
      const client = await connect(config, attempt);
      const stream = await client.chat.completions
        .create(toBody(config, request), { signal: attempt.signal })
        .catch(fail);
      const onText = (delta: string): void => {
        // A chunk may still be on its way through the SDK when the try has ended.
        if (attempt.signal.aborted) return;
        isShown = true;
        options.onText?.(delta);
      };
      return readReply(stream, { tools: request.tools, tailMs, onText });
    },
  });
}

function createEmbedder(config: OpenAIConfig, model: string, call: MakeCall): Embedder {
  const embedBatch = (input: string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> =>
    call({
      signal,
      once: async (attempt) => {
        const client = await connect(config, attempt);
        // Named, or the SDK decodes by itself, and makes noise of the numbers of a server that ignores the format.
        const response = await client.embeddings
          .create({ model, input, encoding_format: 'base64' }, { signal: attempt.signal })
          .catch(rethrow);
        return readVectors(response, input.length);
      },
    });
  return {
    model,
    embed: async (texts, signal) => {
      const vectors: (readonly number[])[] = [];
      for (let start = 0; start < texts.length; start += EMBEDDING_BATCH)
        vectors.push(...(await embedBatch(texts.slice(start, start + EMBEDDING_BATCH), signal)));
      return vectors;
    },
  };
}

// Loaded by the first call, so that a start without a key does not pay for it (0.1 s, 20 MB). A client per try is
// cheap, and ties the bytes that arrive to the try that waits for them.
async function connect(config: OpenAIConfig, attempt: Attempt): Promise<OpenAI> {
  const sdk = await import('openai');
  const options = {
    apiKey: config.apiKey,
    maxRetries: 0,
    fetch: watchedFetch(attempt),
    // It logs chunks that it can't read, with the customer's text in them.
    logLevel: 'off',
    // Unset, the SDK reads them from the environment, which is config.ts's to read.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  } as const;
  switch (config.kind) {
    case 'openai':
      return new sdk.OpenAI({ ...options, baseURL: config.baseUrl });
    case 'azure':
      return new sdk.AzureOpenAI({
        ...options,
        baseURL: `${config.baseUrl}/openai`,
        apiVersion: AZURE_API_VERSION,
      });
    default:
      return config.kind satisfies never;
  }
}

function toBody(
  config: OpenAIConfig,
  request: ReplyRequest,
): OpenAI.Chat.ChatCompletionCreateParamsStreaming {
  // OpenAI's reasoning models refuse max_tokens; Mistral refuses max_completion_tokens, others ignore it.
  const isOpenAI = config.kind === 'azure' || new URL(config.baseUrl).hostname.endsWith('.openai.com');
  return {
    model: config.model,
    messages: request.messages.map(toMessage),
    ...(request.tools.length > 0 && {
      tools: request.tools.map((tool) => ({
        type: 'function' as const,
        function: { name: tool.name, description: tool.description, parameters: { ...tool.parameters } },
      })),
    }),
    ...(isOpenAI ? { max_completion_tokens: request.maxTokens } : { max_tokens: request.maxTokens }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function toMessage(message: ChatMessage): OpenAI.Chat.ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return {
        role: 'user',
        content: message.pictures?.length ? withPictures(message.content, message.pictures) : message.content,
      };
    case 'assistant':
      return message.toolCalls?.length
        ? {
            role: 'assistant',
            content: message.content || null,
            tool_calls: message.toolCalls.map((call) => ({
              id: call.id,
              type: 'function',
              function: { name: call.name, arguments: call.arguments },
            })),
          }
        : { role: 'assistant', content: message.content };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    default:
      return message satisfies never;
  }
}

function rethrow(thrown: unknown): never {
  throw asModelError(thrown);
}
