// The browser: where it is, how it is started, and what a killed one leaves behind.
import { accessSync, constants, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
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
export function browserOptions({ chromiumPath, isRoot }: Settings) {
  return {
    executablePath: chromiumPath,
    headless: true,
    // A pipe, not a port: nobody else on this machine can drive the browser, and it ends when its driver dies.
    pipe: true,
    protocolTimeout: 120_000,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      // Chromium refuses to run as root with its sandbox.
      ...(isRoot ? ['--no-sandbox'] : []),
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
 * to belong to another machine, as that of a container does that has been started anew.
 */
export function freeProfile(folder: string): void {
  const profile = profileOf(folder);
  const [, host, pid] = /^(.*)-(\d+)$/.exec(readLink(join(profile, 'SingletonLock'))) ?? [];
  if (host === hostname() && isBrowserOf(Number(pid), profile)) process.kill(Number(pid), 'SIGKILL');
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
    rmSync(join(profile, name), { force: true });
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

// Process ids are used again.
function isBrowserOf(pid: number, profile: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
  } catch {
    return false;
  }
}
