// The composition root: the only place that constructs; starts, and stops in reverse.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FILE_LIMIT_BYTES, type OpenFile } from '../channels/channel.ts';
import { createWebchat, type Webchat } from '../channels/webchat/webchat.ts';
import { createDrafter } from '../knowledge/drafter.ts';
import { createForm } from '../knowledge/form/form.ts';
import { renderErrorPage } from '../knowledge/form/layout.ts';
import { createLibrary } from '../knowledge/ingest.ts';
import { clearAbandoned, createAccountWatch } from './account-watch.ts';
import { createPreview } from './agent/preview.ts';
import { announce, say, showCode } from './announce.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createCore } from './core.ts';
import { ensureOwner, ensureStarter, readSigningKey } from './first-start.ts';
import { createHealth } from './http/health.ts';
import { createHttpServer } from './http/server.ts';
import { createWebhooks } from './http/webhooks.ts';
import { chooseEmbedder } from './llm/embedders.ts';
import { createOpenAI } from './llm/openai.ts';
import { createReranker } from './llm/reranker.ts';
import { createLog, type Log, openLogStream } from './log.ts';
import { KakiError } from './model/errors.ts';
import type { TenantId } from './model/ids.ts';
import { listAccounts, openChannels, openPhone, reportRoom, startChannels } from './open-channels.ts';
import { openImporter } from './open-importer.ts';
import { startUpkeep } from './pipeline/upkeep.ts';
import { drawQrPicture } from './qr.ts';
import { createBucket } from './store/bucket.ts';
import { createFiles, joinFiles } from './store/files.ts';
import { migrate } from './store/migrate.ts';
import { type Database, openDatabase, type Pool } from './store/pool.ts';
import { releaseAllLeases } from './store/sweep.ts';
import { ensureTenant } from './store/tenants.ts';

const VERSION = '0.1.0';
/** Turns in flight may end for so long; container platforms kill after 10 s. */
const STOP_GRACE_MS = 7_000;
const CLOSE_CONNECTIONS_AFTER_MS = 1_000;

/** What has to be undone, in the order in which it was done. */
type Stops = (() => Promise<void> | void)[];
type Ground = Awaited<ReturnType<typeof layGround>>;
type Core = Awaited<ReturnType<typeof buildCore>>;

async function start(config: Config, stops: Stops): Promise<void> {
  const ground = await layGround(config, stops);
  const core = await buildCore(config, ground);
  stops.push(await core.queue.start(core.worker.handle), () => core.worker.stop(STOP_GRACE_MS));
  stops.push(core.sweep());
  const isWorker = config.server.role === 'worker';
  if (!isWorker) stops.push(startUpkeep(ground), core.importer.start(), ground.drafter.start());
  const { receive, reports, deskRoom, open } = core;
  const listener = deskRoom.threads?.listener;
  const { log } = ground;
  open.onAccount(showCode());
  const watch = isWorker ? undefined : await watchAccounts(core, ground);
  stops.push(...(await startChannels(open, { receive, reports, listener, config, log })));
  // One that could not start tells nobody by itself.
  if (watch) for (const account of listAccounts(open)) watch(account);
  let isReady = false;
  const http = buildServer(config, { ground, core, isReady: () => isReady });
  await listen(http, config);
  stops.push(() => {
    isReady = false;
    return closeServer(http);
  });
  isReady = true;
  say(...announce(config, (http.address() as AddressInfo).port, { ...ground, ...core.open }));
}

// Whoever shows the accounts calls the staff about them, wherever they are hosted.
async function watchAccounts({ alerts, open }: Core, { log }: Ground) {
  const watch = createAccountWatch({ alerts, log, now: Date.now, draw: drawQrPicture });
  open.onAccount(watch);
  await clearAbandoned(alerts, listAccounts(open));
  return watch;
}

// The database, the business and its knowledge; on a first start this takes a few seconds, so it says what it does.
async function layGround(config: Config, stops: Stops) {
  const { server, business, storage } = config;
  const log = createLog(server.logLevel, await openLogStream());
  say(
    storage.databaseUrl
      ? 'Opening PostgreSQL …'
      : `Opening the embedded database in ${server.dataDir} (the first time this takes a few seconds) …`,
  );
  const database: Database = await openDatabase({
    databaseUrl: storage.databaseUrl,
    dataDir: server.dataDir,
  });
  const { pool, kind } = database;
  stops.push(() => database.close());
  await migrate(pool);
  if (kind === 'embedded') await releaseAllLeases(pool);
  const tenantId = await ensureTenant(pool, 'default', business.name);
  const openai = config.model.kind === 'none' ? undefined : createOpenAI(config.model, { log });
  const embedder = chooseEmbedder({
    openai,
    localModel: config.localEmbeddingModel,
    dataDir: server.dataDir,
  });
  const { reranker } = config;
  const openReranker = reranker && (() => createReranker(reranker));
  const library = createLibrary({ pool, embedder, log });
  const password = server.role === 'worker' ? undefined : await furnish(config, { pool, tenantId, log });
  const signingKey = readSigningKey(server.dataDir, server.appSecret);
  const files = joinFiles(
    createFiles(server.dataDir, FILE_LIMIT_BYTES),
    storage.bucket && createBucket(storage.bucket, FILE_LIMIT_BYTES),
  );
  const { model, transcriber } = openai ?? {};
  const base = { log, kind, pool, files, tenantId, model, transcriber, embedder, openReranker, library };
  return { ...base, drafter: createDrafter(base), password, signingKey };
}

