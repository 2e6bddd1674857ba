// Addresses of a conversation's files: each opens one file of one conversation, and nothing else, for a day or two.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MessageId } from '../../src/model/ids.ts';
import type { Screen } from './activities.ts';
import type { Pass } from './tokens.ts';

export interface ShownFile {
  readonly conversationId: string;
  readonly messageId: MessageId;
  readonly index: number;
}

export interface FileLinks {
  /** @param base what the client calls this server. */
  screen(pass: Pass, base: string): Screen;
  isSigned(file: ShownFile, signature: string): boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A link must work where no header can be sent, and people pass links on: it carries no token of the conversation, with
 * which a stranger could read and write there. It ends with the day after today, so that an address stays the same for
 * a day and browsers keep what they have loaded.
 */
export function createFileLinks(signingKey: Uint8Array, now: () => number): FileLinks {
  const sign = (lastDay: number, { conversationId, messageId, index }: ShownFile): string => {
    const signed = `web chat file|${lastDay}|${conversationId}|${messageId}|${index}`;
    return `${lastDay}.${createHmac('sha256', signingKey).update(signed).digest('base64url')}`;
  };
  const today = (): number => Math.floor(now() / DAY_MS);
  return {
    screen: ({ conversationId, userId }, base) => ({
      conversationId,
      userId,
      fileUrl(messageId, index) {
        const path = `/v3/directline/conversations/${conversationId}/files/${messageId}/${index}`;
        const url = new URL(path, base);
        url.searchParams.set('t', sign(today() + 1, { conversationId, messageId, index }));
        return url.href;
      },
    }),
    isSigned(file, signature) {
      const lastDay = Number(/^(\d{1,9})\./.exec(signature)?.[1] ?? 0);
      const expected = Buffer.from(sign(lastDay, file));
      const given = Buffer.from(signature);
      return lastDay >= today() && given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
