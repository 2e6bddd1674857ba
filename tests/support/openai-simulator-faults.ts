// How the simulated service misbehaves when a test tells it to: one behaviour per request, in order.
import type { ServerResponse } from 'node:http';
import { type Answer, toEvent } from './openai-simulator-answers.ts';

export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** Any JSON with status 200. */
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'html' }
  | { readonly kind: 'hang_before_headers' }
  | { readonly kind: 'hang_mid_stream' }
  /** Everything is sent but the connection stays open. */
  | { readonly kind: 'hang_after_finish' }
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Ends cleanly in the middle, without finish_reason and [DONE]. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'reset'; readonly when: 'before_headers' | 'mid_stream' }
  | { readonly kind: 'empty_choices' }
  | { readonly kind: 'malformed_chunk' }
  /** An error event after the first half of the answer. */
  | { readonly kind: 'error_event'; readonly code: string }
  | { readonly kind: 'huge'; readonly chars: number };

/** A fault, an answer of the test's own, or a pause before the usual answer. */
export type Behaviour = { readonly on?: 'chat' | 'embeddings' | 'transcriptions' } & (
  | Fault
  | ({ readonly kind: 'answer' } & Answer)
  | { readonly kind: 'delay'; readonly ms: number }
);

const error = (message: string, type: string, code: string | null): object => ({
  error: { message, type, param: null, code },
});

/** The refusals of the real service, word for word where code reads them. */
export const FAULTS = {
  serverError: {
    kind: 'status',
    status: 500,
    body: error(
      'The server had an error while processing your request. Sorry about that!',
      'server_error',
      null,
    ),
  },
  insufficientQuota: {
    kind: 'status',
    status: 429,
    body: error(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
  },
  unauthorised: {
    kind: 'status',
    status: 401,
    body: error('Incorrect API key provided: sk-te*****key.', 'invalid_request_error', 'invalid_api_key'),
  },
  modelNotFound: {
    kind: 'status',
    status: 403,
    body: error('Project does not have access to model `gpt-x`', 'invalid_request_error', 'model_not_found'),
  },
} as const satisfies Record<string, Behaviour>;

export function rateLimited(headers: Readonly<Record<string, string>> = {}): Behaviour {
  const body = error('Rate limit reached for requests per min (RPM).', 'requests', 'rate_limit_exceeded');
  return { kind: 'status', status: 429, headers, body };
}

/** @param events of the answer that would have been given. */
export function misbehave(response: ServerResponse, fault: Fault, events: readonly string[]): void {
  const half = events.slice(0, Math.ceil(events.length / 2)).join('');
  const startStream = (): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(JSON.stringify(fault.body ?? error('Simulated.', 'simulated', null)));
      return;
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fault.body));
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in to the network</title><p>data: {"choices":[]}</p>');
      return;
    case 'hang_before_headers':
      return;
    case 'hang_mid_stream':
      startStream().write(half);
      return;
    case 'hang_after_finish':
      startStream().write(events.join(''));
      return;
    case 'drip':
      drip(startStream(), events.join(''), fault.everyMs);
      return;
    case 'cut':
      startStream().end(half);
      return;
    case 'reset':
      if (fault.when === 'before_headers') response.socket?.resetAndDestroy();
      else startStream().write(half, () => response.socket?.resetAndDestroy());
      return;
    case 'empty_choices':
      startStream().end(`${toEvent({ object: 'chat.completion.chunk', choices: [] })}data: [DONE]\n\n`);
      return;
    case 'malformed_chunk':
      startStream().end(`${half}data: {"choices":[{"delta":{"content":"half a chu\n\ndata: [DONE]\n\n`);
      return;
    case 'error_event':
      startStream().end(half + toEvent(error('Simulated.', 'server_error', fault.code)));
      return;
    case 'huge':
      startStream().end(hugeEvents(fault.chars));
      return;
    default:
      fault satisfies never;
  }
}

function drip(response: ServerResponse, text: string, everyMs: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent >= text.length) response.end();
    else response.write(text.charAt(sent));
    sent += 1;
  }, everyMs);
  response.once('close', () => clearInterval(timer));
}

function hugeEvents(chars: number): string {
  const piece = toEvent({
    choices: [{ index: 0, delta: { content: 'Very long. '.repeat(400) }, finish_reason: null }],
  });
  const last = toEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  return `${piece.repeat(Math.ceil(chars / 4400))}${last}data: [DONE]\n\n`;
}
