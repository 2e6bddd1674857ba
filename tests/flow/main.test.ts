import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openVisitor } from '../support/direct-line.ts';
import { until } from '../support/house.ts';
import { startOpenAISimulator } from '../support/openai-simulator.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

async function runToEnd(
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  await once(child, 'exit');
  return { code: child.exitCode, errors };
}

describe('the program as its owner starts it', () => {
  let dataDir: string;
  let server: ServerProcess;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-main-'));
    server = await startServer({ DATA_DIR: dataDir });
  });
  afterAll(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says at the first start where to chat, where the form is, and the owner’s password', () => {
    expect(server.output()).toMatch(/first time/);
    expect(server.output()).toMatch(/Loaded the sample business: \d+ documents/);
    expect(server.output()).toMatch(/Chat\s+http:\/\//);
    expect(server.output()).toMatch(/\/admin\s+sign in as owner@kaki\.local/);
    expect(server.output()).toMatch(/Owner's password\s+\S{16}/);
  });

  it('tells its health, part by part', async () => {
    const health = (await (await fetch(`${server.url}/health`)).json()) as {
      status: string;
      components: Record<string, unknown>;
    };
    expect(health).toMatchObject({
      status: 'up',
      components: { storage: 'embedded', model: 'none', webchat: 'on', database: { status: 'up' } },
    });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  });

  it('answers a program with a problem and a person with a page, each with a request id', async () => {
    const problem = await fetch(`${server.url}/api/v1/nothing`, { headers: { accept: 'application/json' } });
    expect(problem.status).toBe(404);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    expect(await problem.json()).toMatchObject({
      status: 404,
      code: 'not_found',
      requestId: problem.headers.get('x-request-id'),
    });
    const page = await fetch(`${server.url}/nothing`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('<html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses a second process on its data folder, naming the first', async () => {
    const second = await runToEnd({ PATH: process.env.PATH ?? '', DATA_DIR: dataDir, PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.errors).toContain(`in use by process ${server.pid}`);
  });

  it('finishes the turn in flight on Ctrl-C, and knows it at the next start without a new password', async () => {
    const visitor = await openVisitor(server.url);
    expect(await visitor.post('When does the shop open?', 'last-words')).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await server.stop()).toBe(0);
    server = await startServer({ DATA_DIR: dataDir, PORT: new URL(server.url).port });
    expect(server.output()).not.toContain("Owner's password");
    expect(server.output()).not.toContain('Loaded the sample business');
    await until('the answer is there', async () => (await visitor.read()).length === 2);
    expect((await visitor.read())[1]?.text).toContain('09:00');
  });
});

describe('the program with a model', () => {
  it('is ready at once, embeds in the background, and answers in the model’s words with sources', async () => {
    const simulator = await startOpenAISimulator();
    const dataDir = mkdtempSync(join(tmpdir(), 'kaki-main-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    const server = await startServer({
      DATA_DIR: dataDir,
      OPENAI_BASE_URL: simulator.baseUrl,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_EMBEDDING_MODEL: 'embed-test',
    });
    expect(server.output()).toContain('written by gpt-4.1-mini');
    const embedded = (): number =>
      simulator.journal.filter((call) => call.path.endsWith('/embeddings')).length;
    await until('the starter knowledge is embedded', () => embedded() >= 3, 20_000);
    const visitor = await openVisitor(server.url);
    await visitor.post('When does the shop open?', 'one');
    await until('the answer is there', async () => (await visitor.read()).length === 2);
    expect((await visitor.read())[1]?.text).toMatch(/09:00.*\[1\]/s);
    expect(await server.stop()).toBe(0);
    await simulator.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
});

describe('a faulty configuration', () => {
  it('ends the start with every fault at once', async () => {
    const { code, errors } = await runToEnd({
      PATH: process.env.PATH ?? '',
      PORT: 'abc',
      BUSINESS_HOURS: 'always',
      DATABASE_URL: 'mysql://x',
    });
    expect(code).toBe(1);
    for (const name of ['PORT', 'BUSINESS_HOURS', 'DATABASE_URL'])
      expect(errors).toMatch(new RegExp(`${name} .*for example`));
  });

  it('that names a database nobody serves is told plainly', async () => {
    const { code, errors } = await runToEnd({
      PATH: process.env.PATH ?? '',
      DATABASE_URL: 'postgresql://kaki@127.0.0.1:1/kaki',
      PORT: '0',
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/DATABASE_URL/);
    expect(errors).not.toMatch(/\n\s+at /);
  });
});
