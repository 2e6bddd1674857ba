// Files of a message, brought into its thread behind the words.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { FileContent, OpenFile } from '../channel.ts';
import type { ThreadPost } from '../staff-room.ts';
import type { Files } from './files.ts';
import { escapeShort } from './mrkdwn.ts';
import type { Spot } from './post.ts';
import { delivered, UNREACHABLE } from './refusals.ts';

export interface ThreadFilesDeps {
  readonly web: webApi.WebClient;
  readonly files: Files;
  /** Reads a file of any platform. */
  readonly openFile: OpenFile;
  /** Waits for its turn in the channel, then calls. */
  readonly paced: <T>(call: () => Promise<T>) => Promise<T>;
  readonly log: Log;
}

interface Source {
  readonly name: string;
  readonly read: () => Promise<FileContent>;
}

const OPEN_TIMEOUT_MS = 20_000;
const MOST_FILES = 10;

/** @param there titles of the files that an earlier attempt has brought. @throws DeliveryError */
export async function shareFiles(
  deps: ThreadFilesDeps,
  spot: Spot,
  given: {
    readonly post: ThreadPost;
    readonly overflow: FileContent | undefined;
    readonly there: readonly string[];
  },
): Promise<void> {
  const there = [...given.there];
  for (const source of sourcesOf(deps, given.post, given.overflow)) {
    const at = there.indexOf(source.name);
    if (at >= 0) there.splice(at, 1);
    else await shareOne(deps, spot, source);
  }
}

function sourcesOf(
  { openFile }: ThreadFilesDeps,
  post: ThreadPost,
  overflow: FileContent | undefined,
): readonly Source[] {
  const attachments = post.kind === 'said' && post.change !== 'deleted' ? post.said.attachments : [];
  return [
    ...(overflow ? [{ name: overflow.name, read: async () => overflow }] : []),
    ...attachments.slice(0, MOST_FILES).map(({ name = 'file', contentUrl = '' }) => ({
      name,
      read: () => openFile(contentUrl, AbortSignal.timeout(OPEN_TIMEOUT_MS)),
    })),
  ];
}

// The words have arrived. A file that can't be read or taken leaves a line in its place, so that it isn't missed.
async function shareOne(deps: ThreadFilesDeps, spot: Spot, { name, read }: Source): Promise<void> {
  const content = await read().catch((err: unknown) => {
    deps.log.warn({ err }, 'A file for the staff thread could not be read');
    return err instanceof DeliveryError ? err.message : 'It could not be read.';
  });
  const refusal = typeof content === 'string' ? content : await share(deps, spot, { ...content, name });
  if (refusal === undefined) return;
  const text = `📎 ${escapeShort(name, 100)}: ${escapeShort(refusal, 300)}`;
  const thread = { channel: spot.channel, ...(spot.threadTs && { thread_ts: spot.threadTs }) };
  await afterWords(deps.paced(() => delivered(deps.web.chat.postMessage({ ...thread, text }))));
}

// What Slack refuses for good is told; for the rest the post is made again, and goes on behind what is there.
async function share(deps: ThreadFilesDeps, spot: Spot, content: FileContent): Promise<string | undefined> {
  try {
    await afterWords(deps.paced(() => deps.files.share(spot, content)));
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError && !error.retryable) return error.message;
    throw error;
  }
}

// Whatever the reason, part of the post is there: no caller may take it for one that never arrived.
async function afterWords<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (!(cause instanceof DeliveryError) || !cause.retryable) throw cause;
    const wish = cause.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs };
    throw new DeliveryError(UNREACHABLE, cause.message, { cause, retryable: true, ...wish });
  }
}
