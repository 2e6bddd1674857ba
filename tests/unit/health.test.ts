import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { renderErrorPage } from '../../knowledge/form/layout.ts';
import { createHealth } from '../../src/http/health.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log.ts';
import { openTestDatabase } from '../support/database.ts';
import { scanCode, shopChannels } from '../support/form-channels.ts';

it('tells how each account is and since when, and never what links a phone', async () => {
  const database = await openTestDatabase();
  const shop = shopChannels();
  const since = new Date('2026-11-21T02:00:00Z');
  shop.phone('waiting_for_scan', { qr: scanCode(1), since, detail: 'Scan it.', phone: '+6591234567' });
  const health = createHealth({
    pool: database.pool,
    isReady: () => true,
    version: '1',
    parts: () => ({ webchat: 'on' }),
    accounts: () => shop.now().accounts,
  });
  const server = createHttpServer({
    routers: [health],
    upgrades: [],
    trustProxy: false,
    renderFailure: renderErrorPage,
    log: createLog('silent'),
  });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health`);
    const { components } = (await response.json()) as { components: Record<string, unknown> };
    expect(components).toMatchObject({ webchat: 'on' });
    expect(components.accounts).toEqual({
      'whatsapp-web': { state: 'waiting_for_scan', since: since.toISOString() },
    });
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    await database.close();
  }
});
