// What is asked of the page itself; these functions run in the browser and know nothing of this program.
import type { Client } from 'whatsapp-web.js';
import { z } from 'zod';

declare const window: {
  readonly WWebJS?: {
    readonly getChat: (id: string, as: { getAsModel: boolean }) => Promise<PageChat | null>;
  };
  readonly require: (name: string) => Readonly<Record<string, PageModule>> & {
    readonly loadEarlierMsgs: (of: {
      readonly chat: PageChat;
    }) => Promise<readonly PageMessage[] | undefined>;
  };
  readonly onAppStateHasSyncedEvent?: () => void;
};
interface PageMessage {
  readonly id: { readonly _serialized: string };
  readonly t: number;
  readonly latestEditSenderTimestampMs?: number;
}
interface PageChat {
  readonly msgs: { readonly getModelsArray: () => readonly PageMessage[] };
}
interface PageModule {
  readonly state?: string;
  readonly hasSynced?: boolean;
  readonly refreshQR: () => void;
  readonly logout: () => Promise<void>;
  readonly getModelsArray: () => readonly {
    readonly id: { readonly server: string; readonly _serialized: string };
    readonly t?: number;
  }[];
}

const look = z.object({
  state: z.string().nullable(),
  hasSynced: z.boolean(),
  /** The library hears this page: a page that loaded itself anew has forgotten it. */
  isHeard: z.boolean(),
});
export type Look = z.infer<typeof look>;

/** @throws Error also where the page does not answer in time: it hangs. */
export async function within<T>(timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function pageOf({ pupPage }: Client) {
  if (!pupPage) throw new Error('there is no page yet');
  return pupPage;
}

export async function lookAtPage(client: Client): Promise<Look> {
  const seen = await pageOf(client).evaluate(() => {
    const { Socket } = window.require('WAWebSocketModel');
    return {
      state: Socket?.state ?? null,
      hasSynced: Socket?.hasSynced === true,
      isHeard: window.WWebJS !== undefined,
    };
  });
  return look.parse(seen);
}

/** Does what the library does at the end of the sync. */
export async function tellSynced(client: Client): Promise<void> {
  await pageOf(client).evaluate(() => window.onAppStateHasSyncedEvent?.());
}

/** After some codes that nobody scanned the page shows no new ones until it is asked to. */
export async function refreshCode(client: Client): Promise<void> {
  await pageOf(client).evaluate(() => window.require('WAWebCmd').Cmd?.refreshQR());
}

/** The phone forgets this browser. */
export async function logOut(client: Client): Promise<void> {
  await pageOf(client).evaluate(() => window.require('WAWebSocketModel').Socket?.logout());
}

/** People's chats in which something was written since then, the newest first. `since` is in epoch seconds. */
export async function listChats(client: Client, since: number): Promise<readonly string[]> {
  const chats = await pageOf(client).evaluate((from: number) => {
    const all = window.require('WAWebCollections').Chat?.getModelsArray() ?? [];
    return all
      .filter(({ id, t }) => (id.server === 'c.us' || id.server === 'lid') && (t ?? 0) >= from)
      .sort((one, other) => (other.t ?? 0) - (one.t ?? 0))
      .map(({ id }) => id._serialized);
  }, since);
  return z.array(z.string()).parse(chats);
}

const listed = z.object({
  ids: z.array(z.string()),
  /** Whether nothing older was left out. */
  isWhole: z.boolean(),
});

/**
 * The ids of a chat's messages written or edited since then, in order, `most` of them or a few more. The library's own
 * way to fetch them turns those of one second around. @param of.reach so far back the chat is read, in epoch seconds.
 */
export async function listMessages(
  client: Client,
  chat: string,
  of: { readonly since: number; readonly reach: number; readonly most: number },
): Promise<z.infer<typeof listed>> {
  const found = await pageOf(client).evaluate(
    async (id: string, { since, reach, most }: typeof of) => {
      const opened = await window.WWebJS?.getChat(id, { getAsModel: false });
      if (!opened) return { ids: [], isWhole: true };
      let messages = [...opened.msgs.getModelsArray()];
      let isWhole = true;
      while (messages.length < most && (messages[0]?.t ?? reach) >= reach) {
        try {
          const earlier = await window.require('WAWebChatLoadMessages').loadEarlierMsgs({ chat: opened });
          if (!earlier?.length) break;
          messages = [...earlier, ...messages];
        } catch {
          // It fails for some chats and not for others (whatsapp-web.js issue 201715): what is there counts.
          isWhole = false;
          break;
        }
      }
      const isNew = ({ t, latestEditSenderTimestampMs = 0 }: PageMessage): boolean =>
        t >= since || latestEditSenderTimestampMs >= since * 1_000;
      const ids = messages.filter(isNew).map((message) => message.id._serialized);
      return { ids, isWhole };
    },
    chat,
    of,
  );
  return listed.parse(found);
}
