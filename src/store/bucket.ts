// Files kept in S3, or in whatever speaks like it: private objects under names that nobody can guess.
import { createHash, randomBytes } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { DeliveryError, StoreError } from '../model/errors.ts';
import { typeOf } from '../model/file.ts';
import { emptyFile, type Files, tooLarge } from './files.ts';

export const BUCKET_SCHEME = 's3:';
const ID = /^[0-9a-f]{32}$/;
const FOLDER = 'files';
// 20 MB on a slow line.
const TRANSFER_TIMEOUT_MS = 60_000;
const REMOVE_TIMEOUT_MS = 10_000;

export interface BucketSettings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** @param limitBytes of one file. */
export function createBucket(config: BucketSettings, limitBytes: number): Files {
  const { accessKeyId, secretAccessKey, region } = config;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
  // Path-style: a bucket's name in the host works with Amazon's own storage only.
  const urlOf = (id: string): string =>
    `${config.endpoint.replace(/\/+$/, '')}/${config.bucket}/${FOLDER}/${id.slice(0, 2)}/${id}`;
  const call = async (
    method: 'GET' | 'PUT' | 'DELETE',
    id: string,
    of: { readonly signal: AbortSignal; readonly body?: Buffer },
  ): Promise<Response> => {
    const body = of.body ?? Buffer.alloc(0);
    const request = await client.sign(urlOf(id), {
      method,
      headers: { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
      ...(of.body && { body: new Uint8Array(of.body) }),
    });
    // Never followed: the signature is for this address alone.
    return fetch(request, { redirect: 'error', signal: of.signal });
  };
  return {
    async save(chunks) {
      const body = await gather(chunks, limitBytes);
      const id = randomBytes(16).toString('hex');
      const response = await call('PUT', id, {
        body,
        signal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS),
      }).catch((cause: unknown) => {
        throw notKept('could not be reached', cause);
      });
      await response.body?.cancel();
      if (!response.ok) throw notKept(`answered ${response.status}`);
      return { contentUrl: `${BUCKET_SCHEME}${id}`, contentType: typeOf(body) };
    },
    async open(contentUrl, signal) {
      const id = readId(contentUrl);
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(TRANSFER_TIMEOUT_MS)]);
      const bytes = await read(() => call('GET', id, { signal: timeout }), limitBytes);
      return { name: 'file', contentType: typeOf(bytes), bytes };
    },
    async remove(contentUrl) {
      const signal = AbortSignal.timeout(REMOVE_TIMEOUT_MS);
      const response = await call('DELETE', readId(contentUrl), { signal }).catch((cause: unknown) => {
        throw notKept('could not be reached', cause);
      });
      await response.body?.cancel();
      if (!response.ok && response.status !== 404) throw notKept(`answered ${response.status}`);
    },
  };
}

async function gather(chunks: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limitBytes) throw tooLarge(limitBytes);
    parts.push(chunk);
  }
  if (size === 0) throw emptyFile();
  return Buffer.concat(parts);
}

async function read(get: () => Promise<Response>, limitBytes: number): Promise<Buffer> {
  try {
    const response = await get();
    if (response.ok && response.body) return await gather(response.body, limitBytes);
    await response.body?.cancel();
    if (response.status === 404) throw new DeliveryError('file_gone', 'This file is no longer kept.');
    throw unread(new Error(`the storage answered ${response.status}`));
  } catch (error) {
    throw error instanceof DeliveryError ? error : unread(error);
  }
}

function readId(contentUrl: string): string {
  const id = contentUrl.slice(BUCKET_SCHEME.length);
  if (contentUrl.startsWith(BUCKET_SCHEME) && ID.test(id)) return id;
  throw new DeliveryError('file_unknown', 'There is no such file.');
}

function unread(cause: unknown): DeliveryError {
  return new DeliveryError('file_unread', 'This file could not be read from the storage.', {
    cause,
    retryable: true,
  });
}

function notKept(what: string, cause?: unknown): StoreError {
  return new StoreError('file_not_kept', `The storage of files ${what}. Check the S3_ variables.`, {
    ...(cause !== undefined && { cause }),
    retryable: true,
  });
}
