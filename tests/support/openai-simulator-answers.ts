// What the simulated model says, and the exact shape in which Chat Completions sends it.
import { type ChatRequest, countTokens, textOf } from './openai-simulator-requests.ts';

export interface Answer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: string; readonly id?: string }[];
  /** Left out: `tool_calls` where there are any, otherwise `stop`. null: none is sent. */
  readonly finishReason?: string | null;
}

export type Responder = (request: ChatRequest) => Answer;

const PIECE_CHARS = 5;
const CREATED = 1_760_000_000;

/**
 * The default: quotes the first passage that the prompt numbers and cites it. A passage is what follows a line that
 * starts with `[1]` or a tag that numbers itself 1, up to the next one; a line of its own before the text is its title.
 */
export function quoteFirstPassage(request: ChatRequest): Answer {
  const prompt = request.messages
    .filter((message) => message.role !== 'assistant')
    .map(textOf)
    .reverse()
    .join('\n\n');
  const passage =
    /^[ \t]*(?:\[1\]|<\w+[^>\n]*="1"[^>\n]*>)([\s\S]*?)(?=^[ \t]*(?:\[\d+\]|<\/?\w)|\n\s*\n|$(?![\s\S]))/m.exec(
      prompt,
    );
  const lines = (passage?.[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const quote = (lines.length > 1 ? lines.slice(1) : lines).join(' ');
  if (!quote) return { text: 'I do not have that information. Shall I pass your question to our team?' };
  return { text: `${quote.slice(0, 600)} [1]` };
}

/** The events of a streamed answer, each as it goes over the wire; the last is `[DONE]`. */
export function toEvents(request: ChatRequest, answer: Answer, number: number): readonly string[] {
  const event = (choices: readonly object[], usage: object | null = null): string =>
    toEvent({
      id: `chatcmpl-simulated${number}`,
      object: 'chat.completion.chunk',
      created: CREATED + number,
      model: request.model,
      service_tier: 'default',
      system_fingerprint: 'fp_simulated',
      choices,
      ...(request.stream_options?.include_usage && { usage }),
    });
  const step = (delta: object, finishReason: string | null = null): string =>
    event([{ index: 0, delta, logprobs: null, finish_reason: finishReason }]);
  const finishReason = finishReasonOf(answer);
  return [
    step({ role: 'assistant', content: answer.toolCalls ? null : '', refusal: null }),
    ...splitPieces(answer.text ?? '').map((piece) => step({ content: piece })),
    ...toolCallDeltas(answer, number).map((delta) => step({ tool_calls: [delta] })),
    ...(finishReason === null ? [] : [step({}, finishReason)]),
    ...(request.stream_options?.include_usage ? [event([], usageOf(request, answer))] : []),
    'data: [DONE]\n\n',
  ];
}

/** The same answer to a request without `stream`. */
export function toCompletion(request: ChatRequest, answer: Answer, number: number): object {
  return {
    id: `chatcmpl-simulated${number}`,
    object: 'chat.completion',
    created: CREATED + number,
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.text ?? null,
          refusal: null,
          annotations: [],
          ...(answer.toolCalls && {
            tool_calls: answer.toolCalls.map((call, index) => ({
              id: call.id ?? `call_${number}_${index}`,
              type: 'function',
              function: { name: call.name, arguments: call.arguments },
            })),
          }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(answer),
      },
    ],
    usage: usageOf(request, answer),
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
  };
}

export function toEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function toolCallDeltas(answer: Answer, number: number): readonly object[] {
  return (answer.toolCalls ?? []).flatMap((call, index) => [
    {
      index,
      id: call.id ?? `call_${number}_${index}`,
      type: 'function',
      function: { name: call.name, arguments: '' },
    },
    ...splitPieces(call.arguments).map((piece) => ({ index, function: { arguments: piece } })),
  ]);
}

// About the size of tokens; like them, a piece may end inside a word.
function splitPieces(text: string): readonly string[] {
  return text.match(new RegExp(`\\s*\\S{1,${PIECE_CHARS}}|\\s+`, 'gu')) ?? [];
}

function finishReasonOf(answer: Answer): string | null {
  return answer.finishReason === undefined ? (answer.toolCalls ? 'tool_calls' : 'stop') : answer.finishReason;
}

function usageOf(request: ChatRequest, answer: Answer): object {
  const prompt = request.messages.reduce((sum, message) => sum + countTokens(textOf(message)) + 4, 3);
  const said = [
    answer.text ?? '',
    ...(answer.toolCalls ?? []).map((call) => call.name + call.arguments),
  ].join('');
  const completion = countTokens(said);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}
