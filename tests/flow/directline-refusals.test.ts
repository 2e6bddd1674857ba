// What the Direct Line endpoints refuse, and what they take whole however odd it is.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsTo, type Opened, SHOP, said } from '../support/direct-line-calls.ts';
import { SECRET, startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const { call, open, post, list } = callsTo(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

async function expectError(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(/\w/) } });
}

describe('a first token', () => {
  test('is given for the secret, and to pages of allowed sites and of the server itself', async () => {
    const own = new URL(server.url).host;
    for (const headers of [
      { authorization: `Bearer ${SECRET}` },
      { origin: SHOP },
      { origin: `http://${own}` },
    ] as const) {
      const response = await call('/tokens/generate', { headers });
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        conversationId: expect.stringMatching(/^[\w-]{24}$/),
        token: expect.any(String),
        expires_in: 1800,
      });
    }
  });

  test('is refused to everybody else', async () => {
    await expectError(await call('/tokens/generate'), 401, 'Unauthorized');
    for (const headers of [
      { authorization: 'Bearer a-direct-line-secret-for-tesTs' },
      { origin: 'https://evil.example' },
      { origin: 'https://shop.example.sg.evil.example' },
      { origin: 'http://shop.example.sg' },
      { origin: 'null' },
    ] as const) {
      await expectError(await call('/tokens/generate', { headers }), 403, 'Forbidden');
    }
  });

  test('carries the user that the site’s own server names, but never one that a page names', async () => {
    const trusted = await open({ user: { id: 'dl_member-17', name: 'Ravi' } });
    await post(
      trusted,
      JSON.stringify({ type: 'message', text: 'hi', from: { id: 'dl_admin', name: 'Boss' } }),
    );
    expect((await list(trusted))[0]?.from).toEqual({ id: 'dl_member-17', name: 'Ravi', role: 'user' });
    const body = JSON.stringify({ user: { id: 'dl_member-17' } });
    const page = (await (
      await call('/tokens/generate', { headers: { origin: SHOP }, body })
    ).json()) as Opened;
    await post(page, said('hi'));
    expect((await list(page))[0]?.from).not.toMatchObject({ id: 'dl_member-17' });
    const headers = { authorization: `Bearer ${SECRET}` };
    const bad = JSON.stringify({ user: { id: 'member-17' } });
    await expectError(await call('/tokens/generate', { headers, body: bad }), 400, 'BadArgument');
  });

  test('is exchanged for a new one of the same conversation up to 30 days after its end', async () => {
    const old = await open();
    await post(old, said('remember me'));
    const body = JSON.stringify({ resume: old.token });
    server.clock.skewMs = 29 * 24 * 60 * 60 * 1000;
    const resumed = await call('/tokens/generate', { headers: { origin: SHOP }, body });
    const renewed = (await resumed.json()) as Opened;
    expect(renewed.conversationId).toBe(old.conversationId);
    expect(await list(renewed)).toMatchObject([{ text: 'remember me' }]);
    server.clock.skewMs = 31 * 24 * 60 * 60 * 1000;
    await expectError(
      await call('/tokens/generate', { headers: { origin: SHOP }, body }),
      403,
      'TokenExpired',
    );
    server.clock.skewMs = 0;
    const forged = JSON.stringify({ resume: `${old.token.slice(0, -4)}AAAA` });
    await expectError(
      await call('/tokens/generate', { headers: { origin: SHOP }, body: forged }),
      403,
      'TokenExpired',
    );
  });

  test('is refreshed while it lasts', async () => {
    const old = await open();
    const headers = { authorization: `Bearer ${old.token}` };
    const refreshed = (await (await call('/tokens/refresh', { headers })).json()) as Opened;
    expect(refreshed.conversationId).toBe(old.conversationId);
    server.clock.skewMs = 31 * 60 * 1000;
    await expectError(await call('/tokens/refresh', { headers }), 403, 'TokenExpired');
    server.clock.skewMs = 0;
  });
});

test('a conversation is opened with 201, found again with 200', async () => {
  const opened = await open();
  const headers = { authorization: `Bearer ${opened.token}` };
  const first = await call('/conversations', { headers });
  expect(first.status).toBe(201);
  const conversation = (await first.json()) as Opened;
  expect(conversation.conversationId).toBe(opened.conversationId);
  expect(conversation.streamUrl).toMatch(
    /^ws:\/\/127\.0\.0\.1:\d+\/v3\/directline\/conversations\/.*watermark=0&t=/,
  );
  await post(opened, said('hello'));
  expect((await call('/conversations', { headers })).status).toBe(200);
  const again = await call(`/conversations/${opened.conversationId}?watermark=7`, { method: 'GET', headers });
  expect(((await again.json()) as Opened).streamUrl).toContain('watermark=7');
});

