// Speaks Direct Line: keeps one socket open, comes back by itself, replays what was missed, sends in order.
import { REQUEST_TIMEOUT_MS, Refused, type Session, type SessionKeeper } from './session.ts';
import type { ActivitySet } from './wire.ts';

/** elsewhere: more tabs than one conversation may have. refused: this page may not use the chat. */
export type Connection = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'elsewhere' | 'refused';

export interface ClientEvents {
  activities(set: ActivitySet): void;
  connection(connection: Connection): void;
  /** Another conversation than before: nothing of the former may be seen. */
  switched(): void;
}

const CLOSE_REPLACED = 4009;
// The server says something every 25 s: silence is a dead line.
const SILENCE_MS = 60_000;
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const SEND_RETRIES_MS = [1_000, 3_000];
// From this many failed sockets on, the messages are fetched: some networks let no WebSocket through.
const POLL_AFTER = 2;
const POLL_MS = 3_000;
const FILE_TIMEOUT_MS = 60_000;
// As long as the server waits for the end of it.
const UPLOAD_TIMEOUT_MS = 120_000;

export class Client {
  readonly #base: string;
  readonly #sessions: SessionKeeper;
  readonly #events: ClientEvents;
  #socket: WebSocket | undefined;
  #watermark = 0;
  #failures = 0;
  #heardAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOpening = false;
  #isPolling = false;
  #conversationId = '';
  #connection: Connection = 'idle';
  #sending: Promise<unknown> = Promise.resolve();

