// Telegram against telegram-test-api, a Bot API server that somebody else wrote: https://github.com/jehy/telegram-test-api

import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findPort } from '../support/server.ts';
import { buildTelegram, createReceiver, WEBHOOK_SECRET } from '../support/telegram-channel.ts';
import { startWebhookServer } from '../support/telegram-webhook.ts';

const DEADLINE = { timeout: 20_000, interval: 20 };
const token = '6:test-token';
let server: TelegramServer;
beforeAll(async () => {
  server = new TelegramServer({ port: await findPort(), host: '127.0.0.1' });
  await server.start();
});
afterAll(async () => {
  await server.stop();
});

it('a customer asks, presses a button, and sees the answer change and go', async () => {
  const telegram = buildTelegram({ apiRoot: server.config.apiURL, token });
  const { received, receive } = createReceiver();
  const stop = await telegram.start(receive);
  const client = server.getClient(token, { userId: 501, chatId: 501, firstName: 'Mei' });
  await client.sendCommand(client.makeCommand('/start'));
  await client.sendMessage(client.makeMessage('Do you deliver?'));
  await vi.waitFor(
    () => expect(received.map(({ text }) => text)).toEqual(['hello', 'Do you deliver?']),
    DEADLINE,
  );
  const to = received[1]?.address;
  if (!to) throw new Error('nothing was received');
  expect(received[1]).toMatchObject({ account: '6', from: { id: '501', name: 'Mei' } });

  const id = await telegram.send(to, {
    kind: 'text',
    html: '<b>Yes</b>',
    buttons: [[{ text: 'Fees', callback_data: 'v:What does it cost?' }]],
  });
  const { result } = await client.getUpdates();
  expect(result).toMatchObject([
    {
      message: {
        chat_id: 501,
        text: '<b>Yes</b>',
        parse_mode: 'HTML',
        reply_markup: { inline_keyboard: [[{ text: 'Fees' }]] },
      },
    },
  ]);
  await client.sendCallback(client.makeCallbackQuery('v:What does it cost?'));
  await vi.waitFor(() => expect(received.at(-1)?.text).toBe('What does it cost?'), DEADLINE);

  expect(await telegram.edit(to, [id], [{ kind: 'text', html: 'No', buttons: [] }])).toEqual([id]);
  expect(JSON.stringify(await client.getUpdatesHistory())).toContain('"text":"No"');
  await telegram.remove(to, [id]);
  expect(JSON.stringify(await client.getUpdatesHistory())).not.toContain('"text":"No"');
  await stop();
});

it('its webhook is called', async () => {
  const webhook = await startWebhookServer('/channels/telegram');
  const telegram = buildTelegram(
    { apiRoot: server.config.apiURL, token: '7:hook' },
    { webhookUrl: webhook.url },
  );
  const { received, receive } = createReceiver();
  // It knows no secret: what Telegram would add to its calls is added here.
  webhook.serve({
    webhook: (request) => {
      const headers = new Headers(request.headers);
      headers.set('x-telegram-bot-api-secret-token', WEBHOOK_SECRET);
      return telegram.webhook(new Request(request, { headers }));
    },
  });
  const stop = await telegram.start(receive);
  const client = server.getClient('7:hook', { userId: 502, chatId: 502 });
  await client.sendMessage(client.makeMessage('Hello by webhook'));
  await vi.waitFor(() => expect(received.map(({ text }) => text)).toEqual(['Hello by webhook']), DEADLINE);
  await stop();
  await webhook.close();
});
