// Telegram: what its bot hears becomes an Inbound, what we say becomes its messages.
import type { Update } from 'telegraf/types';
import type { Log } from '../../src/log.ts';
import { DeliveryError, StoreError } from '../../src/model/errors.ts';
import type { ProcessLease } from '../../src/store/process-lease.ts';
import type { Channel, OpenFile, Receive } from '../channel.ts';
import { type Api, createApi } from './api.ts';
import { type Bot, decodeUpdate, pressOf } from './decode.ts';
import { editParts, removeParts, sendPayload } from './deliver.ts';
import { encodeMessage, TELEGRAM_TRAITS, type TelegramPayload } from './encode.ts';
import { createPacer } from './pacing.ts';
import { backoffMs, pause } from './pause.ts';
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
}

export type Telegram = Channel<Update, TelegramPayload> &
  Required<Pick<Channel<Update, TelegramPayload>, 'edit' | 'remove' | 'openFile' | 'show' | 'webhook'>>;

const CALL_TIMEOUT_MS = 5_000;

export function createTelegram(deps: TelegramDeps): Telegram {
  const { log, now } = deps;
  const api = createApi(deps);
  const delivering = { api, pacer: createPacer(now), openFile: deps.openFile };
  let bot: Bot = { id: deps.token.split(':')[0] ?? '', username: undefined };
  let receive: Receive | undefined;

  const take = async (update: unknown): Promise<void> => {
    const inbounds = decodeUpdate(update, bot);
    if (!receive) throw new StoreError('not_listening', 'Telegram is not listened to at the moment.');
    for (const inbound of inbounds) await receive(inbound);
    const press = pressOf(update);
    if (press) answerPress(api, press, log);
  };

  return {
    name: 'telegram',
    traits: TELEGRAM_TRAITS,
    decode: (raw) => decodeUpdate(raw, bot),
    encode: encodeMessage,
    send: (to, payload) => sendPayload(delivering, to, payload),
    edit: (to, parts, payloads) => editParts(delivering, to, { parts, payloads }),
    remove: (to, parts) => removeParts(delivering, to, parts),
    openFile: (contentUrl, signal) => openTelegramFile(api, contentUrl, signal),
    show: createTyping({ api, log, now }),
    async start(given) {
      const abort = new AbortController();
      const askName = async (): Promise<void> => {
        bot = await identify(api, bot, { log, signal: abort.signal });
      };
      await askName();
      receive = given;
      const named = bot.username
        ? undefined
        : repeatUntil(() => bot.username !== undefined, askName, abort.signal);
      const listening = listen({ ...deps, api, take }, abort.signal);
      if (!named) await listening.tried;
      return async () => {
        abort.abort();
        await Promise.allSettled([listening.ended, named]);
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

// Without its name only a group's words to the bot by name are missed, so an outage does not stop the start. A refused
// token does: nothing but its owner can change that.
async function identify(
  api: Api,
  bot: Bot,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<Bot> {
  try {
    const { username } = await api.call('getMe', {}, { timeoutMs: CALL_TIMEOUT_MS, signal });
    return { ...bot, username };
  } catch (error) {
    if (error instanceof DeliveryError && error.code === 'account_refused') throw error;
    if (!signal.aborted) log.warn({ err: error }, 'Telegram was not reached; it is tried on');
    return bot;
  }
}

async function repeatUntil(
  isDone: () => boolean,
  work: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let times = 1; !isDone() && !signal.aborted; times += 1) {
    await pause(backoffMs(times), signal);
    await work();
  }
}

// Best effort: until it is answered the button looks busy, for a minute at most.
function answerPress(api: Api, press: string, log: Log): void {
  api
    .call('answerCallbackQuery', { callback_query_id: press }, { timeoutMs: CALL_TIMEOUT_MS })
    .catch((error: unknown) => log.debug({ err: error }, 'a pressed button was not answered'));
}
