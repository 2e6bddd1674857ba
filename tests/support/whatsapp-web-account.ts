// The paired phone's transport on a simulated WhatsApp Web, with what it told: quick, since its durations are shortened.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, type TestContext } from 'vitest';
import type { AccountStatus } from '../../channels/account.ts';
import type { FileContent, Stop } from '../../channels/channel.ts';
import { toAddress } from '../../channels/whatsapp/address.ts';
import type { Transport } from '../../channels/whatsapp/transport.ts';
import type { Timings } from '../../channels/whatsapp/web/protocol.ts';
import { createWebTransport } from '../../channels/whatsapp/web/transport.ts';
import { createLog } from '../../src/log.ts';
import type { Address, Inbound, OwnWords, Receipt } from '../../src/model/activity.ts';
import type { ProcessLease } from '../../src/store/process-lease.ts';
import { until } from './house.ts';
import { startWhatsappWebSimulator, type WhatsappWebSimulator } from './whatsapp-web-simulator.ts';

export const ACCOUNT = '6580001234';

/** Fast enough for a test, slow enough for a machine that is busy. */
export const QUICK: Partial<Timings> = {
  aliveMs: 250,
  silentMs: 15_000,
  lookMs: 200,
  probeMs: 400,
  nudgeMs: 1_000,
  probeTimeoutMs: 2_000,
  backoffFirstMs: 50,
  stopMs: 4_000,
  typingLeastMs: 5,
  typingMostMs: 20,
  typingPerCharMs: 1,
  gapLeastMs: 5,
  gapMostMs: 10,
};

/** For what takes a browser some tries, on a machine that is busy with others. */
const WAIT_MS = 40_000;

export interface PairedPhone {
  readonly simulator: WhatsappWebSimulator;
  readonly transport: Transport;
  /** Where the session is kept. */
  readonly dataDir: string;
  readonly received: readonly Inbound[];
  readonly own: readonly OwnWords[];
  readonly receipts: readonly Receipt[];
  readonly statuses: readonly AccountStatus[];
  /** Waits for a code and scans it; resolves once the account is ready. */
  pair(): Promise<void>;
  untilState(state: AccountStatus['state']): Promise<void>;
  untilReceived(text: string): Promise<Inbound>;
  send(customer: string, text: string): Promise<string>;
  /** The next messages are refused with these. */
  failNext(...errors: readonly Error[]): void;
  stop(): Promise<void>;
  /** Once more, with the same session. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface PairedPhoneOptions {
  readonly timings?: Partial<Timings>;
  readonly simulator?: WhatsappWebSimulator;
  readonly dataDir?: string;
  readonly chromiumPath?: string;
  readonly dailyLimit?: number;
  readonly countSentToday?: () => Promise<number>;
  readonly openFile?: (contentUrl: string) => Promise<FileContent>;
  /** How long the simulator shows a code. */
  readonly refMs?: number;
  readonly lease?: ProcessLease;
  readonly now?: () => number;
  readonly random?: () => number;
  /** Its Chromium finds no sandbox to be in. */
  readonly hasNoSandbox?: boolean;
}

/** Started, and not paired yet. */
export async function openPairedPhone(chromium: string, of: PairedPhoneOptions = {}): Promise<PairedPhone> {
  const simulator =
    of.simulator ??
    (await startWhatsappWebSimulator(chromium, {
      phone: ACCOUNT,
      refMs: of.refMs ?? 20_000,
      hasNoSandbox: of.hasNoSandbox ?? false,
    }));
  const dataDir = of.dataDir ?? mkdtempSync(join(tmpdir(), 'kaki-phone-'));
  const received: Inbound[] = [];
  const own: OwnWords[] = [];
  const receipts: Receipt[] = [];
  const statuses: AccountStatus[] = [];
  const failures: Error[] = [];
  const transport = createWebTransport({
    dataDir,
    chromiumPath: of.chromiumPath ?? simulator.chromiumPath,
    dailyLimit: of.dailyLimit ?? 300,
    countSentToday: of.countSentToday ?? (async () => 0),
    openFile: of.openFile ?? (() => Promise.reject(new Error('no file was to be read'))),
    log: createLog(process.env.TEST_LOG ?? 'silent'),
    now: of.now ?? Date.now,
    random: of.random ?? Math.random,
    ...(of.lease && { lease: of.lease }),
    onStatus: (status) => void statuses.push(status),
    timings: { ...QUICK, ...of.timings },
  });
  let stop: Stop = async () => undefined;
  const start = async (): Promise<void> => {
    stop = await transport.start(
      async (inbound) => {
        const failure = failures.shift();
        if (failure) throw failure;
        received.push(inbound);
      },
      {
        receipt: async (receipt) => void receipts.push(receipt),
        spoke: async (words) => void own.push(words),
      },
    );
  };
  const untilState = (state: AccountStatus['state']): Promise<void> =>
    until(`the account is ${state}`, () => transport.status().state === state, WAIT_MS).catch(
      (error: unknown) => {
        const trail = statuses.map((status) => status.state).join(', ');
        throw new Error(`${String(error)}; its states were: ${trail}`);
      },
    );
  const find = (text: string): Inbound | undefined => received.find((inbound) => inbound.text === text);
  await start();
  return {
    simulator,
    transport,
    dataDir,
    received,
    own,
    receipts,
    statuses,
    async pair() {
      await untilState('waiting_for_scan');
      simulator.phone.scan(transport.status().qr ?? '');
      await untilState('ready');
    },
    untilState,
    async untilReceived(text) {
      await until(`"${text}" is received`, () => find(text) !== undefined, WAIT_MS);
      return find(text) as Inbound;
    },
    send: (customer, text) => transport.send(addressOf(customer), { kind: 'text', text, options: [] }),
    failNext: (...errors) => void failures.push(...errors),
    stop: () => stop(),
    start,
    async close() {
      await stop();
      await simulator.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A phone that is closed with its test: several may run side by side. */
export async function openPhone(test: TestContext, of?: PairedPhoneOptions): Promise<PairedPhone> {
  const phone = await openPairedPhone(inject('chromiumPath'), of);
  test.onTestFinished(phone.close);
  return phone;
}

export async function openPaired(test: TestContext, of?: PairedPhoneOptions): Promise<PairedPhone> {
  const phone = await openPhone(test, of);
  await phone.pair();
  return phone;
}

/** How often its page came up. */
export function hellosOf({ journal }: WhatsappWebSimulator): number {
  return journal.filter(({ kind }) => kind === 'hello').length;
}

export function addressOf(customer: string): Address {
  return toAddress({ transport: 'web', account: ACCOUNT, customer, lastMessage: undefined }, 'Mei');
}
