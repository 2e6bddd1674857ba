// What customers send on Telegram, and how it is understood; groups, files, places, buttons.
import { describe, expect, it } from 'vitest';
import { decodeUpdate } from '../../channels/telegram/decode.ts';
import { readSmallTalk } from '../../src/agent/small-talk.ts';
import type { Inbound } from '../../src/model/activity.ts';

const bot = { id: '7012345678', username: 'TestShopBot' };
const from = { id: 700200301, is_bot: false, first_name: 'Aisyah' };
const chat = { id: 700200301, type: 'private', first_name: 'Aisyah' };
const group = { id: -1001234567890, type: 'supergroup', title: 'Block 12 neighbours' };
const told = (content: object) => ({
  update_id: 1,
  message: { message_id: 40, date: 1_790_000_000, chat, from, ...content },
});
const decodeOne = (raw: unknown): Inbound | undefined => decodeUpdate(raw, bot)[0];
const file = { file_id: 'BQAC_1-x', file_unique_id: 'u', file_size: 99 };

describe('a contact', () => {
  const contact = { phone_number: '6591234567', first_name: 'Aisyah' };
  const shared = (of: object, message: object = {}) =>
    decodeOne(told({ contact: { ...contact, ...of }, ...message }));

  it('proves the sender’s number where Telegram says that it is theirs', () => {
    for (const phone_number of ['6591234567', '+6591234567'])
      expect(shared({ phone_number, user_id: from.id })).toMatchObject({
        proofs: [{ kind: 'phone', value: '+6591234567' }],
        text: '/link +6591234567',
        attachments: [],
      });
    expect(shared({ phone_number: '60123456789', user_id: from.id })?.proofs).toEqual([
      { kind: 'phone', value: '+60123456789' },
    ]);
  });

  it.each([
    ['of somebody else', { user_id: 700200999 }, {}],
    ['of nobody on Telegram', {}, {}],
    [
      'of the sender, forwarded from a time when the number may have been theirs',
      { user_id: from.id },
      { forward_origin: { type: 'user', date: 1_600_000_000, sender_user: from } },
    ],
    ['that another bot made', { user_id: from.id }, { via_bot: { id: 9, is_bot: true, first_name: 'Any' } }],
    ['whose number is none', { user_id: from.id, phone_number: '12' }, {}],
    [
      'in a group',
      { user_id: from.id },
      { chat: group, reply_to_message: { message_id: 1, chat: group, from: { id: Number(bot.id) } } },
    ],
  ] as const)('%s proves nothing', (_whose, of, message) => {
    const inbound = shared(of, message);
    expect(inbound).not.toHaveProperty('proofs');
    expect(inbound?.attachments[0]?.contentType).toBe('text/vcard');
  });

  it('in words, or asked for in a group, proves and starts nothing', () => {
    expect(decodeOne(told({ text: '/link +6591234567' }))).not.toHaveProperty('proofs');
    const entities = [{ type: 'bot_command', offset: 0, length: 17 }];
    expect(decodeOne(told({ chat: group, text: '/link@TestShopBot', entities }))).toBeUndefined();
    expect(decodeOne(told({ text: '/link@TestShopBot', entities }))?.text).toBe('/link');
  });
});

