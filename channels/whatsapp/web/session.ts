// One life of a paired phone in a browser: what happens there is told to the server, what the server wants is done there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Message } from 'whatsapp-web.js';
import { FILE_LIMIT_BYTES } from '../../channel.ts';
import { findMissed } from './catch-up.ts';
import { logOut, within } from './page.ts';
import { openPeople } from './people.ts';
import type { End, FromChild, Settings, ToChild } from './protocol.ts';
import { chatOf, editedAt, isSpoken, readMessage } from './reading.ts';
import { createSending, Refused, type SendingDeps } from './sending.ts';
import { openSends } from './sends.ts';
import { openProgress } from './through.ts';
import { watchPage } from './watch.ts';

export interface SessionDeps extends Pick<SendingDeps, 'client' | 'toMedia'> {
  readonly settings: Settings;
  readonly now: () => number;
  readonly tell: (event: FromChild) => void;
  /** The last that this session does. */
  readonly end: (end: End, why: string) => void;
}

/** Messages are looked for from so long before the last one that was stored: they may come out of order. */
const OVERLAP_S = 120;
/** Where an event was only late, this is how late it may be. */
const LATE_S = 15;
const DEBT = 'missed messages';
const REASONS: Readonly<Record<string, End>> = {
  LOGOUT: 'logged_out',
  UNPAIRED: 'logged_out',
  UNPAIRED_IDLE: 'logged_out',
  CONFLICT: 'conflict',
  TOS_BLOCK: 'blocked',
  SMB_TOS_BLOCK: 'blocked',
};

