import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { callsTo } from '../support/direct-line-calls.ts';
import { eventually, startWebchat, type WebchatServer } from '../support/webchat-server.ts';
import { drawPicture, openWidgetPage, showWidget } from '../support/widget-page.ts';

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const PDF = { name: 'Order 2041.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 order') };

/** Runs in the page, where Microsoft's client is loaded. @returns the message as the server told it back. */
function sendByDirectLineJS(options: { readonly domain: string; readonly token: string }): Promise<unknown> {
  const { DirectLine } = (globalThis as unknown as { DirectLine: typeof import('botframework-directlinejs') })
    .DirectLine;
  const line = new DirectLine(options as never);
  const contentUrl = URL.createObjectURL(new Blob(['%PDF-1.7'], { type: 'application/pdf' }));
  const attachments = [{ contentUrl, contentType: 'application/pdf', name: 'invoice 发票.pdf' }];
  return new Promise((resolve, reject) => {
    line.activity$.subscribe(resolve);
    const activity = { type: 'message', from: { id: 'me' }, text: 'mine', attachments };
    line.postActivity(activity as never).subscribe(undefined, reject);
  });
}

const PICTURE =
  '<body style="margin:0;padding:60px;background:#fbfaf7;font:64px monospace">KOPI & KIND<p>Kaya toast 4.20<p>Total 4.20';

