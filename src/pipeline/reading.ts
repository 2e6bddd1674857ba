// Reads what customers' files hold, whoever answers them: kept by us first, then heard or read. No transaction spans it.
import { setTimeout as wait } from 'node:timers/promises';
import { FILE_LIMIT_BYTES, type OpenFile } from '../../channels/channel.ts';
import { readFile } from '../../knowledge/parse/file.ts';
import { withoutPlaces } from '../../knowledge/parse/place.ts';
import { Unreadable } from '../../knowledge/parse/unreadable.ts';
import type { Transcriber } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import { DeliveryError, KakiError, StoreError } from '../model/errors.ts';
import { pictureType, typeOf } from '../model/file.ts';
import { type FileKind, kindOf } from '../model/file-kind.ts';
import { cleanText, shorten } from '../model/text.ts';
import { type Files, isKept } from '../store/files.ts';
import type { Pool } from '../store/pool.ts';
import {
  type ClaimedReading,
  claimReadings,
  postponeReading,
  READING_CHARS,
  type Reading,
  renewReading,
  saveKept,
  saveReading,
} from '../store/readings.ts';
import type { Served } from '../store/served.ts';
import type { Work } from '../store/sweep.ts';

export interface ReadingDeps {
  readonly pool: Pool;
  readonly served: () => Served;
  readonly files: Files;
  /** Reads a file wherever it is. */
  readonly openFile: OpenFile;
  /** undefined: voice messages are kept, but not heard. */
  readonly transcriber: Transcriber | undefined;
  readonly log: Log;
}

/** Shorter than the 14 s within which everything goes on after a crash. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_500;
/** So many files of one conversation at once, and of all. */
const AT_ONCE = 3;
const AT_ONCE_IN_ALL = 6;
/** While files are read, new ones are looked for so often. */
const LOOK_MS = 500;
const OPEN_TIMEOUT_MS = 60_000;
/** The pauses after each failed try; the last try is one more. What comes late still helps the staff. */
const PAUSES_MS = [1_000, 3_000, 30_000, 300_000];
/** From this try on the file is read although it can't be kept. */
const UNKEPT_TRY = 3;
/** A model's service takes no larger pictures; 10 MB is a very good photo. */
const PICTURE_BYTES = 10_000_000;

/** Reads every file of a conversation that is due. @param signal aborts when the process stops: the next goes on. */
export type ReadFiles = (work: Work, signal: AbortSignal) => Promise<void>;

export function createReader(deps: ReadingDeps): ReadFiles {
  const slots = createSlots(AT_ONCE_IN_ALL);
  return async (work, signal) => {
    const running = new Set<Promise<void>>();
    const begin = (claimed: ClaimedReading): void => {
      const task = holdAndRead(deps, claimed, { signal, slots }).finally(() => running.delete(task));
      running.add(task);
    };
    // What is called off is due again at once, for the next process.
    while (!signal.aborted) {
      const limit = AT_ONCE - running.size;
      const of = { limit, leaseMs: LEASE_MS, served: deps.served() };
      if (limit > 0) for (const one of await claimReadings(deps.pool, work, of)) begin(one);
      if (running.size === 0) return;
      // What comes meanwhile doesn't wait for a slow one to end.
      await Promise.race([...running, wait(LOOK_MS)]);
    }
    await Promise.all(running);
  };
}

type Outcome = Pick<Reading, 'kind' | 'text' | 'detail'> & { readonly state: 'read' | 'unread' };

async function holdAndRead(
  deps: ReadingDeps,
  claimed: ClaimedReading,
  { signal, slots }: { readonly signal: AbortSignal; readonly slots: Slots },
): Promise<void> {
  const timer = setInterval(() => {
    renewReading(deps.pool, claimed, LEASE_MS).catch((err: unknown) =>
      deps.log.warn({ err, messageId: claimed.messageId }, 'the lease of a file was not renewed'),
    );
  }, RENEW_MS);
  try {
    const outcome = await slots(() => readClaimed(deps, claimed, signal));
    await saveReading(deps.pool, claimed, outcome);
  } catch (error) {
    await settle(deps, claimed, { error, isCalledOff: signal.aborted });
  } finally {
    clearInterval(timer);
  }
}

async function settle(
  { pool, log }: ReadingDeps,
  claimed: ClaimedReading,
  { error, isCalledOff }: { readonly error: unknown; readonly isCalledOff: boolean },
): Promise<void> {
  if (isCalledOff) return postponeReading(pool, claimed, { delayMs: 0, counts: false });
  const fields = { err: error, messageId: claimed.messageId, attempts: claimed.attempts };
  const isFinal = error instanceof KakiError && !error.retryable;
  const delayMs = isFinal ? undefined : PAUSES_MS[claimed.attempts - 1];
  if (delayMs !== undefined) {
    log.warn({ ...fields, delayMs }, 'a file was not read; it is tried again');
    return postponeReading(pool, claimed, { delayMs, counts: true });
  }
  log.warn(fields, 'a file could not be read; the staff see why');
  const detail = error instanceof KakiError ? error.message : 'Kaki itself failed on this file.';
  return saveReading(pool, claimed, { state: 'unread', kind: kindOf(claimed.attachment), text: '', detail });
}

