// The simulated WhatsApp's end of a page's connection: pairing, what the page asks for, and how a link goes wrong.
import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { type RawMessage, serializeId, type World } from './whatsapp-web-world.ts';

export interface JournalEntry {
  readonly kind: string;
  readonly at: number;
  readonly [more: string]: unknown;
}

export interface Link {
  /** Everything that pages told, in order: hello, seen, typing, send … */
  readonly journal: readonly JournalEntry[];
  readonly tell: (kind: string, event: object) => void;
  isConnected(): boolean;
  open(socket: WebSocket): void;
  scan(qr: string): void;
  /** Nothing comes in any more and nothing is answered, though the page believes that it is connected. */
  goesDeaf(): void;
  hears(): void;
  /** What comes in stands in the chats, but the page tells nobody. */
  swallowsEvents(): void;
  /** The page's own thread never ends its work. */
  hangs(): void;
  /** The page loads itself anew, as it does for a new version. */
  reloads(): void;
  /** WhatsApp Web is opened in another browser. */
  conflict(): void;
  /** The phone removes the linked device. */
  logsOut(): void;
  /** From the next page on the sync never ends. */
  losesReady(isLost: boolean): void;
  /** From the next page on the sync is over before anybody can listen for it. */
  syncsEarly(): void;
  /** Connections open, but nothing is ever answered, as where a router has lost its line. */
  goesSilent(isSilent: boolean): void;
  /** Nothing older than the first page of a chat can be loaded: WhatsApp's own function throws. */
  breaksHistory(): void;
  /** What is sent arrives, but the page is never told so. */
  holdsSends(isHeld: boolean): void;
  close(): void;
}

const request = z.looseObject({ kind: z.string(), call: z.number().optional() });
const sendRequest = z.object({
  message: z.custom<RawMessage>((given) => typeof given === 'object' && given !== null),
});
const text = (event: Readonly<Record<string, unknown>>, name: string): string =>
  z.string().parse(event[name]);

export function createLink(world: World, refMs: number): Link {
  const journal: JournalEntry[] = [];
  const faults = {
    early: false,
    deaf: false,
    swallows: false,
    noReady: false,
    holdsSends: false,
    silent: false,
  };
  let hasHistory = true;
  let socket: WebSocket | undefined;
  let isConnected = false;
  let ref = '';
  let refCount = 0;
  let refTimer: NodeJS.Timeout | undefined;

  const put = (kind: string, event: object): void => socket?.send(JSON.stringify({ kind, ...event }));
  const tell = (kind: string, event: object): void => {
    if (isConnected && !faults.deaf) put(kind, { ...event, isUntold: faults.swallows });
  };
  const showRef = (): void => {
    ref = `2@${randomBytes(12).toString('base64')}`;
    refCount += 1;
    put('unpaired', { ref, count: refCount });
    refTimer = refCount < 5 ? setTimeout(showRef, refMs) : undefined;
  };
  const restartRefs = (): void => {
    clearTimeout(refTimer);
    refCount = 0;
    showRef();
  };
  const connect = (): void => {
    isConnected = true;
    faults.swallows = false;
    put('connected', {
      account: world.account,
      chats: world.overview(),
      tellsReady: !faults.noReady,
      isEarly: faults.early,
    });
  };

  const answers: Readonly<Record<string, (event: Readonly<Record<string, unknown>>) => object | undefined>> =
    {
      history(event) {
        if (!hasHistory)
          throw new Error("Cannot read properties of undefined (reading 'waitForChatLoading')");
        return { messages: world.earlier(text(event, 'chat'), event.before) };
      },
      exists(event) {
        const id = text(event, 'id');
        if (id === world.account.phone) return { id };
        const chat = world.findChat(id);
        return chat && { id, name: chat.name, t: 0, lid: chat.lid, phone: chat.phone };
      },
      upload: (event) => ({ directPath: world.addFile(Buffer.from(text(event, 'data'), 'base64')) }),
      download(event) {
        const file = world.files.get(text(event, 'directPath'));
        if (!file) throw new Error('Not Found');
        return { data: file.toString('base64') };
      },
      send(event) {
        const { message } = sendRequest.parse(event);
        const chat = world.findChat(message.to);
        if (!chat) throw new Error('no such chat');
        chat.messages.push({ ...message, ack: 1 });
        setTimeout(() => {
          world.change(chat, message.id.id, { ack: 2 });
          for (const ack of [1, 2]) tell('changed', { id: serializeId(message), changes: { ack } });
        }, 20);
        return {};
      },
      logout() {
        world.device = undefined;
        setTimeout(() => put('loggedOut', {}), 20);
        return {};
      },
    };

  const hear = (event: z.infer<typeof request>): void => {
    journal.push({ ...event, at: Date.now() });
    if (event.kind === 'hello') {
      isConnected = false;
      clearTimeout(refTimer);
      if (faults.silent) return;
      if (event.device === undefined) return void restartRefs();
      if (event.device === world.device) return void connect();
      return void put('loggedOut', {});
    }
    if (event.kind === 'refresh') return void restartRefs();
    const answer = answers[event.kind];
    if (!answer || faults.deaf) return;
    try {
      const result = answer(event) ?? null;
      if (event.kind === 'send' && faults.holdsSends) return;
      put('answer', { call: event.call, result });
    } catch (error) {
      put('answer', { call: event.call, error: String(error) });
    }
  };

  return {
    journal,
    tell,
    isConnected: () => isConnected,
    open(opened) {
      socket = opened;
      opened.on('message', (data) => {
        if (socket === opened) hear(request.parse(JSON.parse(String(data))));
      });
      opened.on('close', () => {
        if (socket !== opened) return;
        isConnected = false;
        clearTimeout(refTimer);
      });
    },
    scan(qr) {
      if (ref === '' || qr.split(',')[0] !== ref) throw new Error('this code is not shown any more');
      clearTimeout(refTimer);
      ref = '';
      world.device = randomBytes(12).toString('hex');
      put('paired', { device: world.device });
    },
    goesDeaf: () => {
      faults.deaf = true;
    },
    hears: () => {
      faults.deaf = false;
    },
    swallowsEvents: () => {
      faults.swallows = true;
    },
    hangs: () => put('hang', {}),
    reloads: () => put('reload', {}),
    conflict() {
      put('conflict', {});
      isConnected = false;
    },
    logsOut() {
      world.device = undefined;
      isConnected = false;
      put('loggedOut', {});
    },
    losesReady: (isLost) => {
      faults.noReady = isLost;
    },
    syncsEarly: () => {
      faults.early = true;
    },
    goesSilent: (isSilent) => {
      faults.silent = isSilent;
    },
    breaksHistory: () => {
      hasHistory = false;
    },
    holdsSends: (isHeld) => {
      faults.holdsSends = isHeld;
    },
    close: () => clearTimeout(refTimer),
  };
}
