// Sending, editing, taking back and typing on a strict Telegram, and files both ways.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPacer } from '../../channels/telegram/pacing.ts';
import type { Telegram } from '../../channels/telegram/telegram.ts';
import type { Outbound } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { buildTelegram } from '../support/telegram-channel.ts';
import { startTelegramSimulator, type TelegramSimulator } from '../support/telegram-simulator.ts';
import type { SimulatedUser } from '../support/telegram-simulator-user.ts';
import { outbound } from './channel-contract.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const STAFF_FILES: Readonly<Record<string, { contentType: string; bytes: Buffer }>> = {
  'slack:photo': { contentType: 'image/png', bytes: PNG },
  'slack:fake': { contentType: 'image/png', bytes: Buffer.from('no picture') },
  'slack:pdf': { contentType: 'application/pdf', bytes: Buffer.from('%PDF-1.7') },
};

let simulator: TelegramSimulator;
let telegram: Telegram;
let user: SimulatedUser;
beforeAll(async () => {
  simulator = await startTelegramSimulator();
  telegram = buildTelegram(simulator, {
    openFile: async (url) => {
      const found = STAFF_FILES[url];
      if (!found) throw new DeliveryError('file_gone', 'gone');
      return { name: 'x', ...found };
    },
  });
});
afterAll(() => simulator.close());
beforeEach(() => {
  simulator.heal();
  user = simulator.user({ first_name: 'Ravi' });
});

const addressOf = (id: string, properties?: object) => ({
  channelId: 'telegram',
  conversation: {
    id,
    isGroup: false,
    conversationType: 'personal',
    name: '',
    ...(properties && { properties }),
  },
});
async function send(message: Outbound, to = addressOf(String(user.id))): Promise<string[]> {
  const ids: string[] = [];
  for (const payload of telegram.encode(message)) ids.push(await telegram.send(to, payload));
  return ids;
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as DeliveryError,
  );

