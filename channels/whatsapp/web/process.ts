// The child process with the browser, seen from the server: told, asked, listened to, and ended with all that is its own.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Log } from '../../../src/log.ts';
import { DeliveryError } from '../../../src/model/errors.ts';
import { type End, type FromChild, fromChild, type News, type Settings, type ToChild } from './protocol.ts';

export interface ChildDeps {
  readonly settings: Settings;
  readonly log: Log;
  readonly hear: (event: News) => void;
  /** The browser says that nothing lets it build its sandbox. */
  readonly lacksSandbox: () => void;
  /** Once, when the process is gone. */
  readonly ended: (end: End, why: string) => void;
}

export interface Result {
  readonly id: string;
  readonly contentType: string;
  readonly name: string;
}

type Question = Extract<ToChild, { readonly call: number }>;
type Unnumbered<T> = T extends unknown ? Omit<T, 'call'> : never;
export type Call = Unnumbered<Question>;

export interface Child {
  tell(command: ToChild): void;
  /** @throws DeliveryError */
  ask(call: Call, timeoutMs: number): Promise<Result>;
  /** Closes the browser first, so that it writes its session down; resolves when the process is gone. */
  stop(): Promise<void>;
}

const MEMORY_MB = 256;
// The browser sees nothing of the server's environment: there are keys in it.
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export function startChild({ settings, log, hear, lacksSandbox, ended }: ChildDeps): Child {
  const { timings, folder } = settings;
  const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [JSON.stringify(settings)], {
    // A process group of its own: Ctrl-C on the terminal is the server's, which then stops it in order.
    detached: true,
    execArgv: [`--max-old-space-size=${MEMORY_MB}`],
    env: { PATH, HOME: folder, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const calls = createCalls();
  const gone = Promise.withResolvers<void>();
  let browser: number | undefined;
  let last: { readonly end: End; readonly why: string } = { end: 'failed', why: 'the process went away' };
  let silence: NodeJS.Timeout | undefined;

  const kill = (why: string): void => {
    last = { end: 'failed', why };
    killGroup(child.pid);
    killGroup(browser);
  };
  const waitForWord = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => kill('the process did not give a sign of life'), timings.silentMs);
  };
  waitForWord();
  child.on('message', (given) => {
    waitForWord();
    const read = fromChild.safeParse(given);
    if (!read.success) return log.warn({ err: read.error }, 'WhatsApp Web told something unknown');
    const event = read.data;
    if (event.kind === 'browser') browser = event.pid;
    else if (event.kind === 'ended') last = event;
    else if (event.kind === 'result' || event.kind === 'refused') calls.settle(event);
    else if (event.kind !== 'alive') hear(event);
  });
  child.stderr?.on('data', (given) => {
    const line = String(given);
    log.debug({ line }, 'WhatsApp Web complains');
    if (line.includes('No usable sandbox')) lacksSandbox();
  });
  child.on('error', (error) => log.warn({ err: error }, 'WhatsApp Web could not be told something'));
  child.once('exit', () => {
    clearTimeout(silence);
    killGroup(browser);
    calls.fail();
    ended(last.end, last.why);
    gone.resolve();
  });
  if (child.pid === undefined) setImmediate(() => child.emit('exit'));

  const tell = (command: ToChild): void => {
    // What a process that is about to go is told is lost; `exit` follows.
    if (child.connected) child.send(command, () => undefined);
  };
  return {
    tell,
    ask: (call, timeoutMs) => calls.ask((id) => tell({ ...call, call: id } as Question), timeoutMs),
    async stop() {
      tell({ kind: 'stop' });
      const late = setTimeout(() => kill('it did not stop in time'), timings.stopMs);
      await gone.promise;
      clearTimeout(late);
    },
  };
}

function createCalls() {
  const waiting = new Map<number, PromiseWithResolvers<Result>>();
  let count = 0;
  return {
    async ask(put: (id: number) => void, timeoutMs: number): Promise<Result> {
      count += 1;
      const id = count;
      const answer = Promise.withResolvers<Result>();
      waiting.set(id, answer);
      const timer = setTimeout(() => answer.reject(unanswered()), timeoutMs);
      put(id);
      try {
        return await answer.promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    settle(event: Extract<FromChild, { kind: 'result' | 'refused' }>): void {
      const answer = waiting.get(event.call);
      if (event.kind === 'result') answer?.resolve(event);
      else answer?.reject(new DeliveryError(event.code, event.why, { retryable: event.retryable }));
    },
    fail(): void {
      for (const answer of waiting.values()) answer.reject(unanswered());
    },
  };
}

// It may have gone out all the same: the child's journal finds that when it is sent again.
function unanswered(): DeliveryError {
  return new DeliveryError('unanswered', 'WhatsApp Web gave no answer. It is tried again.', {
    retryable: true,
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
