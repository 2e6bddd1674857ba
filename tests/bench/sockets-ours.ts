// Our side of M5: the web chat's stream and hub behind the real server; what they push comes from memory.
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextRound } from 'node:timers/promises';
import { createFileLinks } from '../../channels/webchat/file-links.ts';
import { Hub } from '../../channels/webchat/hub.ts';
import { Stream } from '../../channels/webchat/stream.ts';
import { createTokens } from '../../channels/webchat/tokens.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';
import { parseId } from '../../src/model/ids.ts';
import type { VisibleMessage } from '../../src/store/messages.ts';
import { serve, settledMemory } from './child.ts';
import { type Push, REPLY } from './socket-texts.ts';

const log = createLog('silent');
const hub = new Hub({ list: async () => [], log });
const signingKey = new TextEncoder().encode('a signing key for the benchmarks, 32 bytes');
const tokens = createTokens(signingKey, Date.now);
const stream = new Stream({
  hub,
  tokens,
  links: createFileLinks(signingKey, Date.now),
  rule: { origins: [], publicUrl: undefined },
});
const replyId = parseId<'message'>(randomUUID());

function visible(watermark: number): VisibleMessage {
  return {
    id: replyId,
    externalId: undefined,
    watermark,
    number: watermark,
    author: 'bot',
    authorName: 'Bench shop',
    text: REPLY,
    language: 'en',
    attachments: [],
    citations: [],
    suggestions: [],
    channelData: undefined,
    createdAt: new Date(),
    isEdited: false,
    isTakenBack: false,
  };
}

// As fast as the sockets take it: a model that writes to every customer at once, each with a frame in every 50 ms.
async function streamFrames(until: number): Promise<void> {
  for (let sequence = 1; performance.now() < until; sequence += 1) {
    for (const { screen } of hub.clients())
      hub.show(screen.conversationId, { kind: 'streaming', streamId: replyId, text: REPLY, sequence });
    await nextRound();
  }
}

// The next message once the socket has taken the one before.
async function deliver(until: number): Promise<void> {
  while (performance.now() < until) {
    for (const { screen, isBusy, watermark } of hub.clients())
      if (!isBusy) hub.ring(screen.conversationId, visible(watermark + 1));
    await nextRound();
  }
}

const commands = {
  async open(sockets: number): Promise<readonly string[]> {
    const http = createHttpServer({
      routers: [],
      upgrades: [(request, socket, head) => stream.upgrade(request, socket, head)],
      trustProxy: false,
      renderFailure: ({ title }) => title,
      log,
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const { port } = http.address() as AddressInfo;
    return Promise.all(
      Array.from({ length: sockets }, async () => {
        const conversationId = randomBytes(18).toString('base64url');
        const token = await tokens.issue({ conversationId, userId: 'dl_visitor' });
        return `ws://127.0.0.1:${port}/v3/directline/conversations/${conversationId}/stream?t=${token}`;
      }),
    );
  },
  memory: settledMemory,
  async push({ what, durationMs }: Push): Promise<void> {
    const until = performance.now() + durationMs;
    await (what === 'frames' ? streamFrames(until) : deliver(until));
  },
};

export type SocketSide = typeof commands;

serve(commands);
