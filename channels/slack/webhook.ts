// Slack's requests to us: events, pressed buttons and commands, all on one path.
import { KakiError } from '../../src/model/errors.ts';
import { readUpTo } from '../incoming.ts';
import { isSigned } from './signature.ts';

export interface WebhookDeps {
  readonly signingSecret: string | undefined;
  readonly now: () => number;
  /** Resolves once the event is stored. */
  readonly take: (body: unknown) => Promise<void>;
}

// The longest message with its blocks, several times over.
const MOST_BYTES = 1_000_000;

/** 200 once stored; 503 where Slack should come again. @throws what is a bug */
export async function answerWebhook(request: Request, deps: WebhookDeps): Promise<Response> {
  if (deps.signingSecret === undefined) return plain(404, 'Set SLACK_SIGNING_SECRET to receive events here.');
  const body = await readUpTo(MOST_BYTES, request.body);
  if (!body) return plain(413, 'This is too large.');
  const signed = {
    timestamp: request.headers.get('x-slack-request-timestamp'),
    signature: request.headers.get('x-slack-signature'),
    body,
  };
  if (!isSigned(signed, deps.signingSecret, deps.now())) return plain(401, 'The signature is not right.');
  const event = parse(body.toString('utf8'), request.headers.get('content-type') ?? '');
  if (event === undefined) return plain(400, 'This is neither JSON nor a payload.');
  if (isChallenge(event)) return plain(200, event.challenge);
  try {
    await deps.take(event);
    return plain(200, '');
  } catch (error) {
    if (!(error instanceof KakiError)) throw error;
    return error.retryable ? plain(503, 'Not stored. Try again.') : plain(400, error.message);
  }
}

// Events are JSON; buttons are a form with JSON in it; commands and Slack's own checks are forms.
function parse(text: string, contentType: string): unknown {
  const form = contentType.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(text)
    : undefined;
  if (form && !form.has('payload')) return { type: 'command', ...Object.fromEntries(form) };
  try {
    const parsed: unknown = JSON.parse(form?.get('payload') ?? text);
    return parsed !== null && typeof parsed === 'object' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isChallenge(event: unknown): event is { readonly challenge: string } {
  const { type, challenge } = event as { readonly type?: unknown; readonly challenge?: unknown };
  return type === 'url_verification' && typeof challenge === 'string';
}

function plain(status: number, text: string): Response {
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8' });
  // What can't be read now can't be read in a minute.
  if (status === 400 || status === 413) headers.set('x-slack-no-retry', '1');
  return new Response(text, { status, headers });
}