async function readClaimed(
  deps: ReadingDeps,
  claimed: ClaimedReading,
  signal: AbortSignal,
): Promise<Outcome> {
  const { attachment, attempts } = claimed;
  // A file that takes the process with it.
  if (attempts > PAUSES_MS.length + 1) return unread(kindOf(attachment), 'It could not be read.');
  const giveUp = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
  const { bytes } = await deps.openFile(attachment.contentUrl ?? '', giveUp).catch((error: unknown) => {
    throw giveUp.aborted && !signal.aborted ? tooSlow() : error;
  });
  if (bytes.length === 0) return unread(kindOf(attachment), 'The file is empty.');
  if (bytes.length > FILE_LIMIT_BYTES) return unread(kindOf(attachment), tooLargeWords());
  const sniffed = typeOf(bytes);
  // Where the bytes tell nothing, the sender is believed: a sticker of Telegram's own kind is one.
  const contentType = sniffed === 'application/octet-stream' ? attachment.contentType : sniffed;
  const kind = kindOf(attachment, contentType);
  const asHeard = kind === 'voice' ? contentType.replace('video/', 'audio/') : contentType;
  await keep(deps, claimed, { bytes, contentType: asHeard });
  return readAs(deps, kind, { name: attachment.name ?? '', bytes, contentType: asHeard, signal });
}

// Platforms hold a file for minutes only, and a reader that ends here begins with our own copy.
async function keep(
  { pool, files, log }: ReadingDeps,
  claimed: ClaimedReading,
  { bytes, contentType }: { readonly bytes: Uint8Array; readonly contentType: string },
): Promise<void> {
  if (isKept(claimed.attachment.contentUrl ?? '')) return;
  try {
    const { contentUrl } = await files.save(once(bytes));
    await saveKept(pool, claimed, { contentUrl, contentType });
  } catch (error) {
    const canWait = claimed.attempts < UNKEPT_TRY || !(error instanceof StoreError);
    if (canWait) throw error;
    log.error({ err: error, messageId: claimed.messageId }, 'a customer’s file could not be kept');
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface Opened {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly signal: AbortSignal;
}

async function readAs(deps: ReadingDeps, kind: FileKind, opened: Opened): Promise<Outcome> {
  switch (kind) {
    case 'voice':
      return hear(deps, opened);
    case 'document':
      return readText(opened);
    case 'picture':
      return lookAt(opened);
    case 'sticker':
      return { state: 'read', kind, text: '', detail: '' };
    case 'video':
      return unread(kind, '');
    default:
      return kind satisfies never;
  }
}

async function hear({ transcriber }: ReadingDeps, { bytes, contentType, signal }: Opened): Promise<Outcome> {
  if (!transcriber) return unread('voice', '');
  const heard = cleanText(await transcriber.transcribe({ contentType, bytes }, signal));
  // Models make dots, notes and hearts of silence. A number alone may be that of an order.
  if (!/[\p{L}\p{N}]/u.test(heard)) return unread('voice', 'Nobody is heard speaking in it.');
  return { state: 'read', kind: 'voice', text: shorten(heard, READING_CHARS), detail: '' };
}

async function readText({ name, bytes, signal }: Opened): Promise<Outcome> {
  try {
    const { text } = await readFile({ name, bytes }, { mostChars: READING_CHARS, signal });
    return {
      state: 'read',
      kind: 'document',
      text: shorten(withoutPlaces(text), READING_CHARS),
      detail: '',
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    // That such files are not read, the staff know.
    return unread('document', error.reason === 'unknown_format' ? '' : error.message);
  }
}

// The model looks at it itself, in the turn: here is only seen whether it can be shown.
function lookAt({ bytes }: Opened): Outcome {
  if (!pictureType(bytes)) return unread('picture', '');
  if (bytes.length > PICTURE_BYTES)
    return unread('picture', `It is larger than the ${PICTURE_BYTES / 1_000_000} MB that the bot looks at.`);
  return { state: 'read', kind: 'picture', text: '', detail: '' };
}

function unread(kind: FileKind, detail: string): Outcome {
  return { state: 'unread', kind, text: '', detail };
}

function tooLargeWords(): string {
  return `The file is larger than ${FILE_LIMIT_BYTES / 1_000_000} MB. Ask for a smaller one.`;
}

function tooSlow(): DeliveryError {
  return new DeliveryError('file_too_slow', 'The file could not be loaded in time.', { retryable: true });
}

type Slots = <T>(task: () => Promise<T>) => Promise<T>;

// Each file is held in memory whole.
function createSlots(most: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (task) => {
    if (taken >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else taken += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}
