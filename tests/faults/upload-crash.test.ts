import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';

const KILLS = 8;
const CUSTOMERS = 6;
const FILE_BYTES = 300_000;

interface Shown {
  readonly channelData?: { readonly clientActivityID?: string };
  readonly attachments?: readonly { readonly contentUrl: string }[];
}

describe('kill -9 while files arrive', () => {
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-upload-crash-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    environment = { DATA_DIR: dataDir, PORT: String(await findPort()), LOG_LEVEL: 'error' };
    server = await startServer(environment);
  });
  afterAll(async () => {
    await server.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('leaves at most a file without a message, never a message without its file', async () => {
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => openCustomer(server.url)));
    let isOver = false;
    const uploads = customers.map((customer) => customer.uploadUntil(() => isOver));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 700));
      await server.kill();
      server = await startServer(environment);
    }
    isOver = true;
    const acknowledged = await Promise.all(uploads);
    const counts = customers.map((customer, index) => checkScreen(customer, acknowledged[index] ?? []));
    const messages = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    const files = readdirSync(join(dataDir, 'files'), { recursive: true, withFileTypes: true });
    const whole = files.filter((entry) => entry.isFile() && !entry.name.endsWith('.part')).length;
    const total = acknowledged.flat().length;
    console.info(`uploads: ${KILLS} kills, ${total} acknowledged, ${messages} messages, ${whole} files`);
    expect(whole).toBeGreaterThanOrEqual(messages);
    // One for each upload that was under way at each kill.
    expect(whole - messages).toBeLessThanOrEqual(KILLS * CUSTOMERS);
    expect(total).toBeGreaterThan(CUSTOMERS);
  }, 200_000);
});

/** Everything acknowledged is there once, each message with its file, whole. @returns how many messages there are. */
async function checkScreen(customer: Customer, acknowledged: readonly string[]): Promise<number> {
  const shown = await customer.read();
  const keys = shown.map(({ channelData }) => channelData?.clientActivityID ?? '');
  expect(keys).toEqual([...new Set(keys)]);
  expect(keys).toEqual(expect.arrayContaining([...acknowledged]));
  for (const [index, { attachments = [] }] of shown.entries()) {
    expect(attachments).toHaveLength(1);
    const bytes = await customer.load(attachments[0]?.contentUrl ?? '');
    expect(bytes.equals(contentOf(keys[index] ?? ''))).toBe(true);
  }
  return shown.length;
}

/** Other bytes for every upload. */
function contentOf(key: string): Buffer {
  return Buffer.alloc(FILE_BYTES, key);
}

type Customer = Awaited<ReturnType<typeof openCustomer>>;

async function openCustomer(url: string) {
  const response = await fetch(`${url}/v3/directline/tokens/generate`, {
    method: 'POST',
    headers: { origin: url },
  });
  const { token, conversationId } = (await response.json()) as { token: string; conversationId: string };
  const headers = { authorization: `Bearer ${token}` };
  const root = `${url}/v3/directline/conversations/${conversationId}`;
  const upload = (key: string): Promise<boolean> => {
    const form = new FormData();
    const activity = { type: 'message', text: '', channelData: { clientActivityID: key } };
    const type = 'application/vnd.microsoft.activity';
    form.append('activity', new Blob([JSON.stringify(activity)], { type }));
    form.append('file', new Blob([new Uint8Array(contentOf(key))]), 'scan.bin');
    return fetch(`${root}/upload`, { method: 'POST', headers, body: form }).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  return {
    /** One after the other, each until it is acknowledged. @returns the keys of those that were. */
    async uploadUntil(isOver: () => boolean): Promise<readonly string[]> {
      const done: string[] = [];
      while (!isOver()) {
        const key = `${conversationId.slice(0, 6)}-${done.length}`;
        if (await upload(key)) done.push(key);
        else await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return done;
    },
    /** The customer's own messages. */
    async read(): Promise<readonly Shown[]> {
      const all: (Shown & { readonly from: { readonly role: string } })[] = [];
      for (let watermark = ''; ; ) {
        const page = await (await fetch(`${root}/activities?watermark=${watermark}`, { headers })).json();
        all.push(...page.activities);
        if (page.activities.length === 0) return all.filter(({ from }) => from.role === 'user');
        watermark = page.watermark;
      }
    },
    /** Waits where the server says that it is asked too often. */
    async load(contentUrl: string): Promise<Buffer> {
      for (;;) {
        const answer = await fetch(contentUrl);
        if (answer.ok) return Buffer.from(await answer.arrayBuffer());
        if (answer.status !== 429) throw new Error(`the file answered ${answer.status}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    },
  };
}
