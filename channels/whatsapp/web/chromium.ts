// The browser: where it is, how it is started, and what a killed one leaves behind.
import { accessSync, constants, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Settings } from './protocol.ts';

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const GONE_WITHIN_MS = 3_000;

/** @returns undefined where there is none to be started. */
export function findChromium(given: string | undefined): string | undefined {
  return (given === undefined ? USUAL : [given]).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** For puppeteer. */
export function browserOptions({ chromiumPath, hasSandbox }: Settings) {
  return {
    executablePath: chromiumPath,
    headless: true,
    // A pipe, not a port: nobody else on this machine can drive the browser, and it ends when its driver dies.
    pipe: true,
    protocolTimeout: 120_000,
    // Why it does not start is read there.
    dumpio: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...(hasSandbox ? [] : ['--no-sandbox']),
      '--disable-gpu',
      // Docker's /dev/shm has 64 MB, in which pages crash.
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-extensions',
      '--disable-default-apps',
      '--disable-breakpad',
      '--mute-audio',
      // A page that nobody looks at must not be slowed down: that looks like a deaf one.
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--renderer-process-limit=2',
      '--disk-cache-size=67108864',
      '--js-flags=--max-old-space-size=1024',
    ],
  };
}

/** The profile in which LocalAuth keeps the session. */
export function profileOf(folder: string): string {
  return join(folder, 'session');
}

/**
 * Ends what is left of a browser on this profile, and takes away its lock: Chromium would not start for a lock that seems
 * to belong to another machine, as that of a container does that has been started anew. Two browsers on one profile
 * spoil it, so the dead ones are waited for.
 */
export async function freeProfile(folder: string): Promise<void> {
  const profile = profileOf(folder);
  const deadline = Date.now() + GONE_WITHIN_MS;
  for (let left = browsersOf(profile); left.length > 0 && Date.now() < deadline; left = browsersOf(profile)) {
    left.forEach(kill);
    await wait(20);
  }
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    rmSync(join(profile, name), { force: true });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

// Where there is no /proc, puppeteer and the pipe have to do.
function browsersOf(profile: string): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && commandOf(pid).includes(`--user-data-dir=${profile}\0`));
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
