// The owners' form on a real server, over the house: real database, knowledge, agent and desk.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Router } from '@koa/router';
import type { OpenFile } from '../../channels/channel.ts';
import { createDrafter } from '../../knowledge/drafter.ts';
import { createForm, type FormDeps } from '../../knowledge/form/form.ts';
import { renderErrorPage } from '../../knowledge/form/layout.ts';
import { hashPassword } from '../../knowledge/form/password.ts';
import { createImporter } from '../../knowledge/import/importer.ts';
import { IMPORT_LIMIT_BYTES } from '../../knowledge/import/source.ts';
import { createWeb, type Web } from '../../knowledge/web/web.ts';
import { createPreview } from '../../src/agent/preview.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { fileOpener } from '../../src/open-channels.ts';
import { createFiles } from '../../src/store/files.ts';
import { listThreads } from '../../src/store/threads.ts';
import { createUser } from '../../src/store/users.ts';
import { type House, type HouseOptions, openHouse, until } from './house.ts';
import { inboundText } from './platform.ts';

export const OWNER = { email: 'owner@shop.example.sg', password: 'kopi-o kosong peng' } as const;

export interface FormServer {
  readonly url: string;
  readonly house: House;
  readonly form: Router;
  /** Moves the clock that waits and sessions go by, or stops it at a moment. */
  readonly clock: { skewMs: number; stoppedAt?: number | undefined };
  /** A customer writes; resolves once that is answered or handed over. */
  customerWrites(text: string, of?: { conversation?: string; name?: string }): Promise<ConversationId>;
  close(): Promise<void>;
}

export async function startForm(
  options: HouseOptions & {
    trustProxy?: boolean;
    openFile?: OpenFile;
    channelsNow?: FormDeps['channels'];
    /** In place of the real one, which tests never reach. */
    web?: Web;
  } = {},
): Promise<FormServer> {
  const house = await openHouse({ sweeps: false, ...options });
  const { pool, tenantId } = house.database;
  const clock: FormServer['clock'] = { skewMs: 0 };
  const log = createLog('silent');
  const trustProxy = options.trustProxy ?? false;
  const importer = createImporter({
    pool,
    files: createFiles(house.database.where.dataDir, IMPORT_LIMIT_BYTES),
    library: house.library,
    embedder: options.embedder,
    model: options.model,
    transcriber: options.transcriber,
    pins: house.pins,
    web: options.web ?? createWeb({ publicUrl: undefined, now: Date.now }),
    log,
  });
  const drafter = createDrafter({ pool, library: house.library, model: options.model, log });
  const stops = [importer.start(), drafter.start()];
  const form = createForm({
    pool,
    tenantId,
    log,
    model: options.model,
    library: house.library,
    preview: createPreview(house.respondDeps),
    pins: house.pins,
    drafter,
    imports: importer,
    desk: house.desk,
    saveAnswer: house.deskRoom.saveAnswer,
    retry: house.deskRoom.retry,
    people: house.deskRoom.people,
    offersTemplate: house.offersTemplate,
    channels: options.channelsNow ?? (() => ({ states: new Map([['webchat', 'on']]), accounts: [] })),
    openFile: options.openFile ?? fileOpener(() => undefined),
    signingKey: new TextEncoder().encode('a signing key of thirty-two bytes'),
    secureCookies: false,
    trustProxy,
    business: { name: 'Kopi & Kind', hours: house.respondDeps.settings.hours },
    now: () => (clock.stoppedAt ?? Date.now()) + clock.skewMs,
  });
  const passwordHash = await hashPassword(OWNER.password);
  await createUser(pool, { tenantId, email: OWNER.email, name: 'Aisha Rahman', passwordHash, role: 'owner' });
  const server = createHttpServer({
    routers: [form],
    upgrades: [],
    trustProxy,
    renderFailure: renderErrorPage,
    log,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    house,
    form,
    clock,
    customerWrites: (text, of) => customerWrites(house, text, of),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      for (const stop of stops) await stop();
      await house.close();
    },
  };
}

async function customerWrites(
  house: House,
  text: string,
  of: { conversation?: string; name?: string } = {},
): Promise<ConversationId> {
  const { pool } = house.database;
  const inbound = inboundText(text, of);
  await house.receive(inbound);
  const find = async (): Promise<{ id: ConversationId; pending: boolean } | undefined> => {
    const { rows } = await pool.query(
      `select conversation_id as id, handled_at is null as pending from messages where external_id = $1`,
      [inbound.id],
    );
    return rows[0];
  };
  await until(`"${text}" is handled`, async () => (await find())?.pending === false);
  await until('everything is delivered', async () => {
    const { rows } = await pool.query(`select from outbox where state in ('queued', 'sending')`);
    return rows.length === 0;
  });
  const found = await find();
  if (!found) throw new Error('the message was not stored');
  return found.id;
}

/** The newest conversation of a customer with this name. */
export async function conversationOf(house: House, name: string): Promise<ConversationId> {
  const { pool, tenantId } = house.database;
  const modes = ['waiting', 'human', 'bot', 'closed'] as const;
  const threads = await listThreads(pool, tenantId, { modes, limit: 100 });
  const thread = threads.find(({ customerName }) => customerName === name);
  if (!thread) throw new Error(`no conversation of ${name}`);
  return thread.conversationId;
}
