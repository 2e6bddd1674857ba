// Files of Slack: read by their reference, and shared into a conversation.
import type { webApi } from '@slack/bolt';
import { DeliveryError } from '../../src/model/errors.ts';
import { FILE_LIMIT_BYTES, type FileContent, type OpenFile } from '../channel.ts';
import type { Spot } from './post.ts';
import { delivered, type Place, UNREACHABLE } from './refusals.ts';

export interface FilesDeps {
  readonly web: webApi.WebClient;
  readonly botToken: string;
  /** Ends in /api/. */
  readonly apiUrl: string;
}

export interface Files {
  readonly open: OpenFile;
  /** @returns Slack's id of the file. @throws DeliveryError */
  share(spot: Spot, file: FileContent, place?: Place): Promise<string>;
}

// 20 MB on a slow line; Slack itself gives up after a minute.
const TRANSFER_TIMEOUT_MS = 30_000;

export function createFiles(deps: FilesDeps): Files {
  const { web, apiUrl } = deps;
  return {
    async open(contentUrl, signal) {
      const id = contentUrl.startsWith('slack:') ? contentUrl.slice('slack:'.length) : '';
      if (!/^F[A-Z0-9]{3,20}$/.test(id)) throw notReadable('This is no file of Slack.');
      const { file } = await delivered(web.files.info({ file: id }), 'customer');
      if ((file?.size ?? 0) > FILE_LIMIT_BYTES) throw tooLarge();
      const address = pinned(file?.url_private_download ?? file?.url_private, apiUrl);
      const bytes = await download(address, deps.botToken, signal);
      return {
        name: file?.name ?? file?.title ?? 'file',
        contentType: file?.mimetype ?? 'application/octet-stream',
        bytes,
      };
    },
    async share({ channel, threadTs }, { name, bytes }, place) {
      const { upload_url: address, file_id: id = '' } = await delivered(
        web.files.getUploadURLExternal({ filename: name, length: bytes.length }),
        place,
      );
      await upload(pinned(address, apiUrl), bytes);
      await delivered(
        web.files.completeUploadExternal({
          files: [{ id, title: name }],
          channel_id: channel,
          ...(threadTs && { thread_ts: threadTs }),
        } as Parameters<typeof web.files.completeUploadExternal>[0]),
        place,
      );
      return id;
    },
  };
}

// The token goes to Slack alone, whatever address a file claims: over TLS, or to the one server that we were set to.
function pinned(address: string | undefined, apiUrl: string): URL {
  const url = URL.parse(address ?? '');
  const isSlack = url?.protocol === 'https:' && /(^|\.)slack\.com$/.test(url.hostname);
  if (url && (isSlack || url.origin === new URL(apiUrl).origin)) return url;
  throw notReadable('Slack holds this file somewhere else. Ask for it in another way.');
}

async function download(url: URL, botToken: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await reach(
    fetch(url, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRANSFER_TIMEOUT_MS)]),
    }),
  );
  // Without the scope files:read Slack answers with its sign-in page.
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!response.ok || isPage) {
    await response.body?.cancel();
    throw notReadable(
      `Slack did not hand out the file (${response.status}). The app needs the scope files:read.`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  await reach(
    (async () => {
      for await (const chunk of response.body ?? []) {
        size += chunk.length;
        if (size > FILE_LIMIT_BYTES) throw tooLarge();
        chunks.push(chunk);
      }
    })(),
  );
  return Buffer.concat(chunks);
}

async function upload(url: URL, bytes: Uint8Array): Promise<void> {
  const response = await reach(
    fetch(url, {
      method: 'POST',
      body: new Uint8Array(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS),
    }),
  );
  await response.body?.cancel();
  if (!response.ok) throw notReadable(`Slack did not take the file (${response.status}).`);
}

async function reach<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof DeliveryError) throw cause;
    throw new DeliveryError(UNREACHABLE, 'The file could not be brought to or from Slack. Try again.', {
      cause,
      retryable: true,
    });
  }
}

function notReadable(message: string): DeliveryError {
  return new DeliveryError('file_not_readable', message);
}

function tooLarge(): DeliveryError {
  return new DeliveryError('file_too_large', `The file is larger than ${FILE_LIMIT_BYTES / 1_000_000} MB.`);
}
