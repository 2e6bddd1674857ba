// Files dropped on the form in a browser: sent, read, told; a watched address; both widths, both languages.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { makePdf } from '../support/documents.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { htmlPage, openWebsite, type Website } from '../support/website.ts';

describe('importing in a browser', () => {
  let server: FormServer;
  let site: Website;
  let browser: Browser;
  let folder: string;
  const complaints: string[] = [];
  beforeAll(async () => {
    site = await openWebsite();
    server = await startForm({ web: site.web });
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'kaki-drop-'));
    mkdirSync(join(folder, 'shop', '.git'), { recursive: true });
    writeFileSync(join(folder, 'shop', '.git', 'hidden.txt'), 'not meant');
    writeFileSync(
      join(folder, 'shop', 'Delivery.pdf'),
      makePdf(['We deliver durians to Pulau Ubin on Tuesdays.']),
    );
    writeFileSync(join(folder, 'shop', 'Prices.csv'), 'Item,Price\nKaya,$9\n');
    writeFileSync(
      join(folder, 'shop', 'Scan of a very old and long menu from the year we opened.pdf'),
      '%PDF-1.4 nothing',
    );
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await site?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(options: BrowserContextOptions): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    const url = `${server.url}/admin/knowledge/import`;
    await page.goto(url);
    await page.locator('[name="email"]').fill(OWNER.email);
    await page.locator('[name="password"]').fill(OWNER.password);
    await page.locator('main button').first().click();
    await page.waitForURL(url);
    return page;
  }

  it('a folder that is chosen is sent file by file, read, and what is broken is told with its reason', async () => {
    const page = await open({ viewport: DESK });
    await savePicture(page, 'import-empty-desk', true);
    expect(await weakTexts(page)).toEqual([]);
    await page.locator('[name="folder"]').setInputFiles(join(folder, 'shop'));
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
    await page.getByText('All is read.').waitFor();
    expect(await page.locator('.import-bar').innerText()).toBe('All is read. 3 files: 2 taken in, 1 failed');
    const broken = page.locator('.item').filter({ hasText: 'Scan of a very old' });
    await broken.getByText('The file is damaged.').waitFor();
    const [first] = await page.locator('.item .who').allInnerTexts();
    expect(first, 'what needs the owner comes first, also while the page is open').toContain(
      'Scan of a very old',
    );
    await broken.getByRole('button', { name: /^Try .* again$/ }).waitFor();
    expect(await page.getByText('hidden.txt').count()).toBe(0);
    await savePicture(page, 'import-read-desk', true);
    expect(await overflowPx(page)).toBe(0);
    expect(await weakTexts(page)).toEqual([]);
    const { passages } = await server.house.respondDeps.search(
      server.house.database.tenantId,
      { text: 'Do you deliver durians to Pulau Ubin?', language: 'en' },
      { limit: 1, signal: new AbortController().signal },
    );
    expect(passages[0]).toMatchObject({ title: 'Delivery.pdf', text: expect.stringContaining('Tuesdays') });
    await page.close();
  });

  it('files that are dropped anywhere on the page are taken, and one that is too large is told at once', async () => {
    const page = await open({ viewport: PHONE, hasTouch: true, isMobile: true });
    await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.items.add(new File(['We rent out grinders on Fridays.'], 'rent.txt'));
      const film = new File(['x'], 'film.txt');
      Object.defineProperty(film, 'size', { value: 60000000 });
      data.items.add(film);
      const files = [data.files[0], film];
      const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });
      Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], items: [], files } });
      document.body.dispatchEvent(event);
    })()`);
    await page.getByText('1 file could not be sent').waitFor();
    await page.getByText('The file is larger than 50 MB.').waitFor();
    await savePicture(page, 'import-sending-phone', true);
    expect(await overflowPx(page)).toBe(0);
    await page.getByRole('link', { name: 'See how the reading goes' }).click();
    await page.getByText('All is read.').waitFor();
    await page.getByRole('button', { name: 'Undo import' }).click();
    await page.getByText('what it added is in the bin').waitFor();
    await savePicture(page, 'import-undone-phone', true);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByText('1 entry is back.').waitFor();
    expect(await overflowPx(page)).toBe(0);
    await page.close();
  });

  it('a watched sitemap shows its pages as they come, and in Chinese what it is', async () => {
    site.pages.set('/visit', { body: htmlPage('Visit us', 'Blk 12 Tanglin Halt.') });
    site.pages.set('/sitemap.xml', {
      body: `<urlset><url><loc>${site.url}/visit</loc></url><url><loc>${site.url}/gone</loc></url></urlset>`,
    });
    const page = await open({ viewport: PHONE, colorScheme: 'dark', locale: 'zh-SG' });
    await page.getByLabel('网址').fill(`${site.url}/sitemap.xml`);
    await page.getByRole('button', { name: '添加' }).click();
    const watched = page.getByRole('region', { name: '定期查看的网址' });
    await watched.getByText('失败 1 个').waitFor();
    await watched.getByText('2 页').waitFor();
    await savePicture(page, 'import-watched-phone-dark', true);
    expect(await overflowPx(page)).toBe(0);
    expect(await weakTexts(page)).toEqual([]);
    await page.getByRole('link', { name: /sitemap\.xml/ }).click();
    await page.getByText('这个网址没有网页。').waitFor();
    await savePicture(page, 'import-pages-phone-dark', true);
    await page.close();
  });

  it('works without JavaScript', async () => {
    const page = await open({ viewport: PHONE, javaScriptEnabled: false });
    await savePicture(page, 'import-without-script-phone', true);
    await page.locator('[name="files"]').setInputFiles(join(folder, 'shop', 'Prices.csv'));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
    await expect.poll(async () => (await page.reload()) && page.content()).toContain('All is read.');
    await page.close();
  });
});
