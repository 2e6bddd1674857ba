// Our side of M1: the web chat's door as main.ts builds it, on a real database, with nobody who answers.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FILE_LIMIT_BYTES } from '../../channels/channel.ts';
import { createWebchat } from '../../channels/webchat/webchat.ts';
import { createHealth } from '../../src/http/health.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';
import { createInbox } from '../../src/pipeline/inbox.ts';
import { createLocalQueue } from '../../src/pipeline/queue.ts';
import { createFiles } from '../../src/store/files.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { serve } from './child.ts';
import type { Where } from './measure.ts';
import { settle } from './settle.ts';

let database: Database | undefined;

const commands = {
  /** @returns the URL to load. */
  async open(where: Where): Promise<string> {
    database = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    const { pool, kind } = database;
    await migrate(pool);
    const tenantId = await ensureTenant(pool, 'default', 'Bench shop');
    const log = createLog('info');
    const queue = createLocalQueue();
    const settings = {
      origins: [],
      secret: undefined,
      publicUrl: undefined,
      businessName: 'Bench shop',
      languages: ['en', 'zh', 'ms', 'ta'] as const,
    };
    const signingKey = new TextEncoder().encode('a signing key for the benchmarks, 32 bytes');
    const webchat = createWebchat({
      pool,
      tenantId,
      signingKey,
      files: createFiles(where.dataDir, FILE_LIMIT_BYTES),
      log,
      now: Date.now,
      settings,
    });
    await webchat.start(createInbox({ pool, queue, tenantId, log }));
    const health = createHealth({
      pool,
      isReady: () => true,
      version: '0',
      parts: () => ({ storage: kind }),
      accounts: () => [],
    });
    const http = createHttpServer({
      routers: [health, webchat.routes],
      upgrades: [webchat.upgrade],
      trustProxy: false,
      renderFailure: ({ title }) => title,
      log,
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  },
  /** After the conversations were made, as after a night: the planner knows how large the tables are. */
  settle: (): Promise<void> => settle(database),
};

export type AcknowledgeSide = typeof commands;

serve(commands);
