// A strict stand-in for OpenAI's HTTP API, so that everything runs without network: chat completions, embeddings and
// transcriptions, on OpenAI's paths and on Azure's.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { quoteFirstPassage, type Responder, toCompletion, toEvents } from './openai-simulator-answers.ts';
import { type Behaviour, misbehave } from './openai-simulator-faults.ts';
import {
  type ChatRequest,
  type EmbeddingsRequest,
  isRefusal,
  picturesOf,
  type Refusal,
  readChat,
  readEmbeddings,
} from './openai-simulator-requests.ts';
import { heardIn, readTranscription, type TranscriptionRequest } from './openai-simulator-speech.ts';
import { toEmbeddings } from './openai-simulator-vectors.ts';

export interface SimulatedCall {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** As parsed; undefined where it was neither JSON nor a recording. */
  readonly body: unknown;
}

export interface OpenAISimulator {
  /** Ends in /v1: what OPENAI_BASE_URL takes. */
  readonly baseUrl: string;
  /** The bare host: what AZURE_OPENAI_ENDPOINT takes. */
  readonly azureEndpoint: string;
  /** Every request, refused ones too, in order of arrival. */
  readonly journal: readonly SimulatedCall[];
  /** Queues what happens to the next acceptable requests, one each; `on` leaves it for one endpoint. */
  script(...behaviours: readonly Behaviour[]): void;
  /** From now on pictures are refused as a model refuses them that can't see. */
  goBlind(): void;
  /** Replaces the default responder; without an argument, brings it back. */
  respond(responder?: Responder): void;
  openSockets(): number;
  stop(): Promise<void>;
}

export interface SimulatorOptions {
  /** 0: any free one. */
  readonly port?: number;
  /** Left out: any key is good. */
  readonly apiKey?: string;
  /** Between the pieces of a streamed answer, to see it grow. */
  readonly pieceDelayMs?: number;
}

const NOT_FOUND = { message: 'Invalid URL', type: 'invalid_request_error', param: null, code: null };
const CHAT = /^(?:\/v1|\/openai\/deployments\/[^/]+)\/chat\/completions$/;
const TRANSCRIPTIONS = /^(?:\/v1|\/openai\/deployments\/[^/]+)\/audio\/transcriptions$/;
const BLIND: Refusal = {
  status: 400,
  message: 'Invalid content type. image_url is only supported by certain models.',
  type: 'invalid_request_error',
};
const EMBEDDINGS = /^(?:\/v1|\/openai\/deployments\/[^/]+)\/embeddings$/;

