// The server as its owner sets it up: channels by environment, webhooks through the real HTTP server.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';
import { SIGNING_SECRET } from '../support/slack-simulator.ts';

describe('a server with Telegram and Slack', () => {
  let sides: Sides;
  let dataDir: string;
  let server: ServerProcess | undefined;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-channels-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    sides = await openSides();
  });
  afterEach(async () => {
    await server?.kill();
    await sides.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (environment: Readonly<Record<string, string>>): Promise<ServerProcess> => {
    server = await startServer({
      DATA_DIR: dataDir,
      BURST_QUIET_MS: '50',
      LOG_LEVEL: 'fatal',
      ...environment,
    });
    return server;
  };
  const components = async (): Promise<Record<string, string>> => {
    const response = await fetch(`${server?.url}/health`);
    return ((await response.json()) as { components: Record<string, string> }).components;
  };

  it('takes both by webhook where it has a public address, through one door', async () => {
    const port = String(await findPort());
    const url = `http://127.0.0.1:${port}`;
    const { SLACK_APP_TOKEN: _, ...environment } = environmentOf(sides);
    sides.slack.delivery.overHttp((request) => forward(request, url));
    await start({ ...environment, PORT: port, PUBLIC_URL: url, SLACK_SIGNING_SECRET: SIGNING_SECRET });
    expect(await components()).toMatchObject({
      telegram: 'on, by webhook',
      slack: 'on, by HTTP at /channels/slack',
    });
    sides.customer.says('I want to talk to a person');
    await until('the card is posted', () => sides.cards().length === 1, 20_000);
    const [card] = sides.cards();
    if (!card) throw new Error('there is no card');
    await sides.ana.writesIn(card, 'Hello from Ana');
    await until('the reply arrives', () => sides.shown().includes('Hello from Ana'), 20_000);
    await sides.ana.presses('desk.resolve', card);
    await until('it is resolved', () => sides.seen(card)[0]?.includes('Resolved') ?? false, 20_000);
  });

  it('takes nothing at its webhooks that is not signed', async () => {
    const port = String(await findPort());
    const url = `http://127.0.0.1:${port}`;
    const { SLACK_APP_TOKEN: _, ...environment } = environmentOf(sides);
    await start({ ...environment, PORT: port, PUBLIC_URL: url, SLACK_SIGNING_SECRET: SIGNING_SECRET });
    const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<number> =>
      fetch(`${url}${path}`, { method: 'POST', body, headers }).then((response) => response.status);
    const update = JSON.stringify({ update_id: 1, message: { message_id: 1, chat: { id: 1 }, text: 'hi' } });
    expect(await post('/channels/telegram', update)).toBe(401);
    expect(await post('/channels/telegram', update, { 'x-telegram-bot-api-secret-token': 'guess' })).toBe(
      401,
    );
    expect(await post('/channels/slack', '{"type":"url_verification","challenge":"x"}')).toBe(401);
    expect(await post('/channels/slack', 'x'.repeat(1_100_000))).toBe(413);
    expect(await post('/channels/whatsapp', '{}')).toBe(404);
    expect(sides.cards()).toEqual([]);
  });

  it('starts without a channel that is refused, and says what to do', async () => {
    await start({
      ...environmentOf(sides),
      TELEGRAM_BOT_TOKEN: '7012345678:AAF-a_token_that_telegram_refuses_1',
      SLACK_STAFF_CHANNEL: '#nowhere',
    });
    const { telegram, slack, webchat } = await components();
    expect(telegram).toMatch(/^off: .*TELEGRAM_BOT_TOKEN/);
    expect(slack).toMatch(/^off: .*SLACK_STAFF_CHANNEL/);
    expect(webchat).toBe('on');
    expect(server?.output()).toContain('off: ');
    expect((await fetch(`${server?.url}/`)).status).toBe(200);
  });
});

function forward(request: Request, url: string): Promise<Response> {
  return request
    .text()
    .then((body) => fetch(`${url}/channels/slack`, { method: 'POST', body, headers: request.headers }));
}
