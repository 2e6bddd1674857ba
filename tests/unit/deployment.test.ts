import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { VARIABLES } from '../../src/variables.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly args: Readonly<Record<string, string>> };
  readonly restart?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const { kaki, worker, postgres, redis } = compose.services;
  const services = Object.entries(compose.services);

  it('starts Kaki, PostgreSQL with pgvector and Redis, and starts them again when they end', () => {
    expect(kaki?.build?.context).toBe('.');
    expect(postgres?.image).toMatch(/^pgvector\/pgvector:pg\d+$/);
    expect(redis?.image).toMatch(/^redis:\d/);
    for (const [name, service] of services) expect(service.restart, name).toBe('unless-stopped');
  });

  it('starts a worker for the paired phone where it is asked for, beside Kaki and like it', () => {
    const { environment, profiles, ...same } = worker ?? {};
    const { ports: _ports, environment: settings, ...whole } = kaki ?? {};
    expect(same).toEqual(whole);
    expect(profiles).toEqual(['worker']);
    expect(environment).toEqual({ ...settings, ROLE: 'worker' });
    const password = (value: unknown): string => String(value).replace(/\$\{[^}]*\}/, 'a-password');
    const given = Object.entries({ ...environment, WHATSAPP_WEB: 'on' }).map(([name, value]) => [
      name,
      password(value),
    ]);
    expect(readConfig(Object.fromEntries(given)).server.role).toBe('worker');
    expect(services.filter(([, { profiles: given }]) => given).map(([name]) => name)).toEqual(['worker']);
  });

  it('starts Kaki once the databases answer', () => {
    expect(kaki?.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
    expect(postgres?.healthcheck?.test).toContain('pg_isready');
    expect(redis?.healthcheck?.test).toContain('redis-cli');
  });

  it('keeps everything that must outlive a container in a named volume', () => {
    for (const [name, service] of services) {
      const [mount, ...more] = service.volumes ?? [];
      expect(more, name).toEqual([]);
      expect(Object.keys(compose.volumes), name).toContain(mount?.split(':')[0]);
    }
    expect(kaki?.volumes).toEqual([`data:${kaki?.environment?.DATA_DIR}`]);
  });

  it('has Redis write every job to disk within a second, and drop none', () => {
    const command = redis?.command?.join(' ');
    expect(command).toContain('--appendonly yes --appendfsync everysec');
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  it('shows the databases to Kaki alone', () => {
    expect(services.filter(([, service]) => service.ports).map(([name]) => name)).toEqual(['kaki']);
  });

  it('holds no password, and refuses to start without one', () => {
    const required = /\$\{POSTGRES_PASSWORD:\?[^}]*openssl rand[^}]*\}/;
    expect(postgres?.environment?.POSTGRES_PASSWORD).toMatch(required);
    expect(kaki?.environment?.DATABASE_URL).toMatch(required);
    const literal = services
      .flatMap(([, service]) => Object.entries(service.environment ?? {}))
      .filter(([name, value]) => /PASSWORD|SECRET|KEY|TOKEN/.test(name) && !String(value).startsWith('${'));
    expect(literal).toEqual([]);
  });

  it('builds a browser into the image where a phone is to be paired', () => {
    const [[argument, value] = []] = Object.entries(kaki?.build?.args ?? {});
    const variable = /^\$\{(\w+):-off\}$/.exec(value ?? '')?.[1];
    expect(variable && readConfig({ [variable]: 'on' }).whatsapp.web).toBeTruthy();
    expect(read('Dockerfile')).toMatch(
      new RegExp(`ARG ${argument}=off[^]*if \\[ "\\$${argument}" = on \\][^]*chromium`),
    );
  });

  it('gives Kaki only settings that it knows and accepts', () => {
    const settings = Object.entries(kaki?.environment ?? {}).map(
      ([name, value]) => [name, String(value).replace(/\$\{[^}]*\}/, 'a-password')] as const,
    );
    for (const [name] of settings) expect(VARIABLES).toContain(name);
    const config = readConfig(Object.fromEntries(settings));
    expect(config.storage.databaseUrl).toBe('postgresql://kaki:a-password@postgres:5432/kaki');
    expect(kaki?.ports?.[0]?.split(':').at(-1)).toBe(String(config.server.port));
  });
});

