// Language models for tests: one that answers when told to, and the real client on the simulated OpenAI.
import type { LanguageModel, Reply, ReplyRequest } from '../../src/llm/llm.ts';
import { createOpenAI } from '../../src/llm/openai.ts';
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

/** Model and embedder of the simulated OpenAI, with deadlines that a test can wait for. */
export function openSimulatedModel({ baseUrl }: Pick<OpenAISimulator, 'baseUrl'>) {
  const names = {
    model: 'gpt-test',
    embeddingModel: 'embed-test',
    transcriptionModel: 'transcribe-test',
  } as const;
  const deadlines = { idleMs: 400, totalMs: 1_200, transcriptionMs: 1_200 };
  return createOpenAI(
    { kind: 'openai', apiKey: 'sk-test', baseUrl, ...names },
    { log: createLog('silent'), deadlines },
  );
}
