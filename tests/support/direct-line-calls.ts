// Plain calls to the Direct Line endpoints of a test's server: what a client would send, and what none would.
import { SECRET, type WebchatServer } from './webchat-server.ts';

/** Allowed to embed, by the settings of the test's server. */
export const SHOP = 'https://shop.example.sg';

export interface Opened {
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl?: string;
}

export interface Calls {
  call(path: string, init?: RequestInit): Promise<Response>;
  open(body?: object): Promise<Opened>;
  post(chat: Opened, body: BodyInit): Promise<Response>;
  list(chat: Opened): Promise<readonly Record<string, unknown>[]>;
}

/** @param server read at each call: it starts after the test file is loaded. */
export function callsTo(server: () => WebchatServer): Calls {
  const call: Calls['call'] = (path, init = {}) =>
    fetch(`${server().url}/v3/directline${path}`, { method: 'POST', ...init });
  return {
    call,
    async open(body) {
      const init = {
        headers: { authorization: `Bearer ${SECRET}` },
        ...(body && { body: JSON.stringify(body) }),
      };
      return (await (await call('/tokens/generate', init)).json()) as Opened;
    },
    post({ conversationId, token }, body) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return call(`/conversations/${conversationId}/activities`, { headers, body });
    },
    async list({ conversationId, token }) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await call(`/conversations/${conversationId}/activities`, { method: 'GET', headers });
      return ((await response.json()) as { activities: Record<string, unknown>[] }).activities;
    },
  };
}

/** The body of a message. */
export const said = (text: string): string => JSON.stringify({ type: 'message', text });
