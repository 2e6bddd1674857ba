// What staff change or take back after it was seen: every reader ends with the same screen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageId } from '../../src/model/ids.ts';
import { type Chat, chatsOn, type Seen, texts } from '../support/direct-line-chat.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const openChat = chatsOn(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

const STAFF = { author: 'staff', authorName: 'Aisyah' } as const;

async function startedChat(): Promise<Chat & { readonly token: string }> {
  const chat = await openChat();
  await chat.post('Is my order ready?');
  await eventually(() => chat.seen.length === 1);
  return { ...chat, token: (chat.line as unknown as { token: string }).token };
}

async function poll(
  chat: { readonly conversationId: string; readonly token: string },
  watermark: string,
): Promise<{ activities: Seen[]; watermark: string }> {
  const response = await fetch(
    `${server.url}/v3/directline/conversations/${chat.conversationId}/activities?watermark=${watermark}`,
    { headers: { authorization: `Bearer ${chat.token}` } },
  );
  return (await response.json()) as { activities: Seen[]; watermark: string };
}

/** What Web Chat shows: each id once, in its place, messages only. */
function screen(seen: readonly Seen[]): readonly unknown[] {
  const order = (activity: Seen): number => Number(activity.channelData?.['webchat:sequence-id']);
  return [...new Map(seen.map((activity) => [activity.id, activity])).values()]
    .filter(({ type }) => type === 'message')
    .sort((a, b) => order(a) - order(b))
    .map(({ text }) => text);
}

test('a changed message comes again under its id and in its place, to every tab', async () => {
  const chat = await startedChat();
  const tab = await openChat({ token: chat.token, conversationId: chat.conversationId, watermark: '0' });
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'Ready at 3pm.' });
  await server.reply(chat.conversationId, { ...STAFF, text: 'See you!' });
  await eventually(() => chat.seen.length === 3 && tab.seen.length === 3);
  await server.change(chat.conversationId, id, 'Ready at 5pm.');
  for (const { seen } of [chat, tab]) {
    await eventually(() => seen.length === 4);
    expect(screen(seen)).toEqual(['Is my order ready?', 'Ready at 5pm.', 'See you!']);
    expect(seen[3]).toMatchObject({ id: seen[1]?.id, channelData: { author: 'staff', edited: true } });
    expect(seen[3]?.channelData?.['webchat:sequence-id']).toBe(seen[1]?.channelData?.['webchat:sequence-id']);
  }
  chat.line.end();
  tab.line.end();
});

test('a message that was taken back is told as deleted, and its words are told to nobody any more', async () => {
  const chat = await startedChat();
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'The door code is 1234.' });
  await eventually(() => chat.seen.length === 2);
  await server.change(chat.conversationId, id, undefined);
  await eventually(() => chat.seen.length === 3);
  expect(chat.seen[2]).toMatchObject({ type: 'messageDelete', id: chat.seen[1]?.id });
  expect(chat.seen[2]?.text).toBeUndefined();
  const { activities } = await poll(chat, '0');
  expect(JSON.stringify(activities)).not.toContain('1234');
  expect(activities.map(({ type }) => type)).toEqual(['message']);
  chat.line.end();
});

test('a reader from the beginning sees the last words once, where the first were said', async () => {
  const chat = await startedChat();
  const ids: MessageId[] = [];
  for (const text of ['one', 'two', 'three'])
    ids.push(await server.reply(chat.conversationId, { ...STAFF, text }));
  const [one, two, three] = ids as [MessageId, MessageId, MessageId];
  await server.change(chat.conversationId, one, 'first');
  await server.change(chat.conversationId, one, 'the first');
  await server.change(chat.conversationId, two, undefined);
  const { activities, watermark } = await poll(chat, '0');
  expect(activities.map(({ text }) => text)).toEqual(['Is my order ready?', 'the first', 'three']);
  expect((await poll(chat, watermark)).activities).toEqual([]);
  await server.change(chat.conversationId, three, 'the third');
  expect((await poll(chat, watermark)).activities.map(({ text }) => text)).toEqual(['the third']);
  chat.line.end();
});

test('a reader that comes back with what it has seen is told what changed meanwhile, and nothing else', async () => {
  const chat = await startedChat();
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'At 3pm.' });
  const other = await server.reply(chat.conversationId, { ...STAFF, text: 'Bring cash.' });
  const { watermark } = await poll(chat, '');
  await server.change(chat.conversationId, id, 'At 5pm.');
  await server.change(chat.conversationId, other, undefined);
  await server.reply(chat.conversationId, { ...STAFF, text: 'Card is fine.' });
  const { activities } = await poll(chat, watermark);
  expect(activities.map(({ type, text }) => [type, text])).toEqual([
    ['message', 'At 5pm.'],
    ['messageDelete', undefined],
    ['message', 'Card is fine.'],
  ]);
  chat.line.end();
});

test('a client that lost its socket gets the change when it is back', async () => {
  const chat = await startedChat();
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'At 3pm.' });
  await eventually(() => chat.seen.length === 2);
  server.dropSockets();
  await server.change(chat.conversationId, id, 'At 5pm.');
  await eventually(() => chat.seen.length === 3);
  expect(screen(chat.seen)).toEqual(['Is my order ready?', 'At 5pm.']);
  chat.line.end();
});

test('however a long history is cut into pages, the screen is the same', async () => {
  const chat = await startedChat();
  const early = await server.reply(chat.conversationId, { ...STAFF, text: 'early' });
  for (let i = 1; i <= 130; i += 1) await server.reply(chat.conversationId, { text: `reply ${i}` });
  await server.change(chat.conversationId, early, 'early, changed');
  const seen: Seen[] = [];
  for (let watermark = '0', more = true; more; ) {
    const page = await poll(chat, watermark);
    more = page.watermark !== watermark;
    watermark = page.watermark;
    seen.push(...page.activities);
  }
  const replies = Array.from({ length: 130 }, (_, i) => `reply ${i + 1}`);
  expect(screen(seen)).toEqual(['Is my order ready?', 'early, changed', ...replies]);
  await eventually(() => texts(chat).includes('early, changed'));
  chat.line.end();
});

test('a change shows the customer the translation, as the message itself did', async () => {
  const chat = await startedChat();
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'At 5pm.' });
  await server.database.pool.query(`update messages set translation = '下午五点。' where id = $1`, [id]);
  expect((await poll(chat, '')).activities.at(-1)?.text).toBe('下午五点。');
  chat.line.end();
});

test('a change of what was erased fails for good; taking it back has nothing left to do', async () => {
  const chat = await startedChat();
  const id = await server.reply(chat.conversationId, { ...STAFF, text: 'At 3pm.' });
  await server.database.pool.query('delete from messages where id = $1', [id]);
  await expect(server.change(chat.conversationId, id, 'At 5pm.')).rejects.toMatchObject({
    code: 'message_gone',
    retryable: false,
  });
  await expect(server.change(chat.conversationId, id, undefined)).resolves.toBeUndefined();
  chat.line.end();
});
