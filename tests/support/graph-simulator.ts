// Meta's Graph API with WhatsApp on this machine: strict, counting what it saw, failing on demand; and the people on it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphRefused } from './graph-simulator-checks.ts';
import { getMedia, postMedia, postMessage } from './graph-simulator-methods.ts';
import { createWhatsappUser, type WhatsappUser } from './graph-simulator-user.ts';
import { GraphWebhooks } from './graph-simulator-webhooks.ts';
import { GraphWorld, type Person } from './graph-simulator-world.ts';
import { type Call, readCall } from './telegram-simulator-requests.ts';

/** messages: sending. read: read marks and typing. media: uploads. lookup, download: files. number: the phone number. */
export type GraphMethod = 'messages' | 'read' | 'media' | 'lookup' | 'download' | 'number';

/**
 * error: refuses as Graph does. page: a proxy's page instead of JSON. later: takes the message and fails it afterwards.
 * delay: answers late. stall: never answers. cut: hangs up before. drop: does it, and hangs up without an answer.
 */
export type GraphFault = {
  /** Of calls of this kind alone. */
  readonly method?: GraphMethod;
  /** So many calls; 1 unless told. */
  readonly times?: number;
} & (
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly status?: number;
      readonly details?: string;
      readonly retryAfterS?: number;
    }
  | { readonly kind: 'page'; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: 'later'; readonly code: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'stall' | 'cut' | 'drop' }
);