export async function startOpenAISimulator(options: SimulatorOptions = {}): Promise<OpenAISimulator> {
  const journal: SimulatedCall[] = [];
  const sockets = new Set<Socket>();
  const behaviours: Behaviour[] = [];
  let respond: Responder = quoteFirstPassage;

  let isBlind = false;

  const take = (endpoint: NonNullable<Behaviour['on']>): Behaviour | undefined => {
    const index = behaviours.findIndex(({ on }) => on === undefined || on === endpoint);
    return index < 0 ? undefined : behaviours.splice(index, 1)[0];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://simulator');
    const bytes = await readAll(request);
    const isSpeech = TRANSCRIPTIONS.test(path);
    const body = isSpeech
      ? await readTranscription(request.headers['content-type'] ?? '', bytes)
      : readJson(bytes);
    const number = journal.push({ at: Date.now(), method: request.method ?? '', path, body });
    response.setHeader('x-request-id', `req_simulated${number}`);
    const refused = checkKey(request, path, options.apiKey) ?? checkPath(request, path, searchParams);
    if (refused) return refuse(response, refused);
    const read = isTranscribed(body) ? body : CHAT.test(path) ? readChat(body) : readEmbeddings(body);
    if (isRefusal(read)) return refuse(response, body === undefined ? NOT_JSON : read);
    if (isBlind && 'messages' in read && picturesOf(read).length > 0) return refuse(response, BLIND);
    const behaviour = take('messages' in read ? 'chat' : isSpeech ? 'transcriptions' : 'embeddings');
    await answer(response, read, behaviour, { number, respond, pieceDelayMs: options.pieceDelayMs ?? 0 });
  };

  const server = createServer((request, response) => {
    // Nothing is kept alive: a socket that stays open was leaked.
    response.setHeader('connection', 'close');
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `${host}/v1`,
    azureEndpoint: host,
    journal,
    goBlind: () => {
      isBlind = true;
    },
    script: (...more) => void behaviours.push(...more),
    respond: (responder) => {
      respond = responder ?? quoteFirstPassage;
    },
    openSockets: () => sockets.size,
    stop: async () => {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

interface Answering {
  readonly number: number;
  readonly respond: Responder;
  readonly pieceDelayMs: number;
}

async function answer(
  response: ServerResponse,
  request: ChatRequest | EmbeddingsRequest | TranscriptionRequest,
  behaviour: Behaviour | undefined,
  { number, respond, pieceDelayMs }: Answering,
): Promise<void> {
  if (behaviour?.kind === 'delay') await pause(response, behaviour.ms);
  const isUsual = behaviour?.kind === undefined || behaviour.kind === 'delay';
  if ('kind' in request) {
    if (isUsual) sendJson(response, 200, { text: heardIn(request) });
    else if (behaviour.kind === 'answer') sendJson(response, 200, { text: behaviour.text ?? '' });
    else misbehave(response, behaviour, []);
    return;
  }
  if (!('messages' in request)) {
    if (isUsual || behaviour.kind === 'answer') sendJson(response, 200, toEmbeddings(request));
    else misbehave(response, behaviour, []);
    return;
  }
  const said = behaviour?.kind === 'answer' ? behaviour : respond(request);
  const events = toEvents(request, said, number);
  if (!isUsual && behaviour.kind !== 'answer') return misbehave(response, behaviour, events);
  if (!request.stream) return sendJson(response, 200, toCompletion(request, said, number));
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'openai-version': '2020-10-01',
  });
  for (const event of events) {
    if (pieceDelayMs > 0) await pause(response, pieceDelayMs);
    response.write(event);
  }
  response.end();
}

// Ends early when the client goes away: nothing is left behind.
async function pause(response: ServerResponse, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const NOT_JSON: Refusal = {
  status: 400,
  message: 'We could not parse the JSON body of your request.',
  type: 'invalid_request_error',
};

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function isTranscribed(body: unknown): body is TranscriptionRequest | Refusal {
  return typeof body === 'object' && body !== null && ('bytes' in body || isRefusal(body));
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

// Azure takes its key in a header of its own.
function checkKey(request: IncomingMessage, path: string, expected: string | undefined): Refusal | undefined {
  const header = path.startsWith('/openai/') ? request.headers['api-key'] : request.headers.authorization;
  const key = String(header ?? '').replace(/^Bearer +/, '');
  const isBearer = path.startsWith('/openai/') || header?.includes('Bearer ');
  if (!key || !isBearer)
    return {
      status: 401,
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
      type: 'invalid_request_error',
    };
  if (expected === undefined || key === expected) return undefined;
  const message = `Incorrect API key provided: ${key.slice(0, 5)}*****.`;
  return { status: 401, message, type: 'invalid_request_error', code: 'invalid_api_key' };
}

function checkPath(request: IncomingMessage, path: string, query: URLSearchParams): Refusal | undefined {
  if (![CHAT, EMBEDDINGS, TRANSCRIPTIONS].some((known) => known.test(path)))
    return { status: 404, ...NOT_FOUND };
  if (request.method !== 'POST') return { status: 405, ...NOT_FOUND, message: 'Not allowed to GET' };
  if (path.startsWith('/openai/') && !query.get('api-version'))
    return { status: 404, message: 'Resource not found', code: '404' };
  const wanted = TRANSCRIPTIONS.test(path) ? 'multipart/form-data' : 'application/json';
  if (!request.headers['content-type']?.startsWith(wanted)) return NOT_JSON;
  return undefined;
}

function refuse(response: ServerResponse, { status, ...error }: Refusal): void {
  sendJson(response, status, { error: { type: null, param: null, code: null, ...error } });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
