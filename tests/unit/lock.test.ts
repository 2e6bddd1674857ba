import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/model/errors.ts';
import { lockFolder } from '../../src/store/lock.ts';

const TAKER = fileURLToPath(new URL('../support/lock-taker.ts', import.meta.url));

interface Taker {
  readonly process: ChildProcess;
  /** @returns 'taken', or the message of the refusal. */
  take(folder: string): Promise<string>;
}

describe('the lock of the data folder', () => {
  let folder: string;
  let takers: Taker[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaki-lock-'));
    takers = [];
  });

  afterEach(async () => {
    await Promise.all(takers.map(kill));
    rmSync(folder, { recursive: true, force: true });
  });

  function startTaker(...args: readonly string[]): Taker {
    const child = spawn(process.execPath, [TAKER, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const take = async (path: string): Promise<string> => {
      child.stdin.write(`${path}\n`);
      return String((await lines.next()).value);
    };
    const taker = { process: child, take };
    takers.push(taker);
    return taker;
  }

  it('refuses a second process and names the first', async () => {
    const first = startTaker();
    expect(await first.take(folder)).toBe('taken');
    expect(() => lockFolder(folder)).toThrow(StoreError);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${first.process.pid}.`);
    expect(await startTaker().take(folder)).toContain('set DATA_DIR to another folder');
  });

  it('refuses a second owner in the same process, until the first releases', async () => {
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}.`);
    release();
    const again = lockFolder(folder);
    again();
  });

  it('is taken over from a process that was killed', async () => {
    const killed = startTaker();
    expect(await killed.take(folder)).toBe('taken');
    await kill(killed);
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}.`);
    release();
  });

  it('is left alone by a release that comes twice', async () => {
    const release = lockFolder(folder);
    release();
    const next = lockFolder(folder);
    release();
    expect(() => lockFolder(folder)).toThrow(StoreError);
    next();
  });

  it('says what to do about a folder that can not be written', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect(() => lockFolder(join(file, 'data'))).toThrow(/can't be written .*ENOTDIR.* set DATA_DIR/);
  });

  it('is free after a crash in the middle of taking it, and not before', () => {
    const half = join(folder, 'lock-1');
    writeFileSync(half, '{"pid":');
    expect(() => lockFolder(folder)).toThrow('in use by another process.');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(half, longAgo, longAgo);
    lockFolder(folder)();
  });

  it.each(['quick', 'slow'])(
    'has one owner after a kill when two %s processes want it at once',
    async (pace) => {
      const trials = Array.from({ length: 20 }, (_, trial) => join(folder, `trial-${trial}`));
      const killed = startTaker();
      const left = join(folder, 'left');
      expect(await killed.take(left)).toBe('taken');
      await kill(killed);
      for (const trial of trials) cpSync(left, trial, { recursive: true });

      const rivals = [startTaker(pace), startTaker(pace)];
      const owners: number[] = [];
      for (const trial of trials) {
        const answers = await Promise.all(rivals.map((rival) => rival.take(trial)));
        owners.push(answers.filter((answer) => answer === 'taken').length);
      }
      expect(owners).toEqual(trials.map(() => 1));
    },
  );
});

async function kill({ process: child }: Taker): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
