// The web chat alone on a real server and a real database: tests answer in the bot's place.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import Koa from 'koa';
import { FILE_LIMIT_BYTES, type FileContent } from '../../channels/channel.ts';
import { createWebchat, type Webchat, type WebchatSettings } from '../../channels/webchat/webchat.ts';
import { createLog } from '../../src/log.ts';
import type {
  Address,
  Attachment,
  Citation,
  Inbound,
  Outbound,
  Suggestion,
} from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { ConversationId, MessageId } from '../../src/model/ids.ts';
import { createInbox } from '../../src/pipeline/inbox.ts';
import { createLocalQueue } from '../../src/pipeline/queue.ts';
import { editMessage } from '../../src/store/edits.ts';
import { createFiles, type Files } from '../../src/store/files.ts';
import type { Pool } from '../../src/store/pool.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

export const SECRET = 'a-direct-line-secret-for-tests';

export interface WebchatServer {
  readonly url: string;
  readonly webchat: Webchat;
  readonly database: TestDatabase;
  /** What was stored, in order. */
  readonly received: readonly Inbound[];
  /** Moves the clock that tokens and limits go by. */
  readonly clock: { skewMs: number };
  /** The next messages can't be stored. */
  failing: boolean;
  reply(conversationId: string, reply: Reply): Promise<MessageId>;
  /** Staff change a message, or take it back where `text` is undefined. */
  change(conversationId: string, id: MessageId, text: string | undefined): Promise<void>;
  /** Where what customers send is kept. */
  readonly kept: Files;
  readonly dataDir: string;
  /** By `contentUrl`: what the places that keep staff's files answer. */
  readonly files: Map<string, FileContent | DeliveryError>;
  /** Breaks every WebSocket without a goodbye. */
  dropSockets(): void;
  close(): Promise<void>;
}

export interface Reply {
  readonly text: string;
  readonly author?: 'bot' | 'staff' | 'system';
  readonly authorName?: string;
  readonly citations?: readonly Citation[];
  readonly suggestions?: readonly Suggestion[];
  readonly attachments?: readonly Attachment[];
  readonly id?: MessageId;
}

export async function startWebchat(settings: Partial<WebchatSettings> = {}): Promise<WebchatServer> {
  const database = await openTestDatabase();
  const clock = { skewMs: 0 };
  const received: Inbound[] = [];
  const files: WebchatServer['files'] = new Map();
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-webchat-'));
  const kept = createFiles(dataDir, FILE_LIMIT_BYTES);
  const log = createLog('silent');
  const webchat = createWebchat({
    pool: database.pool,
    tenantId: database.tenantId,
    settings: {
      origins: ['https://shop.example.sg'],
      secret: SECRET,
      publicUrl: undefined,
      businessName: 'Kopi & Kind',
      languages: ['en', 'zh', 'ms', 'ta'],
      ...settings,
    },
    signingKey: new TextEncoder().encode('a signing key of thirty-two bytes'),
    files: kept,
    async openFile(contentUrl, signal) {
      if (contentUrl.startsWith('file:')) return kept.open(contentUrl, signal);
      const file = files.get(contentUrl);
      if (file && 'bytes' in file) return file;
      throw file ?? new DeliveryError('file_unknown', 'There is no such file.');
    },
    log,
    now: () => Date.now() + clock.skewMs,
  });
  const app = new Koa();
  app.use(webchat.routes.routes());
  const http = createServer(app.callback());
  const sockets = new Set<Duplex>();
  http.on('upgrade', (request, socket, head) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    if (!webchat.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  // Nobody answers the bell here: the test says what is replied.
  const inbox = createInbox({
    pool: database.pool,
    queue: createLocalQueue(),
    tenantId: database.tenantId,
    log,
  });
  const stop = await webchat.start(async (inbound) => {
    if (server.failing) throw new Error('the database is away');
    await inbox(inbound);
    received.push(inbound);
  });
  const server: WebchatServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    webchat,
    database,
    received,
    clock,
    kept,
    dataDir,
    files,
    failing: false,
    reply: (conversationId, reply) => sendReply(server, conversationId, reply),
    change: (conversationId, id, text) => sendChange(server, conversationId, { id, text }),
    dropSockets() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      await stop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await database.close();
      rmSync(dataDir, { recursive: true });
    },
  };
  return server;
}

async function sendReply(server: WebchatServer, externalId: string, reply: Reply): Promise<MessageId> {
  const id = await insertReply(server.database.pool, externalId, reply);
  for (const payload of server.webchat.encode(toOutbound(id, reply))) {
    await server.webchat.send(addressOf(externalId), payload);
  }
  return id;
}

// What the desk stores when staff change what they said, and what the outbox then asks of the channel.
async function sendChange(
  { database, webchat }: WebchatServer,
  externalId: string,
  { id, text }: { readonly id: MessageId; readonly text: string | undefined },
): Promise<void> {
  const { rows } = await database.pool.query<{ id: ConversationId }>(
    'select id from conversations where external_id = $1',
    [externalId],
  );
  const conversationId = rows[0]?.id as ConversationId;
  const edit = { tenantId: database.tenantId, conversationId, messageId: id, text, canFollow: true };
  await editMessage(database.pool, edit);
  const [to, parts] = [addressOf(externalId), [`${externalId}|${id}`]];
  if (text === undefined) await webchat.remove(to, parts);
  else await webchat.edit(to, parts, webchat.encode(toOutbound(id, { text })));
}

function addressOf(externalId: string): Address {
  const conversation = { id: externalId, isGroup: false, conversationType: 'personal', name: '' };
  return { channelId: 'webchat', conversation };
}

function toOutbound(id: MessageId, reply: Reply): Outbound {
  return {
    id,
    author: reply.author ?? 'bot',
    authorName: reply.authorName ?? 'Kopi & Kind',
    text: reply.text,
    language: 'en',
    citations: reply.citations ?? [],
    suggestions: reply.suggestions ?? [],
    attachments: reply.attachments ?? [],
  };
}

async function insertReply(pool: Pool, externalId: string, reply: Reply): Promise<MessageId> {
  const { rows } = await pool.query<{ id: MessageId }>(
    `with known as (
       update conversations
       set revision = revision + 1
       where external_id = $1
       returning id, tenant_id, revision
     )
     insert into messages
       (id, tenant_id, conversation_id, position, author, author_name, channel, account, text, language, citations,
        suggestions, attachments)
     select coalesce($2::uuid, gen_random_uuid()), tenant_id, id, revision, $3, $4, 'webchat', '', $5, 'en', $6, $7, $8
     from known
     returning id`,
    [
      externalId,
      reply.id ?? null,
      reply.author ?? 'bot',
      reply.authorName ?? 'Kopi & Kind',
      reply.text,
      JSON.stringify(reply.citations ?? []),
      JSON.stringify(reply.suggestions ?? []),
      JSON.stringify(reply.attachments ?? []),
    ],
  );
  const [row] = rows;
  if (!row) throw new Error(`no conversation ${externalId}`);
  return row.id;
}

/** Waits until `read` gives something. @throws after `timeoutMs`, which is to end what hangs. */
export async function eventually<T>(read: () => T | undefined | false, timeoutMs = 20_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`not seen within ${timeoutMs} ms: ${read}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