test('malformed, oversized and foreign requests are told what is wrong, and nothing of them is stored', async () => {
  const [mine, other] = [await open(), await open()];
  const before = server.received.length;
  await expectError(await post(mine, '{"type":"message",'), 400, 'MalformedData');
  await expectError(await post(mine, ''), 400, 'BadArgument');
  await expectError(await post(mine, '[1]'), 400, 'BadArgument');
  await expectError(await post(mine, '{"type":"message"}'), 400, 'MissingProperty');
  await expectError(await post(mine, said('x'.repeat(66_000))), 413, 'MessageSizeTooBig');
  await expectError(await post({ ...mine, token: other.token }, said('hi')), 403, 'Forbidden');
  await expectError(await post({ ...mine, token: 'junk' }, said('hi')), 403, 'TokenExpired');
  await expectError(await post({ ...mine, conversationId: 'no such/thing' }, said('hi')), 404, 'NotFound');
  await expectError(await call(`/conversations/${mine.conversationId}/activities`), 401, 'Unauthorized');
  await expectError(await call('/no-such-thing'), 404, 'NotFound');
  server.clock.skewMs = 31 * 60 * 1000;
  await expectError(await post(mine, said('hi')), 403, 'TokenExpired');
  server.clock.skewMs = 0;
  expect(server.received.length).toBe(before);
});

test.each([
  ['a right-to-left override', 'pay \u202etxt.exe now'],
  ['zero-width characters', 'a\u200bb\u200dc\ufeff'],
  ['60,000 characters', 'long '.repeat(12_000).trim()],
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['emoji and Tamil', '👩‍👩‍👧‍👦 வணக்கம் 🇸🇬'],
])('%s comes back as it was written', async (_, text) => {
  const chat = await open();
  expect((await post(chat, said(text))).status).toBe(200);
  expect(await list(chat)).toMatchObject([{ text }]);
});

test('NUL and lone surrogates, which no database takes, are mended and the rest kept', async () => {
  const chat = await open();
  const body = `{"type":"message","text":"a\\u0000b \\ud800 c","from":{"name":"\\u0000<script>x</script>"},
    "channelData":{"clientActivityID":"\\ud800\\u0000id","deep\\u0000":["\\udfff"]}}`;
  expect((await post(chat, body)).status).toBe(200);
  expect(await list(chat)).toMatchObject([
    {
      text: 'ab \ufffd c',
      from: { name: '<script>x</script>' },
      channelData: { clientActivityID: '\ufffdid', deep: ['\ufffd'] },
    },
  ]);
});

test('a body nested without end harms nobody', async () => {
  const chat = await open();
  const deep = `{"type":"message","text":"ok","channelData":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
  expect((await post(chat, deep)).status).toBe(200);
  expect(await list(chat)).toMatchObject([{ text: 'ok' }]);
});

test('typing, events and reactions are taken and shown to nobody', async () => {
  const chat = await open();
  for (const type of ['typing', 'event', 'messageReaction']) {
    const response = await post(chat, JSON.stringify({ type, name: 'webchat/join' }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id: expect.stringContaining(chat.conversationId) });
  }
  expect(await list(chat)).toEqual([]);
});

test('the 21st message within 10 seconds waits, and only that conversation does', async () => {
  const [chat, other] = [await open(), await open()];
  for (let i = 0; i < 20; i += 1) expect((await post(chat, said(`${i}`))).status).toBe(200);
  const refused = await post(chat, said('too fast'));
  expect(refused.headers.get('retry-after')).toBe('5');
  await expectError(refused, 429, 'TooManyRequests');
  expect((await post(other, said('hello'))).status).toBe(200);
  server.clock.skewMs = 10_000;
  expect((await post(chat, said('later'))).status).toBe(200);
  server.clock.skewMs = 0;
});

test('pages of allowed sites may read the answers, others not', async () => {
  const ask = (origin: string) => call('/tokens/generate', { method: 'OPTIONS', headers: { origin } });
  const allowed = await ask(SHOP);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(SHOP);
  expect(allowed.headers.get('access-control-allow-headers')).toMatch(/Authorization.*X-Ms-Bot-Agent/);
  const refused = await ask('https://evil.example');
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});