describe('files from customers, in a browser', () => {
  let server: WebchatServer;
  let browser: Browser;
  let receipt: Chosen;
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startWebchat();
    browser = await launchBrowser();
    receipt = { name: 'receipt.png', mimeType: 'image/png', buffer: await drawPicture(browser, PICTURE) };
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

  async function choose(page: Page, ...files: readonly Chosen[]): Promise<void> {
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await asked).setFiles([...files]);
  }

  const log = (page: Page): Locator => page.getByRole('log');
  const send = (page: Page): Promise<void> => page.getByRole('button', { name: 'Send', exact: true }).click();
  const kept = (at: number) => server.received.at(at)?.attachments ?? [];

  it.each([
    ['phone', { viewport: PHONE, colorScheme: 'light' }],
    ['dark', { viewport: PHONE, colorScheme: 'dark' }],
    ['desk', { viewport: DESK, colorScheme: 'light' }],
  ] as const)('are chosen, seen, sent, and there again after a reload: %s', async (name, options) => {
    const page = await openPage(options);
    await choose(page, receipt, PDF);
    await page.locator('.chip canvas').waitFor();
    await page.getByRole('textbox').fill('Here is my receipt, the total is wrong');
    await savePicture(page, `upload-chosen-${name}`);
    await send(page);
    await log(page).locator('img[data-loaded]').waitFor();
    expect(kept(-1)).toMatchObject([
      { name: 'receipt.png', contentType: 'image/png' },
      { name: 'Order 2041.pdf', contentType: 'application/pdf' },
    ]);
    expect(await page.locator('.chip').count()).toBe(0);
    expect(await overflowPx(page)).toBe(0);
    await savePicture(page, `upload-sent-${name}`);

    await page.reload();
    await showWidget(page);
    await log(page).locator('img[data-loaded]').waitFor();
    await log(page).getByText('the total is wrong').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /Order 2041/ }).click();
    expect((await saved).suggestedFilename()).toBe('Order 2041.pdf');
    await page.context().close();
  });

  it('that are pictures are seen at the end of the chat once they have their height', async () => {
    const page = await openPage({ viewport: PHONE });
    await page.getByRole('textbox').fill(Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n'));
    await send(page);
    await log(page).getByText('line 39').waitFor();
    await choose(page, receipt);
    await send(page);
    await log(page).locator('img[data-loaded]').waitFor();
    const fromEnd = () =>
      page.locator('.scroller').evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
    await expect.poll(fromEnd).toBeLessThan(2);
    await page.context().close();
  });

  it('need no word with them, no mouse, and can be taken out again', async () => {
    const page = await openPage({ viewport: DESK });
    const button = page.getByRole('button', { name: 'Attach files' });
    const { width, height } = (await button.boundingBox()) ?? { width: 0, height: 0 };
    expect([width, height]).toEqual([44, 44]);
    const asked = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).press('Enter');
    await (await asked).setFiles([PDF, receipt]);
    await page.getByRole('button', { name: 'Remove: Order 2041.pdf' }).press('Enter');
    const before = server.received.length;
    await page.getByRole('textbox').press('Enter');
    await eventually(() => server.received.length > before);
    expect(server.received.at(-1)).toMatchObject({ text: '', attachments: [{ name: 'receipt.png' }] });
    await log(page).locator('img[data-loaded]').waitFor();
    await page.context().close();
  });

  it('are chosen by dropping them on the chat', async () => {
    const page = await openPage({ viewport: DESK });
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['%PDF-1.7'], 'dropped.pdf', { type: 'application/pdf' }));
      return transfer;
    });
    await log(page).dispatchEvent('drop', { dataTransfer: dropped });
    await page.locator('.chip').getByText('dropped.pdf').waitFor();
    await page.context().close();
  });

  it('that are too many, too large or empty are left out, and it is said', async () => {
    const page = await openPage({ viewport: PHONE });
    const empty = { ...PDF, name: 'empty.pdf', buffer: Buffer.alloc(0) };
    const large = { ...PDF, name: 'large.pdf', buffer: Buffer.alloc(20_000_001) };
    await choose(page, PDF, empty, large);
    await page.getByText('Up to 5 files, at most 20 MB each').waitFor();
    await choose(page, ...Array.from({ length: 5 }, (_, index) => ({ ...PDF, name: `${index}.pdf` })));
    await page.getByText('Up to 5 files, at most 20 MB each').waitFor();
    expect(await page.locator('.chip').count()).toBe(5);
    expect(await overflowPx(page)).toBe(0);
    await savePicture(page, 'upload-limits');
    await page.context().close();
  });

  it('that could not be sent stay, and are sent once when it is tried again', async () => {
    const page = await openPage({ viewport: PHONE });
    server.failing = true;
    await choose(page, receipt);
    await send(page);
    await page.locator('[data-sending] canvas').waitFor();
    await savePicture(page, 'upload-sending');
    await log(page).getByText('Not sent.').waitFor();
    server.failing = false;
    await savePicture(page, 'upload-failed');
    const before = server.received.length;
    await page.getByRole('button', { name: 'Try again' }).click();
    await log(page).locator('img[data-loaded]').waitFor();
    expect(server.received.length).toBe(before + 1);
    expect(kept(-1)).toMatchObject([{ name: 'receipt.png' }]);
    await page.context().close();
  });

  it('that only call themselves pictures are shown as cards', async () => {
    const page = await openPage({ viewport: PHONE });
    const buffer = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    await choose(page, { name: 'fake.png', mimeType: 'image/png', buffer });
    await page.locator('.chip').getByText('fake.png').waitFor();
    await send(page);
    await log(page)
      .getByRole('button', { name: /fake\.png/ })
      .waitFor();
    expect(await log(page).locator('img').count()).toBe(0);
    expect(kept(-1)).toMatchObject([{ contentType: 'text/plain' }]);
    await page.context().close();
  });

  it('arrive from Microsoft’s client', async () => {
    const page = await openPage({ viewport: DESK, bypassCSP: true });
    const path = createRequire(import.meta.url).resolve('botframework-directlinejs/dist/directline.js');
    await page.addScriptTag({ path });
    const { token } = await callsTo(() => server).open();
    const echo = await page.evaluate(sendByDirectLineJS, { domain: `${server.url}/v3/directline`, token });
    expect(echo).toMatchObject({
      text: 'mine',
      attachments: [{ name: 'invoice 发票.pdf', contentType: 'application/pdf' }],
    });
    const { contentUrl } = (echo as { attachments: [{ contentUrl: string }] }).attachments[0];
    expect(await (await fetch(contentUrl)).text()).toBe('%PDF-1.7');
    await page.context().close();
  });
});
