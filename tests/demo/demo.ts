// npm run demo: the real server with simulated platforms around it, played through once and printed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../channels/whatsapp/web/chromium.ts';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { startGraphSimulator } from '../support/graph-simulator.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { startWhatsappWebSimulator } from '../support/whatsapp-web-simulator.ts';
import { DEMO_PASSWORD, playPhone } from './phone.ts';
import { playTelegram } from './telegram.ts';
import { playWhatsapp } from './whatsapp.ts';

const HELP = `npm run demo -- [telegram | whatsapp | phone] [--help]

Starts Kaki with simulated platforms (nothing leaves this machine), plays a conversation, and prints what each side sees.

  telegram   a customer who writes in Tamil, a hand-over to a colleague in Slack, and a hand-back. Half a minute.
  whatsapp   the same in Chinese on WhatsApp's Cloud API: read marks, and an answer that comes after 24 hours. Half a minute.
  phone      WhatsApp by a paired phone, in a real Chromium: the code, an answer, words typed on the phone. A minute.`;

const PLAYS: Readonly<Record<string, (sides: Sides, environment: Record<string, string>) => Promise<void>>> =
  {
    telegram: async (sides, environment) => {
      await withServer(environment, () => playTelegram(sides));
    },
    whatsapp: async (sides, environment) => {
      const graph = await startGraphSimulator();
      const { settings } = graph;
      try {
        const whatsapp = {
          WHATSAPP_PHONE_NUMBER_ID: settings.phoneNumberId,
          WHATSAPP_ACCESS_TOKEN: settings.accessToken,
          WHATSAPP_APP_SECRET: settings.appSecret,
          WHATSAPP_VERIFY_TOKEN: settings.verifyToken,
          WHATSAPP_TEMPLATE: `${settings.template.name}/${settings.template.language}`,
          WHATSAPP_API_URL: settings.apiUrl,
        };
        await withServer({ ...environment, ...whatsapp }, async (url) => {
          graph.webhooks.tell(`${url}/channels/whatsapp`);
          await playWhatsapp(sides, graph);
        });
      } finally {
        await graph.close();
      }
    },
    phone: async (sides, environment) => {
      const chromium = findChromium(process.env.CHROMIUM_PATH);
      if (!chromium) throw new Error('Install Chromium first, for example: apt install chromium');
      const web = await startWhatsappWebSimulator(chromium);
      try {
        const phone = { WHATSAPP_WEB: 'on', CHROMIUM_PATH: web.chromiumPath, OWNER_PASSWORD: DEMO_PASSWORD };
        await withServer({ ...environment, ...phone }, (server) => playPhone(sides, web, server));
      } finally {
        await web.close();
      }
    },
  };

async function withServer(
  environment: Record<string, string>,
  play: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-demo-'));
  const server = await startServer({ DATA_DIR: dataDir, BURST_QUIET_MS: '200', ...environment });
  try {
    await play(server);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const [name = 'telegram'] = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
  const play = PLAYS[name];
  if (process.argv.includes('--help') || !play) {
    process.stdout.write(`${play ? '' : `There is no demo of “${name}”.\n\n`}${HELP}\n`);
    if (!play) process.exitCode = 1;
    return;
  }
  const sides = await openSides();
  process.stdout.write('Starting Kaki with simulated platforms …\n');
  try {
    await play(sides, environmentOf(sides));
    process.stdout.write('That was the demo. Start your own with: npm start\n');
  } finally {
    await sides.close();
  }
}

await main();
