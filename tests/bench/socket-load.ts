// The clients of M5, in a process of their own: they open, they count what comes, and they ask for echoes.
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { serve } from './child.ts';
import { REPLY } from './socket-texts.ts';

const AT_ONCE = 100;
// The size of a pushed activity, so that both sides carry the same.
const ECHO = REPLY.padEnd(600);

const sockets: WebSocket[] = [];
let received = 0;
let isEchoing = false;

function open(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => resolve());
    socket.on('error', reject);
    socket.on('message', () => {
      received += 1;
      if (isEchoing) socket.send(ECHO);
    });
    sockets.push(socket);
  });
}

const commands = {
  /** @returns how long it took all of them. */
  async open(urls: readonly string[]): Promise<number> {
    const begun = performance.now();
    for (let from = 0; from < urls.length; from += AT_ONCE)
      await Promise.all(urls.slice(from, from + AT_ONCE).map(open));
    return performance.now() - begun;
  },
  /** What is received in each second of `durationMs`; with echoes, each socket sends again once it heard. */
  async count({ durationMs, echoes }: { durationMs: number; echoes: boolean }): Promise<number> {
    isEchoing = echoes;
    received = 0;
    const begun = performance.now();
    if (echoes) for (const socket of sockets) socket.send(ECHO);
    await wait(durationMs);
    const perSecond = received / ((performance.now() - begun) / 1000);
    isEchoing = false;
    return perSecond;
  },
  async close(): Promise<void> {
    for (const socket of sockets.splice(0)) socket.terminate();
  },
};

export type SocketLoad = typeof commands;

serve(commands);
