// The process of its own in which WhatsApp Web runs: the library and the browser never share memory, or faults, with the
// server. It ends itself, and the browser with it, as soon as the server is gone.
import wweb from 'whatsapp-web.js';
import { browserOptions } from './chromium.ts';
import { within } from './page.ts';
import { type End, type FromChild, settings as settingsSchema, toChild } from './protocol.ts';
import { openSession } from './session.ts';

const settings = settingsSchema.parse(JSON.parse(process.argv[2] ?? ''));
const { folder, timings } = settings;

const auth = new wweb.LocalAuth({ dataPath: folder });
const client = new wweb.Client({
  authStrategy: auth,
  authTimeoutMs: timings.startMs,
  puppeteer: browserOptions(settings),
});
// Always the page as WhatsApp serves it. The library would keep a copy that nobody asks for, and reading it fails, with the
// whole process, where the page comes from the browser's own cache: whatsapp-web.js issue 127072.
Object.assign(client, { initWebVersionCache: async () => undefined });
// The folder of a session that ended is removed by the server, when no browser writes to it any more.
auth.logout = async () => undefined;
auth.afterBrowserInitialized = async () => {
  const pid = client.pupBrowser?.process()?.pid;
  if (pid) tell({ kind: 'browser', pid });
  client.pupBrowser?.on('disconnected', () => end('failed', 'the browser went away'));
  client.pupPage?.on('error', (error) => end('failed', `the page crashed: ${error.message}`));
};

function tell(event: FromChild, done: () => void = () => undefined): void {
  if (process.connected) process.send?.(event, undefined, undefined, done);
  else done();
}

const TOLD_WITHIN_MS = 1_000;
let hasEnded = false;
function end(why: End, detail: string): void {
  if (hasEnded) return;
  hasEnded = true;
  session.close();
  tell({ kind: 'ended', end: why, why: detail }, () => void leave());
  setTimeout(() => void leave(), TOLD_WITHIN_MS);
}

// Closing lets the browser write its session down; one that hangs is killed.
async function leave(): Promise<never> {
  hasEnded = true;
  const pid = client.pupBrowser?.process()?.pid;
  const closing = client.pupBrowser?.close() ?? Promise.resolve();
  await within(timings.stopMs / 2, 'closing the browser', closing).catch(() => undefined);
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
  process.exit(0);
}

const session = openSession({
  client,
  settings,
  now: Date.now,
  toMedia: (contentType, base64, name) => new wweb.MessageMedia(contentType, base64, name),
  tell,
  end,
});

process.on('message', (given) => {
  const command = toChild.parse(given);
  if (command.kind === 'stop') void leave();
  else session.hear(command);
});
process.on('disconnect', () => void leave());
// The library leaves promises alone that fail when the page goes elsewhere: nothing is known of it then.
process.on('unhandledRejection', (reason) => end('failed', String(reason)));
process.on('uncaughtException', (error) => end('failed', String(error)));
setInterval(() => tell({ kind: 'alive' }), timings.aliveMs);

session.watch();
client.initialize().catch((error: unknown) => {
  const why = String(error);
  // Unlinked while nobody was there: the page finds out before the library listens.
  if (client.pupPage?.url().includes('post_logout')) return end('logged_out', why);
  end(/net::ERR_(?!ABORTED)/.test(why) ? 'offline' : 'failed', why);
});
