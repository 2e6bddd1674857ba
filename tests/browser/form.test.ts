import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { conversationOf, type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { fillShop, HOSTILE } from '../support/form-shop.ts';

describe("the owners' form in a browser", () => {
  let server: FormServer;
  let browser: Browser;
  /** Errors of scripts, and what the page's policy refused. */
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm();
    browser = await launchBrowser();
    await fillShop(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(path: string, options: BrowserContextOptions = { viewport: DESK }): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${server.url}${path}`);
    await signIn(page);
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }

  async function signIn(page: Page): Promise<void> {
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('leads from sign-in to an answer that the bot gives', async () => {
    const page = await open('/admin/knowledge');
    await page.getByRole('link', { name: 'Add' }).click();
    await page.getByLabel('Question').fill('Do you sell gift cards?');
    await page.getByLabel('Answer').fill('Yes, from **$20**.');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('[data-region=preview] strong', { hasText: '$20' }).waitFor();
    expect(await page.getByLabel('Answer').inputValue()).toBe('Yes, from **$20**.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    await page.locator('.documents').getByText('Do you sell gift cards?').waitFor();

    await page.getByRole('link', { name: 'Try it', exact: true }).first().click();
    await page.getByLabel('A customer’s question').fill('do you sell gift cards');
    await page.keyboard.press('Enter');
    await page.locator('.trial strong', { hasText: '$20' }).first().waitFor();
    expect(page.url()).toContain('question=do+you+sell+gift+cards');
    await page.context().close();
  });

  it('shows a customer who asks for a person at once, and the reply that staff send', async () => {
    const list = await open('/admin/conversations');
    const id = await server.customerWrites('can I speak to a human', { conversation: 'live', name: 'Farid' });
    await list.locator('.row', { hasText: 'Farid' }).waitFor();
    expect(await list.title()).toMatch(/^\(\d+\) Conversations/);

    await list.locator('.row', { hasText: 'Farid' }).click();
    await list.waitForURL(`**/admin/conversations/${id}`);
    const box = list.getByLabel('Your reply');
    await box.fill('Hello Farid, half a sen');
    await server.customerWrites('it is about my order', { conversation: 'live', name: 'Farid' });
    await list.locator('.message.customer', { hasText: 'it is about my order' }).waitFor();
    expect(await box.inputValue()).toBe('Hello Farid, half a sen');
    await box.fill('Hello Farid, how can I help?');
    await box.press('Control+Enter');
    await list.locator('.message.staff', { hasText: 'how can I help?' }).waitFor();
    await list.locator('.message.staff .delivery.sent').waitFor();
    expect(server.house.platform.textsOf('live')).toContain('Hello Farid, how can I help?');
    await list.context().close();
  });

  it('says how long somebody has waited as it is said in Chinese', async () => {
    const page = await open('/admin/conversations', { viewport: PHONE });
    await page.context().addCookies([{ name: 'kaki_language', value: 'zh', url: server.url }]);
    await page.reload();
    await page
      .locator('.row.waiting .when')
      .filter({ hasText: /^\s*等待 (?:不到 1 分钟|\d+分钟)\s*$/ })
      .first()
      .waitFor();
    await page.context().close();
  });

  it('keeps an open explanation open while new messages come', async () => {
    const id = await server.customerWrites('Can I pay with PayNow?', { conversation: 'open', name: 'Siti' });
    const page = await open(`/admin/conversations/${id}`);
    await page.locator('details.why summary').first().click();
    await page.getByText('Your knowledge has the answer.').waitFor();
    await server.customerWrites('What are your opening hours?', { conversation: 'open', name: 'Siti' });
    await page.locator('.message.customer', { hasText: 'opening hours' }).waitFor();
    expect(await page.getByText('Your knowledge has the answer.').first().isVisible()).toBe(true);
    await page.context().close();
  });

  it('takes the draft into the reply, after what is typed already', async () => {
    const id = await conversationOf(server.house, 'Tan Wei Ming');
    await server.house.database.pool.query(
      `update escalations set draft = 'We deliver by 2 pm.' where conversation_id = $1`,
      [id],
    );
    const page = await open(`/admin/conversations/${id}`);
    const box = page.getByLabel('Your reply');
    await box.fill('Hi!');
    await page.getByRole('link', { name: 'Use this draft' }).click();
    expect(await box.inputValue()).toBe('Hi!\n\nWe deliver by 2 pm.');
    await page.context().close();
  });

  it('gives back a reply that was sent after the session had ended, and one that arrived it does not', async () => {
    const id = await conversationOf(server.house, 'Priya Nair');
    const page = await open(`/admin/conversations/${id}`);
    const box = page.getByLabel('Your reply');
    await box.fill('The spare part is here.');
    await server.house.database.pool.query('delete from sessions');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please sign in').waitFor();
    await page.getByRole('link', { name: 'Back to the start' }).click();
    await signIn(page);
    await page.getByRole('link', { name: /Priya Nair/ }).click();
    await page.waitForURL('**/admin/conversations/*');
    expect(await box.inputValue()).toBe('The spare part is here.');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.message.staff', { hasText: 'The spare part is here.' }).waitFor();
    expect(await box.inputValue()).toBe('');
    await page.context().close();
  });

  it('asks before an answer that is not saved is left', async () => {
    const page = await open('/admin/knowledge/new');
    await page.getByLabel('Answer').fill('not saved yet');
    const asked = page.waitForEvent('dialog');
    const left = page.getByRole('link', { name: 'Home' }).click();
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await left.catch(() => undefined);
    expect(await page.getByLabel('Answer').inputValue()).toBe('not saved yet');
    await page.context().close();
  });

  it('undoes a delete', async () => {
    const page = await open('/admin/knowledge?q=PayNow');
    await page.getByRole('button', { name: 'Delete Can I pay with PayNow?' }).click();
    await page.getByText('Deleted. The bot doesn’t use it any more.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.documents').getByText('Can I pay with PayNow?').waitFor();
    await page.context().close();
  });

  it('runs no script that a customer or a document brings', async () => {
    const id = await conversationOf(server.house, HOSTILE.name);
    const page = await open(`/admin/conversations/${id}`);
    for (const path of [
      `/admin/conversations/${id}`,
      '/admin/conversations?show=all',
      '/admin/knowledge',
      `/admin/try?question=${encodeURIComponent(HOSTILE.text)}`,
    ]) {
      await page.goto(`${server.url}${path}`);
      await page.getByText('window.hacked=1').first().waitFor();
      expect(await page.evaluate('window.hacked'), path).toBeUndefined();
      expect(await overflowPx(page), path).toBe(0);
    }
    await page.context().close();
  });

  it.each([
    ['phone', PHONE, 'light'],
    ['phone', PHONE, 'dark'],
    ['desk', DESK, 'light'],
    ['desk', DESK, 'dark'],
  ] as const)(
    'fits a %s, %o, in %s on every page, and is easy to read',
    async (size, viewport, colorScheme) => {
      const context = await browser.newContext({ viewport, colorScheme });
      const stranger = await context.newPage();
      await stranger.goto(`${server.url}/admin/sign-in`);
      await savePicture(stranger, `form-sign-in-${size}-${colorScheme}`);
      await context.close();
      const page = await open('/admin', { viewport, colorScheme });
      for (const [name, path] of Object.entries(await pagesOf(server))) {
        await page.goto(`${server.url}${path}`);
        expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
        expect(await weakTexts(page), `${name} in ${colorScheme}`).toEqual([]);
        await savePicture(page, `form-${name}-${size}-${colorScheme}`);
      }
      await page.context().close();
    },
  );
});

async function pagesOf({ house }: FormServer): Promise<Record<string, string>> {
  return {
    home: '/admin',
    conversations: '/admin/conversations?show=all',
    waiting: `/admin/conversations/${await conversationOf(house, 'Tan Wei Ming')}`,
    human: `/admin/conversations/${await conversationOf(house, 'Priya Nair')}`,
    hostile: `/admin/conversations/${await conversationOf(house, HOSTILE.name)}`,
    knowledge: '/admin/knowledge',
    new: '/admin/knowledge/new?kind=question_answer',
    document: '/admin/knowledge/new?kind=markdown',
    try: '/admin/try',
    trial: '/admin/try?question=Do%20you%20deliver%20to%20Tampines%3F',
    unsure: '/admin/try?question=Do%20you%20repair%20bicycles%3F',
    questions: '/admin/questions',
    settings: '/admin/settings',
    password: '/admin/settings/password',
    missing: '/admin/knowledge/00000000-0000-4000-8000-000000000000',
  };
}
