// A customer on web chat, over plain HTTP: writes until it is acknowledged, and reads by watermark.
export interface Activity {
  readonly id: string;
  readonly type: string;
  readonly text?: string;
  readonly from: { readonly id: string; readonly name?: string };
  readonly channelData?: { readonly clientActivityID?: string };
}

export interface Visitor {
  readonly conversationId: string;
  /** Sends once. @returns the HTTP status, or 0 where there was no answer. */
  post(text: string, key: string): Promise<number>;
  /** Everything on the customer's screen, oldest first. */
  read(): Promise<readonly Activity[]>;
  /** What came onto it since this was asked last. */
  readNew(): Promise<readonly Activity[]>;
}

const TIMEOUT_MS = 20_000;

export async function openVisitor(url: string): Promise<Visitor> {
  const call = async (path: string, token: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/v3/directline/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        origin: url,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  const { token } = (await (await call('tokens/generate', '', {})).json()) as { token: string };
  const { conversationId } = (await (await call('conversations', token, {})).json()) as {
    conversationId: string;
  };
  const readFrom = async (watermark: string) => {
    const response = await call(`conversations/${conversationId}/activities?watermark=${watermark}`, token);
    return (await response.json()) as { activities: Activity[]; watermark: string };
  };
  let seen = '';
  return {
    conversationId,
    async post(text, key) {
      const activity = {
        type: 'message',
        from: { id: 'visitor' },
        text,
        channelData: { clientActivityID: key },
      };
      try {
        const response = await call(`conversations/${conversationId}/activities`, token, activity);
        await response.arrayBuffer();
        return response.status;
      } catch {
        return 0;
      }
    },
    async read() {
      const activities: Activity[] = [];
      for (let watermark = ''; ; ) {
        const page = await readFrom(watermark);
        activities.push(...page.activities);
        if (page.activities.length === 0) return activities;
        watermark = page.watermark;
      }
    },
    async readNew() {
      const { activities, watermark } = await readFrom(seen);
      seen = watermark;
      return activities;
    },
  };
}
