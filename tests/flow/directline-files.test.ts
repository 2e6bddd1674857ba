// Files from staff: seen by their customer, by nobody else, and harmless whatever is in them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeliveryError } from '../../src/model/errors.ts';
import { callsTo, type Opened, SHOP, said } from '../support/direct-line-calls.ts';
import { chatsOn } from '../support/direct-line-chat.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const openChat = chatsOn(() => server);
const { open, post, list } = callsTo(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

const STAFF = { author: 'staff', authorName: 'Aisyah' } as const;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function keep(contentUrl: string, content: string | Uint8Array, contentType = 'application/pdf') {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const name = contentType.startsWith('image/') ? 'map.png' : 'invoice 发票.pdf';
  server.files.set(contentUrl, { name, contentType, bytes });
  return { contentUrl, contentType, name };
}

async function linkTo(attachment: { contentUrl: string; contentType: string; name: string }) {
  const chat = await open();
  await post(chat, said('Can I have my invoice?'));
  const id = await server.reply(chat.conversationId, { ...STAFF, text: '', attachments: [attachment] });
  const [, reply] = await list(chat);
  const [shown] = (reply?.attachments ?? []) as { contentUrl: string }[];
  return { chat, id, url: shown?.contentUrl ?? '' };
}

const bare = (url: string): string => url.replace(/\?.*/, '');
const withToken = (url: string, { token }: Opened) =>
  fetch(bare(url), { headers: { authorization: `Bearer ${token}`, origin: SHOP } });

async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await response.json()).toMatchObject({ status, title: expect.any(String) });
}

test('DirectLineJS is told of a file by an address of this server that loads it', async () => {
  const chat = await openChat();
  await chat.post('Where are you?');
  await eventually(() => chat.seen.length === 1);
  const attachments = [keep('slack:F01', PNG, 'image/png'), keep('slack:F02', '%PDF-1.7')];
  await server.reply(chat.conversationId, { ...STAFF, text: 'Here.', attachments });
  await eventually(() => chat.seen.length === 2);
  expect(chat.seen[1]?.attachments).toMatchObject([
    { name: 'map.png', contentType: 'image/png', contentUrl: expect.stringContaining(server.url) },
    { name: 'invoice 发票.pdf', contentType: 'application/pdf' },
  ]);
  expect(JSON.stringify(chat.seen)).not.toContain('slack:');
  const response = await fetch(chat.seen[1]?.attachments?.[0]?.contentUrl ?? '');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  chat.line.end();
});

test('a picture is shown in the page, anything else is saved under its name', async () => {
  const picture = await fetch((await linkTo(keep('slack:F03', PNG, 'image/png'))).url);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(picture.headers.get('content-disposition')).toMatch(/^inline/);
  expect(picture.headers.get('cache-control')).toMatch(/^private/);
  const paper = await fetch((await linkTo(keep('slack:F04', '%PDF-1.7'))).url);
  expect(paper.headers.get('content-type')).toBe('application/octet-stream');
  expect(paper.headers.get('content-disposition')).toMatch(/^attachment.*invoice%20%E5%8F%91%E7%A5%A8\.pdf/);
  for (const { headers } of [picture, paper]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/sandbox/);
  }
});

test('a page or a drawing with a script in it, called a picture, is saved and never opened', async () => {
  for (const content of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<script>1</script>',
  ]) {
    const { url } = await linkTo(keep('slack:F05', content, 'image/svg+xml'));
    const { headers } = await fetch(url);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
  }
});

test('a file opens by its own link or its conversation’s token, for nobody else', async () => {
  const { chat, url } = await linkTo(keep('slack:F06', '%PDF-1.7'));
  const [stranger, foreign] = [await open(), await linkTo(keep('slack:F07', '%PDF-1.7'))];
  const own = await withToken(url, chat);
  expect(own.status).toBe(200);
  expect(own.headers.get('access-control-allow-origin')).toBe(SHOP);
  await expectProblem(await withToken(url, stranger), 403);
  await expectProblem(await fetch(bare(url)), 401);
  await expectProblem(await fetch(`${bare(url)}?t=junk`), 403);
  await expectProblem(await fetch(bare(url) + new URL(foreign.url).search), 403);
  await expectProblem(await fetch(url.replace('/0?', '/1?')), 403);
});

test('a link carries nothing that opens the conversation, and ends after the next day', async () => {
  const { chat, url } = await linkTo(keep('slack:F08', '%PDF-1.7'));
  const t = new URL(url).searchParams.get('t') ?? '';
  const activities = `${server.url}/v3/directline/conversations/${chat.conversationId}/activities`;
  expect((await fetch(activities, { headers: { authorization: `Bearer ${t}` } })).status).toBe(403);
  server.clock.skewMs = 2 * 24 * 60 * 60 * 1000;
  await expectProblem(await fetch(url), 403);
  server.clock.skewMs = 0;
  expect((await fetch(url)).status).toBe(200);
});

test('a file that is not there, not handed out, or not handed out just now is told apart', async () => {
  const { chat, id, url } = await linkTo(keep('slack:F09', '%PDF-1.7'));
  const beside = bare(url).replace(/\d+$/, '7');
  await expectProblem(await withToken(beside, chat), 404);
  server.files.set('slack:F09', new DeliveryError('file_too_large', 'The file is larger than 20 MB.'));
  await expectProblem(await fetch(url), 404);
  server.files.set('slack:F09', new DeliveryError('unreachable', 'Slack is away.', { retryable: true }));
  await expectProblem(await fetch(url), 502);
  keep('slack:F09', '%PDF-1.7');
  expect((await fetch(url)).status).toBe(200);
  await server.change(chat.conversationId, id, undefined);
  await expectProblem(await fetch(url), 404);
});
