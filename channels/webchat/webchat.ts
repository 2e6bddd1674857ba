// The web chat: Direct Line 3.0 for browsers and servers, and the page and the script that a shop embeds.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Router } from '@koa/router';
import type { Log } from '../../src/log.ts';
import type { Address, Outbound, Progress } from '../../src/model/activity.ts';
import { DeliveryError, StoreError } from '../../src/model/errors.ts';
import type { TenantId } from '../../src/model/ids.ts';
import type { Language } from '../../src/model/language.ts';
import type { Files } from '../../src/store/files.ts';
import {
  findShownFile,
  listStoredFiles,
  listVisible,
  showChange,
  showMessage,
} from '../../src/store/messages.ts';
import type { Pool } from '../../src/store/pool.ts';
import { isSomebodyElses } from '../../src/store/proofs.ts';
import type { Channel, OpenFile, PlatformId, Receive, Stop } from '../channel.ts';
import { replyActivityId, replyMessageId } from './activities.ts';
import { type DirectLineRaw, decodeActivity } from './decode.ts';
import { createFileLinks } from './file-links.ts';
import { fileRoutes } from './files.ts';
import { Hub } from './hub.ts';
import { createClaimReader } from './identity.ts';
import { RateLimit } from './rate.ts';
import { directLineRoutes } from './routes.ts';
import { siteRoutes } from './site.ts';
import { Stream } from './stream.ts';
import { createTokens } from './tokens.ts';

export interface WebchatSettings {
  /** Sites that may embed; '*' for all. Pages of this server always may. */
  readonly origins: readonly string[];
  readonly secret: string | undefined;
  readonly publicUrl: string | undefined;
  readonly businessName: string;
  readonly languages: readonly Language[];
}

export interface WebchatDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly settings: WebchatSettings;
  readonly signingKey: Uint8Array;
  /** Keeps what customers send. */
  readonly files: Files;
  /** Reads any file of a conversation, wherever it is kept; without it there are none to hand out. */
  readonly openFile?: OpenFile;
  readonly log: Log;
  readonly now: () => number;
}

/** Shown as it is: a browser renders Markdown, buttons and sources itself. */
export type WebchatPayload = Outbound;

type WebchatChannel = Channel<DirectLineRaw, WebchatPayload>;

export interface Webchat extends WebchatChannel {
  readonly edit: NonNullable<WebchatChannel['edit']>;
  readonly remove: NonNullable<WebchatChannel['remove']>;
  readonly routes: Router;
  /** True where it took the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export function createWebchat(deps: WebchatDeps): Webchat {
  const { pool, tenantId, settings, log } = deps;
  const keyOf = (externalId: string) => ({ tenantId, channel: 'webchat', account: '', externalId });
  const list = (externalId: string, watermark: number, limit: number) =>
    listVisible(pool, keyOf(externalId), { watermark, limit });
  const hub = new Hub({ list, log });
  const tokens = createTokens(deps.signingKey, deps.now);
  const links = createFileLinks(deps.signingKey, deps.now);
  const stream = new Stream({ hub, tokens, links, rule: settings });
  let receive: Receive = refuseToReceive;
  const fileRouter = fileRoutes({
    tokens,
    links,
    rule: settings,
    rate: new RateLimit(deps.now),
    find: ({ conversationId, ...file }) => findShownFile(pool, keyOf(conversationId), file),
    openFile: deps.openFile ?? refuseToOpen,
    log,
  });
  const directLine = directLineRoutes({
    tokens,
    readClaim: createClaimReader(settings.secret, deps.now),
    links,
    rule: settings,
    secret: settings.secret,
    rate: new RateLimit(deps.now),
    files: deps.files,
    findStored: (messageExternalId) =>
      listStoredFiles(pool, { tenantId, channel: 'webchat', account: '', messageExternalId }),
    list,
    isTaken: ({ userId, host }) =>
      isSomebodyElses(pool, tenantId, { channel: 'webchat', account: '', externalId: userId, host }),
    log,
    async receive(inbound) {
      await receive(inbound);
      hub.ring(inbound.address.conversation.id);
    },
  });
  const site = siteRoutes({
    rule: settings,
    businessName: settings.businessName,
    languages: settings.languages,
  });
  return {
    name: 'webchat',
    traits: {
      textLengthChars: 1_000_000,
      buttons: 10,
      files: true,
      typing: true,
      streaming: true,
      edit: true,
    },
    routes: new Router().use(fileRouter.routes()).use(directLine.routes()).use(site.routes()),
    upgrade: (request, socket, head) => stream.upgrade(request, socket, head),
    decode: decodeActivity,
    encode: (message) => [message],
    async send(to: Address, payload: WebchatPayload): Promise<PlatformId> {
      const shown = await showMessage(pool, tenantId, payload.id).catch(notNumbered);
      if (!shown) throw gone();
      hub.ring(to.conversation.id, shown);
      return replyActivityId(to.conversation.id, payload.id);
    },
    // The database has the new words already, or none: the screens are told to look again.
    async edit(to, parts, [payload]) {
      if (!payload || !(await showChange(pool, tenantId, payload.id).catch(notNumbered))) throw gone();
      hub.ring(to.conversation.id);
      return parts;
    },
    async remove(to, parts) {
      for (const part of parts) await showChange(pool, tenantId, replyMessageId(part)).catch(notNumbered);
      hub.ring(to.conversation.id);
    },
    async show(to: Address, progress: Progress): Promise<void> {
      hub.show(to.conversation.id, progress);
    },
    async start(receiver: Receive): Promise<Stop> {
      receive = receiver;
      return async () => {
        receive = refuseToReceive;
        stream.stop();
      };
    },
  };
}

function notNumbered(cause: unknown): never {
  throw new DeliveryError('not_stored', 'The message could not be numbered.', { cause, retryable: true });
}

function gone(): DeliveryError {
  return new DeliveryError('message_gone', 'This message is no longer in the database.');
}

async function refuseToOpen(): Promise<never> {
  throw new DeliveryError('file_unknown', 'This file is kept nowhere that can be read.');
}

async function refuseToReceive(): Promise<void> {
  throw new StoreError(
    'webchat_not_started',
    'The web chat is starting or stopping. Try again in a moment.',
    {
      retryable: true,
    },
  );
}
