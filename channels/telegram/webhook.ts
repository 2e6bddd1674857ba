// Where Telegram calls us: set up, checked, and answered only when what it told is stored.
import type { Log } from '../../src/log.ts';
import { InvalidInput, StoreError } from '../../src/model/errors.ts';
import { isSecret, readUpTo } from '../incoming.ts';
import type { Api } from './api.ts';
import { backoffMs, pause } from './pause.ts';

export interface WebhookSettings {
  /** https, as Telegram reaches it. */
  readonly url: string;
  /** 1 to 256 of A-Z, a-z, 0-9, _ and -. */
  readonly secret: string;
}

export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query'] as const;
const CONNECTIONS = 40;
const CALL_TIMEOUT_MS = 10_000;
/** Somebody else, or another program with the same token, may have set or removed it: we would be deaf. */
const LOOK_EVERY_MS = 5 * 60_000;
/** An update has no file in it: 4,096 characters, their entities, and what they reply to. */
const MAX_BODY_BYTES = 1_000_000;

interface WebhookDeps {
  readonly api: Api;
  readonly webhook: WebhookSettings;
  readonly log: Log;
}

/**
 * Sets the webhook where Telegram's differs, and looks again from time to time until the signal is aborted.
 * Never rejects. @param tried called after the first try.
 */
export async function keepWebhook(deps: WebhookDeps, signal: AbortSignal, tried: () => void): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await setWebhook(deps, signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) break;
      failures += 1;
      deps.log.warn({ err: error, failures }, 'the webhook of Telegram could not be set');
    }
    tried();
    await pause(failures > 0 ? backoffMs(failures) : LOOK_EVERY_MS, signal);
  }
  tried();
}

async function setWebhook({ api, webhook, log }: WebhookDeps, signal: AbortSignal): Promise<void> {
  const options = { timeoutMs: CALL_TIMEOUT_MS, signal };
  const set = await api.call('getWebhookInfo', {}, options).catch(() => undefined);
  const isSame =
    set?.url === webhook.url && ALLOWED_UPDATES.every((kind) => set.allowed_updates?.includes(kind));
  if (set?.last_error_message)
    log.warn(
      { reason: set.last_error_message, waiting: set.pending_update_count },
      'Telegram could not deliver everything to the webhook',
    );
  // The secret can't be asked for: a 401 of ours that Telegram tells of means that it has another.
  if (isSame && !/401/.test(set.last_error_message ?? '')) return;
  await api.call(
    'setWebhook',
    {
      url: webhook.url,
      secret_token: webhook.secret,
      allowed_updates: ALLOWED_UPDATES,
      max_connections: CONNECTIONS,
    },
    options,
  );
  log.info({ url: webhook.url }, 'the webhook of Telegram is set');
}

/** @param take stores one update. Answers 200 when it has, 503 where Telegram shall tell it again. */
export async function answerWebhook(
  request: Request,
  { secret, take, log }: { secret: string; take: (update: unknown) => Promise<void>; log: Log },
): Promise<Response> {
  const given = request.headers.get('x-telegram-bot-api-secret-token') ?? '';
  if (!isSecret(given, secret)) return new Response(null, { status: 401 });
  const body = await readUpTo(MAX_BODY_BYTES, request.body);
  if (body === undefined) return new Response(null, { status: 413 });
  try {
    await take(parseJson(body.toString('utf8')));
    return new Response(null, { status: 200 });
  } catch (error) {
    if (error instanceof InvalidInput) {
      log.warn({ err: error }, 'an update of Telegram could not be read');
      return new Response(null, { status: error.status });
    }
    log.error({ err: error }, 'an update of Telegram was not stored');
    return new Response(null, { status: error instanceof StoreError ? 503 : 500 });
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new InvalidInput('update_malformed', 'This is no JSON.', { cause });
  }
}
