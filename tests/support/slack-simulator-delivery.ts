// How Slack brings events to an app: signed requests with retries, or envelopes on a socket that wait for their answer.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';

export type Send = (request: Request) => Promise<Response>;

export interface Attempt {
  readonly retry: number;
  /** The answer's status; 'ack' on a socket; what went wrong otherwise. */
  readonly outcome: number | string;
}

export interface DeliveryOptions {
  readonly signingSecret: string;
  readonly url: string;
  /** Slack's are at once, 1 min and 5 min. */
  readonly retryDelaysMs: readonly number[];
  readonly ackTimeoutMs: number;
}

/** How a request is signed: rightly, unless told otherwise. */
interface Signing {
  readonly retry?: number;
  readonly secret?: string;
  readonly skewSeconds?: number;
}

/** Waits for this until an event is given up. */
const SOCKET_WAIT_MS = 5_000;

function sendTo(url: string): Send {
  return async (request) =>
    fetch(url, { method: 'POST', headers: request.headers, body: await request.text() });
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, () => void>();
  readonly #underWay = new Set<Promise<unknown>>();
  #send: Send | undefined;
  #mode: 'none' | 'http' | 'socket' = 'none';
  #isClosed = false;
  /** Events and presses so far, echoes of the app's own messages included. */
  toldCount = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** @param to the address of a server that listens, or a channel's own `webhook`. */
  overHttp(to: Send | string): void {
    this.#send = typeof to === 'string' ? sendTo(to) : to;
    this.#mode = 'http';
  }

  overSocket(): void {
    this.#mode = 'socket';
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  addSocket(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data) => {
      const { envelope_id: id } = JSON.parse(String(data)) as { envelope_id?: string };
      this.#waiting.get(id ?? '')?.();
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.size,
        connection_info: { app_id: 'A0KAKI' },
      }),
    );
  }

  /** As Slack does when it moves a connection: it says so, then the app goes. */
  refreshSockets(): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  }

  cutSockets(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Brings an event until it is acknowledged or given up; each attempt with its outcome. */
  deliver(kind: 'event' | 'interactive', body: object): Promise<readonly Attempt[]> {
    this.toldCount += 1;
    const delivering = this.#mode === 'none' ? Promise.resolve([]) : this.#attempts(kind, body);
    this.#underWay.add(delivering);
    void delivering.finally(() => this.#underWay.delete(delivering));
    return delivering;
  }

  /** Waits for nothing more: what is under way ends with its next attempt. */
  close(): void {
    this.#isClosed = true;
  }

  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
  }

  async #attempts(kind: 'event' | 'interactive', body: object): Promise<readonly Attempt[]> {
    const attempts: Attempt[] = [];
    for (const delayMs of [0, ...this.#options.retryDelaysMs]) {
      if (this.#isClosed) break;
      if (delayMs > 0) await sleep(delayMs);
      const retry = attempts.length;
      const outcome = await (this.#mode === 'http'
        ? this.#request(kind, body, retry)
        : this.#envelope(kind, body, retry));
      attempts.push({ retry, outcome });
      // Slack doesn't bring a pressed button again: the person sees an error.
      if (outcome === 'ack' || (typeof outcome === 'number' && outcome < 300) || kind === 'interactive')
        break;
    }
    return attempts;
  }

  async #request(kind: 'event' | 'interactive', body: object, retry: number): Promise<number | string> {
    try {
      const { status } = (await this.#send?.(this.request(kind, body, { retry }))) ?? { status: 0 };
      return status;
    } catch (error) {
      return String(error);
    }
  }

  /** A signed request, or one signed wrongly. */
  request(kind: 'event' | 'interactive', body: object, given: Signing = {}): Request {
    const isEvent = kind === 'event';
    const text = JSON.stringify(body);
    return isEvent
      ? this.requestText(text, 'application/json', given)
      : this.requestText(
          new URLSearchParams({ payload: text }).toString(),
          'application/x-www-form-urlencoded',
          given,
        );
  }

  /** Signed, whatever it holds. */
  requestText(text: string, contentType: string, given: Signing = {}): Request {
    const timestamp = String(Math.floor(Date.now() / 1000) + (given.skewSeconds ?? 0));
    const secret = given.secret ?? this.#options.signingSecret;
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${text}`).digest('hex');
    return new Request(this.#options.url, {
      method: 'POST',
      body: text,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        ...(given.retry && {
          'x-slack-retry-num': String(given.retry),
          'x-slack-retry-reason': 'http_error',
        }),
      },
    });
  }

  async #envelope(kind: 'event' | 'interactive', body: object, retry: number): Promise<string> {
    const socket = await this.#anySocket();
    if (!socket) return 'no connection';
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#waiting.set(id, () => resolve('ack'));
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: kind === 'event' ? 'events_api' : 'interactive',
        payload: body,
        accepts_response_payload: kind === 'interactive',
        ...(kind === 'event' && { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' }),
      }),
    );
    const outcome = await Promise.race([
      promise,
      sleep(this.#options.ackTimeoutMs, 'timeout', { ref: false }),
    ]);
    this.#waiting.delete(id);
    return outcome;
  }

  async #anySocket(): Promise<WebSocket | undefined> {
    for (const deadline = Date.now() + SOCKET_WAIT_MS; Date.now() < deadline && !this.#isClosed; ) {
      const [socket] = this.#sockets;
      if (socket && socket.readyState === socket.OPEN) return socket;
      await sleep(20);
    }
    return undefined;
  }
}
