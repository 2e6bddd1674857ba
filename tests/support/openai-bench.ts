// One simulated model service with a connection to it and deadlines short enough to wait for.
import { expect, vi } from 'vitest';
import type { Embedder, LanguageModel, Reply, ReplyRequest } from '../../src/llm/llm.ts';
import { createOpenAI, type OpenAIConfig } from '../../src/llm/openai.ts';
import type { Deadlines } from '../../src/llm/openai-call.ts';
import { createLog } from '../../src/log.ts';
import { type OpenAISimulator, startOpenAISimulator } from './openai-simulator.ts';

export const KEY = 'sk-test-0123456789abcdef';
export const QUESTION = 'My number is 91234567, when do you open?';
export const ANSWER = 'We open at 9 am on weekdays and stay open until 6 pm.';
/** The real deadlines, so that a busy machine is no fault; only the pauses are short. */
export const PATIENT: Partial<Deadlines> = { backoffMs: 10, tailMs: 50, breakerMs: 500 };
/** For what never answers. */
export const SHORT: Partial<Deadlines> = { ...PATIENT, idleMs: 600, totalMs: 2_000 };
/** One second after the total deadline for the rest of a turn, as 31 s are to 30 s. */
export const LATEST_MS = 3_000;

const TOOL = {
  name: 'check_order',
  description: 'Looks up an order.',
  parameters: { type: 'object', properties: { number: { type: 'string' } } },
};

export interface Connection {
  readonly model: LanguageModel;
  readonly embedder: Embedder | undefined;
}

/** How a call ended, and what a customer's screen showed at the end. */
export interface Asked {
  readonly reply: Reply | undefined;
  readonly error: unknown;
  readonly shown: string;
  readonly restarts: number;
  readonly tookMs: number;
}

export interface OpenAIBench {
  readonly service: OpenAISimulator;
  readonly logged: () => string;
  connect(deadlines?: Partial<Deadlines>, config?: Partial<OpenAIConfig>): Connection;
  ask(connection?: Connection, request?: Partial<ReplyRequest>): Promise<Asked>;
  expectNoSockets(): Promise<void>;
}

export async function startOpenAIBench(): Promise<OpenAIBench> {
  const service = await startOpenAISimulator({ apiKey: KEY });
  service.respond(() => ({ text: ANSWER }));
  let logged = '';
  const write = (line: string): void => {
    logged += line;
  };
  const connect: OpenAIBench['connect'] = (deadlines = PATIENT, config = {}) =>
    createOpenAI(
      {
        kind: 'openai',
        apiKey: KEY,
        baseUrl: service.baseUrl,
        model: 'gpt-4.1-mini',
        embeddingModel: 'text-embedding-3-small',
        ...config,
      },
      { log: createLog('debug', { write }), deadlines, random: () => 0 },
    );
  return {
    service,
    logged: () => logged,
    connect,
    ask: (connection = connect(), request = {}) => ask(connection, request),
    expectNoSockets: () =>
      vi.waitFor(() => expect(service.openSockets()).toBe(0), { timeout: 20_000, interval: 10 }),
  };
}

async function ask({ model }: Connection, request: Partial<ReplyRequest>): Promise<Asked> {
  let shown = '';
  let restarts = 0;
  const startedAt = performance.now();
  const outcome = await model
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
