// The port to language models: reply, embed and transcribe, whatever serves them.

/** OpenAI Chat Completions' roles. `tool` carries the result of the call `toolCallId`. */
export type ChatMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string; readonly pictures?: readonly Picture[] }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

/** Seen beside a user's words. JPEG, PNG, WebP or GIF, by its bytes. */
export interface Picture {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it: unknown until the tool's own schema has read it. */
  readonly arguments: string;
}

export interface ToolSpecification {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments' object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ReplyRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolSpecification[];
  /** Upper bound of the reply. */
  readonly maxTokens: number;
}

export interface ReplyOptions {
  /** Aborts the call, and with it the socket. */
  readonly signal: AbortSignal;
  /** Called with each piece of text as it arrives. A retry calls `onRestart` first: what was shown is void. */
  readonly onText?: (delta: string) => void;
  readonly onRestart?: () => void;
}

export interface Reply {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

export interface LanguageModel {
  /** Shown to the owner, e.g. "gpt-4.1-mini". */
  readonly name: string;
  /** true once it refused pictures as such: it isn't shown any from then on. */
  readonly isBlind?: boolean;
  /**
   * One model call. Never resolves to a cut or malformed reply.
   * @throws ModelError; code `model_blind` where it refused the pictures, and would answer without.
   */
  reply(request: ReplyRequest, options: ReplyOptions): Promise<Reply>;
}

export interface Embedder {
  /** Stored beside each vector: vectors of different models are never compared. */
  readonly model: string;
  /** One vector per text, in order. @throws ModelError */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]>;
}

export interface Transcriber {
  readonly model: string;
  /** The words of a recording; '' where nobody speaks. @throws ModelError, not retryable for a format that it can't hear. */
  transcribe(
    recording: { readonly contentType: string; readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<string>;
}
