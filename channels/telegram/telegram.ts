// Telegram: what its bot hears becomes an Inbound, what we say becomes its messages.
import type { Update } from 'telegraf/types';
import type { Log } from '../../src/log.ts';
import { StoreError } from '../../src/model/errors.ts';
import type { ProcessLease } from '../../src/store/process-lease.ts';
import type { Channel, OpenFile, Receive } from '../channel.ts';
import { type Clock, MACHINE_CLOCK } from '../clock.ts';
import { type Api, createApi } from './api.ts';
import { decodeUpdate, pressOf } from './decode.ts';
import { editParts, removeParts, sendPayload } from './deliver.ts';
import { encodeMessage, TELEGRAM_TRAITS, type TelegramPayload } from './encode.ts';
import { createIdentity } from './identity.ts';
import { createPacer } from './pacing.ts';
import { pollUpdates } from './polling.ts';
import { createTyping } from './typing.ts';
import { openTelegramFile } from './upload.ts';
import { answerWebhook, keepWebhook, type WebhookSettings } from './webhook.ts';

export interface TelegramDeps {
  /** As @BotFather gives it: `BOT_ID:SECRET`. */
  readonly token: string;
  /** undefined: updates are polled. */
  readonly webhook: WebhookSettings | undefined;
  /** https://api.telegram.org, or a Bot API server of one's own. */
  readonly apiRoot: string;
  /** Named for this bot: of all processes one polls. */
  readonly poller: ProcessLease;
  /** Reads the files that staff send from other platforms. */
  readonly openFile: OpenFile;
  readonly log: Log;
  readonly now: () => number;
  /** What messages are spaced by, in place of the machine's. */
  readonly spacing?: Clock;
}

export type Telegram = Channel<Update, TelegramPayload> &
  Required<Pick<Channel<Update, TelegramPayload>, 'edit' | 'remove' | 'openFile' | 'show' | 'webhook'>>;

const CALL_TIMEOUT_MS = 5_000;

export function createTelegram(deps: TelegramDeps): Telegram {
  const { log, now } = deps;
  const api = createApi(deps);
  const { openFile, spacing = MACHINE_CLOCK } = deps;
  const delivering = { api, spacing, pacer: createPacer(spacing.now), openFile, sharing: new Set<number>() };
  const identity = createIdentity({ api, token: deps.token, log });
  let receive: Receive | undefined;

  const take = async (update: unknown): Promise<void> => {
    const inbounds = decodeUpdate(update, identity.bot());
    if (!receive) throw new StoreError('not_listening', 'Telegram is not listened to at the moment.');
    for (const inbound of inbounds) await receive(inbound);
    const press = pressOf(update);
    if (press) answerPress(api, press, log);
  };

  return {
    name: 'telegram',
    traits: TELEGRAM_TRAITS,
    decode: (raw) => decodeUpdate(raw, identity.bot()),
    encode: encodeMessage,
    send: (to, payload) => sendPayload(delivering, to, payload),
    edit: (to, parts, payloads) => editParts(delivering, to, { parts, payloads }),
    remove: (to, parts) => removeParts(delivering, to, parts),
    openFile: (contentUrl, signal) => openTelegramFile(api, contentUrl, signal),
    show: createTyping({ api, log, now }),
    async start(given) {
      const abort = new AbortController();
      const isNamed = await identity.ask(abort.signal);
      receive = given;
      const listening = listen({ ...deps, api, take }, abort.signal);
      const ended = Promise.all([listening.ended, identity.keepAsking(abort.signal)]);
      if (isNamed) await listening.tried;
      return async () => {
        abort.abort();
        await ended;
        if (receive === given) receive = undefined;
      };
    },
    async webhook(request) {
      if (!deps.webhook) return new Response(null, { status: 404 });
      return answerWebhook(request, { secret: deps.webhook.secret, take, log });
    },
  };
}

// `tried`: the webhook was set, or that failed and goes on; polling needs no setting up.
function listen(
  deps: TelegramDeps & { readonly api: Api; readonly take: (update: unknown) => Promise<void> },
  signal: AbortSignal,
): { readonly tried: Promise<void>; readonly ended: Promise<void> } {
  const { webhook, poller } = deps;
  if (!webhook) return { tried: Promise.resolve(), ended: pollUpdates({ ...deps, lease: poller }, signal) };
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  return { tried, ended: keepWebhook({ ...deps, webhook }, signal, resolve) };
}

// Best effort: until it is answered the button looks busy, for a minute at most.
function answerPress(api: Api, press: string, log: Log): void {
  api
    .call('answerCallbackQuery', { callback_query_id: press }, { timeoutMs: CALL_TIMEOUT_MS })
    .catch((error: unknown) => log.debug({ err: error }, 'a pressed button was not answered'));
}
