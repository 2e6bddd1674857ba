import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/model/errors.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';
import { drawPicture, openWidgetPage, showWidget } from '../support/widget-page.ts';

const STAFF = { author: 'staff', authorName: 'Aisyah' } as const;

const PICTURE =
  '<body style="margin:0;background:linear-gradient(135deg,#4fd1c5,#f2b84b);font:120px sans-serif">Our shop';

describe('what staff change, take back and send, in a browser', () => {
  let server: WebchatServer;
  let browser: Browser;
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startWebchat();
    browser = await launchBrowser();
    server.files.set('slack:FMAP', {
      name: 'map.png',
      contentType: 'image/png',
      bytes: await drawPicture(browser, PICTURE),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  const openPage = (options: BrowserContextOptions): Promise<Page> =>
    openWidgetPage(browser, server.url, { ...options, complaints });

  async function ask(page: Page, text: string): Promise<string> {
    const before = server.received.length;
    await page.getByRole('textbox').fill(text);
    await page.getByRole('textbox').press('Enter');
    await eventually(() => server.received.length > before);
    return server.received.at(-1)?.address.conversation.id ?? '';
  }

  const log = (page: Page): Locator => page.getByRole('log');

  it.each([
    ['phone', { viewport: PHONE, colorScheme: 'light' }],
    ['dark', { viewport: PHONE, colorScheme: 'dark' }],
    ['desk', { viewport: DESK, colorScheme: 'light' }],
  ] as const)('shows changes, files and what was taken back in place: %s', async (name, options) => {
    server.files.set('slack:FPDF', {
      name: 'invoice.pdf',
      contentType: 'application/pdf',
      bytes: new TextEncoder().encode('%PDF-1.7'),
    });
    const page = await openPage(options);
    const id = await ask(page, 'When can I collect my order, and where?');
    const first = await server.reply(id, { ...STAFF, text: 'You can collect it at **3pm**.' });
    const second = await server.reply(id, { ...STAFF, text: 'Ask for Mr Lim at 9123 4567.' });
    const attachments = [
      { contentUrl: 'slack:FMAP', contentType: 'image/png', name: 'map.png' },
      { contentUrl: 'slack:FPDF', contentType: 'application/pdf', name: 'Invoice 2041 for Mdm Tan.pdf' },
    ];
    await server.reply(id, { ...STAFF, text: 'Here is the way, and your invoice.', attachments });
    await log(page).getByText('Mr Lim').waitFor();
    await server.change(id, first, 'You can collect it at **5pm**.');
    await server.change(id, second, undefined);
    await log(page).getByText('5pm').waitFor();
    await log(page).getByText('Message taken back').waitFor();
    expect(await log(page).getByText('3pm').count()).toBe(0);
    expect(await log(page).getByText('Mr Lim').count()).toBe(0);
    await log(page).getByText('edited').waitFor();
    await log(page).locator('img[data-loaded]').waitFor();
    expect(await overflowPx(page)).toBe(0);
    await savePicture(page, `changes-${name}`);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /Invoice 2041/ }).click();
    expect((await saved).suggestedFilename()).toBe('Invoice 2041 for Mdm Tan.pdf');
    await page.context().close();
  });

  it('keeps the last words and their order over a reload and in a second tab', async () => {
    const page = await openPage({ viewport: DESK });
    const id = await ask(page, 'Are you open?');
    const first = await server.reply(id, { ...STAFF, text: 'Until 6.' });
    const second = await server.reply(id, { ...STAFF, text: 'Or is it 7?' });
    await server.reply(id, { ...STAFF, text: 'See you soon.' });
    await log(page).getByText('See you soon.').waitFor();
    const tab = await page.context().newPage();
    await tab.goto(server.url);
    await showWidget(tab);
    await log(tab).getByText('Until 6.').waitFor();
    await server.change(id, first, 'Until 7.');
    await server.change(id, second, undefined);
    for (const each of [page, tab]) {
      await log(each).getByText('Message taken back').waitFor();
      await log(each).getByText('Until 7.').waitFor();
    }
    await page.reload();
    await log(page).getByText('Until 7.').waitFor();
    const said = await log(page).locator('.bubble').allTextContents();
    expect(said.slice(1)).toEqual(['Are you open?', 'Until 7.', 'See you soon.']);
    expect(await log(page).getByText('Message taken back').count()).toBe(0);
    expect(await log(page).getByText('edited').count()).toBe(1);
    await page.context().close();
  });

  it('says that a file can’t be loaded, and loads it when it is tried again', async () => {
    const page = await openPage({ viewport: PHONE });
    const id = await ask(page, 'Can I have the menu?');
    const away = new DeliveryError('unreachable', 'Slack is away.', { retryable: true });
    server.files.set('slack:FAWAY', away);
    const attachments = [
      { contentUrl: 'slack:FAWAY', contentType: 'application/pdf', name: 'menu.pdf' },
      { contentUrl: 'slack:FAWAY', contentType: 'image/png', name: 'menu.png' },
    ];
    await server.reply(id, { ...STAFF, text: '', attachments });
    await page.getByRole('button', { name: /menu\.pdf/ }).click();
    await log(page).getByText('can’t be loaded').nth(1).waitFor();
    await savePicture(page, 'file-failed');
    const bytes = await drawPicture(browser, PICTURE);
    server.files.set('slack:FAWAY', { name: 'menu', contentType: 'image/png', bytes });
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    expect((await saved).suggestedFilename()).toBe('menu.pdf');
    await page.getByRole('button', { name: 'Try again' }).click();
    await log(page).locator('img[data-loaded]').waitFor();
    expect(await log(page).getByText('can’t be loaded').count()).toBe(0);
    await page.context().close();
  });
});
