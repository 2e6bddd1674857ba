// Puts the chunks of a streamed chat completion together, and lets nothing cut or malformed pass as an answer.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Reply, ToolCall, ToolSpecification } from './llm.ts';
import { asModelError, modelError } from './openai-fault.ts';
import { cutToSentence } from './openai-truncation.ts';

/** Of the text and of all arguments: ten times the longest answer that a customer would read. */
const MAX_CHARS = 32_000;

// https://platform.openai.com/docs/api-reference/chat-streaming, as loose as the servers that imitate it.
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            refusal: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().nullish(),
                  id: z.string().nullish(),
                  function: z
                    .object({ name: z.string().nullish(), arguments: z.string().nullish() })
                    .nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(undefined),
});

type Delta = NonNullable<NonNullable<z.output<typeof chunkSchema>['choices']>[number]['delta']>;
type ToolCallDelta = NonNullable<Delta['tool_calls']>[number];
type Draft = { -readonly [Key in keyof ToolCall]: ToolCall[Key] };

export interface ReplyReading {
  readonly tools: readonly ToolSpecification[];
  /** How long to wait for the usage figures. */
  readonly tailMs: number;
  readonly onText: (delta: string) => void;
}

/** @throws ModelError; a plain Error is the fault of `onText`. */
export async function readReply(chunks: AsyncIterable<unknown>, reading: ReplyReading): Promise<Reply> {
  const iterator = chunks[Symbol.asyncIterator]();
  const draft = new ReplyDraft(reading.tools);
  while (!draft.isFinished) {
    const next = await iterator.next().catch((thrown: unknown) => {
      throw asModelError(thrown);
    });
    if (next.done) break;
    const text = draft.add(next.value);
    if (text) reading.onText(text);
  }
  if (draft.isFinished) await readUsage(iterator, draft, reading.tailMs);
  return draft.finish();
}

// The answer is complete by now: a service that breaks or hangs here costs us the figures, never the answer.
async function readUsage(iterator: AsyncIterator<unknown>, draft: ReplyDraft, tailMs: number): Promise<void> {
  const waiting = new AbortController();
  const readRest = async (): Promise<void> => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) draft.add(next.value);
  };
  await Promise.race([readRest(), sleep(tailMs, undefined, { signal: waiting.signal })]).catch(
    () => undefined,
  );
  waiting.abort();
}

class ReplyDraft {
  readonly #offered: ReadonlySet<string>;
  readonly #calls = new Map<number, Draft>();
  #text = '';
  #refused = false;
  #sizeChars = 0;
  #finish: string | undefined;
  #usage: Reply['usage'] = { inputTokens: 0, outputTokens: 0 };

  constructor(tools: readonly ToolSpecification[]) {
    this.#offered = new Set(tools.map((tool) => tool.name));
  }

  /** The model said why it stopped: only usage figures may follow. */
  get isFinished(): boolean {
    return this.#finish !== undefined;
  }

  /** @returns the text that this chunk adds. @throws ModelError */
  add(chunk: unknown): string {
    const read = chunkSchema.safeParse(chunk);
    if (!read.success) throw modelError('model_malformed', 'a chunk of an unknown shape');
    const { choices, usage } = read.data;
    if (usage) this.#usage = { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
    const choice = choices?.[0];
    const delta = choice?.delta ?? {};
    if (delta.refusal) this.#refused = true;
    for (const call of delta.tool_calls ?? []) this.#addCall(call);
    if (choice?.finish_reason) this.#finish = choice.finish_reason;
    const text = delta.content ?? '';
    this.#grow(text);
    this.#text += text;
    return text;
  }

  /** @throws ModelError unless the model finished and what it said can be used whole. */
  finish(): Reply {
    const calls = [...this.#calls.values()];
    switch (this.#finish) {
      case 'stop':
      case 'tool_calls':
        if (this.#refused && !this.#text) throw modelError('model_refused', 'the model declined');
        for (const call of calls) this.#require(call);
        if (calls.length === 0 && (this.#finish === 'tool_calls' || !this.#text.trim()))
          throw modelError('model_malformed', 'an empty answer');
        return { text: this.#text, toolCalls: calls, usage: this.#usage };
      case 'length':
        return { text: this.#cut(calls.length > 0), toolCalls: [], usage: this.#usage };
      case 'content_filter':
        throw modelError('model_refused', 'content_filter');
      case undefined:
        throw modelError('model_malformed', 'the answer ended without a finish_reason');
      default:
        throw modelError('model_malformed', 'an unknown finish_reason');
    }
  }

  // A tool call comes in pieces: id and name first, then its arguments. Some servers leave the index out, and send
  // each call whole.
  #addCall(delta: ToolCallDelta): void {
    const index = delta.index ?? (delta.id ? this.#calls.size : Math.max(0, this.#calls.size - 1));
    const call = this.#calls.get(index) ?? { id: '', name: '', arguments: '' };
    this.#calls.set(index, call);
    call.id ||= delta.id ?? '';
    call.name ||= delta.function?.name ?? '';
    this.#grow(delta.function?.arguments ?? '');
    call.arguments += delta.function?.arguments ?? '';
  }

  #require(call: Draft): void {
    if (!this.#offered.has(call.name)) throw modelError('model_malformed', 'a tool that was not offered');
    // OpenAI takes ids of at most 40 characters back.
    call.id ||= `call_${randomUUID().replaceAll('-', '')}`;
  }

  // Half a tool call is no tool call, and the words before it are no answer. Asking again would end the same way.
  #cut(hasCalls: boolean): string {
    const text = hasCalls ? '' : cutToSentence(this.#text);
    if (text) return text;
    throw modelError('model_malformed', 'longer than the limit of tokens', false);
  }

  #grow(text: string): void {
    this.#sizeChars += text.length;
    if (this.#sizeChars > MAX_CHARS)
      throw modelError('model_malformed', `an answer of more than ${MAX_CHARS} characters`);
  }
}