// What a first start leaves for the owner. @returns the password to show, once.
async function furnish(
  { server, business }: Config,
  { pool, tenantId, log }: { readonly pool: Pool; readonly tenantId: TenantId; readonly log: Log },
): Promise<string | undefined> {
  // Without the embedder: its model may be slow or down, and the background embeds what is missing.
  const loaded = await ensureStarter(pool, createLibrary({ pool, embedder: undefined, log }), tenantId);
  if (loaded > 0) say(`Loaded the sample business: ${loaded} documents. Replace them in the form.`);
  const { ownerEmail: email, ownerPassword: password } = server;
  return ensureOwner(pool, { tenantId, email, password, businessName: business.name });
}

async function buildCore(config: Config, ground: Ground) {
  const { server, business, behaviour, staff } = config;
  const open =
    server.role === 'worker'
      ? { ...(await openPhone(config, ground)), webchat: undefined }
      : await openChannels(config, ground, (openFile) => openWebchat(config, ground, openFile));
  const core = createCore({
    ...ground,
    channels: open.channels,
    served: open.served,
    openFile: open.openFile,
    room: open.room,
    settings: {
      businessName: business.name,
      hours: business.hours,
      languages: business.languages,
      confidenceThreshold: behaviour.confidenceThreshold,
      staffLanguage: staff.language,
      reminderMinutes: staff.reminderMinutes,
      publicUrl: server.publicUrl,
      quietMinutes: config.whatsapp.quietMinutes,
    },
    reportRoom: reportRoom(open, config),
    burst: { quietMs: behaviour.burstQuietMs, maxMs: behaviour.burstMaxMs },
    now: Date.now,
    random: Math.random,
  });
  const importer = openImporter(config, { ...ground, pins: core.pins });
  return { ...core, open, importer };
}

function openWebchat({ server, business, webchat }: Config, ground: Ground, openFile: OpenFile): Webchat {
  const { pool, tenantId, signingKey, files, log } = ground;
  return createWebchat({
    pool,
    tenantId,
    signingKey,
    log,
    now: Date.now,
    files,
    openFile,
    settings: {
      ...webchat,
      publicUrl: server.publicUrl,
      businessName: business.name,
      languages: business.languages,
    },
  });
}

function buildServer(
  config: Config,
  { ground, core, isReady }: { ground: Ground; core: Core; isReady: () => boolean },
): Server {
  const { pool, log, kind, model } = ground;
  const { states, webchat, channels } = core.open;
  const accounts = () => listAccounts(core.open);
  const parts = () => ({ storage: kind, model: model?.name ?? 'none', ...Object.fromEntries(states) });
  const health = createHealth({ pool, isReady, version: VERSION, parts, accounts });
  return createHttpServer({
    routers: webchat
      ? [health, webchat.routes, createWebhooks(channels.values()), buildForm(config, ground, core)]
      : [health],
    upgrades: webchat ? [webchat.upgrade] : [],
    trustProxy: config.server.trustProxy,
    renderFailure: renderErrorPage,
    log,
  });
}

function buildForm({ server, business }: Config, ground: Ground, core: Core): ReturnType<typeof createForm> {
  const { pool, log, tenantId, library, model, signingKey } = ground;
  return createForm({
    pool,
    model,
    tenantId,
    log,
    library,
    preview: createPreview(core.respondDeps),
    pins: core.pins,
    drafter: ground.drafter,
    imports: core.importer,
    desk: core.deskRoom.desk,
    saveAnswer: core.deskRoom.saveAnswer,
    retry: core.deskRoom.retry,
    people: core.deskRoom.people,
    offersTemplate: core.offersTemplate,
    channels: () => ({ states: core.open.states, accounts: listAccounts(core.open) }),
    openFile: core.open.openFile,
    signingKey,
    secureCookies: server.publicUrl?.startsWith('https:') ?? false,
    trustProxy: server.trustProxy,
    business: { name: business.name, hours: business.hours },
    now: Date.now,
  });
}

async function listen(http: Server, { server }: Config): Promise<void> {
  try {
    http.listen(server.port, server.host);
    await once(http, 'listening');
  } catch {
    throw new ConfigError([
      `PORT ${server.port} can't be listened on at ${server.host}: stop what uses it, or set another, for example PORT=3001`,
    ]);
  }
}

async function closeServer(http: Server): Promise<void> {
  const closed = once(http, 'close');
  http.close();
  http.closeIdleConnections();
  setTimeout(() => http.closeAllConnections(), CLOSE_CONNECTIONS_AFTER_MS).unref();
  await closed;
}

async function stopAll(stops: Stops): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}

function fail(error: unknown): never {
  const isExpected = error instanceof ConfigError || error instanceof KakiError;
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const stops: Stops = [];
  let isStopping = false;
  const end = (signal: NodeJS.Signals): void => {
    // The second Ctrl-C means it.
    if (isStopping) process.exit(130);
    isStopping = true;
    say('', `${signal}: finishing what is under way …`);
    stopAll(stops).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    await start(readConfig(process.env), stops);
  } catch (error) {
    await stopAll(stops).catch(() => undefined);
    fail(error);
  }
}

await main();
