// Both ways to WhatsApp through the whole program: Meta's webhook, and a phone that scans what the form shows.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { Visitor } from '../support/form-visitor.ts';
import { type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import { until } from '../support/house.ts';
import { findShownCode } from '../support/qr-reader.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { startWhatsappWebSimulator, type WhatsappWebSimulator } from '../support/whatsapp-web-simulator.ts';

const DEADLINE_MS = 60_000;
const PASSWORD = 'a sentence to remember';
const OWNER = 'owner@kaki.local';

describe('WhatsApp through the whole program', () => {
  let server: ServerProcess;
  let sides: Sides;
  let graph: GraphSimulator;
  let web: WhatsappWebSimulator;
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-test-'));

  beforeAll(async () => {
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    sides = await openSides();
    graph = await startGraphSimulator();
    web = await startWhatsappWebSimulator(inject('chromiumPath'));
    const { settings } = graph;
    server = await startServer({
      ...environmentOf(sides),
      DATA_DIR: dataDir,
      BURST_QUIET_MS: '100',
      OWNER_PASSWORD: PASSWORD,
      WHATSAPP_PHONE_NUMBER_ID: settings.phoneNumberId,
      WHATSAPP_ACCESS_TOKEN: settings.accessToken,
      WHATSAPP_APP_SECRET: settings.appSecret,
      WHATSAPP_VERIFY_TOKEN: settings.verifyToken,
      WHATSAPP_API_URL: settings.apiUrl,
      WHATSAPP_WEB: 'on',
      CHROMIUM_PATH: web.chromiumPath,
    });
    graph.webhooks.tell(`${server.url}/channels/whatsapp`);
  });
  afterAll(async () => {
    await server?.stop();
    await web?.close();
    await graph?.close();
    await sides?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const accounts = async (): Promise<Record<string, { state: string }>> =>
    (await fetch(`${server.url}/health`).then((response) => response.json())).components.accounts;
  const isState = (key: string, state: string): Promise<void> =>
    until(`${key} is ${state}`, async () => (await accounts())[key]?.state === state, DEADLINE_MS);

  it('answers Meta’s handshake, and customers by the Cloud API', async () => {
    await isState('whatsapp-cloud', 'ready');
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': graph.settings.verifyToken,
      'hub.challenge': '1158201444',
    });
    const handshake = await fetch(`${server.url}/channels/whatsapp?${query}`);
    expect([handshake.status, await handshake.text()]).toEqual([200, '1158201444']);
    const forged = await fetch(`${server.url}/channels/whatsapp`, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(401);
    const customer = graph.user({ name: 'Mdm Lim' });
    customer.says('你好');
    await until('there is an answer', () => customer.sees().length === 1, DEADLINE_MS);
    expect(customer.sees()[0]?.text).toContain('您好');
  });

  it(
    'shows the phone’s code in the form, not in its log, and is linked by it',
    async () => {
      await isState('whatsapp-web', 'waiting_for_scan');
      const owner = new Visitor(server.url);
      await owner.signIn(PASSWORD, OWNER);
      const page = await owner.get('/admin/channels');
      const code = findShownCode(page.text) ?? '';
      expect(server.output()).toContain('open Channels in the owner');
      expect(server.output()).not.toMatch(/[▄▀█]{4}/);
      web.phone.scan(code);
      await isState('whatsapp-web', 'ready');
      const linked = await owner.get('/admin/channels');
      expect(linked.text).toContain('Linked: <strong class="number">+65 80001234<');
      expect(findShownCode(linked.text)).toBeUndefined();
    },
    2 * DEADLINE_MS,
  );

  it(
    'answers customers of the paired phone, and is silent where somebody types on it',
    async () => {
      await isState('whatsapp-web', 'ready');
      const customer = web.customer('Mr Ravi', '6598765432');
      customer.says('hello');
      await until('there is an answer', () => customer.texts().length === 1, DEADLINE_MS);
      web.phone.types(customer, 'Ravi, it’s me, come by at six.');
      const spoken = customer.texts().length;
      customer.says('When are you open?');
      const other = web.customer('Ms Siti', '6591112222');
      other.says('hello');
      await until('another is answered', () => other.texts().length === 1, DEADLINE_MS);
      expect(customer.texts()).toHaveLength(spoken);
    },
    2 * DEADLINE_MS,
  );

  it('ends with all that it started', async () => {
    const pid = web.browserPid();
    expect(await server.stop()).toBe(0);
    await until('the browser is gone', () => !isAlive(pid), DEADLINE_MS);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
