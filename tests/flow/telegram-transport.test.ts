// Telegram calls us: nothing is acknowledged before it is stored, nothing forged is read, and the webhook stays set.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import { StoreError } from '../../src/model/errors.ts';
import { buildTelegram, createReceiver, WEBHOOK_SECRET } from '../support/telegram-channel.ts';
import { startTelegramSimulator, type TelegramSimulator } from '../support/telegram-simulator.ts';
import { startWebhookServer, type WebhookServer } from '../support/telegram-webhook.ts';

const DEADLINE = { timeout: 20_000, interval: 20 };
let simulator: TelegramSimulator;
let server: WebhookServer;
let stops: Stop[] = [];
beforeEach(async () => {
  simulator = await startTelegramSimulator();
  server = await startWebhookServer('/channels/telegram');
});
afterEach(async () => {
  for (const stop of stops) await stop();
  stops = [];
  await simulator.close();
  await server.close();
});

async function start() {
  const receiver = createReceiver();
  const telegram = buildTelegram(simulator, { webhookUrl: server.url });
  server.serve(telegram);
  const stop = await telegram.start(receiver.receive);
  stops.push(stop);
  return { ...receiver, telegram, stop };
}
const request = (body: BodyInit, secret = WEBHOOK_SECRET) =>
  new Request(server.url, { method: 'POST', headers: { 'x-telegram-bot-api-secret-token': secret }, body });

describe('the webhook', () => {
  it('is set with its secret and what it wants to hear, once, and stays when we stop', async () => {
    const { stop } = await start();
    await stop();
    await start();
    expect(simulator.callsOf('setWebhook').map(({ payload }) => payload)).toEqual([
      {
        url: server.url,
        secret_token: WEBHOOK_SECRET,
        allowed_updates: ['message', 'edited_message', 'callback_query'],
        max_connections: 40,
      },
    ]);
    expect(simulator.callsOf('deleteWebhook')).toEqual([]);
  });

  it('takes the place of another, and heals where Telegram has an older secret', async () => {
    simulator.line.setWebhook({ url: 'http://127.0.0.1:9/old', secret: undefined });
    const { stop, received } = await start();
    expect(simulator.line.webhook?.url).toBe(server.url);
    await stop();
    simulator.line.setWebhook({ url: server.url, secret: 'of-yesterday' });
    simulator.user().says('Hello?');
    await vi.waitFor(() => expect(simulator.line.lastError).toContain('401'), DEADLINE);
    expect(received).toEqual([]);
    const again = await start();
    await vi.waitFor(() => expect(again.received.map(({ text }) => text)).toEqual(['Hello?']), DEADLINE);
  });

  it('is set later where Telegram is not reached at the start', async () => {
    for (const method of ['getMe', 'getWebhookInfo', 'setWebhook']) simulator.fail({ kind: 'cut', method });
    const { received } = await start();
    simulator.user().says('Anybody there?');
    await vi.waitFor(() => expect(received).toHaveLength(1), DEADLINE);
  });
});

describe('an update', () => {
  it('is acknowledged only when it is stored, and told again until it is', async () => {
    const { received, failNext } = await start();
    failNext(new StoreError('down', 'down', { retryable: true }), new StoreError('down', 'down'));
    const user = simulator.user();
    user.says('First');
    user.says('Second');
    await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['First', 'Second']), DEADLINE);
    // What is received is acknowledged a moment later.
    const statuses = () => simulator.line.posts.map(({ status }) => status);
    await vi.waitFor(() => expect(statuses()).toEqual([503, 503, 200, 200]), DEADLINE);
  });

  it('told five times has one id, in whatever order it comes', async () => {
    const { received } = await start();
    const user = simulator.user();
    user.says('First');
    user.says('Second');
    await vi.waitFor(() => expect(received).toHaveLength(2), DEADLINE);
    const message = (id: number, text: string) => ({
      message: { message_id: id, date: 1, chat: { id: user.id, type: 'private' }, from: user.person, text },
    });
    const second = simulator.line.add(message(902, 'Later'));
    const first = simulator.line.add(message(901, 'Earlier'), 7);
    for (let times = 0; times < 4; times += 1) {
      simulator.line.push(first);
      simulator.line.push(second);
    }
    await vi.waitFor(() => expect(received).toHaveLength(12), DEADLINE);
    expect(new Set(received.slice(2).map(({ id }) => id))).toEqual(
      new Set([`${user.id}:902`, `${user.id}:901`]),
    );
  });

  it('that comes while the server restarts is not lost', async () => {
    const { stop } = await start();
    await stop();
    const user = simulator.user();
    user.says('While you were away');
    await vi.waitFor(() => expect(simulator.line.posts.at(-1)?.status).toBe(503), DEADLINE);
    server.serve(undefined);
    await vi.waitFor(() => expect(simulator.line.posts.at(-1)?.status).toBe(502), DEADLINE);
    const { received } = await start();
    await vi.waitFor(
      () => expect(received.map(({ text }) => text)).toEqual(['While you were away']),
      DEADLINE,
    );
  });

  it('of a pressed button is answered, so that the button does not look busy', async () => {
    const { received, telegram } = await start();
    const user = simulator.user();
    const to = {
      channelId: 'telegram',
      conversation: { id: String(user.id), isGroup: false, conversationType: 'personal', name: '' },
    };
    await telegram.send(to, {
      kind: 'text',
      html: 'Which?',
      buttons: [[{ text: 'Delivery', callback_data: 'v:Do you deliver?' }]],
    });
    user.presses('Delivery');
    await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['Do you deliver?']), DEADLINE);
    await vi.waitFor(() => expect(simulator.callsOf('answerCallbackQuery')).toHaveLength(1), DEADLINE);
  });
});

describe('what is posted to us', () => {
  it('is not even read without the secret', async () => {
    const { telegram, received } = await start();
    let isRead = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          isRead = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const forged = new Request(server.url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect((await telegram.webhook(forged)).status).toBe(401);
    expect(isRead).toBe(false);
    expect(received).toEqual([]);
  });

  it.each([
    ['no JSON', '{"update_id":', 400],
    ['no update', '[]', 400],
    ['half an update', '{"update_id":1,"message":{"message_id":1}}', 400],
    ['an update of tomorrow', '{"update_id":1,"hologram":{}}', 200],
    ['a megabyte and more', 'x'.repeat(1_000_001), 413],
  ])('as %s is answered %3$i', async (_, body, status) => {
    const { telegram } = await start();
    expect((await telegram.webhook(request(body))).status).toBe(status);
  });

  it('is refused where updates are polled', async () => {
    const telegram = buildTelegram(simulator);
    expect((await telegram.webhook(request('{}'))).status).toBe(404);
  });
});
