// A strict stand-in for Slack: Web API, Socket Mode, events over HTTP, people; refuses what Slack refuses.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { callsOf } from './slack-simulator-blocks.ts';
import { Delivery } from './slack-simulator-delivery.ts';
import { type Args, METHODS, type MethodContext, Refusal } from './slack-simulator-methods.ts';
import { Member, type Place, wrapEvent } from './slack-simulator-people.ts';
import { type SimulatedMessage, type SimulatedUser, Workspace } from './slack-simulator-workspace.ts';

export const BOT_TOKEN = 'xoxb-simulated-bot-token';
export const APP_TOKEN = 'xapp-simulated-app-token';
export const SIGNING_SECRET = 'simulated-signing-secret';

/** No answer for ever, or a broken connection; with `accept` the call is carried out all the same. */
interface Silence {
  readonly kind: 'stall' | 'cut';
  readonly accept?: boolean;
}
type BadAnswer =
  | { readonly kind: 'error'; readonly error: string; readonly needed?: string }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  | { readonly kind: 'ratelimited'; readonly seconds: number };
/** What happens to the next call of a method. */
export type Fault = Silence | BadAnswer;

export interface SlackCall {
  readonly at: number;
  readonly method: string;
  readonly args: Args;
  /** ok, Slack's error, or the fault that befell it. */
  outcome: string;
}

export interface SlackOptions {
  /** The bot's scopes: those of the manifest, unless a test takes one away. */
  readonly scopes: readonly string[];
  readonly retryDelaysMs?: readonly number[];
  readonly ackTimeoutMs?: number;
}

export interface SlackSimulator {
  /** Ends in /api/. */
  readonly apiUrl: string;
  readonly workspace: Workspace;
  readonly delivery: Delivery;
  readonly journal: readonly SlackCall[];
  /** Queues faults for the next calls of a method, one each. */
  fail(method: string, ...faults: readonly Fault[]): void;
  /** Calls of a method, refused ones too. */
  calls(method: string): readonly SlackCall[];
  join(
    given: Partial<SimulatedUser> & { readonly display: string; readonly channels?: readonly string[] },
  ): Member;
  /** A thread as those in the channel see it, its first message included. */
  thread(place: Place): readonly SimulatedMessage[];
  /** Whom all messages so far would call. */
  calledPeople(): readonly string[];
  /** An event of any shape, in Slack's envelope. */
  event(event: object, team?: string): ReturnType<Delivery['deliver']>;
  stop(): Promise<void>;
}

export async function startSlack(options: SlackOptions): Promise<SlackSimulator> {
  const workspace = new Workspace();
  const delivery = new Delivery({
    signingSecret: SIGNING_SECRET,
    url: 'http://127.0.0.1/channels/slack',
    retryDelaysMs: options.retryDelaysMs ?? [5, 10, 20],
    ackTimeoutMs: options.ackTimeoutMs ?? 3_000,
  });
  const journal: SlackCall[] = [];
  const faults = new Map<string, Fault[]>();
  const http = createServer();
  const sockets = listenForSockets(http, delivery);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const context: MethodContext = {
    workspace,
    origin,
    uploads: new Map(),
    // Behind the answer, as Slack's echoes come.
    echo: (channel, event) =>
      setImmediate(
        () =>
          void delivery.deliver(
            'event',
            wrapEvent({ ...event, channel: channel.id, channel_type: channel.kind }),
          ),
      ),
  };
  const server = { context, scopes: new Set(options.scopes), journal, faults };
  http.on('request', (request, response) => void answer(server, request, response));
  return {
    apiUrl: `${origin}/api/`,
    workspace,
    delivery,
    journal,
    fail: (method, ...given) => void faults.set(method, [...(faults.get(method) ?? []), ...given]),
    calls: (method) => journal.filter((call) => call.method === method),
    join({ channels = [], ...given }) {
      const user = workspace.addUser(given);
      for (const id of channels) workspace.channels.get(id)?.members.add(user.id);
      return new Member(user, workspace, delivery);
    },
    thread: ({ channel, ts }) =>
      (workspace.channels.get(channel)?.messages ?? []).filter(
        (message) => !message.onlyFor && (message.ts === ts || message.thread_ts === ts),
      ),
    calledPeople: () =>
      [...workspace.channels.values()].flatMap(({ messages }) =>
        messages.filter(({ bot_id }) => bot_id).flatMap(callsOf),
      ),
    event: (event, team) => delivery.deliver('event', wrapEvent(event, team)),
    async stop() {
      delivery.close();
      for (const socket of sockets) socket.destroy();
      http.close();
      await delivery.settled();
    },
  };
}

interface Running {
  readonly context: MethodContext;
  readonly scopes: ReadonlySet<string>;
  readonly journal: SlackCall[];
  readonly faults: Map<string, Fault[]>;
}

