// The open sockets of each conversation. The hub only rings: what is shown, and in which order, the database tells.
import type { WebSocket } from 'ws';
import type { Log } from '../../src/log.ts';
import type { Progress } from '../../src/model/activity.ts';
import type { VisibleMessage } from '../../src/store/messages.ts';
import { type Screen, toActivity, toTypingActivity } from './activities.ts';

/** Several tabs of one browser; the oldest goes when there are more. */
export const MAX_SOCKETS = 5;
/** Close codes: the first tells a client not to come back by itself, since another tab took its place. */
export const CLOSE_REPLACED = 4009;
export const CLOSE_GOING_AWAY = 1001;
const CLOSE_TRY_AGAIN = 1013;
const BATCH = 200;
// What one socket may have on its way: a reader that has stopped never costs more than this and one message.
const MAX_IN_FLIGHT_CHARS = 128 * 1024;
// At most 20 frames of a stream each second: smoother can't be seen.
const FRAME_MS = 50;

export interface Client {
  readonly socket: WebSocket;
  readonly screen: Screen;
  /** Everything up to this number is on the client's screen or on its way. */
  watermark: number;
  /** A pull or a push is under way; `rung` asks for another look after it. */
  isBusy: boolean;
  rung: boolean;
  /** False from a ping until its pong. */
  isAlive: boolean;
}

interface Room {
  readonly clients: Client[];
  frame: { progress: Progress | undefined; timer: NodeJS.Timeout } | undefined;
}

export interface HubDeps {
  readonly list: (
    conversationId: string,
    watermark: number,
    limit: number,
  ) => Promise<readonly VisibleMessage[]>;
  readonly log: Log;
}

export class Hub {
  readonly #rooms = new Map<string, Room>();
  readonly #deps: HubDeps;

  constructor(deps: HubDeps) {
    this.#deps = deps;
  }

  /** Every open socket, for the keepalive and for stopping. */
  *clients(): Generator<Client> {
    for (const room of this.#rooms.values()) yield* room.clients;
  }

  add(client: Client): void {
    const id = client.screen.conversationId;
    const room = this.#rooms.get(id) ?? { clients: [], frame: undefined };
    this.#rooms.set(id, room);
    room.clients.push(client);
    if (room.clients.length > MAX_SOCKETS) {
      const [oldest] = room.clients.splice(0, 1);
      oldest?.socket.close(CLOSE_REPLACED, 'opened in too many tabs');
    }
    void this.#pull(client);
  }

  remove(client: Client): void {
    const id = client.screen.conversationId;
    const room = this.#rooms.get(id);
    const index = room?.clients.indexOf(client) ?? -1;
    if (!room || index < 0) return;
    room.clients.splice(index, 1);
    if (room.clients.length > 0) return;
    clearTimeout(room.frame?.timer);
    this.#rooms.delete(id);
  }

  /** Something new may be seen; `shown` when it is known what. */
  ring(conversationId: string, shown?: VisibleMessage): void {
    const room = this.#rooms.get(conversationId);
    if (!room) return;
    // Said whole now: a late frame would bring back its beginning. That a stream was withdrawn must still be told.
    if (shown && room.frame?.progress?.kind !== 'withdrawn' && room.frame) room.frame.progress = undefined;
    for (const client of room.clients) {
      // The next number in line needs no look into the database; anything else means that something is missing.
      if (shown && !client.isBusy && shown.number === client.watermark + 1)
        void this.#pushNext(client, shown);
      else void this.#pull(client);
    }
  }

  /** To the sockets that are open and not behind, at most every 50 ms: the newest wins. */
  show(conversationId: string, progress: Progress): void {
    const room = this.#rooms.get(conversationId);
    if (!room) return;
    if (room.frame) room.frame.progress = progress;
    else this.#sendFrame(conversationId, room, progress);
  }

  #sendFrame(conversationId: string, room: Room, progress: Progress): void {
    const data = JSON.stringify({ activities: [toTypingActivity(progress, conversationId)] });
    for (const { socket } of room.clients) if (socket.bufferedAmount === 0) socket.send(data);
    const timer = setTimeout(() => {
      const next = room.frame?.progress;
      room.frame = undefined;
      if (next) this.#sendFrame(conversationId, room, next);
    }, FRAME_MS);
    room.frame = { progress: undefined, timer: timer.unref() };
  }

  async #pull(client: Client): Promise<void> {
    client.rung = true;
    if (client.isBusy) return;
    client.isBusy = true;
    try {
      while (client.rung && client.socket.readyState === client.socket.OPEN) {
        client.rung = false;
        const missed = await this.#deps.list(client.screen.conversationId, client.watermark, BATCH);
        const sent = await push(client, missed);
        if (sent < missed.length || missed.length === BATCH) client.rung = true;
      }
    } catch (error) {
      // The client comes back with its watermark and loses nothing.
      this.#deps.log.warn({ err: error }, 'web chat: could not read what a screen missed');
      client.socket.close(CLOSE_TRY_AGAIN, 'try again later');
    } finally {
      client.isBusy = false;
    }
  }

  async #pushNext(client: Client, shown: VisibleMessage): Promise<void> {
    client.isBusy = true;
    await push(client, [shown]);
    client.isBusy = false;
    if (client.rung) await this.#pull(client);
  }
}

// Resolves once the socket has taken it, to how many it was: one batch on its way at a time is the flow control.
async function push(client: Client, messages: readonly VisibleMessage[]): Promise<number> {
  const seen = client.watermark;
  const activities: string[] = [];
  let chars = 0;
  let taken = 0;
  for (const message of messages) {
    if (chars > MAX_IN_FLIGHT_CHARS) break;
    taken += 1;
    if (message.number <= seen) continue;
    client.watermark = message.number;
    const activity = toActivity(message, client.screen, seen);
    if (!activity) continue;
    const data = JSON.stringify(activity);
    activities.push(data);
    chars += data.length;
  }
  if (activities.length === 0) return taken;
  const data = `{"activities":[${activities.join(',')}],"watermark":"${client.watermark}"}`;
  await new Promise<void>((resolve) => client.socket.send(data, () => resolve()));
  return taken;
}
