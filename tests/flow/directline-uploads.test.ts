// Files from customers: kept whole, shown to their sender and nobody else, refused with a reason.
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callsTo, type Opened, said } from '../support/direct-line-calls.ts';
import { startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const { call, open, post, list } = callsTo(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface Sent {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

function formOf(files: readonly Sent[], activity?: object): FormData {
  const form = new FormData();
  const type = 'application/vnd.microsoft.activity';
  if (activity) form.append('activity', new Blob([JSON.stringify(activity)], { type }));
  for (const { name, content, type = 'image/png' } of files)
    form.append('file', new Blob([content], { type }), name);
  return form;
}

function upload(chat: Opened, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${chat.token}`;
  return call(`/conversations/${chat.conversationId}/upload?userId=me`, {
    headers: { authorization, ...headers },
    body,
  });
}

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(await response.json()).toMatchObject({ status, code, title: expect.any(String) });
}

/** Everything under DATA_DIR. */
const onDisk = (): readonly string[] =>
  readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(server.dataDir.length));

const filesOf = (activity: Record<string, unknown> | undefined) =>
  (activity?.attachments ?? []) as { name: string; contentType: string; contentUrl: string }[];

let before: readonly string[];
beforeEach(() => {
  before = onDisk();
});

test('files are kept before they are acknowledged, and their sender sees them again', async () => {
  const chat = await open();
  const activity = { type: 'message', text: 'my receipt', attachments: [{ contentType: 'x', name: 'y' }] };
  const files = [
    { name: '收据.png', content: PNG },
    { name: 'order.pdf', content: '%PDF-1.7', type: 'application/pdf' },
  ];
  const response = await upload(chat, formOf(files, activity));
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as { id: string };
  expect(server.received.at(-1)).toMatchObject({
    text: 'my receipt',
    attachments: [
      {
        name: '收据.png',
        contentType: 'image/png',
        contentUrl: expect.stringMatching(/^file:[0-9a-f]{32}$/),
      },
      { name: 'order.pdf', contentType: 'application/pdf' },
    ],
  });
  const [shown] = await list(chat);
  expect(shown).toMatchObject({ id, text: 'my receipt', from: { role: 'user' } });
  expect(JSON.stringify(shown)).not.toContain('file:');
  const [picture, paper] = await Promise.all(filesOf(shown).map(({ contentUrl }) => fetch(contentUrl)));
  expect(picture?.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from((await picture?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(PNG);
  expect(paper?.headers.get('content-disposition')).toMatch(/^attachment.*order\.pdf/);
  expect(await paper?.text()).toBe('%PDF-1.7');
});

test('a lone file may be the whole body', async () => {
  const chat = await open();
  const headers = { 'content-type': 'image/jpeg', 'content-disposition': 'name="file"; filename="a.png"' };
  expect((await upload(chat, PNG, headers)).status).toBe(200);
  expect(filesOf((await list(chat))[0])).toMatchObject([{ name: 'a.png', contentType: 'image/png' }]);
});

test('another conversation’s token neither uploads nor reads', async () => {
  const [mine, other] = [await open(), await open()];
  await upload(mine, formOf([{ name: 'a.png', content: PNG }]));
  await expectProblem(
    await upload({ ...mine, token: other.token }, formOf([{ name: 'b.png', content: PNG }])),
    403,
    'Forbidden',
  );
  const url = filesOf((await list(mine))[0])[0]?.contentUrl.replace(/\?.*/, '') ?? '';
  const read = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await expectProblem(await read(other.token), 403, 'Forbidden');
  expect((await read(mine.token)).status).toBe(200);
  expect(onDisk()).toHaveLength(before.length + 1);
});

test.each([
  '../../../evil.png',
  '..\\..\\evil.png',
  '/etc/evil.png',
  'a\u0000/../evil.png',
  '....//evil.png',
])('the name %j reaches no path', async (name) => {
  const chat = await open();
  const header = `content-disposition: form-data; name="file"; filename="${name}"`;
  const body = Buffer.concat([
    Buffer.from(`--x\r\n${header}\r\ncontent-type: image/png\r\n\r\n`),
    PNG,
    Buffer.from('\r\n--x--\r\n'),
  ]);
  expect((await upload(chat, body, { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(200);
  expect(filesOf((await list(chat))[0])).toMatchObject([{ name: 'evil.png' }]);
  expect(onDisk().every((path) => /^\/files\/[0-9a-f]{2}\/[0-9a-f]{32}$/.test(path))).toBe(true);
});

test('what a file is said to be is not believed', async () => {
  const chat = await open();
  const script = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  const claims = [
    { name: 'a.png', content: script, type: 'image/png' },
    { name: 'b.svg', content: script, type: 'image/svg+xml' },
    { name: 'c.html', content: '<script>alert(1)</script>', type: 'text/html' },
    { name: 'd.txt', content: PNG, type: 'text/plain' },
  ];
  await upload(chat, formOf(claims));
  const shown = filesOf((await list(chat))[0]);
  expect(shown.map(({ contentType }) => contentType)).toEqual([
    'text/plain',
    'text/plain',
    'text/plain',
    'image/png',
  ]);
  for (const { contentUrl } of shown.slice(0, 3)) {
    const { headers } = await fetch(contentUrl);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('content-security-policy')).toMatch(/sandbox/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('too large, too many, empty, none and not a form are refused, and nothing of them stays', async () => {
  const chat = await open();
  const large = { name: 'film.mp4', content: new Uint8Array(20_000_001) };
  await expectProblem(
    await upload(chat, formOf([{ name: 'a.png', content: PNG }, large])),
    413,
    'FileTooLarge',
  );
  const six = Array.from({ length: 6 }, (_, index) => ({ name: `${index}.png`, content: PNG }));
  await expectProblem(await upload(chat, formOf(six)), 422, 'TooManyFiles');
  const empty = [
    { name: 'a.png', content: PNG },
    { name: 'b.png', content: '' },
  ];
  await expectProblem(await upload(chat, formOf(empty)), 422, 'FileEmpty');
  await expectProblem(await upload(chat, formOf([], { type: 'message', text: 'hi' })), 422, 'FileMissing');
  const mixed = { 'content-type': 'multipart/mixed; boundary=x' };
  await expectProblem(await upload(chat, '--x--', mixed), 415, 'UnsupportedUpload');
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  await expectProblem(await upload(chat, 'nothing of the kind', form), 400, 'MalformedData');
  await expectProblem(
    await upload(chat, '--x', { 'content-type': 'multipart/form-data' }),
    400,
    'MalformedData',
  );
  const part = '--x\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nabc';
  await expectProblem(await upload(chat, part, form), 400, 'MalformedData');
  const long = { type: 'message', text: 'x'.repeat(70_000) };
  await expectProblem(
    await upload(chat, formOf([{ name: 'a.png', content: PNG }], long)),
    413,
    'MessageSizeTooBig',
  );
  const wrong = { type: 'message', text: { $ne: 1 } };
  await expectProblem(
    await upload(chat, formOf([{ name: 'a.png', content: PNG }], wrong)),
    400,
    'BadArgument',
  );
  expect(await list(chat)).toEqual([]);
  expect(onDisk()).toEqual(before);
});

test('a file whose message could not be stored is deleted again', async () => {
  const chat = await open();
  server.failing = true;
  const response = await upload(chat, formOf([{ name: 'a.png', content: PNG }]));
  server.failing = false;
  expect(response.status).toBe(500);
  expect(onDisk()).toEqual(before);
});

test('sent again, an upload is one message with the files of the first time', async () => {
  const chat = await open();
  const activity = { type: 'message', text: 'once', channelData: { clientActivityID: 'same' } };
  const send = async () =>
    (await (await upload(chat, formOf([{ name: 'a.png', content: PNG }], activity))).json()) as {
      id: string;
    };
  const first = await send();
  expect(await send()).toEqual(first);
  const shown = await list(chat);
  expect(shown).toHaveLength(1);
  expect((await fetch(filesOf(shown[0])[0]?.contentUrl ?? '')).status).toBe(200);
  expect(onDisk()).toHaveLength(before.length + 1);
});

test('an upload that breaks off leaves nothing', async () => {
  const chat = await open();
  const head = '--x\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\n';
  const upstream = request(`${server.url}/v3/directline/conversations/${chat.conversationId}/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${chat.token}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': 1_000_000,
    },
  });
  upstream.on('error', () => undefined);
  upstream.write(head + 'x'.repeat(200_000));
  await expect.poll(() => onDisk().length).toBe(before.length + 1);
  upstream.destroy();
  await expect.poll(() => onDisk()).toEqual(before);
});

