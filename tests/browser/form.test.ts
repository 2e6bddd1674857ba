import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { fillShop } from '../support/form-shop.ts';

describe("the owners' form in a browser", () => {
  let server: FormServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startForm();
    browser = await launchBrowser();
    await fillShop(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function signIn(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.url}/admin`);
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.url}/admin`);
    return page;
  }

  it('fits a phone and a desk in light and dark, on every page', async () => {
    for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport, colorScheme });
        const stranger = await context.newPage();
        await stranger.goto(`${server.url}/admin/sign-in`);
        await savePicture(stranger, `form-sign-in-${size}-${colorScheme}`);
        const page = await signIn(context);
        for (const [name, path] of Object.entries(await pagesOf(server))) {
          await page.goto(`${server.url}${path}`);
          expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
          await savePicture(page, `form-${name}-${size}-${colorScheme}`);
        }
        await context.close();
      }
    }
  }, 180_000);
});

async function pagesOf(server: FormServer): Promise<Record<string, string>> {
  const { conversationOf } = await import('../support/form-server.ts');
  const waiting = await conversationOf(server.house, 'Tan Wei Ming');
  const human = await conversationOf(server.house, 'Priya Nair');
  return {
    home: '/admin',
    conversations: '/admin/conversations?show=all',
    waiting: `/admin/conversations/${waiting}`,
    human: `/admin/conversations/${human}`,
    knowledge: '/admin/knowledge',
    new: '/admin/knowledge/new?kind=question_answer',
    document: '/admin/knowledge/new?kind=markdown',
    try: '/admin/try',
    trial: '/admin/try?question=Do%20you%20deliver%20to%20Tampines%3F',
    questions: '/admin/questions',
    settings: '/admin/settings',
    password: '/admin/settings/password',
    missing: '/admin/knowledge/00000000-0000-4000-8000-000000000000',
  };
}
