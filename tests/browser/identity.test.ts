// A shop's page tells the chat who its visitor is: one person's conversation is never seen by the next at that browser.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { signVisitor } from '../support/visitor-identity.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';
import { showWidget } from '../support/widget-page.ts';

describe('who the visitor is, in a browser', () => {
  let server: WebchatServer;
  let shop: Server;
  let shopUrl: string;
  let browser: Browser;
  /** What the page's server writes into it; undefined: nobody is signed in. */
  let identity: string | undefined;
  const warnings: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    shop = createServer((_request, response) => {
      const attribute = identity === undefined ? '' : ` data-identity="${identity}"`;
      const script = `<script src="${server.url}/webchat/widget.js" async${attribute}></script>`;
      response.setHeader('content-type', 'text/html').end(`<!doctype html><h1>A shop</h1>${script}`);
    }).listen(0, '127.0.0.1');
    await once(shop, 'listening');
    shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    server = await startWebchat({ origins: [shopUrl] });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    shop?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
    warnings.splice(0);
  });

  async function openPage(): Promise<Page> {
    const page = await (await browser.newContext({ locale: 'en-SG' })).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
    await load(page);
    return page;
  }

  async function load(page: Page, as?: string): Promise<void> {
    identity = as;
    await page.goto(shopUrl);
    await showWidget(page);
  }

  async function say(page: Page, text: string) {
    const before = server.received.length;
    await page.getByRole('textbox').fill(text);
    await page.getByRole('textbox').press('Enter');
    await eventually(() => server.received.length > before);
    return server.received.at(-1);
  }

  const identify = (page: Page, token: string | undefined): Promise<void> =>
    page.evaluate(
      (given) => (window as unknown as { Kaki: { identify(token?: string): void } }).Kaki.identify(given),
      token,
    );
  const shows = (page: Page, text: string) => page.getByRole('log').getByText(text).waitFor();
  const hides = (page: Page, text: string) =>
    page.getByRole('log').getByText(text).waitFor({ state: 'detached' });

  it('a visitor who signs in keeps their conversation; the next person begins a new one', async () => {
    const page = await openPage();
    const before = await say(page, 'Do you deliver to Bedok?');
    expect(before).not.toHaveProperty('proofs');

    await load(page, await signVisitor('member-1'));
    await shows(page, 'Do you deliver to Bedok?');
    const after = await say(page, 'It is me, signed in');
    expect(after?.proofs).toEqual([{ kind: 'host', value: 'member-1' }]);
    expect(after?.address.conversation.id).toBe(before?.address.conversation.id);

    await load(page, await signVisitor('member-2'));
    const other = await say(page, 'I am somebody else');
    expect(other?.address.conversation.id).not.toBe(before?.address.conversation.id);
    expect(other?.proofs).toEqual([{ kind: 'host', value: 'member-2' }]);
    await shows(page, 'I am somebody else');
    expect(await page.getByRole('log').getByText('Bedok').count()).toBe(0);

    await load(page);
    const anonymous = await say(page, 'And I am nobody');
    expect(anonymous).not.toHaveProperty('proofs');
    expect(anonymous?.address.conversation.id).not.toBe(other?.address.conversation.id);
    expect(await page.getByRole('log').getByText('somebody else').count()).toBe(0);
    await page.close();
  });

  it('follows who signs in and out without a new page', async () => {
    const page = await openPage();
    const first = await say(page, 'Before signing in');
    await identify(page, await signVisitor('member-3'));
    const signedIn = await say(page, 'Signed in');
    expect(signedIn?.proofs).toEqual([{ kind: 'host', value: 'member-3' }]);
    expect(signedIn?.address.conversation.id).toBe(first?.address.conversation.id);
    await shows(page, 'Before signing in');
    // Still told on its line.
    await server.reply(first?.address.conversation.id ?? '', { text: 'Welcome, member 3' });
    await shows(page, 'Welcome, member 3');

    await identify(page, undefined);
    await hides(page, 'Welcome, member 3');
    await identify(page, await signVisitor('member-4'));
    const next = await say(page, 'Another member');
    expect(next?.proofs).toEqual([{ kind: 'host', value: 'member-4' }]);
    expect(next?.address.conversation.id).not.toBe(first?.address.conversation.id);
    await server.reply(next?.address.conversation.id ?? '', { text: 'Welcome, member 4' });
    await shows(page, 'Welcome, member 4');
    expect(await page.getByRole('log').getByText('member 3').count()).toBe(0);
    await page.close();
  });

  it('a tab from before somebody signed in elsewhere goes on alone, and hears its answers', async () => {
    const old = await openPage();
    const before = await say(old, 'Said in the first tab');
    identity = await signVisitor('member-6');
    const tab = await old.context().newPage();
    tab.setDefaultTimeout(20_000);
    await tab.goto(shopUrl);
    await showWidget(tab);
    await shows(tab, 'Said in the first tab');
    const signedIn = await say(tab, 'Signed in beside it');
    expect(signedIn?.address.conversation.id).toBe(before?.address.conversation.id);

    const alone = await say(old, 'Said without signing in');
    expect(alone).not.toHaveProperty('proofs');
    const { id } = alone?.address.conversation ?? { id: '' };
    expect(id).not.toBe(before?.address.conversation.id);
    await server.reply(id, { text: 'An answer to nobody' });
    await shows(old, 'An answer to nobody');
    await hides(old, 'Signed in beside it');
    await old.context().close();
  });

  it('tells the page’s developer of a token that is refused, and the visitor only chats', async () => {
    const page = await openPage();
    await load(page, await signVisitor('member-5', {}, { secret: 'not the secret of this server' }));
    expect(await say(page, 'Hello there')).not.toHaveProperty('proofs');
    // What a page says to its console comes to us on another way than what it posts.
    await expect.poll(() => warnings.join()).toMatch(/data-identity was refused: its signature/);
    expect(await page.locator('kaki-webchat').textContent()).not.toMatch(/identity|refused/i);
    await page.close();
  });
});