function listenForSockets(http: Server, delivery: Delivery): Set<Socket> {
  const sockets = new Set<Socket>();
  const upgrades = new WebSocketServer({ noServer: true });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  http.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/link?ticket=')) return socket.destroy();
    upgrades.handleUpgrade(request, socket, head, (opened: WebSocket) => delivery.addSocket(opened));
  });
  return sockets;
}

async function answer(server: Running, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://slack');
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const token = request.headers.authorization?.replace('Bearer ', '');
  if (url.pathname.startsWith('/upload/'))
    return takeUpload(server.context, url.pathname.slice(8), body, response);
  if (url.pathname.startsWith('/files/')) return giveFile(server, url.pathname.slice(7), token, response);
  if (!url.pathname.startsWith('/api/') || request.method !== 'POST')
    return void response.writeHead(404).end();
  callMethod(server, { method: url.pathname.slice(5), args: readArgs(body), token }, response);
}

function callMethod(
  server: Running,
  { method, args, token }: { method: string; args: Args; token: string | undefined },
  response: ServerResponse,
): void {
  const call: SlackCall = { at: Date.now(), method, args, outcome: '' };
  server.journal.push(call);
  const fault = server.faults.get(method)?.shift();
  if (fault) call.outcome = fault.kind;
  if (isSilence(fault)) {
    if (fault.accept) run(server, { method, args, token });
    if (fault.kind === 'cut') response.socket?.destroy();
  } else if (fault) {
    misbehave(fault, response);
  } else {
    const result = run(server, { method, args, token });
    call.outcome = result.ok ? 'ok' : String(result.error);
    json(response, result);
  }
}

function isSilence(fault: Fault | undefined): fault is Silence {
  return fault?.kind === 'stall' || fault?.kind === 'cut';
}

type Result = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

function run(
  { context, scopes }: Running,
  { method, args, token }: { method: string; args: Args; token: string | undefined },
): Result {
  if (method === 'apps.connections.open') return openConnection(context, token);
  if (token === undefined) return { ok: false, error: 'not_authed' };
  if (token !== BOT_TOKEN) return { ok: false, error: 'invalid_auth' };
  const known = METHODS[method];
  if (!known) return { ok: false, error: 'unknown_method' };
  try {
    const channel = context.workspace.channels.get(String(args.channel));
    const all = typeof known.scopes === 'function' ? (channel ? known.scopes(channel) : []) : known.scopes;
    const needed = all.find((scope) => !scopes.has(scope));
    if (needed) return { ok: false, error: 'missing_scope', needed, provided: [...scopes].join(',') };
    return { ok: true, ...known.run(args, context) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.message };
    throw error;
  }
}

function openConnection({ origin, workspace }: MethodContext, token: string | undefined): Result {
  if (token === BOT_TOKEN) return { ok: false, error: 'not_allowed_token_type' };
  if (token !== APP_TOKEN) return { ok: false, error: 'invalid_auth' };
  return { ok: true, url: `${origin.replace('http', 'ws')}/link?ticket=${workspace.nextId('L')}` };
}

// Forms, with JSON in the fields that are no text: as the library sends them.
function readArgs(body: Buffer): Args {
  const form = new URLSearchParams(body.toString('utf8'));
  return Object.fromEntries(
    [...form].map(([name, value]) => [
      name,
      ['blocks', 'metadata', 'files'].includes(name) ? JSON.parse(value) : value,
    ]),
  );
}

function misbehave(fault: BadAnswer, response: ServerResponse): void {
  if (fault.kind === 'ratelimited') {
    response.writeHead(429, { 'retry-after': String(fault.seconds), 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
  } else if (fault.kind === 'status') {
    response
      .writeHead(fault.status, { 'content-type': 'text/html' })
      .end(fault.body ?? '<html>upstream</html>');
  } else {
    json(response, { ok: false, error: fault.error, ...(fault.needed && { needed: fault.needed }) });
  }
}

function takeUpload({ uploads }: MethodContext, id: string, body: Buffer, response: ServerResponse): void {
  const upload = uploads.get(id);
  if (upload) upload.bytes = new Uint8Array(body);
  response.writeHead(upload ? 200 : 404).end(upload ? `OK - ${body.length}` : '');
}

function giveFile(
  { context, scopes }: Running,
  id: string,
  token: string | undefined,
  response: ServerResponse,
): void {
  const file = context.workspace.files.get(id);
  // Whoever may not gets the sign-in page, with 200.
  if (!file || token !== BOT_TOKEN || !scopes.has('files:read')) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Sign in</html>');
    return;
  }
  response.writeHead(200, { 'content-type': file.mimetype }).end(file.bytes);
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
