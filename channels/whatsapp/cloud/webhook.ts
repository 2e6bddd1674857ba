// Where Meta calls us: the handshake, the signature, and an answer only when what it told is stored.
import { createHmac } from 'node:crypto';
import type { Log } from '../../../src/log.ts';
import { InvalidInput, StoreError } from '../../../src/model/errors.ts';
import { isSecret, readUpTo } from '../../incoming.ts';

export interface WebhookDeps {
  readonly appSecret: string;
  readonly verifyToken: string | undefined;
  /** Stores what one request told. @throws StoreError, InvalidInput */
  readonly take: (event: unknown) => Promise<void>;
  readonly log: Log;
}

/** Meta batches up to 3 MB: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview */
const MAX_BODY_BYTES = 3_500_000;

/** Whatever is not answered with 200 Meta tells again, for 7 days. */
export async function answerWebhook(request: Request, deps: WebhookDeps): Promise<Response> {
  if (request.method === 'GET') return shakeHands(new URL(request.url).searchParams, deps.verifyToken);
  if (request.method !== 'POST') return new Response(null, { status: 405 });
  const body = await readUpTo(MAX_BODY_BYTES, request.body);
  if (body === undefined) return new Response(null, { status: 413 });
  if (!isSigned(body, request.headers.get('x-hub-signature-256') ?? '', deps.appSecret))
    return new Response(null, { status: 401 });
  return answerEvent(body, deps);
}

function shakeHands(query: URLSearchParams, verifyToken: string | undefined): Response {
  const isAsked = query.get('hub.mode') === 'subscribe' && query.has('hub.challenge');
  if (!isAsked || verifyToken === undefined || !isSecret(query.get('hub.verify_token') ?? '', verifyToken))
    return new Response(null, { status: 403 });
  return new Response(query.get('hub.challenge'), { headers: { 'content-type': 'text/plain' } });
}

async function answerEvent(body: Buffer, { take, log }: WebhookDeps): Promise<Response> {
  try {
    await take(parseJson(body));
    return new Response(null, { status: 200 });
  } catch (error) {
    if (error instanceof InvalidInput) {
      log.warn({ err: error }, 'an event of WhatsApp could not be read');
      return new Response(null, { status: error.status });
    }
    log.error({ err: error }, 'an event of WhatsApp was not stored');
    return new Response(null, { status: error instanceof StoreError ? 503 : 500 });
  }
}

// Over the bytes as they came: Meta escapes what JSON.stringify would not.
function isSigned(body: Buffer, header: string, appSecret: string): boolean {
  return isSecret(header, `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new InvalidInput('event_malformed', 'This is no JSON.', { cause });
  }
}
