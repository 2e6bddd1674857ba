// The command `npm run ingest -- PATH…`: takes files and folders of this machine into the knowledge, beside a server on PostgreSQL
// or in the place of one on the embedded database.
import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { embedMissing } from '../knowledge/embedding.ts';
import { takeFiles } from '../knowledge/import/direct.ts';
import { type FolderFile, listFiles } from '../knowledge/import/folder.ts';
import type { TakeDeps } from '../knowledge/import/take.ts';
import { createLibrary } from '../knowledge/ingest.ts';
import { createPinGuard } from '../knowledge/pin-guard.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { createProgress, type Progress } from './ingest-progress.ts';
import { chooseEmbedder } from './llm/embedders.ts';
import { createOpenAI } from './llm/openai.ts';
import { createReranker } from './llm/reranker.ts';
import { createLog, openLogStream } from './log.ts';
import { InvalidInput, KakiError, StoreError } from './model/errors.ts';
import { type ImportId, parseId, type TenantId } from './model/ids.ts';
import { openImport } from './store/imports.ts';
import { migrate } from './store/migrate.ts';
import { type Database, openDatabase, type Pool } from './store/pool.ts';
import { releaseAllLeases } from './store/sweep.ts';
import { ensureTenant, findTenant } from './store/tenants.ts';

const USAGE = `Takes files and folders into the knowledge of Kaki.

  npm run ingest -- PATH… [--tenant NAME]

  PATH             files, or folders with everything in them
  --tenant NAME    the business whose knowledge it is (the one of this installation by default)
  --help           this page

PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, RTF, HTML, Markdown, text, CSV, JSON, XML, e-mail, and ZIP archives of
these, at most 50 MB each. Hidden files and node_modules are left out. A file that was taken in before and has not
changed is skipped, so run it again after an interruption or whenever files have changed. What would change the answer to a
pinned question waits: you decide on the form.
With DATABASE_URL it works beside the running server; with the embedded database stop the server first, or drop the
files on the form (Knowledge, Import).
`;
const INTERRUPTED = 130;
// Nobody waits for a page here: a local model may be loaded first, or fetched.
const PATIENCE_MS = 120_000;

interface Order {
  readonly paths: readonly string[];
  readonly tenant: string;
}

/** @throws InvalidInput */
function readOrder(): Order | 'help' {
  const { values, positionals } = parse();
  if (values.help) return 'help';
  if (positionals.length === 0)
    throw new InvalidInput(
      'path_missing',
      'Name the files or folders to take in, for example: npm run ingest -- documents',
    );
  return { paths: positionals, tenant: values.tenant ?? 'default' };
}

function parse() {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, tenant: { type: 'string' } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new InvalidInput(
      'option_unknown',
      `${(error as Error).message}\nFor what there is: npm run ingest -- --help`,
    );
  }
}

async function ingest(config: Config, order: Order, signal: AbortSignal): Promise<Progress> {
  const files = await listFiles(order.paths);
  if (files.length === 0) throw new InvalidInput('folder_empty', 'There are no files in there to take in.');
  const database = await open(config);
  try {
    const tenantId = await tenantOf(database.pool, config, order.tenant);
    return await run(config, { order, files, pool: database.pool, tenantId, signal });
  } finally {
    await database.close();
  }
}

async function open({ server, storage }: Config): Promise<Database> {
  try {
    const database = await openDatabase({ databaseUrl: storage.databaseUrl, dataDir: server.dataDir });
    await migrate(database.pool);
    if (database.kind === 'embedded') await releaseAllLeases(database.pool);
    return database;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'data_folder_in_use') throw error;
    const url = addressOf({ server });
    throw new StoreError(
      'server_runs',
      `The server runs, and it alone can use the embedded database in ${server.dataDir}. Drop the files on ${url}/admin/knowledge/import, or stop the server and run this again, or set DATABASE_URL to share one PostgreSQL.`,
      { cause: error },
    );
  }
}

