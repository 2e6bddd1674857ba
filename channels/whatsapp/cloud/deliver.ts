// Sending what the customer sees: texts with quick replies, files by Meta's id of them, the approved template.
import { z } from 'zod';
import type { Address } from '../../../src/model/activity.ts';
import { DeliveryError } from '../../../src/model/errors.ts';
import { cleanFileName } from '../../../src/model/file.ts';
import type { OpenFile, PlatformId } from '../../channel.ts';
import { toPlace } from '../address.ts';
import type { WhatsappPayload } from '../transport.ts';
import { type FilesDeps, TRANSFER_TIMEOUT_MS, upload } from './files.ts';
import type { CloudSettings } from './graph.ts';
import { toTextMessage } from './interactive.ts';

export interface DeliverDeps extends FilesDeps {
  /** Reads the files that staff send from other platforms. */
  readonly openFile: OpenFile;
  /** What Meta holds of files whose messages it did not take yet, by where they were read from. */
  readonly uploads: Map<string, Upload>;
}

type Upload = Awaited<ReturnType<typeof upload>> & { tries: number };

/** What Meta holds may itself be what it stumbles over: after so many tries the file goes over anew. */
const TRIES_OF_UPLOAD = 10;
/** Files of so many messages wait at once in the worst of outages; a file that is forgotten is uploaded again. */
const MOST_UPLOADS = 1_000;
const SEND_TIMEOUT_MS = 10_000;

const accepted = z.object({ messages: z.tuple([z.object({ id: z.string().min(1) })], z.unknown()) });

/** @returns the wamid. @throws DeliveryError */
export async function sendPayload(
  deps: DeliverDeps,
  to: Address,
  payload: WhatsappPayload,
): Promise<PlatformId> {
  const { customer } = toPlace(to);
  try {
    const id = await post(deps, customer, await toMessage(deps, payload));
    forget(deps, payload);
    return id;
  } catch (error) {
    // Whoever tries again after a refusal for good begins with the file.
    if (!(error instanceof DeliveryError && error.retryable)) forget(deps, payload);
    throw error;
  }
}

async function post(deps: DeliverDeps, customer: string, message: object): Promise<PlatformId> {
  const answer = await deps.graph.call(`${deps.settings.phoneNumberId}/messages`, {
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      // Who keeps the number to themselves is reached by the id that Meta gave us for them.
      ...(/^\d+$/.test(customer) ? { to: customer } : { recipient: customer }),
      ...message,
    },
    timeoutMs: SEND_TIMEOUT_MS,
  });
  const told = accepted.safeParse(answer);
  if (told.success) return told.data.messages[0].id;
  throw new DeliveryError('unavailable', 'WhatsApp answered without an id of the message.', {
    retryable: true,
  });
}

function forget({ uploads }: DeliverDeps, payload: WhatsappPayload): void {
  if (payload.kind === 'file') uploads.delete(payload.contentUrl);
}

async function toMessage(deps: DeliverDeps, payload: WhatsappPayload): Promise<object> {
  switch (payload.kind) {
    case 'text':
      return toTextMessage(payload);
    case 'file':
      return toFileMessage(deps, payload);
    case 'template':
      return toTemplateMessage(deps.settings);
    default:
      return payload satisfies never;
  }
}

async function toFileMessage(
  deps: DeliverDeps,
  { contentUrl, name: given }: Extract<WhatsappPayload, { kind: 'file' }>,
): Promise<object> {
  const name = cleanFileName(given, 'file');
  const held = deps.uploads.get(contentUrl) ?? (await uploadFrom(deps, contentUrl, name));
  held.tries += 1;
  if (held.tries >= TRIES_OF_UPLOAD) deps.uploads.delete(contentUrl);
  const { kind, id } = held;
  return { type: kind, [kind]: { id, ...(kind === 'document' && { filename: name }) } };
}

// A message that Meta does not take is tried many times; its file, of up to 20 MB, need not go over each time.
async function uploadFrom(deps: DeliverDeps, contentUrl: string, name: string): Promise<Upload> {
  const signal = AbortSignal.timeout(TRANSFER_TIMEOUT_MS);
  const { bytes } = await deps.openFile(contentUrl, signal);
  const uploaded = { ...(await upload(deps, { bytes, name }, signal)), tries: 0 };
  if (deps.uploads.size >= MOST_UPLOADS) deps.uploads.clear();
  deps.uploads.set(contentUrl, uploaded);
  return uploaded;
}

function toTemplateMessage({ template }: CloudSettings): object {
  if (template)
    return {
      type: 'template',
      template: { name: template.name, language: { code: template.language } },
    };
  throw new DeliveryError(
    'no_template',
    'There is no template that WhatsApp would take now. Have one approved in WhatsApp Manager, set it as WHATSAPP_TEMPLATE, and start again.',
  );
}
