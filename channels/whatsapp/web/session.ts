// One life of a paired phone in a browser: what happens there is told to the server, what the server wants is done there.
import { join } from 'node:path';
import type { Client, Message } from 'whatsapp-web.js';
import { createHearing } from './hearing.ts';
import { download } from './media.ts';
import { logOut, within } from './page.ts';
import { openPeople, type People } from './people.ts';
import type { End, FromChild, Settings, ToChild } from './protocol.ts';
import { chatOf } from './reading.ts';
import { createSending, Refused, type Sending, type SendingDeps } from './sending.ts';
import { openSends, type Sends } from './sends.ts';
import { openProgress } from './through.ts';
import { watchPage } from './watch.ts';

export interface SessionDeps extends Pick<SendingDeps, 'client' | 'toMedia'> {
  readonly settings: Settings;
  readonly now: () => number;
  readonly tell: (event: FromChild) => void;
  /** The last that this session does. */
  readonly end: (end: End, why: string) => void;
}

const REASONS: Readonly<Record<string, End>> = {
  LOGOUT: 'logged_out',
  UNPAIRED: 'logged_out',
  UNPAIRED_IDLE: 'logged_out',
  CONFLICT: 'conflict',
  TOS_BLOCK: 'blocked',
  SMB_TOS_BLOCK: 'blocked',
};
const PERSON = /@(c\.us|lid)$/;

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
  const hearing = createHearing({ ...deps, timings, people, progress, sending });
  const hearsOf = listen(deps, hearing);
  const over = new AbortController();
  over.signal.addEventListener('abort', () => client.removeAllListeners());
  const obey = createObedience({ ...deps, sending, sends, people });
  return {
    watch(): void {
      const watched = {
        client,
        timings,
        now,
        account: hearing.account,
        heardAt: hearsOf.heardAt,
        findUnheard: () => hearing.findUnheard(hearsOf.heardAt()),
        connecting: () => tell({ kind: 'connecting' }),
        end,
      };
      watchPage(watched, over.signal).catch((error: unknown) => end('failed', String(error)));
    },
    close: () => over.abort(),
    hear(command: Exclude<ToChild, { kind: 'stop' }>): void {
      if (command.kind === 'stored') progress.stored(command.id);
      else obey(command, hearing.account() !== undefined);
    },
  };
}

// Whatever the page tells is a sign of life.
function listen({ client, now, tell, end }: SessionDeps, hearing: ReturnType<typeof createHearing>) {
  let heardAt = now();
  const on = <Args extends readonly unknown[]>(event: string, act: (...args: Args) => unknown): void => {
    client.on(event, (...args: unknown[]) => {
      heardAt = now();
      act(...(args as unknown as Args));
    });
  };
  on('qr', (qr: string) => tell({ kind: 'qr', qr }));
  on('loading_screen', () => tell({ kind: 'connecting' }));
  on('ready', () => {
    const missed = hearing.becomeReady(client.info.wid.user);
    missed.catch((error: unknown) => tell({ kind: 'log', why: `missed messages: ${String(error)}` }));
  });
  on('message_create', hearing.take);
  on('message_edit', (message: Message, _: unknown, before: unknown) => hearing.takeEdit(message, before));
  on('message_ack', (message: Message, ack: number) => {
    const account = hearing.account();
    if (account === undefined || !message.fromMe || !PERSON.test(chatOf(message))) return;
    tell({ kind: 'ack', account, id: message.id._serialized, ack });
  });
  on('auth_failure', (why: string) => end('logged_out', why));
  on('disconnected', (reason: string) => end(REASONS[reason] ?? 'failed', `WhatsApp Web ended: ${reason}`));
  return { heardAt: () => heardAt };
}

interface ObedienceDeps extends SessionDeps {
  readonly sending: Sending;
  readonly sends: Sends;
  readonly people: People;
}

function createObedience(deps: ObedienceDeps) {
  const { client, sending, sends, people, tell, end, settings } = deps;
  const { timings } = settings;
  const refuse = (call: number, error: unknown): void => {
    const refused = error instanceof Refused ? error : undefined;
    const code = refused?.code ?? 'page_failed';
    tell({ kind: 'refused', call, code, why: refused?.message ?? String(error), retryable: !refused });
  };
  const answer = (call: number, work: Promise<{ id: string; contentType: string; name: string }>): void => {
    work.then(
      (result) => tell({ kind: 'result', call, ...result }),
      (error: unknown) => refuse(call, error),
    );
  };
  const send = async (command: Extract<ToChild, { kind: 'send' }>) => {
    const { id, entry } = await sending.send(command);
    setTimeout(() => sends.confirm(entry), timings.confirmMs);
    return { id, contentType: '', name: '' };
  };
  return (command: Exclude<ToChild, { kind: 'stop' | 'stored' }>, isReady: boolean): void => {
    // Best effort: the message itself says what is wrong.
    if (command.kind === 'show') showTyping(client, people.chatOf(command.customer)).catch(() => undefined);
    else if (command.kind === 'logout') void unlink(client, timings.sendMs, end);
    else if (!isReady) refuse(command.call, new Error('WhatsApp is not connected'));
    else if (command.kind === 'send') answer(command.call, send(command));
    else answer(command.call, download(client, command, timings.transferMs));
  };
}

// Not "online", which would make the owner's phone fall silent.
async function showTyping(client: Client, chat: string): Promise<void> {
  await client.sendSeen(chat);
  const opened = await client.getChatById(chat);
  await opened.sendStateTyping();
}

// Where the page does not answer, the session is forgotten on this side at least.
async function unlink(client: Client, timeoutMs: number, end: SessionDeps['end']): Promise<void> {
  await within(timeoutMs, 'unlinking', logOut(client)).catch(() => undefined);
  end('logged_out', 'unlinked here');
}
