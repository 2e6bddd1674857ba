// M9: how soon it can be used, and what it holds while nobody writes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findPort } from '../support/server.ts';
import {
  atMost,
  type Bench,
  type Context,
  ENGINE_NAMES,
  type Engine,
  type Reading,
  type Where,
} from './measure.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-koa.ts', import.meta.url));
const DEADLINE_MS = 60_000;
const IDLE_MS = 20_000;
const LATER_STARTS = 3;
const IDLE_BARS: Readonly<Record<Engine, number>> = { embedded: 450, postgresql: 200 };

interface Started {
  readonly child: ChildProcess;
  readonly tookS: number;
}

async function start(file: string, environment: Readonly<Record<string, string>>): Promise<Started> {
  const port = await findPort();
  const begun = performance.now();
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (performance.now() - begun > DEADLINE_MS) {
      child.kill('SIGKILL');
      throw new Error(`the server was not ready after ${DEADLINE_MS} ms`);
    }
    await wait(10);
  }
  return { child, tookS: (performance.now() - begun) / 1000 };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/health/ready', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function stop({ child }: Started): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

function residentMb({ child }: Started): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

function environmentOf({ databaseUrl, dataDir }: Where): Readonly<Record<string, string>> {
  return { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
}

export const START: Bench = {
  name: 'M9',
  title: 'Start, and memory while idle',
  async open(context) {
    return { repeat: () => measureStart(context), async close() {} };
  },
};

async function measureStart({ isQuick, databases, tell }: Context): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const running: Started[] = [];
  const wheres: Record<Engine, Where> = {
    embedded: { dataDir: databases.createFolder() },
    postgresql: await databases.create('postgresql'),
  };
  for (const engine of ['embedded', 'postgresql'] as const) {
    const environment = environmentOf(wheres[engine]);
    tell(`first start, ${ENGINE_NAMES[engine]}`);
    const first = await start(MAIN, environment);
    await stop(first);
    const later: Reading[] = [];
    let last: Started | undefined;
    for (let round = 1; round <= (isQuick ? 1 : LATER_STARTS); round += 1) {
      if (last) await stop(last);
      tell(`later start, ${ENGINE_NAMES[engine]}, round ${round}`);
      const bare = await start(BARE, {});
      await stop(bare);
      last = await start(MAIN, environment);
      later.push(readLater(engine, last, bare));
    }
    if (last) running.push(last);
    readings.push({ name: `first start, ${ENGINE_NAMES[engine]}`, value: first.tookS, unit: 's' });
    readings.push(
      ...later
        .toSorted((one, other) => one.value - other.value)
        .slice(later.length >> 1)
        .slice(0, 1),
    );
  }
  tell(`idle for ${IDLE_MS / 1000} s`);
  await wait(IDLE_MS);
  for (const [index, engine] of (['embedded', 'postgresql'] as const).entries()) {
    const server = running[index];
    if (!server) continue;
    readings.push({
      name: `idle memory, ${ENGINE_NAMES[engine]}`,
      value: residentMb(server),
      unit: 'MB',
      bar: atMost(IDLE_BARS[engine]),
    });
    await stop(server);
  }
  return readings;
}

function readLater(engine: Engine, { tookS }: Started, bare: Started): Reading {
  const times = (tookS / bare.tookS).toFixed(1);
  return {
    name: `later start, ${ENGINE_NAMES[engine]}`,
    value: tookS,
    unit: 's',
    bar: atMost(2.5),
    detail: `bare koa ${bare.tookS.toFixed(2)} s, ${times} ×`,
  };
}
