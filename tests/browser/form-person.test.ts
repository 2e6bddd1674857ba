// The box that tells who else a customer is, and the undo of a join, as an owner sees and presses them.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/model/ids.ts';
import { DESK, launchBrowser, overflowPx, PHONE as PHONE_SCREEN, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { PHONE, SIGNED_IN, write } from '../support/people.ts';

describe('a customer of several channels in a browser', () => {
  let server: FormServer;
  let browser: Browser;
  let telegram: ConversationId;
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm();
    browser = await launchBrowser();
    telegram = await server.customerWrites('Human please', { conversation: 'chat-1', name: 'Tan Mei Ling' });
    const { database } = server.house;
    const user = 'user-of-chat-1';
    const own = { channel: 'telegram', user, conversation: 'chat-1', name: 'Tan Mei Ling' } as const;
    await write(database, { ...own, text: 'That was me, here is my number', proofs: [PHONE, SIGNED_IN] });
    await write(database, { channel: 'whatsapp', user: '6591234567@c.us', proofs: [PHONE] });
    await write(database, { channel: 'webchat', user: 'dl_1', proofs: [SIGNED_IN] });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
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
    const url = `${server.url}/admin/conversations/${telegram}`;
    await page.goto(url);
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(url);
    return page;
  }

  it.each([
    ['phone', { viewport: PHONE_SCREEN, colorScheme: 'light' }],
    ['phone-dark', { viewport: PHONE_SCREEN, colorScheme: 'dark' }],
    ['desk', { viewport: DESK, colorScheme: 'light' }],
  ] as const)('shows where else they write, readable: %s', async (name, options) => {
    const page = await open(options);
    const box = page.getByRole('region', { name: 'Same person' });
    await box.getByRole('link', { name: 'WhatsApp +65 9123 4567' }).waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await savePicture(page, `form-person-${name}`);
    await box.getByText('Not the same person?').first().click();
    await box.getByRole('button', { name: 'Separate them' }).first().waitFor();
    await box.scrollIntoViewIfNeeded();
    await savePicture(page, `form-person-open-${name}`);
    expect(await overflowPx(page)).toBe(0);
    expect(await weakTexts(page)).toEqual([]);
    await page.close();
  });

  it('separates them after a second press, and takes it back with one', async () => {
    const page = await open({ viewport: PHONE_SCREEN });
    const box = page.getByRole('region', { name: 'Same person' });
    const whatsapp = box.locator('.joined').filter({ hasText: 'WhatsApp joined' });
    await whatsapp.getByText('Not the same person?').click();
    await whatsapp.getByRole('button', { name: 'Separate them' }).click();
    await page.getByText('Separated. They are two customers now.').waitFor();
    await box.getByRole('link', { name: 'Web chat' }).waitFor();
    expect(await box.getByRole('link', { name: /WhatsApp/ }).count()).toBe(0);
    await savePicture(page, 'form-person-separated-phone');
    await page.getByRole('button', { name: 'Undo' }).click();
    await box.getByRole('link', { name: 'WhatsApp +65 9123 4567' }).waitFor();
    await page.close();
  });

  it('appears on an open page as soon as a proof joins them', async () => {
    const page = await open({ viewport: DESK });
    await write(server.house.database, {
      channel: 'botframework',
      user: 'teams-1',
      proofs: [SIGNED_IN],
    });
    await page.getByRole('link', { name: 'Bot Framework' }).waitFor();
    await page.close();
  });
});
