// Our code, stripped of its types and compiled, for the servers that tests start: found here, each starts with a quarter
// less work. What has changed since is compiled anew, and kept by every process that is not killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/kaki-compiled', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** For all processes of the suite, and those that they start. Where nothing is there yet, one start fills it. */
export async function shareCompiled(): Promise<void> {
  process.env.NODE_COMPILE_CACHE ??= CACHE;
  if (existsSync(process.env.NODE_COMPILE_CACHE)) return;
  // It loads everything, sees the fault, and ends.
  const child = spawn(process.execPath, [MAIN], {
    env: { ...environmentOfCompiled(), PORT: 'none' },
    stdio: 'ignore',
  });
  await once(child, 'exit');
}

/** For a process whose environment is otherwise its own. */
export function environmentOfCompiled(): Readonly<Record<string, string>> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) };
}
