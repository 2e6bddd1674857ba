// The whole program as its owner starts it: a process of its own, which tests may stop or kill.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { environmentOfCompiled } from './compiled.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const START_DEADLINE_MS = 90_000;

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything printed so far. */
  readonly output: () => string;
  /** Ctrl-C. @returns the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and the wait for its end. */
  kill(): Promise<void>;
}

/** Starts src/main.ts and resolves once it is ready. The environment is empty but for `environment`. */
export async function startServer(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const port = environment.PORT ?? String(await findPort());
  const child = spawn(process.execPath, [MAIN], {
    env: { ...environmentOfCompiled(), HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, url, () => output);
  const ended = once(child, 'exit');
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      await ended;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function waitUntilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const end = Date.now() + START_DEADLINE_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output()}`);
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready after ${START_DEADLINE_MS} ms:\n${output()}`);
}

// Below those that systems give by themselves, from 32768 on: whatever else listens somewhere can't take it before the
// server does, or while that is killed and comes back. Files that run at once have each their own.
const FIRST_PORT = 20_000;
const PORTS_EACH = 500;
let last = process.pid % PORTS_EACH;

/** A free port on loopback, which nobody gets by chance. */
export async function findPort(): Promise<number> {
  // Another run of the tests on this machine begins elsewhere.
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) + 5 * (process.ppid % 5);
  const first = FIRST_PORT + PORTS_EACH * (worker % 25);
  for (let tries = 0; tries < PORTS_EACH; tries += 1) {
    last = (last + 1) % PORTS_EACH;
    const port = first + last;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port is free from ${first} on`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const isOurs = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isOurs) return false;
  server.close();
  await once(server, 'close');
  return true;
}
