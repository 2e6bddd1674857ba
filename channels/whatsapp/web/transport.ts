// WhatsApp by a paired phone: WhatsApp Web in a browser of its own, with the account's pace and limits.
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import type { Address } from '../../../src/model/activity.ts';
import { DeliveryError } from '../../../src/model/errors.ts';
import type { ProcessLease } from '../../../src/store/process-lease.ts';
import type { AccountStatus } from '../../account.ts';
import type { OpenFile, PlatformId } from '../../channel.ts';
import { type Place, toPlace } from '../address.ts';
import type { Transport, WhatsappPayload } from '../transport.ts';
import { decodeEvent } from './decode.ts';
import { createFiles, type Post } from './files.ts';
import { createInlet, type Inlet } from './inlet.ts';
import { holdLease } from './lease.ts';
import { createPacer, untilMidnightMs } from './pacing.ts';
import { TIMINGS, type Timings } from './protocol.ts';
import { createSupervisor, notReady } from './supervisor.ts';
import { ACCOUNT, DETAILS } from './words.ts';

export interface WebTransportDeps {
  /** The session is kept in `whatsapp` below it. */
  readonly dataDir: string;
  /** undefined: looked for in the usual places. */
  readonly chromiumPath: string | undefined;
  readonly dailyLimit: number;
  /** Messages that this account sent since midnight, by the clock of this machine. */
  readonly countSentToday: () => Promise<number>;
  /** Several processes may have one database; undefined where there is no other. */
  readonly lease?: ProcessLease;
  /** Reads the files that staff send from other platforms. */
  readonly openFile: OpenFile;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** Hears of every change of the account. */
  readonly onStatus: (status: AccountStatus) => void;
  readonly timings?: Partial<Timings>;
}

/** An answer that is late counts as none; the child's own limit is shorter. */
const SLACK_MS = 1_000;
const SHOWN_AGAIN_MS = 4_000;
const MOST_CHATS = 5_000;
const MOST_HAD = 200;

export function createWebTransport(deps: WebTransportDeps): Transport {
  const { log, now, random } = deps;
  const timings: Timings = { ...TIMINGS, ...deps.timings };
  const folder = resolve(deps.dataDir, 'whatsapp');
  const pacer = createPacer(now, random, timings);
  const shownAt = new Map<string, number>();
  let inlet: Inlet | undefined;
  let limitedUntil = 0;
  let had: readonly string[] = [];
  let isElsewhere = false;

  const status = (): AccountStatus => {
    const health = supervisor.health();
    return {
      ...ACCOUNT,
      ...health,
      ...(health.state === 'ready' && now() < limitedUntil && { detail: DETAILS.limit }),
      ...(isElsewhere && { detail: DETAILS.elsewhere }),
      restart: supervisor.restart,
      unlink: supervisor.unlink,
    };
  };
  const supervisor = createSupervisor({
    ...deps,
    folder,
    timings,
    onStatus: () => deps.onStatus(status()),
    hear: (told) => inlet?.hear(told),
  });
  const post: Post = async (command, timeoutMs) => {
    const { id } = await supervisor.ask({ kind: 'send', had: [...had], ...command }, timeoutMs);
    had = [...had.slice(1 - MOST_HAD), id];
    return id;
  };
  const files = createFiles({ ...deps, folder, supervisor, post, transferMs: timings.transferMs });

  const keepLimit = async (): Promise<void> => {
    if ((await deps.countSentToday()) < deps.dailyLimit) return;
    const retryAfterMs = untilMidnightMs(now());
    const isNews = now() >= limitedUntil;
    limitedUntil = now() + retryAfterMs;
    if (isNews) deps.onStatus(status());
    throw new DeliveryError('daily_limit', DETAILS.limit, { retryable: true, retryAfterMs });
  };

  const send = async (to: Address, payload: WhatsappPayload): Promise<PlatformId> => {
    const { customer, account } = requireOurs(to);
    const { state, phone } = supervisor.health();
    if (state !== 'ready') throw notReady();
    if (phone !== `+${account}`) throw numberChanged(account);
    await keepLimit();
    const text = textOf(payload);
    const waitMs = pacer.reserve(text.length);
    supervisor.tell({ kind: 'show', customer });
    await wait(waitMs);
    if (payload.kind === 'file') return files.send(customer, payload);
    return post({ customer, text }, timings.sendMs + SLACK_MS);
  };

  return {
    name: 'web',
    decode: decodeEvent,
    send,
    async show(to, progress) {
      if (progress.kind === 'withdrawn' || supervisor.health().state !== 'ready') return;
      const { customer } = toPlace(to);
      if (now() - (shownAt.get(customer) ?? Number.NEGATIVE_INFINITY) < SHOWN_AGAIN_MS) return;
      if (shownAt.size >= MOST_CHATS) shownAt.clear();
      shownAt.set(customer, now());
      supervisor.tell({ kind: 'show', customer });
    },
    openFile: files.open,
    status,
    async start(receive, reports) {
      const stored = (id: string): void => supervisor.tell({ kind: 'stored', id });
      const opened = createInlet({ receive, reports, stored, log });
      inlet = opened;
      const begin = async (): Promise<void> => {
        isElsewhere = false;
        await files.clear();
        supervisor.start();
      };
      const lost = (): Promise<void> => {
        isElsewhere = true;
        return supervisor.stop();
      };
      if (!deps.lease) await begin();
      const end = deps.lease
        ? holdLease({ lease: deps.lease, log, begin, lost, halt: supervisor.stop })
        : supervisor.stop;
      return async () => {
        await end();
        await opened.stop();
        if (inlet === opened) inlet = undefined;
      };
    },
  };
}

function requireOurs(to: Address): Place {
  const place = toPlace(to);
  if (place.transport === 'web') return place;
  throw new DeliveryError('address_gone', 'This customer is not reached by the paired phone.');
}

// Somebody who wrote to one number is not answered from another: they would not know who that is.
function numberChanged(account: string): DeliveryError {
  return new DeliveryError(
    'number_changed',
    `This customer wrote to +${account}, and another phone is paired now. Pair that one again, or write from its WhatsApp.`,
  );
}

// No buttons on this way: what could be pressed is listed, to be typed.
function textOf(payload: WhatsappPayload): string {
  if (payload.kind === 'file') return payload.name;
  if (payload.kind === 'template' || payload.options.length === 0) return payload.text;
  return `${payload.text}\n\n${payload.options.map(({ title }) => `▸ ${title}`).join('\n')}`;
}
