// Who our bot is: its id stands in its token, its name is asked of Telegram.
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { Api } from './api.ts';
import type { Bot } from './decode.ts';
import { backoffMs, pause } from './pause.ts';

export interface Identity {
  bot(): Bot;
  /**
   * Without its name only a group's words to the bot by name are missed, so an outage is no error; a refused token is,
   * since nobody but its owner can change that.
   * @returns whether the name is known. @throws DeliveryError `account_refused`
   */
  ask(signal: AbortSignal): Promise<boolean>;
  /** Asks until the name is known or the signal is aborted. Never rejects. */
  keepAsking(signal: AbortSignal): Promise<void>;
}

const TIMEOUT_MS = 5_000;

export function createIdentity(deps: {
  readonly api: Api;
  readonly token: string;
  readonly log: Log;
}): Identity {
  const { api, token, log } = deps;
  let bot: Bot = { id: token.split(':')[0] ?? '', username: undefined };
  const ask = async (signal: AbortSignal): Promise<boolean> => {
    try {
      const { username } = await api.call('getMe', {}, { timeoutMs: TIMEOUT_MS, signal });
      bot = { ...bot, username };
      return true;
    } catch (error) {
      if (error instanceof DeliveryError && error.code === 'account_refused') throw error;
      if (!signal.aborted) log.warn({ err: error }, 'Telegram was not reached; it is tried on');
      return false;
    }
  };
  return {
    bot: () => bot,
    ask,
    async keepAsking(signal) {
      for (let times = 1; bot.username === undefined && !signal.aborted; times += 1) {
        await pause(backoffMs(times), signal);
        if (signal.aborted) return;
        await ask(signal).catch((error: unknown) => log.error({ err: error }, 'Telegram refuses the bot'));
      }
    },
  };
}
