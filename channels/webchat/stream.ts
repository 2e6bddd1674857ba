// The WebSocket on which activities are pushed, from the watermark that the client has already seen.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { KakiError, NotAllowed } from '../../src/model/errors.ts';
import type { Screen } from './activities.ts';
import type { FileLinks } from './file-links.ts';
import { CLOSE_GOING_AWAY, type Client, type Hub } from './hub.ts';
import { isAllowedOrigin, type OriginRule, outsideUrl } from './origins.ts';
import type { Pass, Tokens } from './tokens.ts';

const PATH = /^\/v3\/directline\/conversations\/([\w-]{1,64})\/stream$/;
// Clients only send empty frames, to see that we are there.
const MAX_PAYLOAD_BYTES = 4096;
// Proxies close what is silent for 30 to 60 s.
const KEEPALIVE_MS = 25_000;

export interface StreamDeps {
  readonly hub: Hub;
  readonly tokens: Tokens;
  readonly links: FileLinks;
  readonly rule: OriginRule;
}

export class Stream {
  // Compression measured 7 to 37 times slower: off.
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_PAYLOAD_BYTES,
  });
  readonly #deps: StreamDeps;
  readonly #keepalive: NodeJS.Timeout;
  #isStopped = false;

  constructor(deps: StreamDeps) {
    this.#deps = deps;
    this.#keepalive = setInterval(() => this.#keepAlive(), KEEPALIVE_MS).unref();
  }

  /** True where the path is ours: then the socket is, too. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const conversationId = PATH.exec(url.pathname)?.[1];
    if (!conversationId) return false;
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    this.#admit(request, conversationId, url.searchParams).then(
      (pass) => {
        socket.off('error', ignore);
        const watermark = readWatermark(url.searchParams.get('watermark'));
        const { rule, links } = this.#deps;
        const screen = links.screen(pass, outsideUrl(rule, asSeen(request)));
        this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, screen, watermark));
      },
      (error: unknown) => refuse(socket, error),
    );
    return true;
  }

  /** Closes every socket; clients come back by themselves. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#keepalive);
    for (const { socket } of [...this.#deps.hub.clients()]) {
      socket.close(CLOSE_GOING_AWAY, 'the server is restarting');
      // Nobody waits for a client that doesn't answer the close.
      setTimeout(() => socket.terminate(), 1_000).unref();
    }
  }

  async #admit(request: IncomingMessage, conversationId: string, query: URLSearchParams): Promise<Pass> {
    const { origin, host, authorization } = request.headers;
    if (this.#isStopped)
      throw new NotAllowed('ServiceUnavailable', 'The server is stopping. Come back soon.');
    if (origin && !isAllowedOrigin(this.#deps.rule, origin, host)) {
      throw new NotAllowed('Forbidden', 'This site may not open the web chat. Add it to WEBCHAT_ORIGINS.');
    }
    const token = query.get('t') ?? authorization?.replace(/^Bearer /i, '');
    if (!token) throw new NotAllowed('Unauthorized', 'A token is needed: ?t=TOKEN.', { status: 401 });
    const pass = await this.#deps.tokens.read(token);
    if (pass.conversationId === conversationId) return pass;
    throw new NotAllowed('Forbidden', 'This token is for another conversation.');
  }

  #open(socket: WebSocket, screen: Screen, watermark: number): void {
    const client: Client = { socket, screen, watermark, isBusy: false, rung: false, isAlive: true };
    const { hub } = this.#deps;
    socket.on('pong', () => {
      client.isAlive = true;
    });
    socket.on('close', () => hub.remove(client));
    // A frame too large or malformed: ws closes the socket, `close` follows.
    socket.on('error', () => undefined);
    hub.add(client);
  }

  #keepAlive(): void {
    for (const client of [...this.#deps.hub.clients()]) {
      if (!client.isAlive) {
        client.socket.terminate();
        continue;
      }
      client.isAlive = false;
      client.socket.ping();
      // Pages can't see pings: the empty frame tells them that the line is alive.
      client.socket.send('');
    }
  }
}

// A page of this very host knows whether it came over TLS; a proxy in between hides that from us.
function asSeen({ headers }: IncomingMessage): { protocol: string; host: string } {
  const { host = 'localhost', origin } = headers;
  const page = URL.parse(origin ?? '');
  return { protocol: page?.host === host && page.protocol === 'https:' ? 'https' : 'http', host };
}

/** What a client has seen; 0, so everything, where it can't tell. */
export function readWatermark(text: string | null | undefined): number {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function refuse(socket: Duplex, error: unknown): void {
  const status = error instanceof NotAllowed ? error.status : 500;
  const code = error instanceof KakiError ? error.code : 'InternalServerError';
  const message = error instanceof NotAllowed ? error.message : 'Something went wrong here.';
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
