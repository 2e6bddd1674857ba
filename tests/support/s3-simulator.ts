// A strict stand-in for S3: path-style objects in one private bucket, every request signed (SigV4) or refused.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BucketSettings } from '../../src/store/bucket.ts';

export interface S3Simulator {
  /** What it takes to be let in. */
  readonly settings: BucketSettings;
  /** By key. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** Method and answer of every request, in order. */
  readonly seen: readonly string[];
  /** The next requests are answered so, one each; 0 never answers. */
  fail(...statuses: readonly number[]): void;
  close(): Promise<void>;
}

const SETTINGS = {
  bucket: 'kaki-files',
  region: 'ap-southeast-1',
  accessKeyId: 'AKIASIMULATED0000001',
  secretAccessKey: 'simulated/secret+key/of/forty/characters',
};
const SKEW_MS = 15 * 60_000;

export async function startS3Simulator(): Promise<S3Simulator> {
  const objects = new Map<string, Buffer>();
  const seen: string[] = [];
  const failures: number[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readAll(request);
    const path = new URL(request.url ?? '/', 'http://simulator').pathname;
    const failure = failures.shift();
    if (failure === 0) return;
    const refusal = failure ?? checkSignature(request, path, body);
    const [, bucket, key = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const status =
      refusal ?? (bucket === SETTINGS.bucket ? act(objects, request.method ?? '', { key, body }) : 404);
    seen.push(`${request.method} ${status}`);
    response.writeHead(status, { 'content-type': 'application/octet-stream', connection: 'close' });
    response.end(status === 200 && request.method === 'GET' ? objects.get(key) : '');
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    settings: { ...SETTINGS, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    objects,
    seen,
    fail: (...statuses) => void failures.push(...statuses),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function act(
  objects: Map<string, Buffer>,
  method: string,
  { key, body }: { readonly key: string; readonly body: Buffer },
): number {
  switch (method) {
    case 'PUT':
      objects.set(key, body);
      return 200;
    case 'GET':
      return objects.has(key) ? 200 : 404;
    case 'DELETE':
      objects.delete(key);
      return 204;
    default:
      return 405;
  }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
function checkSignature(request: IncomingMessage, path: string, body: Buffer): number | undefined {
  const [, credential = '', names = '', given = ''] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), ?SignedHeaders=(\S+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const [accessKeyId, day = '', region, service, end] = credential.split('/');
  const at = String(request.headers['x-amz-date'] ?? '');
  const time = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (accessKeyId !== SETTINGS.accessKeyId || region !== SETTINGS.region) return 403;
  if (service !== 's3' || end !== 'aws4_request' || !at.startsWith(day)) return 403;
  if (!(Math.abs(Date.now() - time) < SKEW_MS)) return 403;
  const signed = names.split(';');
  const isWhole = ['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name));
  const hash = sha256(body);
  if (!isWhole || request.headers['x-amz-content-sha256'] !== hash) return 400;
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, path, '', headers, names, hash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(Buffer.from(canonical))].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (last, part) => hmac(last, part),
    Buffer.from(`AWS4${SETTINGS.secretAccessKey}`),
  );
  const expected = hmac(key, toSign);
  return timingSafeEqual(expected, Buffer.from(given, 'hex')) ? undefined : 403;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
