// The paired phone where another process hosts it: shown as that one tells, and asked of it what owners want.
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import { DeliveryError } from '../../../src/model/errors.ts';
import type { SeenAccount, Wish } from '../../../src/store/hosted-accounts.ts';
import { ACCOUNT_STATES, type AccountState, type AccountStatus } from '../../account.ts';
import type { OpenFile } from '../../channel.ts';
import type { Transport } from '../transport.ts';
import { decodeEvent, FILE_SCHEME } from './decode.ts';
import { ACCOUNT, DETAILS } from './words.ts';

export interface DistantDeps {
  readonly read: (key: string) => Promise<SeenAccount | undefined>;
  readonly ask: (of: { readonly key: string; readonly wish: Wish }) => Promise<void>;
  /** Forgets the code of who told nothing for so long. */
  readonly forgetCode: (of: { readonly key: string; readonly olderThanMs: number }) => Promise<void>;
  /** Where our copy of a message's file is; undefined until there is one, null where there will be none. */
  readonly findCopy: (account: string, messageId: string) => Promise<string | null | undefined>;
  /** Reads our copies. */
  readonly openFile: OpenFile;
  readonly onStatus: (status: AccountStatus) => void;
  readonly log: Log;
  readonly now: () => number;
}

const ROUND_MS = 2_000;
/** The lease of the phone is as long: whoever is silent for longer has lost it. */
export const SILENT_MS = 10_000;
const COPY_LOOK_MS = 500;

type Told = Pick<AccountStatus, 'state' | 'since' | 'detail' | 'phone' | 'qr'>;

export function createDistantTransport(deps: DistantDeps): Transport {
  const { log, now } = deps;
  let told: Told = connecting(now());
  // Nobody does what is asked of a worker that is gone.
  let isAlive = false;
  const ask = (wish: Wish): Promise<void> => deps.ask({ key: ACCOUNT.key, wish });
  const status = (): AccountStatus => ({
    ...ACCOUNT,
    ...told,
    ...(isAlive && {
      restart: () =>
        void ask('restart').catch((err: unknown) => log.error({ err }, 'WhatsApp Web was not restarted')),
      unlink: () => ask('unlink'),
    }),
  });

  const look = async (): Promise<void> => {
    const seen = await deps.read(ACCOUNT.key);
    isAlive = seen !== undefined && seen.ageMs <= SILENT_MS;
    if (!isAlive && seen?.qr !== undefined)
      await deps.forgetCode({ key: ACCOUNT.key, olderThanMs: SILENT_MS });
    turn(seen ? toTold(seen, isAlive) : { ...told, ...NOBODY, since: sinceOf(told, now()) });
  };
  const turn = (next: Told): void => {
    const isNews = JSON.stringify(next) !== JSON.stringify(told);
    told = next;
    if (isNews) deps.onStatus(status());
  };
  const round = (): Promise<void> =>
    look().catch((err: unknown) => {
      log.warn({ err }, 'nobody could tell how WhatsApp Web is');
      // It changes every few seconds: what was read before is of no use.
      if (told.qr !== undefined) turn({ ...told, qr: undefined });
    });

  return {
    name: 'web',
    decode: decodeEvent,
    async send() {
      throw new DeliveryError('not_ready', DETAILS.elsewhere, { retryable: true });
    },
    show: async () => undefined,
    async openFile(contentUrl, signal) {
      const account = told.phone?.replace('+', '') ?? '';
      const copy = await waitForCopy(deps, { account, id: contentUrl.slice(FILE_SCHEME.length) }, signal);
      return deps.openFile(copy, signal);
    },
    status,
    async start() {
      const over = new AbortController();
      await round();
      const ended = (async () => {
        while (!over.signal.aborted) {
          await wait(ROUND_MS, undefined, { signal: over.signal }).catch(() => undefined);
          if (!over.signal.aborted) await round();
        }
      })();
      return () => {
        over.abort();
        return ended;
      };
    },
  };
}

const NOBODY = { state: 'trouble', detail: DETAILS.noWorker, phone: undefined, qr: undefined } as const;

function connecting(at: number): Told {
  return { state: 'connecting', since: new Date(at), detail: '', phone: undefined, qr: undefined };
}

function sinceOf({ state, since }: Told, at: number): Date {
  return state === 'trouble' ? since : new Date(at);
}

function toTold({ state, since, detail, phone, qr, seenAt }: SeenAccount, isAlive: boolean): Told {
  if (!isAlive)
    return { state: 'trouble', since: seenAt, detail: DETAILS.silentWorker, phone, qr: undefined };
  return { state: isState(state) ? state : 'trouble', since, detail, phone, qr };
}

function isState(state: string): state is AccountState {
  return ACCOUNT_STATES.some((known) => known === state);
}

// Only the process that has the phone can read what customers sent; it keeps a copy within seconds.
async function waitForCopy(
  { findCopy }: DistantDeps,
  of: { readonly account: string; readonly id: string },
  signal: AbortSignal,
): Promise<string> {
  while (!signal.aborted) {
    const copy = await findCopy(of.account, of.id);
    if (copy === null) throw new DeliveryError('file_unknown', DETAILS.onPhone);
    if (copy !== undefined) return copy;
    await wait(COPY_LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  throw new DeliveryError('file_too_slow', DETAILS.notYet, { retryable: true });
}
