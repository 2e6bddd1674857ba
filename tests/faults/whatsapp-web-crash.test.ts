// Processes are killed in the middle: nothing is said twice, nothing of ours is taken for a person's, nothing is left over.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { createProcessLease } from '../../src/store/process-lease.ts';
import { openTestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';
import { openPairedPhone } from '../support/whatsapp-web-account.ts';
import { startWhatsappWebSimulator } from '../support/whatsapp-web-simulator.ts';
import { type RawMessage, serializeId } from '../support/whatsapp-web-world.ts';

const TIMEOUT_MS = 120_000;
const WAIT_MS = 20_000;

describe('a process that is killed', () => {
  it(
    'says nothing twice, be it the browser or the server that died between sending and writing it down',
    async () => {
      const chromium = inject('chromiumPath');
      const first = await openPairedPhone(chromium, { timings: { sendMs: 2_500, confirmMs: 60_000 } });
      const { simulator, dataDir } = first;
      const mei = simulator.customer('Mei', '6591234567');
      await first.pair();
      simulator.holdsSends(true);
      await expect(first.send('6591234567', 'One moment')).rejects.toMatchObject({ retryable: true });
      expect(await first.send('6591234567', 'One moment')).toBe(idOf(mei.sees().at(0)));
      expect(mei.texts()).toEqual(['One moment']);

      const lost = first.send('6591234567', 'Your order is ready').catch((error: unknown) => error);
      await until('it arrived', () => mei.texts().length === 2);
      process.kill(simulator.browserPid(), 'SIGKILL');
      expect(await lost).toMatchObject({ retryable: true });
      simulator.holdsSends(false);
      await until('the loss was noticed', () => first.transport.status().state !== 'ready', WAIT_MS);
      await first.untilState('ready');
      const id = await first.send('6591234567', 'Your order is ready');
      expect(id).toBe(idOf(mei.sees().at(1)));
      // Meant twice, said twice.
      const thanks = [
        await first.send('6591234567', 'Thank you!'),
        await first.send('6591234567', 'Thank you!'),
      ];
      await first.stop();

      const second = await openPairedPhone(chromium, { simulator, dataDir });
      await second.untilState('ready');
      expect(await second.send('6591234567', 'Your order is ready')).toBe(id);
      expect(thanks).toContain(await second.send('6591234567', 'Thank you!'));
      expect(mei.texts()).toEqual(['One moment', 'Your order is ready', 'Thank you!', 'Thank you!']);
      mei.says('thanks');
      await second.untilReceived('thanks');
      expect([...first.own, ...second.own]).toEqual([]);
      await second.close();
    },
    TIMEOUT_MS,
  );

  it(
    'takes the browser along, and what it leaves behind does not stop the next',
    async () => {
      const simulator = await startWhatsappWebSimulator(inject('chromiumPath'));
      const dataDir = mkdtempSync(join(tmpdir(), 'kaki-phone-'));
      const server = startServer(dataDir, simulator.chromiumPath);
      simulator.phone.scan((await server.untilState('waiting_for_scan')).qr ?? '');
      await server.untilState('ready');
      const before = processesOf(dataDir);
      expect(before.length).toBeGreaterThan(2);
      server.process.kill('SIGKILL');
      await until('all of its processes are gone', () => processesOf(dataDir).length === 0, WAIT_MS);

      const lock = join(dataDir, 'whatsapp', 'session', 'SingletonLock');
      rmSync(lock, { force: true });
      symlinkSync(`another-container-${process.pid}`, lock);
      const next = startServer(dataDir, simulator.chromiumPath);
      await next.untilState('ready');
      expect(readlinkSync(lock)).toBe(`${hostname()}-${simulator.browserPid()}`);
      next.process.kill('SIGKILL');
      await until('all of its processes are gone', () => processesOf(dataDir).length === 0, WAIT_MS);
      await simulator.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
    TIMEOUT_MS,
  );
});

describe('two processes on one database', () => {
  it(
    'do not fight for the phone: the second waits, and takes the session over when the first ends',
    async () => {
      const database = await openTestDatabase();
      const newLease = () =>
        createProcessLease(database.pool, { name: 'phone', owner: randomUUID(), durationMs: 4_000 });
      const first = await openPairedPhone(inject('chromiumPath'), { lease: newLease() });
      const { simulator, dataDir } = first;
      await first.pair();
      const second = await openPairedPhone(inject('chromiumPath'), { simulator, dataDir, lease: newLease() });
      const detail = (): string => second.transport.status().detail;
      await until('the second knows of the first', () => detail().includes('Another process'), WAIT_MS);
      const mei = simulator.customer('Mei', '6591234567');
      mei.says('hello, both of you');
      await first.untilReceived('hello, both of you');
      await expect(second.send('6591234567', 'Hello')).rejects.toMatchObject({ retryable: true });
      expect(first.statuses.filter(({ state }) => state === 'ready')).toHaveLength(1);
      expect(second.received).toEqual([]);
      await first.stop();
      await second.untilState('ready');
      expect(detail()).toBe('');
      await second.send('6591234567', 'Still here');
      expect(mei.texts()).toEqual(['Still here']);
      await second.close();
      await database.close();
    },
    TIMEOUT_MS,
  );
});

function idOf(message: RawMessage | undefined): string {
  return message ? serializeId(message) : 'none';
}

interface Told {
  readonly state: string;
  readonly qr?: string;
}

function startServer(dataDir: string, chromiumPath: string) {
  const path = fileURLToPath(new URL('../support/whatsapp-web-server.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [path, dataDir, chromiumPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: Told[] = [];
  if (child.stdout) createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line)));
  return {
    process: child,
    async untilState(state: string): Promise<Told> {
      await until(`the account is ${state}`, () => told.at(-1)?.state === state, WAIT_MS);
      return told.at(-1) as Told;
    },
  };
}

// Everything that was started for this folder, the server itself aside once it is gone.
function processesOf(dataDir: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && commandOf(pid).includes(dataDir));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