function addressOf({ server }: Pick<Config, 'server'>): string {
  return server.publicUrl ?? `http://localhost:${server.port}`;
}

/** @throws InvalidInput */
async function tenantOf(pool: Pool, { business }: Config, slug: string): Promise<TenantId> {
  if (slug === 'default') return ensureTenant(pool, slug, business.name);
  const found = await findTenant(pool, slug);
  if (found) return found;
  throw new InvalidInput('tenant_unknown', `There is no business “${slug}” here.`);
}

interface Run {
  readonly order: Order;
  readonly files: readonly FolderFile[];
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly signal: AbortSignal;
}

async function run(config: Config, { order, files, pool, tenantId, signal }: Run): Promise<Progress> {
  // Lines of the log would break the bar: only what is somebody's business is shown.
  const log = createLog(config.server.logLevel === 'silent' ? 'silent' : 'error', await openLogStream());
  const openai = config.model.kind === 'none' ? undefined : createOpenAI(config.model, { log });
  const { model, transcriber } = openai ?? {};
  const { localEmbeddingModel: localModel, server } = config;
  const embedder = chooseEmbedder({ openai, localModel, dataDir: server.dataDir });
  const library = createLibrary({ pool, embedder, log });
  const bulk = createLibrary({ pool, embedder: undefined, log });
  const reranker = config.reranker && createReranker(config.reranker);
  const threshold = config.behaviour.confidenceThreshold;
  let uncompared = 0;
  const pins = createPinGuard({
    ...{ pool, embedder, reranker, threshold, now: Date.now, log, patienceMs: PATIENCE_MS },
    onUncompared() {
      uncompared += 1;
    },
  });
  const deps: TakeDeps = { pool, library, bulk, pins, model, transcriber };
  const importId: ImportId = parseId<'import'>(randomUUID());
  const title = order.paths
    .map((path) => basename(resolve(path)))
    .join(', ')
    .slice(0, 300)
    .toWellFormed();
  await openImport(pool, tenantId, { id: importId, kind: 'files', title });
  const screen = {
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    write: (text: string) => void process.stdout.write(text),
  };
  const progress = createProgress(files.length, screen, Date.now);
  await takeFiles(deps, {
    tenantId,
    importId,
    files,
    signal,
    onBegin: ({ source }) => progress.begin(source),
    onEnd: ({ source }, end) => progress.end(source, end),
    onFault: ({ source }, err) => log.error({ err, source }, 'a file was not taken in'),
  });
  if (embedder && !signal.aborted) {
    progress.phase('Making vectors of what is new …');
    await embedMissing({ pool, embedder, log }, signal).catch((err: unknown) => {
      if (!signal.aborted) log.error({ err }, 'the server makes the missing vectors later');
    });
  }
  progress.close(signal.aborted ? 'Stopped. Run it again to go on: what is done is skipped.' : undefined);
  if (progress.counts.held > 0)
    screen.write(
      `\nWhat waits would change the answer to a pinned question. Decide on ${addressOf(config)}/admin/knowledge/import/${importId}\n`,
    );
  if (uncompared > 0)
    screen.write(
      `\nThe embedding model gave no answer for a while: ${uncompared === 1 ? '1 text was' : `${uncompared} texts were`} published without a look at your pinned questions. Press “Ask all again” on ${addressOf(config)}/admin/pins\n`,
    );
  return progress;
}

function fail(error: unknown): never {
  const isExpected = error instanceof ConfigError || error instanceof KakiError;
  process.stderr.write(
    `${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

async function main(): Promise<void> {
  const controller = new AbortController();
  const end = (): void => {
    // The second Ctrl-C means it.
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort(new Error('it was stopped'));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    const order = readOrder();
    if (order === 'help') {
      process.stdout.write(USAGE);
      return;
    }
    const { counts } = await ingest(readConfig(process.env), order, controller.signal);
    process.exit(controller.signal.aborted ? INTERRUPTED : counts.failed > 0 ? 1 : 0);
  } catch (error) {
    fail(error);
  }
}

await main();
