// The composition root: the only place that constructs; starts, and stops in reverse.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createWebchat } from '../channels/webchat/webchat.ts';
import { createForm } from '../knowledge/form/form.ts';
import { renderErrorPage } from '../knowledge/form/layout.ts';
import { createLibrary } from '../knowledge/ingest.ts';
import { createSearch } from '../knowledge/search.ts';
import { createPreview } from './agent/preview.ts';
import type { RespondDeps } from './agent/respond.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createDesk } from './desk/takeover.ts';
import { ensureOwner, ensureStarter, readSigningKey } from './first-start.ts';
import { createHealth } from './http/health.ts';
import { createHttpServer } from './http/server.ts';
import { createOpenAI } from './llm/openai.ts';
import { createLog, openLogStream } from './log.ts';
import { KakiError } from './model/errors.ts';
import { createInbox } from './pipeline/inbox.ts';
import { createLocalQueue } from './pipeline/queue.ts';
import { startSweeper } from './pipeline/sweeper.ts';
import { createWorker } from './pipeline/worker.ts';
import { migrate } from './store/migrate.ts';
import { openDatabase } from './store/pool.ts';
import { releaseAllLeases } from './store/sweep.ts';
import { ensureTenant } from './store/tenants.ts';

/** Turns in flight may end for so long; container platforms kill after 10 s. */
const STOP_GRACE_MS = 7_000;

type Stop = () => Promise<void> | void;

async function start(config: Config, stops: Stop[]): Promise<void> {
  const { server, business, behaviour } = config;
  const log = createLog(server.logLevel, await openLogStream());
  const say = (line: string): void => void process.stdout.write(`${line}\n`);

  say(
    config.storage.databaseUrl
      ? 'Opening PostgreSQL …'
      : `Opening the embedded database in ${server.dataDir} (the first time this takes a few seconds) …`,
  );
  const database = await openDatabase({ databaseUrl: config.storage.databaseUrl, dataDir: server.dataDir });
  const { pool } = database;
  stops.push(() => database.close());
  await migrate(pool);
  const tenantId = await ensureTenant(pool, 'default', business.name);
  if (database.kind === 'embedded') await releaseAllLeases(pool);

  const openai = config.model.kind === 'none' ? undefined : createOpenAI(config.model, { log });
  const embedder = openai?.embedder;
  const library = createLibrary({ pool, embedder, log });
  const signingKey = readSigningKey(server.dataDir, server.appSecret);
  const password = await ensureOwner(pool, {
    tenantId,
    email: server.ownerEmail,
    password: server.ownerPassword,
  });
  const loaded = await ensureStarter(pool, library, tenantId);
  if (loaded > 0) say(`Loaded the sample business: ${loaded} documents. Replace them in the form.`);

  const queue = createLocalQueue();
  const respondDeps: RespondDeps = {
    pool,
    search: createSearch({ pool, embedder, log }),
    model: openai?.model,
    settings: {
      businessName: business.name,
      hours: business.hours,
      languages: business.languages,
      confidenceThreshold: behaviour.confidenceThreshold,
    },
    now: Date.now,
    log,
  };
  const webchat = createWebchat({
    pool,
    tenantId,
    signingKey,
    log,
    now: Date.now,
    settings: {
      ...config.webchat,
      publicUrl: server.publicUrl,
      businessName: business.name,
      languages: business.languages,
    },
  });
  const channels = new Map([[webchat.name, webchat]]);
  const worker = createWorker({
    log,
    outbox: { pool, channels, log, random: Math.random },
    turn: {
      ...respondDeps,
      burst: { quietMs: behaviour.burstQuietMs, maxMs: behaviour.burstMaxMs },
      show: (to, progress) => void channels.get(to.channel)?.show?.(to.address, progress),
    },
  });
  const desk = createDesk({
    pool,
    businessName: business.name,
    onChange: (tenant, conversationId) => {
      worker.callOff(conversationId);
      queue.ring({ kind: 'delivery', tenantId: tenant, conversationId });
    },
  });
  const form = createForm({
    pool,
    tenantId,
    log,
    library,
    preview: createPreview(respondDeps),
    desk,
    signingKey,
    secureCookies: server.publicUrl?.startsWith('https:') ?? false,
    trustProxy: server.trustProxy,
    business: { name: business.name, hours: business.hours },
    now: Date.now,
  });

  let isReady = false;
  const health = createHealth({
    pool,
    isReady: () => isReady,
    version: '0.1.0',
    parts: { storage: database.kind, model: openai?.model.name ?? 'none', webchat: 'on' },
  });
  const http = createHttpServer({
    routers: [health, webchat.routes, form],
    upgrades: [webchat.upgrade],
    trustProxy: server.trustProxy,
    renderFailure: renderErrorPage,
    log,
  });

  stops.push(await queue.start(worker.handle));
  stops.push(() => worker.stop(STOP_GRACE_MS));
  stops.push(startSweeper({ pool, queue, log }));
  stops.push(await webchat.start(createInbox({ pool, queue, tenantId, log })));
  http.listen(server.port, server.host);
  await once(http, 'listening');
  stops.push(async () => {
    isReady = false;
    const closed = once(http, 'close');
    http.close();
    http.closeIdleConnections();
    setTimeout(() => http.closeAllConnections(), 1_000).unref();
    await closed;
  });
  isReady = true;
  announce(config, (http.address() as AddressInfo).port, { password, model: openai?.model.name }).forEach(
    say,
  );
}

function announce(
  config: Config,
  port: number,
  first: { password: string | undefined; model: string | undefined },
): readonly string[] {
  const url = config.server.publicUrl ?? `http://localhost:${port}`;
  return [
    '',
    `${config.business.name} is open.`,
    `  Chat             ${url}/`,
    `  Owner's form     ${url}/admin   sign in as ${config.server.ownerEmail}`,
    ...(first.password
      ? [`  Owner's password ${first.password}   (shown this once: keep it, or change it in the form)`]
      : []),
    `  Answers          ${first.model ? `written by ${first.model}` : 'quoted from the knowledge (set OPENAI_API_KEY to have them written)'}`,
    '  Web chat         on',
    '',
  ];
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

async function main(): Promise<void> {
  const stops: Stop[] = [];
  let isStopping = false;
  const end = (signal: NodeJS.Signals): void => {
    // The second Ctrl-C means it.
    if (isStopping) process.exit(130);
    isStopping = true;
    process.stdout.write(`\n${signal}: finishing what is under way …\n`);
    stopAll(stops).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    await start(readConfig(process.env), stops);
  } catch (error) {
    await stopAll(stops).catch(() => undefined);
    fail(error);
  }
}

function fail(error: unknown): never {
  const known = error instanceof ConfigError || error instanceof KakiError;
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

await main();
