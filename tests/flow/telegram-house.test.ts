// A customer on Telegram and the whole house behind: asked, answered, handed over, each once.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import { type House, openHouse } from '../support/house.ts';
import { buildTelegram } from '../support/telegram-channel.ts';
import { startTelegramSimulator, type TelegramSimulator } from '../support/telegram-simulator.ts';
import type { SimulatedUser } from '../support/telegram-simulator-user.ts';
import { startWebhookServer, type WebhookServer } from '../support/telegram-webhook.ts';

const DEADLINE = { timeout: 20_000, interval: 25 };
let simulator: TelegramSimulator;
let server: WebhookServer;
let house: House;
let stop: Stop;
beforeAll(async () => {
  simulator = await startTelegramSimulator();
  server = await startWebhookServer('/channels/telegram');
  const telegram = buildTelegram(simulator, { webhookUrl: server.url });
  house = await openHouse({ channels: [telegram] });
  await house.library.save(house.database.tenantId, {
    kind: 'question_answer',
    title: 'Do you deliver to Tampines?',
    body: 'Yes, we deliver to **Tampines** every day; it is free above $60.',
    alsoAsked: '',
    language: 'en',
  });
  server.serve(telegram);
  stop = await telegram.start(house.receive);
});
afterAll(async () => {
  await stop();
  await house.close();
  await simulator.close();
  await server.close();
});

const sees = (user: SimulatedUser, ...texts: readonly RegExp[]) =>
  vi.waitFor(() => {
    const seen = user.sees().map(({ text }) => text);
    expect(seen).toEqual(texts.map((text) => expect.stringMatching(text)));
  }, DEADLINE);

describe('a customer on Telegram', () => {
  it('is greeted, answered with the source, and handed to a person by a button', async () => {
    const user = simulator.user({ first_name: 'Mei' });
    user.says('/start');
    await sees(user, /welcome/i);
    user.says('Do you deliver to Tampines?');
    await sees(user, /welcome/i, /free above \$60.*Source: Do you deliver to Tampines\?/s);
    user.says('Do you sell submarines to penguins?');
    await vi.waitFor(() => expect(user.sees()).toHaveLength(3), DEADLINE);
    const [button] = user.sees().at(-1)?.buttons.flat() ?? [];
    if (!button) throw new Error('no button was shown');
    user.presses(button.text);
    await vi.waitFor(() => expect(user.sees().at(-1)?.text).toMatch(/team/), DEADLINE);
  });

  it('is answered once, however often Telegram tells the message', async () => {
    const user = simulator.user({ first_name: 'Ravi' });
    const message = {
      message_id: 5_000,
      date: 1,
      chat: { id: user.id, type: 'private' },
      from: user.person,
      text: 'Do you deliver to Tampines?',
    };
    for (let times = 0; times < 5; times += 1) simulator.line.add({ message });
    await vi.waitFor(() => expect(simulator.line.pending).toEqual([]), DEADLINE);
    await sees(user, /free above/);
    user.says('thanks');
    await sees(user, /free above/, /welcome/i);
  });

  it('gets what Telegram first refused to take', async () => {
    const user = simulator.user({ first_name: 'Siti' });
    simulator.fail({
      kind: 'status',
      method: 'sendMessage',
      status: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    user.says('Do you deliver to Tampines?');
    await sees(user, /free above/);
  });
});
