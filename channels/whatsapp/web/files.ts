// Files both ways: their bytes travel between the processes through a folder, and are gone from it at once.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeliveryError } from '../../../src/model/errors.ts';
import { cleanFileName } from '../../../src/model/file.ts';
import type { OpenFile, PlatformId } from '../../channel.ts';
import type { WhatsappPayload } from '../transport.ts';
import { FILE_SCHEME } from './decode.ts';
import type { Call } from './process.ts';
import type { Supervisor } from './supervisor.ts';

export interface FilesDeps {
  /** DATA_DIR/whatsapp. */
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly post: Post;
  readonly openFile: OpenFile;
  readonly transferMs: number;
}

/** Has the page send something. @returns its id. @throws DeliveryError */
export type Post = (
  command: Omit<Extract<Call, { kind: 'send' }>, 'kind' | 'had'>,
  timeoutMs: number,
) => Promise<PlatformId>;

type FilePayload = Extract<WhatsappPayload, { kind: 'file' }>;

export function createFiles({ folder, supervisor, post, openFile, transferMs }: FilesDeps) {
  const media = join(folder, 'media');
  const withPath = async <T>(act: (path: string) => Promise<T>): Promise<T> => {
    const path = join(media, randomUUID());
    try {
      return await act(path);
    } finally {
      await rm(path, { force: true });
    }
  };
  return {
    /** What a killed process left. */
    async clear(): Promise<void> {
      await rm(media, { recursive: true, force: true });
      await mkdir(media, { recursive: true, mode: 0o700 });
    },
    /** @throws DeliveryError */
    send: (customer: string, { contentUrl, contentType, name }: FilePayload): Promise<PlatformId> =>
      withPath(async (path) => {
        const { bytes } = await openFile(contentUrl, AbortSignal.timeout(transferMs));
        await writeFile(path, bytes, { mode: 0o600 });
        return post({ customer, text: '', file: { path, contentType, name } }, transferMs * 2);
      }),
    /** Reads `whatsapp:web:MESSAGE_ID`. @throws DeliveryError */
    open: (async (contentUrl, signal) => {
      if (!contentUrl.startsWith(FILE_SCHEME))
        throw new DeliveryError('file_unknown', `"${contentUrl}" is no file of the paired phone's.`);
      const id = contentUrl.slice(FILE_SCHEME.length);
      return withPath(async (path) => {
        const found = await supervisor.ask({ kind: 'media', id, path }, transferMs * 2);
        const bytes = await readFile(path, { signal });
        const contentType = found.contentType.split(';')[0] || 'application/octet-stream';
        return { name: cleanFileName(found.name, 'file'), contentType, bytes };
      });
    }) satisfies OpenFile,
  };
}