describe('the compose file of the tests', () => {
  it('offers the PostgreSQL that the tests ask for, on this machine alone', () => {
    const { services } = parse(read('tests/support/docker-compose.yml')) as {
      readonly services: Readonly<Record<string, Service>>;
    };
    expect(services.postgres?.image).toMatch(/^pgvector\//);
    expect(services.postgres?.ports).toEqual(['127.0.0.1:55432:5432']);
    expect(read('tests/support/provision.ts')).toContain('postgresql://postgres@127.0.0.1:55432/postgres');
  });
});

describe('the Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => ({ name: line.split(' ')[0], value: line.slice(line.indexOf(' ') + 1).trim() }));
  const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
  const lastOf = (name: string): string | undefined =>
    lastStage.findLast((instruction) => instruction.name === name)?.value;

  it('runs on the Node that package.json asks for, without development dependencies', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const major = /\d+/.exec(engines.node)?.[0];
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ value }) => value);
    for (const base of bases) expect(base).toMatch(new RegExp(`^node:${major}-slim`));
    expect(instructions.filter(({ value }) => value.includes('npm ci'))).toEqual([
      { name: 'RUN', value: expect.stringContaining('--omit=dev') },
    ]);
  });

  it('runs as a user without rights, from after the last copy on', () => {
    expect(lastOf('USER')).toBe('node');
    const names = lastStage.map(({ name }) => name);
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('COPY'));
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'));
  });

  it('starts the server itself, so that the signal to stop reaches it', () => {
    const command = JSON.parse(lastOf('CMD') ?? '') as string[];
    expect(command).toEqual(['node', 'src/main.ts']);
    expect(existsSync(new URL(command[1] ?? '', ROOT))).toBe(true);
    expect(lastOf('STOPSIGNAL')).toBe('SIGTERM');
  });

  it('keeps its data in a volume', () => {
    expect(lastOf('VOLUME')).toBe('/data');
    const settings = (lastOf('ENV') ?? '').split(' ').map((setting) => setting.split('='));
    expect(settings).toContainEqual(['DATA_DIR', '/data']);
    for (const [name] of settings) expect(['NODE_ENV', ...VARIABLES]).toContain(name);
  });

  it('asks the server whether it lives', async () => {
    const probe = JSON.parse(/\[.*\]/.exec(lastOf('HEALTHCHECK') ?? '')?.[0] ?? '') as string[];
    const [program, ...rest] = probe;
    expect(program).toBe('node');
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(asked.length === 1 ? 200 : 503).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const PORT = String((server.address() as AddressInfo).port);
    const exitCode = async (): Promise<unknown> =>
      (await once(spawn(process.execPath, rest, { env: { PORT } }), 'exit'))[0];
    expect(await exitCode()).toBe(0);
    expect(await exitCode()).toBe(1);
    expect(asked).toEqual(['/health/live', '/health/live']);
    await once(server.close(), 'close');
    expect(await exitCode()).toBe(1);
  });

  it('copies what is there and what .dockerignore lets through, and nothing else is let through', () => {
    const copied = instructions
      .filter(({ name, value }) => name === 'COPY' && !value.startsWith('--from'))
      .flatMap(({ value }) => value.split(' ').slice(0, -1));
    for (const path of copied) expect(existsSync(fileURLToPath(new URL(path, ROOT))), path).toBe(true);
    const [first, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(allowed.toSorted()).toEqual([...new Set(copied)].map((path) => `!${path}`).toSorted());
  });
});

describe('the script for every change', () => {
  it("runs the README's test command on a clean checkout, and stops at the first failure", () => {
    const steps = read('.ci/run')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(read('README.md')).toContain('`npm ci && npm test`');
    expect(steps[0]).toBe('set -euo pipefail');
    expect(steps.filter((step) => step.startsWith('npm '))).toEqual([
      'npm ci',
      'npm run lint',
      'npm run types',
      'npm test',
    ]);
  });
});