  constructor(base: string, sessions: SessionKeeper, events: ClientEvents) {
    this.#base = base;
    this.#sessions = sessions;
    this.#events = events;
    setInterval(() => this.#checkLine(), 15_000);
    addEventListener('online', () => this.#wake());
    document.addEventListener('visibilitychange', () => document.hidden || this.#wake());
  }

  /** Opens the line if it isn't open; a line given to another tab is taken back. */
  connect(): void {
    clearTimeout(this.#retry);
    if (!this.#socket && !this.#isOpening) void this.#open();
  }

  /** Who speaks has changed: the line is opened anew, as whoever it is now. */
  reopen(): void {
    const former = this.#socket;
    this.#socket = undefined;
    former?.close();
    this.connect();
  }

  /** In order, each tried three times. @returns false where it couldn't be delivered. */
  send(activity: object, files: readonly File[] = []): Promise<boolean> {
    const sent = this.#sending.then(() => this.#post(activity, files));
    this.#sending = sent;
    this.connect();
    return sent;
  }

  /** A file's address: another name of the server may stand before it, one that only other clients use. */
  fileUrl(contentUrl: string): string {
    return this.#base + contentUrl.slice(contentUrl.indexOf('/conversations/'));
  }

  /** A file by this conversation's token, which is never too old. @throws where it can't be had just now. */
  async loadFile(contentUrl: string): Promise<Blob> {
    const session = await this.#sessions.get();
    const [path = ''] = /files\/[^?]+/.exec(contentUrl) ?? [];
    const response = await this.#fetch(session, path, { timeoutMs: FILE_TIMEOUT_MS });
    if (!response.ok) throw new Error(`the file answered ${response.status}`);
    return response.blob();
  }

  async #open(): Promise<void> {
    this.#isOpening = true;
    if (this.#connection !== 'online') this.#tell(this.#failures ? 'reconnecting' : 'connecting');
    try {
      const session = await this.#sessions.get();
      if (session.conversationId !== this.#conversationId) this.#switch(session.conversationId);
      if (this.#failures >= POLL_AFTER) await this.#poll(session);
      this.#listen(session);
    } catch (error) {
      this.#isPolling = false;
      if (error instanceof Refused) return this.#tell('refused');
      this.#comeBack();
    } finally {
      this.#isOpening = false;
    }
  }

  #switch(conversationId: string): void {
    this.#watermark = 0;
    if (this.#conversationId) this.#events.switched();
    this.#conversationId = conversationId;
  }

  #listen(session: Session): void {
    const query = new URLSearchParams({ watermark: String(this.#watermark), t: session.token });
    const path = `${this.#base}/conversations/${session.conversationId}/stream?${query}`;
    const socket = new WebSocket(path.replace(/^http/, 'ws'));
    let isOpen = false;
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => {
      isOpen = true;
      this.#isPolling = false;
      this.#failures = 0;
      this.#tell('online');
    };
    socket.onmessage = ({ data }) => {
      this.#heardAt = Date.now();
      if (data) this.#take(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      if (code === CLOSE_REPLACED) return this.#tell('elsewhere');
      // A refused socket doesn't tell why; an expired token is the likely reason, and a new one costs little.
      if (!isOpen) this.#sessions.expire(session.token);
      this.#comeBack();
    };
  }

  #take(set: ActivitySet): void {
    if (set.watermark) this.#watermark = Math.max(this.#watermark, Number(set.watermark));
    this.#events.activities(set);
  }

  #comeBack(): void {
    const backoff = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 0;
    const wait = this.#isPolling ? POLL_MS : backoff;
    this.#failures += 1;
    if (!this.#isPolling) this.#tell('reconnecting');
    clearTimeout(this.#retry);
    // Spread: after a restart of the server everybody comes at once.
    this.#retry = setTimeout(() => this.connect(), wait * (0.5 + Math.random() / 2));
  }

  async #poll(session: Session): Promise<void> {
    const response = await this.#fetch(session, `activities?watermark=${this.#watermark}`);
    if (!response.ok) throw new Error(`activities answered ${response.status}`);
    this.#take(await response.json());
    this.#isPolling = true;
    this.#tell('online');
  }

  #checkLine(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || Date.now() - this.#heardAt < SILENCE_MS) return;
    const dead = this.#socket;
    this.#socket = undefined;
    dead.close();
    this.#comeBack();
  }

  #wake(): void {
    this.#checkLine();
    if (this.#connection === 'reconnecting') this.connect();
  }

  async #post(activity: object, files: readonly File[]): Promise<boolean> {
    for (const wait of [...SEND_RETRIES_MS, undefined]) {
      const outcome = await this.#tryPost(activity, files);
      if (outcome !== 'again') return outcome === 'taken';
      if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    return false;
  }

  async #tryPost(activity: object, files: readonly File[]): Promise<'taken' | 'refused' | 'again'> {
    try {
      const session = await this.#sessions.get();
      // Somebody signed in or out in another tab: what follows is answered where this is said.
      if (this.#conversationId && session.conversationId !== this.#conversationId) this.reopen();
      const response = files.length
        ? await this.#fetch(session, 'upload', {
            body: toForm(activity, files),
            timeoutMs: UPLOAD_TIMEOUT_MS,
          })
        : await this.#fetch(session, 'activities', { body: JSON.stringify(activity) });
      if (response.ok) return 'taken';
      if (response.status === 403) this.#sessions.expire(session.token);
      const isPassing = response.status === 403 || response.status === 429 || response.status >= 500;
      return isPassing ? 'again' : 'refused';
    } catch (error) {
      return error instanceof Refused ? 'refused' : 'again';
    }
  }

  #fetch(
    session: Session,
    path: string,
    { body, timeoutMs = REQUEST_TIMEOUT_MS }: { body?: string | FormData; timeoutMs?: number } = {},
  ): Promise<Response> {
    return fetch(`${this.#base}/conversations/${session.conversationId}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${session.token}`,
        // A form's is set by the browser, with its boundary.
        ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      },
      ...(body && { body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  }

  #tell(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#events.connection(connection);
  }
}

// What Direct Line calls an upload: the message as a part of its own type, then the files.
function toForm(activity: object, files: readonly File[]): FormData {
  const form = new FormData();
  form.append(
    'activity',
    new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }),
  );
  for (const file of files) form.append('file', file, file.name);
  return form;
}