describe('a message', () => {
  it('has the same id however often and under whatever number it is told', () => {
    const ids = [1, 2, 900, 3, 1].map((update_id) => decodeOne({ ...told({ text: 'hi' }), update_id })?.id);
    expect(new Set(ids)).toEqual(new Set(['700200301:40']));
  });

  it.each(['/start', '/start promo-42', '/help', '/START@TestShopBot'])('%s is a greeting', (text) => {
    for (const language_code of ['en', 'zh-hans', 'ms', 'ta', 'fr', undefined]) {
      const inbound = decodeOne(told({ text, from: { ...from, language_code } }));
      expect(readSmallTalk(inbound?.text ?? ''), `${language_code}`).toBe('greeting');
    }
  });

  it('that only starts like a command is left as it is', () => {
    expect(decodeOne(told({ text: '/starter kit price?' }))?.text).toBe('/starter kit price?');
    expect(decodeOne(told({ text: '/menu@TestShopBot today' }))?.text).toBe('/menu today');
  });

  it('quotes the part that the customer marked, else the whole, shortened', () => {
    const original = { message_id: 2, date: 1, chat, text: 'x'.repeat(900) };
    expect(
      decodeOne(told({ text: 'this', reply_to_message: original, quote: { text: 'only' } }))?.quoted,
    ).toBe('only');
    expect(decodeOne(told({ text: 'this', reply_to_message: original }))?.quoted).toHaveLength(300);
    const photo = { message_id: 2, date: 1, chat, photo: [{ ...file, width: 1, height: 1 }] };
    expect(decodeOne(told({ text: 'this', reply_to_message: photo }))?.quoted).toBe('photo.jpg');
  });

  it('is read in spite of fields that are not as they were', () => {
    const odd = told({
      text: 'hi',
      entities: 'none',
      photo: {},
      from: { ...from, last_name: 3, language_code: {} },
    });
    expect(decodeOne(odd)).toMatchObject({ text: 'hi', attachments: [], from: { name: 'Aisyah' } });
  });

  it('never carries what the database refuses', () => {
    const inbound = decodeOne(
      told({
        document: { ...file, file_name: 'a\u0000b\ud800.pdf' },
        from: { ...from, first_name: 'A\u0000' },
      }),
    );
    expect(JSON.stringify(inbound)).not.toMatch(/\\u0000|\\ud800/);
  });
});

describe('attachments', () => {
  it.each([
    [
      { document: { ...file, file_name: 'order.pdf', mime_type: 'application/pdf' } },
      'application/pdf',
      'order.pdf',
    ],
    [{ audio: { ...file, title: 'Song' } }, 'audio/mpeg', 'Song.mp3'],
    [{ video: { ...file, mime_type: 'video/mp4' } }, 'video/mp4', 'video.mp4'],
    [{ video_note: file }, 'video/mp4', 'video-note.mp4'],
    [{ animation: { ...file, file_name: 'a.mp4' }, document: file }, 'video/mp4', 'a.mp4'],
    [{ sticker: { ...file, emoji: '👍', is_animated: true } }, 'application/x-tgsticker', 'sticker 👍.tgs'],
    [{ sticker: { ...file, is_video: true } }, 'video/webm', 'sticker.webm'],
    [{ sticker: file }, 'image/webp', 'sticker.webp'],
  ])('%j is a file that can be read later', (content, contentType, name) => {
    const attachments = decodeOne(told(content))?.attachments;
    expect(attachments).toEqual([{ contentType, name, contentUrl: 'telegram:BQAC_1-x' }]);
  });

  it.each([
    [
      { location: { latitude: 1.3521, longitude: 103.8198 } },
      'Location 1.3521, 103.8198',
      { type: 'Point', coordinates: [103.8198, 1.3521] },
    ],
    [
      {
        venue: { location: { latitude: 1, longitude: 2 }, title: 'Our shop', address: '1 Example Road' },
        location: { latitude: 1, longitude: 2 },
      },
      'Our shop, 1 Example Road',
      { properties: { title: 'Our shop', address: '1 Example Road' } },
    ],
    [
      { poll: { id: '1', question: 'Tea?', options: [{ text: 'Yes', voter_count: 0 }] } },
      'Poll: Tea?',
      { options: ['Yes'] },
    ],
    [{ dice: { emoji: '🎲', value: 5 } }, '🎲 5', { value: 5 }],
  ])('%j is data with a name that says what it is', (content, name, data) => {
    const inbound = decodeOne(told(content));
    expect(inbound?.text).toBe('');
    expect(inbound?.attachments[0]).toMatchObject({ name, content: data });
    expect(inbound?.attachments[0]?.contentUrl).toBeUndefined();
  });

  it('make a card of a contact', () => {
    const contact = { phone_number: '+6500000000', first_name: 'Tan; A', last_name: 'Ong' };
    const [card] = decodeOne(told({ contact }))?.attachments ?? [];
    expect(card).toMatchObject({ contentType: 'text/vcard', name: 'Contact Tan; A Ong, +6500000000' });
    expect(card?.content).toContain('FN:Tan\\; A Ong');
  });

  it('leave the sticker its feeling as text', () => {
    expect(decodeOne(told({ sticker: { ...file, emoji: '👍' } }))?.text).toBe('👍');
  });
});

