// A language model with no network: answers when told to, so that a test decides what happens meanwhile.
import type { LanguageModel, Reply, ReplyRequest } from '../../src/llm/llm.ts';

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