describe('sending', () => {
  it('shows the customer formatted text and buttons, without a preview of links', async () => {
    await send({
      ...outbound('**Yes** & https://example.sg'),
      suggestions: [{ title: 'Thanks', value: 'thanks' }],
    });
    expect(user.sees()).toMatchObject([
      {
        text: 'Yes & https://example.sg',
        entities: [{ type: 'bold', offset: 0, length: 3 }, { type: 'text_link' }],
        buttons: [[{ text: 'Thanks' }]],
      },
    ]);
    expect(simulator.callsOf('sendMessage').at(-1)?.payload).toMatchObject({
      link_preview_options: { is_disabled: true },
    });
  });

  it('gives ids that are the ids of the chat’s messages', async () => {
    const [id] = await send(outbound('Hello'));
    expect(id).toBe(`${user.id}:${user.sees()[0]?.messageId}`);
  });

  it('sends the words as they are where Telegram cannot read their formatting', async () => {
    const to = addressOf(String(user.id));
    await telegram.send(to, { kind: 'text', html: '<b>Fish &amp; <u2>chips</b>', buttons: [] });
    expect(user.sees().map(({ text, entities }) => [text, entities])).toEqual([['Fish & chips', []]]);
  });

  it('replies in a group to the person, and finds the group where it has moved to', async () => {
    const group = simulator.group('Block 12');
    const asked = user.says('@TestShopBot open?', { in: group });
    await send(outbound('Yes'), addressOf(`${group.id}:${user.id}`, { replyTo: asked }));
    expect(user.sees(group)).toMatchObject([{ text: 'Yes', replyTo: asked }]);
    simulator.fail({
      kind: 'status',
      method: 'sendMessage',
      status: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: group.id },
    });
    await send(outbound('Still yes'), addressOf('-12345:1'));
    expect(user.sees(group).map(({ text }) => text)).toEqual(['Yes', 'Still yes']);
  });

  it('names what is gone for good and what the owner has to mend', async () => {
    user.blocks();
    expect(await failure(send(outbound('x')))).toMatchObject({ code: 'address_gone', retryable: false });
    expect(await failure(send(outbound('x'), addressOf('12')))).toMatchObject({ code: 'address_gone' });
    expect(await failure(send(outbound('x'), addressOf('chat-1')))).toMatchObject({ code: 'address_gone' });
    const revoked = buildTelegram({ ...simulator, token: '7012345678:revoked' });
    const [payload] = telegram.encode(outbound('x'));
    if (!payload) throw new Error('nothing was encoded');
    expect(await failure(revoked.send(addressOf(String(user.id)), payload))).toMatchObject({
      code: 'account_refused',
      retryable: true,
    });
    await expect(revoked.start(async () => undefined)).rejects.toMatchObject({ code: 'account_refused' });
  });

  it('never tells the token, whatever fails', async () => {
    for (const fault of [
      { kind: 'cut' },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 403, description: 'Forbidden: no' },
    ] as const) {
      simulator.fail({ ...fault, method: 'sendMessage' });
      const error = await failure(send(outbound('x')));
      expect(error).toBeInstanceOf(DeliveryError);
      expect(`${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain(
        simulator.token.split(':')[1],
      );
    }
  });

  it('ends within ten seconds where Telegram does not answer', async () => {
    simulator.fail({ kind: 'stall', method: 'sendMessage' });
    const from = performance.now();
    expect(await failure(send(outbound('x')))).toMatchObject({ code: 'timeout', retryable: true });
    expect(performance.now() - from).toBeLessThan(10_800);
  });
});

describe('pacing', () => {
  const waits = (count: number, chatOf: (index: number) => number, most = 1e6): number[] => {
    const pacer = createPacer(() => 1_000_000);
    return Array.from({ length: count }, (_, index) => pacer.reserve(chatOf(index), most));
  };

  it('lets a burst of three through, then one a second for each chat', () => {
    expect(waits(6, () => 5)).toEqual([0, 0, 0, 1_000, 2_000, 3_000]);
    expect(waits(5, () => -5)).toEqual([0, 0, 0, 3_000, 6_000]);
  });

  it('lets 25 a second through over all chats', () => {
    const all = waits(75, (index) => index + 1);
    expect(all.slice(0, 25).every((ms) => ms === 0)).toBe(true);
    expect(all.at(-1)).toBe(2_000);
  });

  it('puts off what would wait too long, and takes no place for it', () => {
    let at = 0;
    const pacer = createPacer(() => at);
    for (let count = 0; count < 3; count += 1) pacer.reserve(5, 0);
    expect(() => pacer.reserve(5, 500)).toThrow(
      expect.objectContaining({ retryable: true, retryAfterMs: 1_000 }),
    );
    expect(() => pacer.reserve(5, 500)).toThrow(expect.objectContaining({ retryAfterMs: 1_000 }));
    at = 1_000;
    expect(pacer.reserve(5, 0)).toBe(0);
  });
});

describe('editing', () => {
  it('changes the text in place, and an equal text is no error', async () => {
    const to = addressOf(String(user.id));
    const parts = await send(outbound('One'));
    const edit = (text: string) => telegram.edit(to, parts, telegram.encode(outbound(text)));
    expect(await edit('*Two*')).toEqual(parts);
    expect(await edit('*Two*')).toEqual(parts);
    expect(user.sees()).toMatchObject([{ text: 'Two', isEdited: true }]);
  });

  it('takes back parts too many and sends parts too few', async () => {
    const to = addressOf(String(user.id));
    const long = (word: string) => outbound(`${word} `.repeat(1_500));
    const parts = await send(outbound('short'));
    const longer = await telegram.edit(to, parts, telegram.encode(long('long')));
    expect(longer).toHaveLength(2);
    expect(await telegram.edit(to, longer, telegram.encode(outbound('short again')))).toEqual(parts);
    expect(user.sees().map(({ text }) => text)).toEqual(['short again']);
  });

  it('leaves the files of a message where they are', async () => {
    const attachments = [{ contentType: 'application/pdf', contentUrl: 'slack:pdf', name: 'quote.pdf' }];
    const parts = await send({ ...outbound('See file'), attachments });
    const edited = telegram.encode({ ...outbound('See the file'), attachments });
    expect(await telegram.edit(addressOf(String(user.id)), parts, edited)).toEqual(parts);
    expect(user.sees().map(({ text, file }) => file?.name ?? text)).toEqual(['See the file', 'quote.pdf']);
  });

  it('tells that a message is gone', async () => {
    const edit = telegram.edit(
      addressOf(String(user.id)),
      [`${user.id}:9999`],
      telegram.encode(outbound('x')),
    );
    expect(await failure(edit)).toMatchObject({ retryable: false });
  });
});

describe('taking back', () => {
  it('removes every part; what is gone already is no error', async () => {
    const parts = await send(outbound('Oops'));
    await telegram.remove(addressOf(String(user.id)), parts);
    await telegram.remove(addressOf(String(user.id)), parts);
    expect(user.sees()).toEqual([]);
  });
});

describe('typing', () => {
  it('is shown once in four seconds, and a refusal is nobody’s problem', async () => {
    let at = 10_000;
    const typing = buildTelegram(simulator, { now: () => at });
    const show = () => typing.show(addressOf(String(user.id)), { kind: 'typing' });
    await show();
    await show();
    at += 4_000;
    await show();
    expect(simulator.world.actions.filter(({ chatId }) => chatId === user.id)).toHaveLength(2);
    await expect(typing.show(addressOf('12'), { kind: 'typing' })).resolves.toBeUndefined();
  });
});

describe('files', () => {
  const sendFile = (contentUrl: string, name: string, contentType = 'application/pdf') =>
    send({ ...outbound(''), attachments: [{ contentType, contentUrl, name }] });

  it('of staff reach the customer as photo or document', async () => {
    await sendFile('slack:photo', 'cake.png', 'image/png');
    await sendFile('slack:pdf', 'price "list"\r\n.pdf');
    expect(user.sees().map(({ file }) => [file?.kind, file?.name])).toEqual([
      ['photo', 'cake.png'],
      ['document', 'price _list___.pdf'],
    ]);
    expect(user.sees()[0]?.file?.bytes).toEqual(PNG);
  });

  it('that only claim to be pictures go as documents', async () => {
    await sendFile('slack:fake', 'cake.png', 'image/png');
    expect(user.sees()[0]?.file).toMatchObject({ kind: 'document', name: 'cake.png' });
  });

  it('of customers are read by their reference', async () => {
    user.sendsFile({ name: 'order.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF') });
    const id = [...simulator.world.files.keys()].at(-1);
    const content = await telegram.openFile(`telegram:${id}`, AbortSignal.timeout(5_000));
    expect({ ...content, bytes: Buffer.from(content.bytes).toString() }).toEqual({
      name: expect.stringMatching(/\.pdf$/),
      contentType: 'application/pdf',
      bytes: '%PDF',
    });
  });

  it('that are too large, unknown or of another platform are refused with the reason', async () => {
    user.sendsFile({ name: 'film.mp4', contentType: 'video/mp4', bytes: Buffer.alloc(20_000_001) });
    const id = [...simulator.world.files.keys()].at(-1);
    const open = (url: string) => failure(telegram.openFile(url, AbortSignal.timeout(5_000)));
    expect(await open(`telegram:${id}`)).toMatchObject({ code: 'file_too_large', retryable: false });
    expect(await open('telegram:unknown')).toMatchObject({ code: 'refused', retryable: false });
    expect(await open('slack:F1')).toMatchObject({ code: 'file_unknown' });
  });
});