export function openSession(deps: SessionDeps) {
  const { client, settings, now, tell, end } = deps;
  const { folder, timings } = settings;
  const people = openPeople(join(folder, 'lids.json'), async (lid) => {
    const [found] = await within(timings.sendMs, 'a look-up', client.getContactLidAndPhone([lid]));
    return found?.pn;
  });
  const progress = openProgress(join(folder, 'through.json'), now);
  const sends = openSends(join(folder, 'sends.json'), now);
  const sending = createSending({
    ...deps,
    people,
    sends,
    timings,
    spoke: (message) => tell({ kind: 'own', message }),
    echoed: ({ id }) => progress.stored(id),
  });
  const over = new AbortController();
  let account: string | undefined;
  let owedSince: number | undefined;
  let heardAt = now();
  const told = new Set<string>();

  /** @returns whether it had not been told before. */
  const take = async (message: Message): Promise<boolean> => {
    if (account === undefined || !isSpoken(message) || told.has(message.id._serialized)) return false;
    told.add(message.id._serialized);
    progress.took(message.id._serialized, message.timestamp);
    const read = await readMessage(message, account, people);
    if (read.customer === account) progress.stored(read.id);
    else if (read.fromMe) sending.hear(read);
    else tell({ kind: 'message', message: read });
    return true;
  };
  const takeEdit = async (message: Message, before: unknown): Promise<void> => {
    // The body of a picture is its preview, which changes by itself.
    const at = editedAt(message) ?? (message.type === 'chat' ? now() : undefined);
    if (account === undefined || message.fromMe || !isSpoken(message) || !before || at === undefined) return;
    tell({ kind: 'message', message: { ...(await readMessage(message, account, people)), editedAt: at } });
  };
  const takeMissed = async (since: number): Promise<readonly Message[]> => {
    const fresh: Message[] = [];
    for (const message of await findMissed(client, since)) if (await take(message)) fresh.push(message);
    return fresh;
  };
  // What was missed and is still to be looked for; until it is, nothing newer counts as all that there is.
  const payDebt = async (): Promise<void> => {
    if (owedSince === undefined) return;
    const since = owedSince;
    await takeMissed(since);
    if (owedSince === since) owedSince = undefined;
    progress.stored(DEBT);
  };
  // Only a customer's words that lay there a while are proof that events do not come any more.
  const findUnheard = async (): Promise<boolean> => {
    if (owedSince !== undefined) return payDebt().then(() => false);
    const fresh = await takeMissed(Math.floor(heardAt / 1_000) - OVERLAP_S);
    const late = now() / 1_000 - Math.max(LATE_S, timings.probeMs / 2_000);
    return fresh.some((message) => !message.fromMe && message.timestamp < late);
  };
  const becomeReady = async (): Promise<void> => {
    account = client.info.wid.user;
    owedSince = progress.begin(account) - OVERLAP_S;
    progress.took(DEBT, owedSince);
    tell({ kind: 'ready', account });
    await payDebt();
  };
  // What fails here fails for good or is found again: by the next start, from `through` on.
  const guard = (what: string, promise: Promise<unknown>): void => {
    promise.catch((error: unknown) => tell({ kind: 'log', why: `${what}: ${String(error)}` }));
  };
  const heard = <Args extends readonly unknown[]>(act: (...args: Args) => void) => {
    return (...args: Args): void => {
      heardAt = now();
      act(...args);
    };
  };

  client.on(
    'qr',
    heard((qr: string) => tell({ kind: 'qr', qr })),
  );
  client.on(
    'loading_screen',
    heard(() => tell({ kind: 'connecting' })),
  );
  client.on(
    'ready',
    heard(() => guard('missed messages', becomeReady())),
  );
  client.on(
    'message_create',
    heard((message: Message) => guard('a message', take(message))),
  );
  client.on(
    'message_edit',
    heard((message: Message, _: unknown, before: unknown) => guard('an edit', takeEdit(message, before))),
  );
  client.on(
    'message_ack',
    heard((message: Message, ack: number) => {
      if (account !== undefined && message.fromMe && /@(c\.us|lid)$/.test(chatOf(message)))
        tell({ kind: 'ack', account, id: message.id._serialized, ack });
    }),
  );
  client.on('auth_failure', (why) => end('logged_out', why));
  client.on('disconnected', (reason) => end(REASONS[reason] ?? 'failed', `WhatsApp Web ended: ${reason}`));
  over.signal.addEventListener('abort', () => client.removeAllListeners());
  const connecting = (): void => tell({ kind: 'connecting' });
  const watching = {
    client,
    timings,
    now,
    account: () => account,
    heardAt: () => heardAt,
    findUnheard,
    connecting,
    end,
  };

  const show = async (customer: string): Promise<void> => {
    const chat = people.chatOf(customer);
    await within(timings.sendMs, 'marking as read', client.sendSeen(chat));
    const opened = await within(timings.sendMs, 'opening a chat', client.getChatById(chat));
    await within(timings.sendMs, 'showing that somebody types', opened.sendStateTyping());
  };
  const answer = (
    call: number,
    work: Promise<{ id: string; contentType?: string; name?: string; then?: never }>,
  ) =>
    work.then(
      ({ id, contentType = '', name = '' }) => tell({ kind: 'result', call, id, contentType, name }),
      (error: unknown) => {
        const isRefused = error instanceof Refused;
        const code = isRefused ? error.code : 'page_failed';
        tell({ kind: 'refused', call, code, why: String(error), retryable: !isRefused });
      },
    );
  const send = async (command: Extract<ToChild, { kind: 'send' }>) => {
    const { id, entry } = await sending.send(command);
    setTimeout(() => sends.confirm(entry), timings.confirmMs);
    return { id };
  };

  return {
    watch: () => guard('watching', watchPage(watching, over.signal)),
    close: () => over.abort(),
    hear(command: Exclude<ToChild, { kind: 'stop' }>): void {
      if (command.kind === 'stored') return void progress.stored(command.id);
      // Best effort: the message itself says what is wrong.
      if (command.kind === 'show') return void show(command.customer).catch(() => undefined);
      if (command.kind === 'logout') return void guard('unlinking', unlink(client, timings.sendMs, end));
      if (account === undefined) {
        const why = 'WhatsApp is not connected';
        return void tell({ kind: 'refused', call: command.call, code: 'not_ready', why, retryable: true });
      }
      if (command.kind === 'send') return void answer(command.call, send(command));
      void answer(command.call, download(client, command, timings.transferMs));
    },
  };
}

async function unlink(client: Client, timeoutMs: number, end: SessionDeps['end']): Promise<void> {
  await within(timeoutMs, 'unlinking', logOut(client)).finally(() => end('logged_out', 'unlinked here'));
}

async function download(
  client: Client,
  { id, path }: { readonly id: string; readonly path: string },
  timeoutMs: number,
) {
  const message = await within(timeoutMs, 'finding a message', client.getMessageById(id));
  const gone = new Refused(
    'file_gone',
    'WhatsApp does not have this file any more. Ask the customer to send it again.',
  );
  if (!message?.hasMedia) throw gone;
  const { size } = message.rawData as { readonly size?: number };
  if ((size ?? 0) > FILE_LIMIT_BYTES) throw tooLarge();
  const media = await within(timeoutMs, 'downloading a file', message.downloadMedia());
  if (!media) throw gone;
  const bytes = Buffer.from(media.data, 'base64');
  if (bytes.length > FILE_LIMIT_BYTES) throw tooLarge();
  await writeFile(path, bytes, { mode: 0o600 });
  return { id, contentType: media.mimetype, name: media.filename ?? '' };
}

function tooLarge(): Refused {
  return new Refused(
    'file_too_large',
    'This file is larger than 20 MB. Ask the customer to send it in another way.',
  );
}