test('uploads count among the messages of their conversation', async () => {
  const chat = await open();
  for (let i = 0; i < 20; i += 1) await post(chat, said(`${i}`));
  await expectProblem(await upload(chat, formOf([{ name: 'a.png', content: PNG }])), 429, 'TooManyRequests');
  expect(onDisk()).toEqual(before);
});

test('a message that claims a file is told none', async () => {
  const [mine, other] = [await open(), await open()];
  await upload(mine, formOf([{ name: 'a.png', content: PNG }]));
  const [stolen] = server.received.at(-1)?.attachments ?? [];
  const claim = { type: 'message', text: 'mine', attachments: [stolen] };
  await post(other, JSON.stringify(claim));
  expect(server.received.at(-1)?.attachments).toEqual([{ name: 'a.png', contentType: 'image/png' }]);
  expect(filesOf((await list(other))[0])).toEqual([]);
});

test('a large file arrives whole', async () => {
  const chat = await open();
  const content = new Uint8Array(19_999_999).map((_, index) => index % 251);
  expect((await upload(chat, formOf([{ name: 'scan.tif', content }]))).status).toBe(200);
  const [file] = server.received.at(-1)?.attachments ?? [];
  const id = file?.contentUrl?.slice(5) ?? '';
  const kept = readFileSync(join(server.dataDir, 'files', id.slice(0, 2), id));
  expect(kept.equals(content)).toBe(true);
});
