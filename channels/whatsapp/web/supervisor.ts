// Keeps a paired phone's session alive: starts it, starts it again, and knows when to stop and ask for a person.
import { rm } from 'node:fs/promises';
import type { Log } from '../../../src/log.ts';
import { DeliveryError } from '../../../src/model/errors.ts';
import type { AccountState, AccountStatus } from '../../account.ts';
import { findChromium, freeProfile, profileOf } from './chromium.ts';
import { isNight, untilNightMs } from './pacing.ts';
import { type Call, type Child, type Result, startChild } from './process.ts';
import type { End, News, Timings, ToChild } from './protocol.ts';
import { createRestarts } from './restarts.ts';
import { DETAILS } from './words.ts';

export interface SupervisorDeps {
  /** DATA_DIR/whatsapp. */
  readonly folder: string;
  readonly chromiumPath: string | undefined;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  readonly timings: Timings;
  readonly onStatus: () => void;
  readonly hear: (event: Extract<News, { kind: 'message' | 'own' | 'ack' }>) => void;
}

export type Health = Pick<AccountStatus, 'state' | 'since' | 'detail' | 'phone' | 'qr'>;

const IDLE_MS = 300_000;

export function createSupervisor(deps: SupervisorDeps) {
  const { folder, log, now, random, timings } = deps;
  const restarts = createRestarts(now, random, timings);
  let health: Health = {
    state: 'stopped',
    since: new Date(now()),
    detail: '',
    phone: undefined,
    qr: undefined,
  };
  let child: Child | undefined;
  let isStopped = true;
  // Chromium refuses to run as root with its sandbox.
  let hasSandbox = process.getuid?.() !== 0;
  let busyAt = 0;
  let launches = 0;
  let launching: NodeJS.Timeout | undefined;
  let wellTimer: NodeJS.Timeout | undefined;
  let nightTimer: NodeJS.Timeout | undefined;

  const turn = (state: AccountState, changes: Partial<Omit<Health, 'state' | 'since'>> = {}): void => {
    const since = state === health.state ? health.since : new Date(now());
    health = { ...health, detail: '', qr: undefined, ...changes, state, since };
    deps.onStatus();
  };

  const launch = (): void => {
    clearTimeout(launching);
    startOne().catch((error: unknown) => {
      log.error({ err: error }, 'WhatsApp Web could not be started');
      void goOn('failed', String(error));
    });
  };

  const startOne = async (): Promise<void> => {
    launches += 1;
    const launched = launches;
    const chromiumPath = findChromium(deps.chromiumPath);
    if (chromiumPath === undefined) return turn('trouble', { detail: DETAILS.noChromium });
    if (health.state !== 'deaf' && health.state !== 'logged_out')
      turn('connecting', { detail: health.detail });
    await freeProfile(folder);
    if (launched !== launches) return;
    const own = startChild({
      settings: { folder, chromiumPath, hasSandbox, timings },
      log,
      lacksSandbox,
      hear: (event) => child === own && hear(event),
      ended: (end, why) => {
        if (child !== own) return;
        child = undefined;
        void goOn(end, why);
      },
    });
    child = own;
  };

  const lacksSandbox = (): void => {
    if (hasSandbox) log.warn({}, 'Chromium finds no sandbox here: WhatsApp Web runs without one');
    hasSandbox = false;
  };

  const hear = (event: News): void => {
    switch (event.kind) {
      case 'qr':
        turn('waiting_for_scan', { qr: event.qr, detail: DETAILS.scan, phone: undefined });
        break;
      case 'connecting':
        if (health.state !== 'ready') turn('connecting', { detail: DETAILS.syncing });
        break;
      case 'ready':
        becomeReady(event.account);
        break;
      case 'log':
        log.warn({ reason: event.why }, 'WhatsApp Web had a difficulty');
        break;
      case 'message':
      case 'own':
      case 'ack':
        busyAt = now();
        deps.hear(event);
        break;
      default:
        event satisfies never;
    }
  };

  const becomeReady = (account: string): void => {
    log.info({}, 'WhatsApp Web is ready');
    turn('ready', { phone: `+${account}` });
    clearTimeout(wellTimer);
    wellTimer = setTimeout(restarts.forgive, timings.wellMs);
    planNight(untilNightMs(now(), random));
  };

  const planNight = (inMs: number): void => {
    clearTimeout(nightTimer);
    // It grows all the time it runs: a new browser every night keeps it small.
    nightTimer = setTimeout(() => {
      if (now() - busyAt > IDLE_MS) void begin();
      else planNight(isNight(now() + IDLE_MS) ? IDLE_MS : untilNightMs(now(), random));
    }, inMs);
  };

  const goOn = async (end: End, why: string): Promise<void> => {
    clearTimeout(wellTimer);
    clearTimeout(nightTimer);
    if (isStopped) return;
    log.warn({ end, reason: why }, 'WhatsApp Web ended');
    if (end === 'conflict' || end === 'blocked') return void turn('trouble', { detail: DETAILS[end] });
    if (end === 'logged_out') {
      turn('logged_out', { detail: DETAILS.loggedOut, phone: undefined });
      await forget();
    } else {
      turn(end === 'deaf' ? 'deaf' : 'connecting', { detail: DETAILS[end] });
    }
    const delayMs = end === 'offline' ? restarts.nextOffline() : restarts.next();
    if (isStopped || child) return;
    if (delayMs === undefined) return void turn('trouble', { detail: DETAILS.enough });
    launching = setTimeout(launch, delayMs);
  };

  const forget = (): Promise<void> =>
    rm(profileOf(folder), { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
      log.error({ err: error }, 'the session of WhatsApp Web could not be removed'),
    );

  // Ends what runs, without a word about it, and starts.
  const begin = async (): Promise<void> => {
    await halt();
    if (!isStopped) launch();
  };
  const halt = async (): Promise<void> => {
    clearTimeout(launching);
    clearTimeout(wellTimer);
    clearTimeout(nightTimer);
    launches += 1;
    const running = child;
    child = undefined;
    await running?.stop();
  };

  return {
    health: () => health,
    start(): void {
      isStopped = false;
      launch();
    },
    async stop(): Promise<void> {
      isStopped = true;
      await halt();
      turn('stopped');
    },
    restart(): void {
      if (isStopped) return;
      restarts.forgive();
      turn('connecting');
      void begin();
    },
    async unlink(): Promise<void> {
      if (isStopped) return;
      restarts.forgive();
      if (health.state === 'ready') return void child?.tell({ kind: 'logout' });
      await halt();
      await forget();
      launch();
    },
    tell: (command: ToChild): void => child?.tell(command),
    /** @throws DeliveryError */
    async ask(call: Call, timeoutMs: number): Promise<Result> {
      busyAt = now();
      if (!child || health.state !== 'ready') throw notReady();
      return child.ask(call, timeoutMs);
    },
  };
}
export type Supervisor = ReturnType<typeof createSupervisor>;

export function notReady(): DeliveryError {
  return new DeliveryError('not_ready', 'The paired phone is not connected at the moment.', {
    retryable: true,
  });
}
