// Telegram against the contract of all channels, on update shapes from the Bot API's documentation.
import type { Update } from 'telegraf/types';
import { buildTelegram, WEBHOOK_SECRET } from '../support/telegram-channel.ts';
import { startTelegramSimulator } from '../support/telegram-simulator.ts';
import { describeChannel, outbound } from './channel-contract.ts';

const WEBHOOK_URL = 'http://127.0.0.1:9/channels/telegram';
const from = {
  id: 700200301,
  is_bot: false,
  first_name: 'Mei Ling',
  last_name: 'Tan',
  language_code: 'zh-hans',
};
const chat = { id: 700200301, first_name: 'Mei Ling', last_name: 'Tan', type: 'private' };
let counter = 0;
const told = (content: object): Update => {
  counter += 1;
  const message = { message_id: 1000 + counter, date: 1_790_000_000 + counter, chat, from, ...content };
  return { update_id: 50_000 + counter, message } as unknown as Update;
};
const file = { file_id: 'BQACAgUAAxkBAAIBY2', file_unique_id: 'AgADcQ', file_size: 1234 };

describeChannel('telegram', async () => {
  const simulator = await startTelegramSimulator();
  const telegram = buildTelegram(simulator, { webhookUrl: WEBHOOK_URL });
  const to = (id: number) => ({
    channelId: 'telegram',
    conversation: { id: String(id), isGroup: false, conversationType: 'personal', name: '' },
  });
  const send = (id: number) => {
    const [payload] = telegram.encode(outbound('Hello'));
    return payload ? telegram.send(to(id), payload) : Promise.resolve('');
  };
  const refusedWith = (status: number, parameters?: Record<string, number>) => () => {
    simulator.fail({ kind: 'status', method: 'sendMessage', status, ...(parameters && { parameters }) });
    return send(simulator.user().id);
  };
  const forged = (secret: string | undefined) => () =>
    new Request(WEBHOOK_URL, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(told({ text: 'Hello' })),
    });
  return {
    channel: telegram,
    received: [
      {
        title: 'a text',
        raw: told({ message_id: 7, text: 'Are you open today?' }),
        inbound: {
          account: '7012345678',
          id: '700200301:7',
          from: { id: '700200301', name: 'Mei Ling Tan' },
          text: 'Are you open today?',
          locale: 'zh-hans',
        },
      },
      {
        title: 'a photo with a caption',
        raw: told({
          photo: [
            { ...file, file_id: 'small', width: 90, height: 67 },
            { ...file, file_id: 'large', width: 1280, height: 960 },
          ],
          caption: 'Is this one in stock?',
        }),
        inbound: {
          text: 'Is this one in stock?',
          attachments: [{ contentType: 'image/jpeg', contentUrl: 'telegram:large', name: 'photo.jpg' }],
        },
      },
      {
        title: 'a voice message',
        raw: told({ voice: { ...file, duration: 4, mime_type: 'audio/ogg' } }),
        inbound: {
          text: '',
          attachments: [
            { contentType: 'audio/ogg', contentUrl: `telegram:${file.file_id}`, name: 'voice.ogg' },
          ],
        },
      },
      {
        title: 'a reply',
        raw: told({
          text: 'This one',
          reply_to_message: { message_id: 3, date: 1, chat, text: 'Which cake?' },
        }),
        inbound: { text: 'This one', quoted: 'Which cake?' },
      },
      {
        title: 'an edit',
        raw: {
          update_id: 60_001,
          edited_message: {
            message_id: 7,
            date: 1,
            edit_date: 1_790_000_100,
            chat,
            from,
            text: 'Open on Sunday?',
          },
        } as unknown as Update,
        inbound: { id: '700200301:7:edit:1790000100', editOf: '700200301:7', text: 'Open on Sunday?' },
      },
      {
        title: 'a pressed button',
        raw: {
          update_id: 60_002,
          callback_query: {
            id: '4382bfdwdsb323b2d9',
            from,
            chat_instance: '-3321',
            data: 'v:Talk to a person',
            message: { message_id: 9, date: 1, chat, text: 'Shall I?' },
          },
        } as unknown as Update,
        inbound: { text: 'Talk to a person', from: { id: '700200301', name: 'Mei Ling Tan' } },
      },
      {
        title: 'Start pressed',
        raw: told({ text: '/start', entities: [{ type: 'bot_command', offset: 0, length: 6 }] }),
        inbound: { text: '你好' },
      },
    ],
    ignored: [
      { title: 'another bot', raw: told({ text: 'hi', from: { id: 5, is_bot: true, first_name: 'Bot' } }) },
      { title: 'a pinned message', raw: told({ pinned_message: { message_id: 3, date: 1, chat } }) },
      { title: 'a new title', raw: told({ new_chat_title: 'Shop' }) },
      {
        title: 'talk among a group',
        raw: told({ text: 'lunch?', chat: { id: -100123, type: 'supergroup', title: 'Team' } }),
      },
      {
        title: 'a channel post',
        raw: {
          update_id: 1,
          channel_post: {
            message_id: 1,
            date: 1,
            chat: { id: -1, type: 'channel', title: 'News' },
            text: 'x',
          },
        } as unknown as Update,
      },
      {
        title: 'a member who left',
        raw: {
          update_id: 2,
          my_chat_member: { chat, from, date: 1, old_chat_member: {}, new_chat_member: {} },
        } as unknown as Update,
      },
      { title: 'a kind of tomorrow', raw: { update_id: 3, hologram: {} } as unknown as Update },
      {
        title: 'a live location that moves',
        raw: {
          update_id: 4,
          edited_message: {
            message_id: 8,
            date: 1,
            edit_date: 2,
            chat,
            from,
            location: { latitude: 1.3, longitude: 103.8 },
          },
        } as unknown as Update,
      },
    ],
    malformed: [
      { title: 'nothing', raw: undefined as unknown as Update },
      { title: 'a list', raw: [] as unknown as Update },
      { title: 'no number', raw: { message: {} } as unknown as Update },
      { title: 'no chat', raw: told({ chat: undefined, text: 'x' }) },
      { title: 'a text that is none', raw: told({ text: { $ne: 1 } }) },
      { title: 'a chat without a number', raw: told({ text: 'x', chat: { id: '1', type: 'private' } }) },
    ],
    formatted: [
      {
        markdown: '**Bold** & [a link](https://example.sg)\n\n- one\n- `two`',
        text: '<b>Bold</b> &amp; <a href="https://example.sg">a link</a>\n• one\n• <code>two</code>',
      },
    ],
    textOf: (payload) => (payload.kind === 'text' ? payload.html : ''),
    refused: [
      { title: 'a chat that never was', send: () => send(1), retryable: false },
      {
        title: 'a customer who blocked the bot',
        send: () => {
          const user = simulator.user();
          user.blocks();
          return send(user.id);
        },
        retryable: false,
      },
      {
        title: 'too many messages',
        send: refusedWith(429, { retry_after: 7 }),
        retryable: true,
        retryAfterMs: 7_000,
      },
      { title: 'a fault of Telegram', send: refusedWith(502), retryable: true },
      { title: 'a refused text', send: refusedWith(400), retryable: false },
      { title: 'a token that was revoked', send: refusedWith(401), retryable: true },
      {
        title: 'a connection that broke',
        send: () => {
          simulator.fail({ kind: 'cut', method: 'sendMessage' });
          return send(simulator.user().id);
        },
        retryable: true,
      },
    ],
    forged: [
      { title: 'no secret', request: forged(undefined) },
      { title: 'another secret', request: forged('another') },
      { title: 'the secret in upper case', request: forged(WEBHOOK_SECRET.toUpperCase()) },
      { title: 'the beginning of the secret', request: forged(WEBHOOK_SECRET.slice(0, -1)) },
    ],
    close: () => simulator.close(),
  };
});
