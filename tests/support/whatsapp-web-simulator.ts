// WhatsApp Web on this machine: the real whatsapp-web.js in a real Chromium meets a page that behaves like WhatsApp's.
// Nothing in the product knows of it: its Chromium is a script that leads web.whatsapp.com to this server.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { makeCertificate } from './whatsapp-web-certificate.ts';
import { createLink, type Link } from './whatsapp-web-link.ts';
import { type Customer, createCustomer, typeOnPhone } from './whatsapp-web-people.ts';
import { serializeId, World } from './whatsapp-web-world.ts';

export interface WhatsappWebSimulator
  extends Pick<
    Link,
    | 'journal'
    | 'goesDeaf'
    | 'hears'
    | 'hangs'
    | 'swallowsEvents'
    | 'reloads'
    | 'conflict'
    | 'logsOut'
    | 'losesReady'
    | 'syncsEarly'
    | 'holdsSends'
    | 'goesSilent'
    | 'breaksHistory'
    | 'isConnected'
  > {
  /** What CHROMIUM_PATH has to say. */
  readonly chromiumPath: string;
  readonly world: World;
  readonly phone: {
    /** Scans the code that is shown. @throws Error where it is not the one that is good right now. */
    scan(qr: string): void;
    /** @returns the message's id. */
    types(to: Customer, text: string): string;
  };
  /** @param of.lid WhatsApp shows this instead of the number; `hidesPhone`: and keeps the number to itself. */
  customer(
    name: string,
    phone: string,
    of?: { readonly lid?: string; readonly hidesPhone?: boolean },
  ): Customer;
  /** What is no customer's: a group (`…@g.us`), `status@broadcast`, a channel (`…@newsletter`). */
  elsewhere(id: string, text: string): string;
  /** The internet is away, or back. */
  vanishes(isGone: boolean): void;
  /** Of the browser that runs at the moment. */
  browserPid(): number;
  close(): Promise<void>;
}

const PAGES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['whatsapp-web-page.html', 'text/html'],
  '/models.js': ['whatsapp-web-models.js', 'text/javascript'],
  '/app.js': ['whatsapp-web-app.js', 'text/javascript'],
};

export async function startWhatsappWebSimulator(
  chromium: string,
  of: { readonly phone?: string; readonly refMs?: number; readonly hasNoSandbox?: boolean } = {},
): Promise<WhatsappWebSimulator> {
  const world = new World(of.phone ?? '6580001234');
  const link = createLink(world, of.refMs ?? 20_000);
  const server = createServer(makeCertificate('web.whatsapp.com'), (request, response) => {
    const [file, type] = PAGES[request.url?.split('?')[0] ?? ''] ?? [];
    if (!file || !type) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type });
    response.end(readFileSync(new URL(file, import.meta.url)));
  });
  new WebSocketServer({ server, path: '/ws/chat' }).on('connection', (socket) => link.open(socket));
  const connections = new Set<Duplex>();
  let isGone = false;
  server.on('connection', (socket) => {
    if (isGone) return void socket.destroy();
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'kaki-whatsapp-'));
  const chromiumPath = writeBrowser(folder, {
    chromium,
    port: (server.address() as AddressInfo).port,
    hasNoSandbox: of.hasNoSandbox ?? false,
  });
  return {
    ...link,
    chromiumPath,
    world,
    phone: {
      scan: (qr) => link.scan(qr),
      types: (to, text) => typeOnPhone(world, link.tell, to.chatId, text),
    },
    customer(name, phone, { lid, hidesPhone } = {}) {
      const id = lid === undefined ? `${phone}@c.us` : `${lid}@lid`;
      const known = lid !== undefined && !hidesPhone && { lid: id, phone: `${phone}@c.us` };
      return createCustomer(world, world.addChat({ id, name, ...known }), link.tell);
    },
    elsewhere(id, text) {
      const chat = world.findChat(id) ?? world.addChat({ id, name: id, isGroup: id.endsWith('@g.us') });
      const message = world.write(chat, false, { body: text, author: '6599990000@c.us' });
      link.tell('message', { chat, message });
      return serializeId(message);
    },
    vanishes(given) {
      isGone = given;
      if (isGone) for (const socket of connections) socket.destroy();
    },
    browserPid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
    async close() {
      link.close();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// The process id stays the same through `exec`.
function writeBrowser(
  folder: string,
  of: { readonly chromium: string; readonly port: number; readonly hasNoSandbox: boolean },
): string {
  const { chromium, port, hasNoSandbox } = of;
  const path = join(folder, `chromium-${randomBytes(3).toString('hex')}`);
  const flags = [
    `--host-resolver-rules="MAP web.whatsapp.com 127.0.0.1:${port}, MAP * ~NOTFOUND"`,
    '--ignore-certificate-errors',
    '--disable-quic',
  ];
  // As in a container that takes all rights away.
  const refusal = hasNoSandbox
    ? 'case " $* " in *" --no-sandbox "*) ;; *) echo "[1:1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox!" >&2; exit 133 ;; esac\n'
    : '';
  writeFileSync(
    path,
    `#!/bin/sh\n${refusal}echo $$ > "${join(folder, 'pid')}"\nexec ${chromium} "$@" ${flags.join(' ')}\n`,
  );
  chmodSync(path, 0o755);
  return path;
}
