// The port to language models: reply, embed, rerank and transcribe, whatever serves them.

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

/** Some models tell what is asked from what is looked for. */
export type EmbeddingKind = 'query' | 'passage';

export interface Embedder {
  /** Stored beside each vector: vectors of different models are never compared. */
  readonly model: string;
  /** One vector per text, in order. @param kind absent: query. @throws ModelError */
  embed(
    texts: readonly string[],
    signal: AbortSignal,
    kind?: EmbeddingKind,
  ): Promise<readonly (readonly number[])[]>;
  /** Another model, if it can still be reached: the one whose vectors answer while this one's are made. */
  of?(model: string): Embedder | undefined;
}

export interface Reranker {
  readonly model: string;
  /**
   * Says for each text how well it answers the query: the more the better, on a scale of its own.
   * @returns one for each text, in order. @throws ModelError
   */
  rerank(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}

export interface Transcriber {
  readonly model: string;
  /** The words of a recording; '' where nobody speaks. @throws ModelError, not retryable for a format that it can't hear. */
  transcribe(
    recording: { readonly contentType: string; readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<string>;
}
