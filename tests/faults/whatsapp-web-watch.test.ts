// A paired phone's session that lives in name only is noticed, and one that can't begin says why.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { until } from '../support/house.ts';
import { hellosOf, openPaired, openPhone, type PairedPhone } from '../support/whatsapp-web-account.ts';

const TIMEOUT_MS = 120_000;
const WAIT_MS = 20_000;
afterEach(() => void vi.restoreAllMocks());

/** The process of its own in which the session runs. */
function childOf(dataDir: string): number {
  const isChild = (pid: string): boolean => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.includes('child.ts') && command.includes(dataDir);
    } catch {
      return false;
    }
  };
  return Number(readdirSync('/proc').find(isChild));
}

/** How late a thread of this process ever is that does nothing: what else the machine does makes all threads late. */
function watchIdleThread(): { latest(): Promise<number> } {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 10 });
     delay.enable();
     parentPort.once('message', () => parentPort.postMessage(delay.max));`,
    { eval: true },
  );
  worker.unref();
  return {
    async latest() {
      worker.postMessage('told');
      const [late] = await once(worker, 'message');
      return late;
    },
  };
}

const textsOf = ({ received }: PairedPhone): readonly string[] => received.map(({ text }) => text);

describe('a session that only seems to live', () => {
  it.concurrent(
    'is found deaf and started again, and what it did not hear is heard',
    async (context) => {
      const phone = await openPaired(context, { timings: { quietMs: 300, probeTimeoutMs: 500 } });
      const { simulator, statuses, untilState, untilReceived } = phone;
      const mei = simulator.customer('Mei', '6591234567');
      simulator.goesDeaf();
      mei.says('can anybody hear me?');
      await untilState('deaf');
      simulator.hears();
      await untilReceived('can anybody hear me?');
      expect(textsOf(phone)).toEqual(['can anybody hear me?']);
      expect(statuses.find(({ state }) => state === 'deaf')?.detail).toContain('restarted');
      await untilState('ready');
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'is found deaf where chats fill up and nobody tells, while every message comes all the same',
    async (context) => {
      const phone = await openPaired(context, { timings: { lateMs: 0 } });
      const { simulator, statuses, untilState, untilReceived } = phone;
      const mei = simulator.customer('Mei', '6591234567');
      const said: string[] = [];
      const says = async (): Promise<void> => {
        said.push(`word ${said.length}`);
        mei.says(said.at(-1) ?? '');
        await untilReceived(said.at(-1) ?? '');
      };
      simulator.swallowsEvents();
      // Two looks have to find words; one look may find several.
      while (!statuses.some(({ state }) => state === 'deaf') && said.length < 12) await says();
      expect(statuses.map(({ state }) => state)).toContain('deaf');
      await untilState('ready');
      await says();
      expect(textsOf(phone)).toEqual(said);
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'is killed where its whole process falls silent',
    async (context) => {
      const phone = await openPaired(context, { timings: { silentMs: 3_000 } });
      const { simulator, dataDir, statuses, untilReceived, untilState } = phone;
      const from = statuses.length;
      process.kill(childOf(dataDir), 'SIGSTOP');
      simulator.customer('Mei', '6591234567').says('wake up');
      const hasEnded = (): boolean => statuses.slice(from).some(({ state }) => state === 'connecting');
      await until('it was noticed', hasEnded, WAIT_MS);
      await untilState('ready');
      await untilReceived('wake up');
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'asks WhatsApp for an answer when it is quiet, and not at every look',
    async (context) => {
      const { simulator } = await openPaired(context, { timings: { probeMs: 100, quietMs: 1_000 } });
      const asked = () => simulator.journal.filter(({ kind }) => kind === 'exists');
      await until('it has asked three times', () => asked().length >= 3, WAIT_MS);
      const times = asked().map(({ at }) => at);
      const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
      expect(Math.min(...gaps)).toBeGreaterThan(900);
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'becomes ready where the page had synced before anybody listened',
    async (context) => {
      const { simulator, transport, untilReceived, untilState } = await openPaired(context);
      simulator.syncsEarly();
      transport.status().restart?.();
      await until('it begins anew', () => transport.status().state === 'connecting');
      await untilState('ready');
      simulator.customer('Mei', '6591234567').says('early bird');
      await untilReceived('early bird');
    },
    TIMEOUT_MS,
  );

  it.concurrent(
    'is given up when it never becomes ready, and tried anew by hand',
    async (context) => {
      const { simulator, transport, untilState } = await openPhone(context, {
        timings: { readyMs: 600, restartsMost: 2 },
      });
      simulator.losesReady(true);
      await untilState('waiting_for_scan');
      simulator.phone.scan(transport.status().qr ?? '');
      await untilState('trouble');
      expect(transport.status().detail).toContain('Restart');
      expect(hellosOf(simulator)).toBe(4);
      simulator.losesReady(false);
      transport.status().restart?.();
      await untilState('ready');
    },
    TIMEOUT_MS,
  );

  // By itself: it measures this process.
  it(
    'is killed where its page hangs, while the server goes on undisturbed',
    async (context) => {
      const { simulator, untilReceived, untilState } = await openPaired(context, {
        timings: { probeTimeoutMs: 500 },
      });
      const mei = simulator.customer('Mei', '6591234567');
      const delay = monitorEventLoopDelay({ resolution: 10 });
      delay.enable();
      const idle = watchIdleThread();
      simulator.hangs();
      mei.says('hello?');
      await untilState('deaf');
      await untilState('ready');
      await untilReceived('hello?');
      delay.disable();
      expect((delay.max - (await idle.latest())) / 1e6).toBeLessThan(1_000);
    },
    TIMEOUT_MS,
  );
});

describe('a session that cannot begin', () => {
  it('says what to install where there is no browser', async (context) => {
    const phone = await openPhone(context, { chromiumPath: '/nowhere/chromium' });
    expect(phone.transport.status()).toMatchObject({
      state: 'trouble',
      detail: expect.stringContaining('CHROMIUM_PATH'),
    });
    await expect(phone.send('6591234567', 'Hello')).rejects.toMatchObject({
      code: 'not_ready',
      retryable: true,
    });
  });

  it(
    'goes without a sandbox where Chromium says that there is none, and only there',
    async (context) => {
      vi.spyOn(process, 'getuid').mockReturnValue(1_000);
      const phone = await openPhone(context, { hasNoSandbox: true });
      await phone.untilState('waiting_for_scan');
      await phone.stop();
      const refused = await openPhone(context, {
        chromiumPath: '/bin/false',
        timings: { restartsMost: 1 },
      });
      await refused.untilState('trouble');
    },
    TIMEOUT_MS,
  );

  it('shows fresh codes for as long as nobody scans one', async (context) => {
    const { simulator, transport, statuses, untilState } = await openPhone(context, { refMs: 60 });
    await untilState('waiting_for_scan');
    const asked = (): number => simulator.journal.filter(({ kind }) => kind === 'refresh').length;
    await until('the page was asked for new ones', () => asked() >= 2, WAIT_MS);
    const shown = (): number => new Set(statuses.map(({ qr }) => qr)).size;
    await until('they are told', () => shown() > 5, WAIT_MS);
    expect(transport.status().state).toBe('waiting_for_scan');
  });
});
