// Loads a message's file through the page, and nothing that is too large.
import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client, Message, MessageMedia } from 'whatsapp-web.js';
import { FILE_LIMIT_BYTES } from '../../channel.ts';
import { within } from './page.ts';
import { Refused } from './sending.ts';

const MOST_TRIES = 4;
const AGAIN_MS = 1_000;

/** @throws Refused */
export async function download(
  client: Client,
  { id, path }: { readonly id: string; readonly path: string },
  timeoutMs: number,
): Promise<{ readonly id: string; readonly contentType: string; readonly name: string }> {
  const message = await within(timeoutMs, 'finding a message', client.getMessageById(id));
  if (!message?.hasMedia) throw gone();
  const { size } = message.rawData as { readonly size?: number };
  if ((size ?? 0) > FILE_LIMIT_BYTES) throw tooLarge();
  const media = await within(timeoutMs, 'downloading a file', load(message));
  if (!media) throw gone();
  const bytes = Buffer.from(media.data, 'base64');
  if (bytes.length > FILE_LIMIT_BYTES) throw tooLarge();
  await writeFile(path, bytes, { mode: 0o600 });
  return { id, contentType: media.mimetype, name: media.filename ?? '' };
}

// The library says the same of a file that is gone, and of one that the page is just fetching by itself.
async function load(message: Message): Promise<MessageMedia | undefined> {
  for (let tries = 1; ; tries += 1) {
    const media = await message.downloadMedia();
    if (media || tries === MOST_TRIES) return media;
    await wait(AGAIN_MS);
  }
}

function gone(): Refused {
  return new Refused(
    'file_gone',
    'WhatsApp does not have this file any more. Ask the customer to send it again.',
  );
}

function tooLarge(): Refused {
  return new Refused(
    'file_too_large',
    'This file is larger than 20 MB. Ask the customer to send it in another way.',
  );
}
