// A server with nothing but a paired phone, for tests that kill it: `node whatsapp-web-server.ts DATA_DIR CHROMIUM`.
// It prints each status as a line of JSON.
import { createWebTransport } from '../../channels/whatsapp/web/transport.ts';
import { createLog } from '../../src/log.ts';
import { QUICK } from './whatsapp-web-account.ts';

const [, , dataDir = '', chromiumPath = ''] = process.argv;
const transport = createWebTransport({
  dataDir,
  chromiumPath,
  dailyLimit: 10,
  countSentToday: async () => 0,
  openFile: () => Promise.reject(new Error('no file was to be read')),
  log: createLog('silent'),
  now: Date.now,
  random: Math.random,
  onStatus: ({ state, qr }) => void process.stdout.write(`${JSON.stringify({ state, qr })}\n`),
  timings: QUICK,
});
await transport.start(async () => undefined, undefined);
