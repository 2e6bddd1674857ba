// Files both ways: what staff attach is uploaded, what customers sent is read from Meta.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DeliveryError } from '../../../src/model/errors.ts';
import { cleanFileName, typeOf } from '../../../src/model/file.ts';
import { FILE_LIMIT_BYTES, type FileContent } from '../../channel.ts';
import { readUpTo } from '../../incoming.ts';
import { FILE_SCHEME } from './content.ts';
import { type CloudSettings, type Graph, reach } from './graph.ts';
import { type Media, toMedia } from './media-types.ts';
import { Refusal } from './refusal.ts';

export interface FilesDeps {
  readonly graph: Graph;
  readonly settings: CloudSettings;
}

export const TRANSFER_TIMEOUT_MS = 60_000;
const LOOK_UP_TIMEOUT_MS = 10_000;
const MOST_REDIRECTS = 3;
/** "No such object": the file is older than 7 days, or was never there. */
const NO_SUCH_OBJECT = 100;

const uploaded = z.object({ id: z.string().min(1) });
const lookedUp = z.object({
  url: z.string(),
  sha256: z.string().optional().catch(undefined),
  file_size: z.coerce.number().optional().catch(undefined),
});

/** @returns Meta's id of it, and what it is shown as. @throws DeliveryError `file_refused` for what WhatsApp takes not. */
export async function upload(
  { graph, settings }: FilesDeps,
  { bytes, name }: Pick<FileContent, 'bytes' | 'name'>,
  signal: AbortSignal,
): Promise<Media & { readonly id: string }> {
  const media = toMedia(bytes, name);
  if (!media) throw fileRefused(name);
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', media.contentType);
  form.set('file', new Blob([new Uint8Array(bytes)], { type: media.contentType }), name);
  const answer = await graph.call(`${settings.phoneNumberId}/media`, {
    body: form,
    timeoutMs: TRANSFER_TIMEOUT_MS,
    signal,
  });
  return { ...media, id: uploaded.parse(answer).id };
}

/** Reads `whatsapp:cloud:MEDIA_ID`. @throws DeliveryError */
export async function openCloudFile(
  deps: FilesDeps,
  contentUrl: string,
  signal: AbortSignal,
): Promise<FileContent> {
  const id = contentUrl.startsWith(FILE_SCHEME) ? contentUrl.slice(FILE_SCHEME.length) : '';
  if (!/^[\w-]{1,100}$/.test(id))
    throw new DeliveryError('file_unknown', `"${contentUrl}" is no file of the Cloud API's.`);
  const within = AbortSignal.any([signal, AbortSignal.timeout(TRANSFER_TIMEOUT_MS)]);
  const bytes = (await download(deps, id, within)) ?? (await download(deps, id, within));
  if (!bytes) throw fileGone();
  const contentType = typeOf(bytes);
  return { name: cleanFileName(`whatsapp-${id}`, 'file'), contentType, bytes };
}

// undefined where the address has expired in between: it is good for five minutes, and a new one can be asked for.
async function download(deps: FilesDeps, id: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const found = await lookUp(deps.graph, id, signal);
  if ((found.file_size ?? 0) > FILE_LIMIT_BYTES) throw fileTooLarge();
  const response = await follow(deps, found.url, signal);
  if (!response.ok) await response.body?.cancel();
  if ([401, 403, 404, 410].includes(response.status)) return undefined;
  if (!response.ok)
    throw new DeliveryError('unavailable', `WhatsApp did not hand out the file (${response.status}).`, {
      retryable: true,
    });
  // The size that was told before may be a lie.
  const bytes = await reach(() => readUpTo(FILE_LIMIT_BYTES, response.body));
  if (!bytes) throw fileTooLarge();
  if (found.sha256 !== undefined && !hasHash(bytes, found.sha256))
    throw new DeliveryError('unavailable', 'The file arrived broken from WhatsApp. It is tried again.', {
      retryable: true,
    });
  return bytes;
}

async function lookUp(graph: Graph, id: string, signal: AbortSignal): Promise<z.output<typeof lookedUp>> {
  try {
    return lookedUp.parse(await graph.call(id, { timeoutMs: LOOK_UP_TIMEOUT_MS, signal }));
  } catch (error) {
    throw error instanceof Refusal && error.graphCode === NO_SUCH_OBJECT ? fileGone() : error;
  }
}

// A redirect of Meta's own is followed, and each address is checked before the token goes there.
async function follow({ graph, settings }: FilesDeps, address: string, signal: AbortSignal) {
  let url = pinned(URL.parse(address), settings.apiUrl);
  for (let times = 0; times < MOST_REDIRECTS; times += 1) {
    const response = await graph.fetchFile(url, signal);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !next) return response;
    await response.body?.cancel();
    url = pinned(URL.parse(next, url.href), settings.apiUrl);
  }
  throw kept('at the end of too many redirects');
}

const META_HOSTS = /^(lookaside\.fbsbx\.com|([\w-]+\.)+fbcdn\.net|([\w-]+\.)+whatsapp\.net)$/;

// The token goes to Meta alone, whatever address a file claims: over TLS, or to the one server that we were set to.
function pinned(url: URL | null, apiUrl: string): URL {
  const isMeta = url?.protocol === 'https:' && url.port === '' && META_HOSTS.test(url.hostname);
  if (url && (isMeta || url.origin === new URL(apiUrl).origin)) return url;
  throw kept('somewhere that is not Meta’s');
}

function kept(where: string): DeliveryError {
  return new DeliveryError(
    'file_not_readable',
    `WhatsApp holds this file ${where}. Ask the customer to send it in another way.`,
  );
}

// Told in hexadecimal here, in base64 by the webhook.
function hasHash(bytes: Uint8Array, told: string): boolean {
  const digest = createHash('sha256').update(bytes).digest();
  return told.toLowerCase() === digest.toString('hex') || told === digest.toString('base64');
}

function fileTooLarge(): DeliveryError {
  return new DeliveryError(
    'file_too_large',
    `This file is larger than ${FILE_LIMIT_BYTES / 1_000_000} MB. Ask the customer for a smaller one.`,
  );
}

function fileGone(): DeliveryError {
  return new DeliveryError(
    'file_gone',
    'WhatsApp does not have this file any more: it keeps them for 7 days. Ask the customer to send it again.',
  );
}

function fileRefused(name: string): DeliveryError {
  return new DeliveryError(
    'file_refused',
    `WhatsApp takes no file like "${name}". Send it as a PDF, a JPEG or PNG, an MP4, or an Office file.`,
  );
}
