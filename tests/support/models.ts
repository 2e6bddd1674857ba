// Language models for tests: one that answers when told to, and the real client on the simulated OpenAI.
import type { LanguageModel, Reply, ReplyRequest } from '../../src/llm/llm.ts';
import { createOpenAI } from '../../src/llm/openai.ts';
import type { Deadlines } from '../../src/llm/openai-call.ts';
import { createLog } from '../../src/log.ts';
import type { OpenAISimulator } from './openai-simulator.ts';

export interface HeldModel extends LanguageModel {
  readonly requests: readonly ReplyRequest[];
  /** Resolves once a call is waiting for `answer`. */
  called(count?: number): Promise<void>;
  /** Ends the oldest waiting call. */
  answer(text: string): void;
}

const usage = { inputTokens: 0, outputTokens: 0 };

/** Each call waits for `answer`, or ends with its signal's reason. */
export function createHeldModel(): HeldModel {
  const requests: ReplyRequest[] = [];
  const waiting: ((reply: Reply) => void)[] = [];
  return {
    name: 'held',
    requests,
    async called(count = 1) {
      while (requests.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    answer: (text) => waiting.shift()?.({ text, toolCalls: [], usage }),
    reply(request, { signal, onText }) {
      requests.push(request);
      onText?.('Let me ');
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
  };
}

/** For what never answers: short enough to wait for. */
export const IMPATIENT: Partial<Deadlines> = { idleMs: 400, totalMs: 1_200, transcriptionMs: 1_200 };

/** Model and embedder of the simulated OpenAI; with the real deadlines, so that a busy machine is no fault of the model's. */
export function openSimulatedModel(
  { baseUrl }: Pick<OpenAISimulator, 'baseUrl'>,
  deadlines: Partial<Deadlines> = { backoffMs: 10 },
) {
  const names = {
    model: 'gpt-test',
    embeddingModel: 'embed-test',
    transcriptionModel: 'transcribe-test',
  } as const;
  return createOpenAI(
    { kind: 'openai', apiKey: 'sk-test', baseUrl, ...names },
    { log: createLog('silent'), deadlines },
  );
}
