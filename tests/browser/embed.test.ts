import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';

// A page that styles everything it can reach, and lets nothing run that it didn't name.
const HOSTILE_CSS = `* { font: 40px serif !important; color: red !important; background: yellow !important; margin: 30px !important;
  display: block !important; position: static !important; float: left !important; text-transform: uppercase !important }`;

describe('the widget on another site', () => {
  let kaki: ServerProcess;
  let shop: Server;
  let shopUrl: string;
  let browser: Browser;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-embed-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    const port = await findPort();
    shop = createServer((request, response) => {
      const allowed = `http://127.0.0.1:${port}`;
      response.setHeader('content-type', 'text/html');
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src ${allowed}; connect-src ${allowed} ws://127.0.0.1:${port}; style-src 'nonce-shop'`,
      );
      const css = request.url === '/hostile' ? `<style nonce="shop">${HOSTILE_CSS}</style>` : '';
      response.end(
        `<!doctype html>${css}<h1>A shop</h1><script src="${allowed}/webchat/widget.js" async data-language="ta"></script>`,
      );
    }).listen(0, '127.0.0.1');
    await once(shop, 'listening');
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    kaki = await startServer({
      DATA_DIR: dataDir,
      PORT: String(port),
      WEBCHAT_ORIGINS: shopUrl,
      BURST_QUIET_MS: '50',
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await kaki?.stop();
    shop?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function chatOn(path: string, url = shopUrl): Promise<Page> {
    const page = await (await browser.newContext({ viewport: PHONE })).newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${url}${path}`);
    await page.locator('kaki-webchat').getByRole('button').first().click();
    await page.getByRole('textbox').fill('கடை எப்போது திறக்கும்?');
    await page.getByRole('textbox').press('Enter');
    return page;
  }
  const looks = (page: Page): Promise<unknown> =>
    page
      .locator('.message.bot .bubble')
      .last()
      .evaluate((bubble) => {
        const { fontSize, color, backgroundColor, margin, display, textTransform, width } = (
          globalThis as unknown as { getComputedStyle(of: unknown): Record<string, string> }
        ).getComputedStyle(bubble);
        return { fontSize, color, backgroundColor, margin, display, textTransform, width };
      });

  it('speaks under a strict policy, and looks the same under a hostile stylesheet', async () => {
    const calm = await chatOn('/');
    await calm.getByRole('log').getByText('திங்கட்கிழமை மூடியிருக்கும்').first().waitFor();
    const hostile = await chatOn('/hostile');
    await hostile.getByRole('log').getByText('திங்கட்கிழமை மூடியிருக்கும்').first().waitFor();
    expect(await looks(hostile)).toEqual(await looks(calm));
    expect(await overflowPx(calm)).toBe(0);
    await savePicture(hostile, 'embed-hostile');
    for (const page of [calm, hostile]) await page.context().close();
  });

  it('says so on a site that the owner has not allowed, and sends nothing', async () => {
    const stranger = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><script src="${kaki.url}/webchat/widget.js" async></script>`);
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const page = await chatOn('/', `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`);
    await page
      .getByText(/can’t be reached from this page|Not sent/)
      .first()
      .waitFor();
    await page.context().close();
    stranger.close();
  });
});
