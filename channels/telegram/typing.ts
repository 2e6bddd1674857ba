// Shows "typing …" in the chat while an answer is being made.
import type { Log } from '../../src/log.ts';
import type { Address, Progress } from '../../src/model/activity.ts';
import { toPlace } from './address.ts';
import type { Api } from './api.ts';

/** Telegram shows it for five seconds. */
const SHOWN_MS = 4_000;
const TIMEOUT_MS = 4_000;
const MOST_CHATS = 5_000;

/** Best effort, and at most once in four seconds for each chat. */
export function createTyping(deps: {
  readonly api: Api;
  readonly log: Log;
  readonly now: () => number;
}): (to: Address, progress: Progress) => Promise<void> {
  const { api, log, now } = deps;
  const shownAt = new Map<number, number>();
  return async (to, progress) => {
    if (progress.kind === 'withdrawn') return;
    try {
      const { chatId, topic } = toPlace(to);
      const at = now();
      if (at - (shownAt.get(chatId) ?? Number.NEGATIVE_INFINITY) < SHOWN_MS) return;
      if (shownAt.size >= MOST_CHATS) shownAt.clear();
      shownAt.set(chatId, at);
      const thread = topic === undefined ? {} : { message_thread_id: topic };
      await api.call(
        'sendChatAction',
        { chat_id: chatId, action: 'typing', ...thread },
        { timeoutMs: TIMEOUT_MS },
      );
    } catch (error) {
      log.debug({ err: error }, 'typing was not shown on Telegram');
    }
  };
}
