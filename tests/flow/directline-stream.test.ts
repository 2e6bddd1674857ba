// The WebSocket stream: who may open it, how many, and what a slow reader costs.
import { createConnection } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_REPLACED, MAX_SOCKETS } from '../../channels/webchat/hub.ts';
import { callsTo, type Opened, SHOP, said } from '../support/direct-line-calls.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const { open, post } = callsTo(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

describe('the stream', () => {
  const connect = (chat: Opened, token: string, origin?: string): WebSocket =>
    new WebSocket(
      `${server.url.replace('http', 'ws')}/v3/directline/conversations/${chat.conversationId}/stream?t=${token}`,
      origin ? { origin } : {},
    );
  const outcome = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => {
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });

  test('opens for its token from no site or an allowed one, for nothing else', async () => {
    const [chat, other] = [await open(), await open()];
    const open101 = [connect(chat, chat.token), connect(chat, chat.token, SHOP)];
    expect(await Promise.all(open101.map(outcome))).toEqual([101, 101]);
    for (const socket of open101) socket.terminate();
    expect(await outcome(connect(chat, other.token))).toBe(403);
    expect(await outcome(connect(chat, 'junk'))).toBe(403);
    expect(await outcome(connect(chat, ''))).toBe(401);
    expect(await outcome(connect(chat, chat.token, 'https://evil.example'))).toBe(403);
  });

  test('is open in five tabs; the sixth replaces the oldest', async () => {
    const chat = await open();
    const closed: number[] = [];
    const sockets: WebSocket[] = [];
    for (let tab = 0; tab <= MAX_SOCKETS; tab += 1) {
      const socket = connect(chat, chat.token);
      socket.on('close', (code) => closed.push(code));
      sockets.push(socket);
      expect(await outcome(socket)).toBe(101);
    }
    await eventually(() => closed.length === 1);
    expect(closed).toEqual([CLOSE_REPLACED]);
    for (const socket of sockets) socket.terminate();
  });

  test('costs little for a reader that has stopped, which then loses nothing', async () => {
    const chat = await open();
    await post(chat, said('start'));
    const { port } = new URL(server.url);
    const raw = createConnection({ host: '127.0.0.1', port: Number(port) });
    raw.pause();
    raw.write(
      `GET /v3/directline/conversations/${chat.conversationId}/stream?t=${chat.token} HTTP/1.1\r\nHost: x\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    const text = 'x'.repeat(50_000);
    for (let i = 0; i < 60; i += 1) await server.reply(chat.conversationId, { text: `${i} ${text}` });
    const reader = connect(chat, chat.token);
    const watermarks: number[] = [];
    reader.on('message', (data) => {
      const set = JSON.parse(String(data)) as { watermark: string; activities: unknown[] };
      expect(String(data).length).toBeLessThan(300_000);
      watermarks.push(...set.activities.map(() => Number(set.watermark)));
    });
    await eventually(() => watermarks.length === 61);
    reader.terminate();
    raw.destroy();
  });
});