export interface GraphSimulator {
  /** What the transport is set to: this server, its token, its number. */
  readonly settings: {
    readonly phoneNumberId: string;
    readonly accessToken: string;
    readonly appSecret: string;
    readonly verifyToken: string;
    readonly apiUrl: string;
    readonly apiVersion: string;
    readonly template: { readonly name: string; readonly language: string };
  };
  readonly world: GraphWorld;
  readonly webhooks: GraphWebhooks;
  /** Every call that came in, in order; `headers` are those of the request. */
  readonly calls: readonly GraphCall[];
  callsOf(method: GraphMethod): readonly GraphCall[];
  /** When the caller gave up a call that was never answered. */
  readonly givenUpAt: ReadonlyMap<GraphCall, number>;
  user(of?: Partial<Person>): WhatsappUser;
  fail(fault: GraphFault): void;
  /** No more faults. */
  heal(): void;
  /** Stops listening and hangs up on everyone: connections are refused, while webhooks still go out. */
  goDown(): Promise<void>;
  /** Listens again, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface GraphCall extends Omit<Call, 'method'> {
  readonly method: GraphMethod;
  readonly authorization: string;
}

const SETTINGS = {
  phoneNumberId: '106540352242922',
  accessToken: 'EAAJsimulatedTokenOfASystemUser0123456789',
  appSecret: '8f742231b10e8888abcd99feedcafe85',
  verifyToken: 'verify-me-0123456789',
  apiVersion: 'v24.0',
  template: { name: 'we_have_an_answer', language: 'en' },
} as const;
const DISPLAY_PHONE = '+65 6123 4567';

export async function startGraphSimulator(): Promise<GraphSimulator> {
  const world = new GraphWorld();
  const webhooks = new GraphWebhooks(SETTINGS);
  const calls: GraphCall[] = [];
  const givenUpAt = new Map<GraphCall, number>();
  const faults: { fault: GraphFault; left: number }[] = [];
  const takeFault = (method: GraphMethod): GraphFault | undefined => {
    const found = faults.find(({ fault, left }) => left > 0 && (fault.method ?? method) === method);
    if (found) found.left -= 1;
    return found?.fault;
  };
  let apiUrl = '';

  const answer = async (call: GraphCall, path: string, failsLater: number | undefined): Promise<object> => {
    if (call.authorization !== `Bearer ${SETTINGS.accessToken}`)
      throw new GraphRefused(190, 'The access token could not be decrypted');
    const [id = '', edge] = path.split('/');
    if (call.method === 'lookup') return getMedia(id, world, apiUrl);
    if (id !== SETTINGS.phoneNumberId)
      throw new GraphRefused(100, `Unsupported post request. Object with ID '${id}' does not exist`, {
        subcode: 33,
      });
    if (call.method === 'number')
      return { id, display_phone_number: DISPLAY_PHONE, verified_name: 'Test shop', quality_rating: 'GREEN' };
    const context = { world, webhooks, template: SETTINGS.template, failsLater };
    const heard = { ...call, method: String(edge) };
    return edge === 'media' ? postMedia(heard, context) : postMessage(heard, context);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', apiUrl);
    const { path, isDownload } = routeOf(url);
    const read = await readCall(request, '');
    const method = isDownload ? 'download' : methodOf(request.method, path, read);
    const call = { ...read, method, authorization: request.headers.authorization ?? '' };
    calls.push(call);
    const fault = takeFault(method);
    if (fault?.kind === 'delay') await wait(fault.ms);
    if (fault?.kind === 'stall') return void response.once('close', () => givenUpAt.set(call, Date.now()));
    if (fault?.kind === 'cut') return void request.socket.destroy();
    if (fault?.kind === 'page') return sendPage(response, fault);
    if (fault?.kind === 'redirect') return void response.writeHead(302, { location: fault.location }).end();
    if (fault?.kind === 'error') return refuse(response, toRefused(fault), fault.retryAfterS);
    if (isDownload) return serveFile(world, url, call.authorization, response);
    const result = await answer(call, path, fault?.kind === 'later' ? fault.code : undefined);
    if (fault?.kind === 'drop') return void request.socket.destroy();
    send(response, 200, result);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      refuse(response, error instanceof GraphRefused ? error : new GraphRefused(131000, String(error)));
    });
  });
  const listen = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  const goDown = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  apiUrl = `http://127.0.0.1:${port}`;
  return {
    settings: { ...SETTINGS, apiUrl },
    world,
    webhooks,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method),
    givenUpAt,
    user: (of = {}) => createWhatsappUser({ world, webhooks }, world.addPerson(of)),
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    heal: () => void faults.splice(0),
    goDown,
    comeBack: () => listen(port),
    async close() {
      webhooks.close();
      await goDown();
    },
  };
}

function routeOf({ pathname }: URL): { readonly path: string; readonly isDownload: boolean } {
  if (pathname.startsWith('/whatsapp_business/')) return { path: '', isDownload: true };
  const path = /^\/v\d{2}\.\d\/(.+)$/.exec(pathname)?.[1];
  if (path === undefined) throw new GraphRefused(2500, 'Unknown path components');
  return { path, isDownload: false };
}

function methodOf(verb: string | undefined, path: string, { payload }: Call): GraphMethod {
  if (verb === 'GET') return path === SETTINGS.phoneNumberId ? 'number' : 'lookup';
  if (path.endsWith('/media')) return 'media';
  if (!path.endsWith('/messages')) throw new GraphRefused(2500, 'Unknown path components');
  return payload.status === 'read' ? 'read' : 'messages';
}

function toRefused({ code, status, details }: Extract<GraphFault, { kind: 'error' }>): GraphRefused {
  return new GraphRefused(code, details ?? `details of ${code}`, status === undefined ? {} : { status });
}

function refuse(response: ServerResponse, refused: GraphRefused, retryAfterS?: number): void {
  const { message, code, details, subcode, status } = refused;
  const error = {
    message,
    type: 'OAuthException',
    code,
    ...(subcode !== undefined && { error_subcode: subcode }),
    error_data: { messaging_product: 'whatsapp', details },
    fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam',
  };
  send(response, status, { error }, retryAfterS);
}

function send(response: ServerResponse, status: number, body: object, retryAfterS?: number): void {
  if (response.destroyed || response.headersSent) return;
  const later = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  response.writeHead(status, { 'content-type': 'application/json', ...later }).end(JSON.stringify(body));
}

function sendPage(
  response: ServerResponse,
  { status, retryAfterS }: { status: number; retryAfterS?: number },
): void {
  const later = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  response.writeHead(status, { 'content-type': 'text/html', ...later }).end('<html>Sorry</html>');
}

// Without the token, and from its address's fifth minute on, Meta says that there is nothing.
function serveFile(world: GraphWorld, url: URL, authorization: string, response: ServerResponse): void {
  const media = world.media.get(url.searchParams.get('mid') ?? '');
  const isAllowed = authorization === `Bearer ${SETTINGS.accessToken}`;
  if (!media || !isAllowed || world.now() >= media.urlsDieAt) {
    response.writeHead(isAllowed ? 404 : 401).end();
    return;
  }
  response.writeHead(200, { 'content-type': media.lies.contentType ?? media.contentType });
  response.end(media.bytes);
}
