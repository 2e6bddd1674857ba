// Microsoft's own client as a test's customer: everything that it was told, in order.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { type Activity, DirectLine, type DirectLineOptions } from 'botframework-directlinejs';
import { SECRET, type WebchatServer } from './webchat-server.ts';

// The client is made for browsers: Node has their WebSocket, and gets their XMLHttpRequest.
Object.assign(globalThis, createRequire(import.meta.url)('xmlhttprequest-ssl'));

export type Seen = Omit<Activity, 'type'> & {
  readonly type: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly contentUrl: string; readonly name: string }[];
  readonly channelData?: Record<string, unknown>;
};

export interface Chat {
  readonly line: DirectLine;
  readonly conversationId: string;
  readonly seen: Seen[];
  post(text: string, clientActivityID?: string): Promise<string>;
}

/** @param server read at each call: it starts after the test file is loaded. */
export function chatsOn(server: () => WebchatServer) {
  return async (options: Partial<DirectLineOptions> = {}): Promise<Chat> => {
    const { url } = server();
    const response = await fetch(`${url}/v3/directline/tokens/generate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}` },
    });
    const { token, conversationId } = (await response.json()) as { token: string; conversationId: string };
    // `random` is read by the client to spread reconnects over 3 to 15 s: here the least.
    const config = { domain: `${url}/v3/directline`, token, random: () => 0, ...options };
    const line = new DirectLine(config as DirectLineOptions);
    const seen: Seen[] = [];
    // The client reports its own `end` as an error.
    line.activity$.subscribe(
      (activity) => seen.push(activity as Seen),
      () => undefined,
    );
    const post = (text: string, clientActivityID: string = randomUUID()): Promise<string> =>
      new Promise((resolve, reject) => {
        const activity = { type: 'message', from: { id: 'me' }, text, channelData: { clientActivityID } };
        line.postActivity(activity as never).subscribe(resolve, reject);
      });
    return { line, conversationId: options.conversationId ?? conversationId, seen, post };
  };
}

export const texts = (chat: Chat): readonly unknown[] =>
  chat.seen.filter((activity) => activity.type === 'message').map(({ text }) => text);
