// Our code, stripped of its types and compiled, for the servers that tests start: found here, each starts with a quarter
// less work. What has changed since is compiled anew, and kept by every server that is not killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/kaki-compiled', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Where nothing is there yet, one start fills it: those that the first tests kill leave nothing behind. */
export async function fillCompiled(): Promise<void> {
  if (existsSync(CACHE) && readdirSync(CACHE).some((name) => name.startsWith(process.version))) return;
  // It loads everything, sees the fault, and ends.
  const child = spawn(process.execPath, [MAIN], {
    env: { ...environmentOfCompiled(), PORT: 'none' },
    stdio: 'ignore',
    timeout: 60_000,
  });
  await once(child, 'exit');
}

/** For a process whose environment is otherwise its own. */
export function environmentOfCompiled(): Readonly<Record<string, string>> {
  return { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: CACHE };
}
