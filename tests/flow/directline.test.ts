// Microsoft's own client, unchanged, talks with our server.
import { randomUUID } from 'node:crypto';
import { ConnectionStatus } from 'botframework-directlinejs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageId } from '../../src/model/ids.ts';
import { chatsOn, type Seen, texts } from '../support/direct-line-chat.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const openChat = chatsOn(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

test('DirectLineJS holds a conversation: its own message comes back, then the answer with sources and suggestions', async () => {
  const chat = await openChat();
  const id = await chat.post('Do you deliver to 520123?', 'client-1');
  await eventually(() => chat.seen.length === 1);
  expect(chat.seen[0]).toMatchObject({
    id,
    type: 'message',
    text: 'Do you deliver to 520123?',
    from: { id: expect.stringMatching(/^dl_/), role: 'user' },
    channelData: { clientActivityID: 'client-1' },
  });
  await server.reply(chat.conversationId, {
    text: 'Yes, **free** above $60 [1].',
    citations: [
      {
        position: 1,
        title: 'Delivery',
        excerpt: 'Tampines: free above $60',
        url: 'https://shop.example.sg/delivery',
      },
    ],
    suggestions: [{ title: 'How long?', value: 'How long does it take?' }],
  });
  await eventually(() => chat.seen.length === 2);
  expect(chat.seen[1]).toMatchObject({
    from: { id: 'bot', name: 'Kopi & Kind', role: 'bot' },
    textFormat: 'markdown',
    suggestedActions: { actions: [{ type: 'imBack', title: 'How long?', value: 'How long does it take?' }] },
    entities: [
      { type: 'https://schema.org/Message', citation: [{ position: 1, appearance: { name: 'Delivery' } }] },
    ],
    channelData: { author: 'bot', streamType: 'final' },
  });
  chat.line.end();
});

test('the same message sent twice is stored and shown once, under the same id', async () => {
  const chat = await openChat();
  const first = await chat.post('hello', 'pressed-twice');
  const second = await chat.post('hello', 'pressed-twice');
  await chat.post('and then', 'after');
  await eventually(() => texts(chat).includes('and then'));
  expect(second).toBe(first);
  expect(texts(chat)).toEqual(['hello', 'and then']);
  chat.line.end();
});

test('a streaming reply grows by the livestreaming convention and is concluded by its message', async () => {
  const chat = await openChat();
  await chat.post('Tell me a story');
  await eventually(() => chat.seen.length === 1);
  const streamId = randomUUID() as MessageId;
  const to = { channelId: 'webchat', conversation: { id: chat.conversationId } as never };
  await server.webchat.show?.(to, { kind: 'streaming', streamId, text: 'Once', sequence: 1 });
  // At once: what was seen of the first in between would be as late as the machine is busy.
  for (let sequence = 2; sequence <= 30; sequence += 1) {
    const text = `Once upon a time ${sequence}`;
    await server.webchat.show?.(to, { kind: 'streaming', streamId, text, sequence });
  }
  await eventually(() => chat.seen.some((activity) => activity.text === 'Once upon a time 30'));
  await server.reply(chat.conversationId, { id: streamId, text: 'Once upon a time. The end.' });
  await eventually(() => texts(chat).length === 2);
  const stream = chat.seen.slice(1);
  // 30 frames at once leave as two: the first, and after the pause the newest.
  expect(stream.map(({ type }) => type)).toEqual(['typing', 'typing', 'message']);
  expect(stream.map(({ channelData }) => channelData)).toMatchObject([
    { streamType: 'streaming', streamId, streamSequence: 1 },
    { streamType: 'streaming', streamId, streamSequence: 30 },
    { streamType: 'final', streamId },
  ]);
  expect(new Set(stream.map(({ id }) => id)).size).toBe(3);
  chat.line.end();
});

test('a withdrawn stream is concluded without a text', async () => {
  const chat = await openChat();
  await chat.post('hm');
  await eventually(() => chat.seen.length === 1);
  const streamId = randomUUID() as MessageId;
  const to = { channelId: 'webchat', conversation: { id: chat.conversationId } as never };
  await server.webchat.show?.(to, { kind: 'streaming', streamId, text: 'I think', sequence: 1 });
  await server.webchat.show?.(to, { kind: 'withdrawn', streamId, sequence: 2 });
  await chat.post('never mind');
  const end = await eventually(() =>
    chat.seen.find((activity) => activity.channelData?.streamType === 'final'),
  );
  expect(end).toMatchObject({ type: 'typing', channelData: { streamId } });
  expect(end.text).toBeUndefined();
  chat.line.end();
});

test('a client that loses its socket comes back and gets what it missed, once and in order', async () => {
  const chat = await openChat();
  await chat.post('one');
  await eventually(() => texts(chat).length === 1);
  server.dropSockets();
  await server.reply(chat.conversationId, { text: 'two' });
  await server.reply(chat.conversationId, { text: 'three', author: 'staff', authorName: 'Aisyah' });
  await eventually(() => texts(chat).length === 3);
  await server.reply(chat.conversationId, { text: 'four' });
  await eventually(() => texts(chat).length === 4);
  expect(texts(chat)).toEqual(['one', 'two', 'three', 'four']);
  expect(chat.seen[2]?.from).toMatchObject({
    id: expect.stringMatching(/^staff-/),
    name: 'Aisyah',
    role: 'bot',
  });
  chat.line.end();
});

test('a client that polls sees the same', async () => {
  const chat = await openChat({ webSocket: false, pollingInterval: 200 });
  await chat.post('polled');
  await server.reply(chat.conversationId, { text: 'answered' });
  await eventually(() => texts(chat).length === 2);
  expect(texts(chat)).toEqual(['polled', 'answered']);
  chat.line.end();
});

test('a page that opens a conversation again sees all of it', async () => {
  const chat = await openChat();
  for (let i = 1; i <= 15; i += 1) await chat.post(`message ${i}`);
  for (let i = 1; i <= 60; i += 1) await server.reply(chat.conversationId, { text: `reply ${i}` });
  const token = (chat.line as unknown as { token: string }).token;
  const again = await openChat({ token, conversationId: chat.conversationId, watermark: '0' });
  await eventually(() => texts(chat).length === 75 && texts(again).length === 75);
  // DirectLineJS mixes sets that come close together; Web Chat sorts by this number.
  const order = (activity: Seen): number => Number(activity.channelData?.['webchat:sequence-id']);
  const sorted = again.seen.toSorted((a, b) => order(a) - order(b)).map(({ text }) => text);
  const said = Array.from({ length: 15 }, (_, i) => `message ${i + 1}`);
  const replied = Array.from({ length: 60 }, (_, i) => `reply ${i + 1}`);
  expect(sorted).toEqual([...said, ...replied]);
  chat.line.end();
  again.line.end();
});

test('a message that could not be stored is not acknowledged', async () => {
  const chat = await openChat();
  server.failing = true;
  await expect(chat.post('lost?', 'kept')).resolves.toBe('retry');
  server.failing = false;
  await chat.post('lost?', 'kept');
  await eventually(() => texts(chat).length === 1);
  chat.line.end();
});

test('an expired token is told apart from a broken line', async () => {
  const chat = await openChat();
  await chat.post('hello');
  server.clock.skewMs = 31 * 60 * 1000;
  await expect(chat.post('late')).resolves.toBe('retry');
  server.clock.skewMs = 0;
  expect(chat.line.connectionStatus$.getValue()).toBe(ConnectionStatus.ExpiredToken);
  chat.line.end();
});