describe('a group', () => {
  const inGroup = (content: object) => told({ chat: group, ...content });
  const mention = (text: string, name = '@testshopbot') => ({
    text,
    entities: [{ type: 'mention', offset: text.indexOf(name), length: name.length }],
  });

  it('is heard when it names the bot, without the name', () => {
    expect(decodeOne(inGroup(mention('@testshopbot, are you open?')))?.text).toBe('are you open?');
    expect(decodeOne(inGroup(mention('😀 hey @testshopbot open?')))?.text).toBe('😀 hey open?');
  });

  it('is heard when it replies to the bot or commands it', () => {
    const reply_to_message = {
      message_id: 3,
      date: 1,
      chat: group,
      from: { id: 7012345678, is_bot: true, first_name: 'Shop' },
      text: 'Yes',
    };
    expect(decodeOne(inGroup({ text: 'and Sunday?', reply_to_message }))).toMatchObject({
      text: 'and Sunday?',
      quoted: 'Yes',
    });
    const entities = [{ type: 'bot_command', offset: 0, length: 18 }];
    expect(decodeOne(inGroup({ text: '/start@TestShopBot', entities }))?.text).toBe('hello');
  });

  it('is not heard otherwise', () => {
    for (const content of [
      { text: 'lunch?' },
      { text: '/start', entities: [{ type: 'bot_command', offset: 0, length: 6 }] },
      mention('@otherbot open?', '@otherbot'),
      { text: '@testshopbot', entities: [] },
      { new_chat_members: [{ id: 7012345678, is_bot: true, first_name: 'Shop' }] },
      { text: 'ok', reply_to_message: { message_id: 3, date: 1, chat: group, from, text: 'x' } },
    ])
      expect(decodeUpdate(inGroup(content), bot), JSON.stringify(content)).toEqual([]);
  });

  it('has a conversation for each person, answered by replies to their last message', () => {
    const of = (id: number) =>
      decodeOne(inGroup({ ...mention('@testshopbot hi'), from: { ...from, id } }))?.address;
    expect(of(1)?.conversation).toMatchObject({
      id: '-1001234567890:1',
      isGroup: true,
      name: 'Block 12 neighbours',
      properties: { replyTo: 40 },
    });
    expect(of(2)?.conversation.id).toBe('-1001234567890:2');
  });
});

describe('a pressed button', () => {
  const press = (data: string, buttons: readonly string[] = []) => ({
    update_id: 1,
    callback_query: {
      id: '99',
      from,
      chat_instance: '1',
      data,
      message: {
        message_id: 41,
        date: 1,
        chat,
        reply_markup: { inline_keyboard: buttons.map((text) => [{ text, callback_data: 'x' }]) },
      },
    },
  });

  it('says its value, or its title where the value was too long for a button', () => {
    expect(decodeOne(press('v:Delivery to Bedok?'))).toMatchObject({
      text: 'Delivery to Bedok?',
      id: '700200301:press:99',
    });
    expect(decodeOne(press('t:1', ['One', 'Two']))?.text).toBe('Two');
  });

  it('says nothing where nobody knows what it stood for', () => {
    for (const data of ['t:7', 't:x', 'old', ''])
      expect(decodeUpdate(press(data, ['One']), bot), data).toEqual([]);
    expect(decodeUpdate({ update_id: 1, callback_query: { id: '1', from, data: 'v:x' } }, bot)).toEqual([]);
  });
});
