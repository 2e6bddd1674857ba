// Finds PostgreSQL with pgvector and Chromium, and installs what is missing where it may: as root on Debian.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const INSTALL_LOG = fileURLToPath(new URL('artifacts/install.log', ROOT));

interface Service {
  readonly name: 'postgresql' | 'chromium';
  readonly title: string;
  /** undefined where it is missing. */
  find(): string | undefined;
  /** For a machine on which we may not install. */
  readonly advice: string;
}

const POSTGRESQL: Service = {
  name: 'postgresql',
  title: 'PostgreSQL with pgvector',
  find: findPostgresql,
  advice:
    'docker compose -f tests/support/docker-compose.yml up -d --wait && export TEST_DATABASE_URL=postgresql://postgres@127.0.0.1:55432/postgres',
};

const CHROMIUM: Service = {
  name: 'chromium',
  title: 'Chromium',
  find: findChromium,
  advice: 'install Chromium or Chrome and set CHROMIUM_PATH to its executable',
};

/** @returns the folder with initdb and postgres. @throws Error that says in one line what to do. */
export async function providePostgresql(): Promise<string> {
  return provide(POSTGRESQL);
}

/** @returns the executable. @throws Error that says in one line what to do. */
export async function provideChromium(): Promise<string> {
  return provide(CHROMIUM);
}

async function provide(service: Service): Promise<string> {
  const there = service.find();
  if (there) return there;
  if (!mayInstall()) throw new Error(`The tests need ${service.title}: ${service.advice}`);
  process.stderr.write(`Installing ${service.title} for the tests (once, about a minute)…\n`);
  await install(service);
  const installed = service.find();
  if (!installed) throw new Error(`Installing ${service.title} left nothing to use: see ${INSTALL_LOG}`);
  return installed;
}

// The newest of Debian's layout that has the extension.
function findPostgresql(): string | undefined {
  const all = '/usr/lib/postgresql';
  const versions = existsSync(all) ? readdirSync(all).map(Number).filter(Boolean) : [];
  const usable = versions.filter(
    (version) =>
      existsSync(`${all}/${version}/bin/postgres`) &&
      existsSync(`/usr/share/postgresql/${version}/extension/vector.control`),
  );
  return usable.length > 0 ? `${all}/${Math.max(...usable)}/bin` : undefined;
}

function findChromium(): string | undefined {
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

async function install(service: Service): Promise<void> {
  mkdirSync(new URL('artifacts/', ROOT), { recursive: true });
  const log = openSync(INSTALL_LOG, 'a');
  const script = fileURLToPath(new URL('install-on-debian.sh', import.meta.url));
  const child = spawn('bash', [script, service.name], { stdio: ['ignore', log, log] });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
  closeSync(log);
  if (code === 0) return;
  const tail = readFileSync(INSTALL_LOG, 'utf8').trim().split('\n').slice(-5).join('\n');
  throw new Error(`${service.title} could not be installed (whole log: ${INSTALL_LOG}):\n${tail}`);
}
