// Shows "typing …" in the chat while an answer is being made, and the customer's last message as read.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
import type { Log } from '../../../src/log.ts';
import type { Address, Progress } from '../../../src/model/activity.ts';
import { toPlace } from '../address.ts';
import type { CloudSettings, Graph } from './graph.ts';

/** WhatsApp shows it for 25 seconds. */
const SHOWN_MS = 20_000;
const TIMEOUT_MS = 4_000;
const MOST_CHATS = 5_000;

/** Best effort, and at most once in 20 seconds for each message that is being answered. */
export function createTyping(deps: {
  readonly graph: Graph;
  readonly settings: CloudSettings;
  readonly log: Log;
  readonly now: () => number;
}): (to: Address, progress: Progress) => Promise<void> {
  const { graph, settings, log, now } = deps;
  const shownAt = new Map<string, number>();
  return async (to, progress) => {
    if (progress.kind === 'withdrawn') return;
    try {
      const { lastMessage } = toPlace(to);
      const at = now();
      if (!lastMessage || at - (shownAt.get(lastMessage) ?? Number.NEGATIVE_INFINITY) < SHOWN_MS) return;
      if (shownAt.size >= MOST_CHATS) shownAt.clear();
      shownAt.set(lastMessage, at);
      await graph.call(`${settings.phoneNumberId}/messages`, {
        body: {
          messaging_product: 'whatsapp',
          status: 'read',
          message_id: lastMessage,
          typing_indicator: { type: 'text' },
        },
        timeoutMs: TIMEOUT_MS,
      });
    } catch (error) {
      log.debug({ err: error }, 'typing was not shown on WhatsApp');
    }
  };
}
