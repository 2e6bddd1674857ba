// Telegram's Bot API: a deadline on every call, and every failure as a DeliveryError.
import { Telegram, TelegramError } from 'telegraf';
import type { Telegram as Methods, Opts } from 'telegraf/types';
import { DeliveryError } from '../../src/model/errors.ts';
import { FILE_LIMIT_BYTES } from '../channel.ts';
import { readUpTo } from '../incoming.ts';
import { toRefusal } from './refusal.ts';

export type Method = keyof Methods;

export interface CallOptions {
  /** In all: waiting for a socket, sending, and reading the answer. */
  readonly timeoutMs: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
}

export interface Api {
  /** @throws DeliveryError */
  call<M extends Method>(method: M, payload: Opts<M>, options: CallOptions): Promise<ReturnType<Methods[M]>>;
  /** @param path `file_path` of getFile. @throws DeliveryError `file_too_large` beyond FILE_LIMIT_BYTES. */
  download(path: string, options: CallOptions): Promise<Uint8Array>;
}

export function createApi({ token, apiRoot }: { readonly token: string; readonly apiRoot: string }): Api {
  const client = new Telegram(token, { apiRoot, webhookReply: false });
  return {
    async call(method, payload, options) {
      const done = new AbortController();
      const signal = AbortSignal.any([deadline(options), done.signal]);
      try {
        // Telegraf names the type of a polyfill; its fetch takes Node's own signals.
        return await client.callApi(method, payload, { signal: signal as never });
      } catch (error) {
        throw toDeliveryError(error);
      } finally {
        // Telegraf leaves the body of a 5xx unread, and with it the socket open.
        done.abort();
      }
    },
    async download(path, options) {
      try {
        const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal: deadline(options) });
        if (!response.ok || !response.body) throw toRefusal(response.status, response.statusText);
        const bytes = await readUpTo(FILE_LIMIT_BYTES, response.body);
        if (!bytes) throw fileTooLarge();
        return bytes;
      } catch (error) {
        throw toDeliveryError(error);
      }
    },
  };
}

export function fileTooLarge(): DeliveryError {
  return new DeliveryError(
    'file_too_large',
    'This file is larger than the 20 MB that Telegram hands to bots. Ask the customer for a smaller one.',
  );
}

function deadline({ timeoutMs, signal }: CallOptions): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

// The cause is never kept: the address in its message holds the bot's token.
function toDeliveryError(error: unknown): unknown {
  if (error instanceof DeliveryError) return error;
  if (error instanceof TelegramError) return toRefusal(error.code, error.description, error.parameters);
  if (!(error instanceof Error)) return error;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return new DeliveryError('timeout', 'Telegram did not answer in time. It is tried again.', {
      retryable: true,
    });
  }
  if (error.name !== 'FetchError' && error.message !== 'fetch failed' && error.message !== 'terminated')
    return error;
  const { code = 'no answer that can be read' } = (error.cause ?? error) as { code?: string };
  return new DeliveryError('unreachable', `Telegram could not be reached (${code}). It is tried again.`, {
    retryable: true,
  });
}
