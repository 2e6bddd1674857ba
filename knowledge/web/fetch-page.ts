// One page from the web, within bounds: public hosts only, at every redirect, and nothing that is too large or too slow.
import { lookup as lookUp } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import { checkUrl, isPublicAddress, literalAddress, privateAddress } from './address.ts';

export interface FetchDeps {
  /** Names who is asking, and where to complain. */
  readonly userAgent: string;
  /** Which hosts may be reached; unset: public ones. */
  readonly isAllowed?: (address: string) => boolean;
  /** unset: the system's resolver. */
  readonly resolve?: typeof lookUp;
}

export interface PageRequest {
  readonly url: URL;
  readonly signal: AbortSignal;
  /** What we have of it. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** The beginning is enough: what is longer is cut there. Unset: it is refused. */
  readonly cutAtBytes?: number;
  /** Before each host is asked, redirects included. */
  readonly onHop?: (url: URL) => Promise<void>;
}

export type Fetched =
  | {
      readonly kind: 'page';
      /** Where it was in the end. */
      readonly url: URL;
      readonly contentType: string;
      readonly bytes: Buffer;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
    }
  /** It is as it was. */
  | { readonly kind: 'unchanged' }
  /** There is no such page any more. */
  | { readonly kind: 'gone'; readonly status: number };

const MOST_REDIRECTS = 5;
const MOST_BYTES = 5_000_000;
const TIMEOUT_MS = 15_000;
const HEADER_BYTES = 32_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const UNPACKERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};
const TRANSIENT = new Set([408, 425, 429]);

/** @throws InvalidInput where it may not, or can't, be read; DeliveryError where it may be readable later. */
export async function fetchPage(deps: FetchDeps, request: PageRequest): Promise<Fetched> {
  let leftMs = TIMEOUT_MS;
  let url = request.url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    checkUrl(url);
    // Waiting for one's turn with a host takes nothing of its time.
    await request.onHop?.(url);
    const began = performance.now();
    const deadline = AbortSignal.timeout(Math.ceil(leftMs));
    const signal = AbortSignal.any([request.signal, deadline]);
    try {
      const answer = await ask(deps, { ...request, url, signal });
      const next = REDIRECTS.has(answer.statusCode ?? 0) ? answer.headers.location : undefined;
      if (next === undefined) return await readAnswer(url, answer, request.cutAtBytes);
      answer.destroy();
      if (!URL.canParse(next, url)) break;
      url = new URL(next, url);
      leftMs = Math.max(1, leftMs - (performance.now() - began));
    } catch (error) {
      throw explain(error, { isLate: deadline.aborted, isCalledOff: request.signal.aborted });
    }
  }
  throw new InvalidInput(
    'page_redirects',
    'This address leads from one page to the next and never to a text.',
  );
}

async function ask(
  deps: FetchDeps,
  { url, signal, etag, lastModified }: PageRequest,
): Promise<http.IncomingMessage> {
  const isAllowed = deps.isAllowed ?? isPublicAddress;
  const literal = literalAddress(url);
  if (literal !== undefined && !isAllowed(literal)) throw privateAddress();
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const request = client.request(url, {
      // No connection outlives its request, and no proxy of the environment comes between.
      agent: false,
      lookup: guardLookup(isAllowed, deps.resolve ?? lookUp),
      maxHeaderSize: HEADER_BYTES,
      signal,
      headers: {
        'User-Agent': deps.userAgent,
        Accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,text/*;q=0.8,*/*;q=0.5',
        'Accept-Encoding': 'gzip, br',
        'Accept-Language': 'en,*;q=0.5',
        ...(etag && { 'If-None-Match': etag }),
        ...(lastModified && { 'If-Modified-Since': lastModified }),
      },
    });
    // What the socket really reached has the last word, before anything is said to it.
    request.once('socket', (socket) => {
      socket.once('connect', () => {
        if (!isAllowed(socket.remoteAddress ?? '')) request.destroy(privateAddress());
      });
    });
    request.once('response', resolve);
    request.on('error', reject);
    // Who changes the protocol (101) ends without an answer and without an error.
    request.once('close', () => reject(new Error('the connection ended without an answer')));
    request.end();
  });
}

// The socket connects to what was checked: a name that changes its answer in between gains nothing.
function guardLookup(isAllowed: (address: string) => boolean, resolve: typeof lookUp): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address)))
        return callback(privateAddress(), '', 0);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function readAnswer(
  url: URL,
  answer: http.IncomingMessage,
  cutAtBytes: number | undefined,
): Promise<Fetched> {
  const { statusCode = 0, headers } = answer;
  if (statusCode !== 200) {
    answer.destroy();
    if (statusCode === 304) return { kind: 'unchanged' };
    if (statusCode === 404 || statusCode === 410) return { kind: 'gone', status: statusCode };
    throw refusal(statusCode);
  }
  return {
    kind: 'page',
    url,
    contentType: headers['content-type'] ?? '',
    bytes: await readBody(answer, cutAtBytes),
    etag: headers.etag,
    lastModified: headers['last-modified'],
  };
}

async function readBody(answer: http.IncomingMessage, cutAtBytes: number | undefined): Promise<Buffer> {
  const most = cutAtBytes ?? MOST_BYTES;
  if (cutAtBytes === undefined && Number(answer.headers['content-length']) > most) {
    answer.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Counted unpacked: a page of a few bytes may unpack to anything.
  const body = unpack(answer);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= most) continue;
    answer.destroy();
    if (cutAtBytes === undefined) throw tooLarge();
    break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}

function unpack(answer: http.IncomingMessage): Readable {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return answer;
  const unpacker = UNPACKERS[encoding]?.();
  if (!unpacker) {
    answer.destroy();
    throw new InvalidInput('page_packed', 'The page comes in a form that can not be read.');
  }
  answer.on('error', (error) => unpacker.destroy(error));
  return answer.pipe(unpacker);
}

function tooLarge(): InvalidInput {
  return new InvalidInput(
    'page_too_large',
    'The page is larger than 5 MB. Save its text in a file and import that.',
  );
}

function refusal(status: number): Error {
  if (status === 401 || status === 403)
    return new InvalidInput(
      'page_closed',
      'The site does not show this page to programs, or only to who signs in.',
    );
  const words = `The site answered with error ${status}.`;
  // Whatever a server's own fault is called, some of them by who stands before it (520 to 530).
  return TRANSIENT.has(status) || status >= 500
    ? new DeliveryError('page_unavailable', words, { retryable: true })
    : new InvalidInput('page_refused', words);
}

function explain(
  error: unknown,
  { isLate, isCalledOff }: { isLate: boolean; isCalledOff: boolean },
): unknown {
  if (isCalledOff || error instanceof InvalidInput || error instanceof DeliveryError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isLate) return later('page_slow', 'The site took longer than 15 seconds to answer.', error);
  if (code === 'ENOTFOUND')
    return new InvalidInput('page_unknown_host', 'There is no such site. Check how the address is written.', {
      cause: error,
    });
  if (/CERT|SSL|TLS|SIGNATURE|ALTNAME/.test(code))
    return new InvalidInput(
      'page_certificate',
      'The certificate of the site is not valid, so it is not read.',
      {
        cause: error,
      },
    );
  return later('page_unreachable', 'The site could not be reached.', error);
}

function later(code: string, words: string, cause: unknown): DeliveryError {
  return new DeliveryError(code, words, { retryable: true, cause });
}
