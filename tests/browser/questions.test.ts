import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerGap, listGaps } from '../../knowledge/gaps.ts';
import { savePin } from '../../knowledge/pins.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { fillShop } from '../support/form-shop.ts';
import { fillWeeks } from '../support/form-week.ts';

const FEE = {
  kind: 'question_answer',
  title: 'How much is delivery?',
  alsoAsked: 'delivery fee\n运费多少？',
  body: 'Delivery is **$5**, and free from $40. Same day for orders before 2 pm.',
} as const;

describe('questions, pins and the week in a browser', () => {
  let server: FormServer;
  let browser: Browser;
  let fee: DocumentId;
  /** Errors of scripts, and what the page's policy refused. */
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm();
    browser = await launchBrowser();
    await fillShop(server);
    await fillWeeks(server.house.database);
    fee = await server.house.library.save(server.house.database.tenantId, FEE);
    await askAndPin();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function askAndPin(): Promise<void> {
    const { house } = server;
    const { pool, tenantId } = house.database;
    const ask = (question: string, channel = 'whatsapp') =>
      house.recordGap(tenantId, { question, language: 'en', channel, conversationId: undefined });
    for (const question of ['decaf beans got or not', 'Any decaf coffee beans?', 'got decaf bean ah'])
      await ask(question);
    await ask('Do you repair grinders?');
    const grinders = (await listGaps(pool, tenantId, 50)).find(({ question }) =>
      question.includes('grinders'),
    );
    if (grinders) await answerGap(pool, tenantId, grinders.id, fee);
    await ask('repair my grinder can?', 'telegram');
    for (const [question, expectedText] of [
      ['How much is delivery?', '$5'],
      ['Can I pay with PayNow?', ''],
      ['Do you sell elephants?', ''],
    ] as const)
      await savePin(pool, tenantId, {
        ...{ question, expectedText, documentId: fee, language: 'en' },
        ...{ state: 'holds', answered: undefined },
      });
    await house.pins.replay(tenantId, new AbortController().signal);
  }

  async function open(path: string, options: BrowserContextOptions = { viewport: DESK }): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${server.url}/admin/sign-in?next=${encodeURIComponent(path)}`);
    await page.locator('input[type=email]').fill(OWNER.email);
    await page.locator('input[type=password]').fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }

  it.each([
    ['phone', PHONE, 'light', 'en'],
    ['phone', PHONE, 'dark', 'zh'],
    ['desk', DESK, 'light', 'zh'],
    ['desk', DESK, 'dark', 'en'],
  ] as const)(
    'fit a %s, %o, in %s and in %s, and are easy to read',
    async (size, viewport, colorScheme, locale) => {
      const page = await open('/admin', { viewport, colorScheme, locale });
      const { pool, tenantId } = server.house.database;
      const [first] = await listGaps(pool, tenantId, 1);
      for (const [name, path] of Object.entries({
        week: '/admin',
        questions: '/admin/questions',
        answers: '/admin/questions/answers',
        join: `/admin/questions/${first?.id}/join`,
        pins: '/admin/pins',
      })) {
        await page.goto(`${server.url}${path}`);
        await page.evaluate(
          `document.querySelectorAll('main details:not(.explains)').forEach((node) => { node.open = true; })`,
        );
        expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
        expect(await weakTexts(page), `${name} in ${colorScheme}`).toEqual([]);
        await savePicture(page, `questions-${name}-${size}-${colorScheme}-${locale}`, true);
      }
      await page.context().close();
    },
  );

  it('explain what is counted, by keyboard', async () => {
    const page = await open('/admin', { viewport: PHONE });
    const what = page.getByLabel('What is counted?');
    await what.focus();
    await page.keyboard.press('Enter');
    await page.getByText('All that one customer writes on one channel on one day').waitFor();
    expect(await overflowPx(page)).toBe(0);
    expect(await weakTexts(page)).toEqual([]);
    await what.scrollIntoViewIfNeeded();
    await savePicture(page, 'questions-explained-phone');
    await page.context().close();
  });

  it('stop a change that alters a pinned answer, and publish it when it is meant', async () => {
    const page = await open(`/admin/knowledge/${fee}`);
    await page.getByRole('textbox', { name: 'Answer' }).fill('Delivery is **$8**, and free from $60.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const warning = page.getByRole('alert');
    await warning.getByText('This change would alter 1 pinned answer').waitFor();
    expect(await page.getByRole('textbox', { name: 'Answer' }).inputValue()).toContain('$8');
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE })) {
      await page.setViewportSize(viewport);
      expect(await overflowPx(page), size).toBe(0);
      expect(await weakTexts(page)).toEqual([]);
      await savePicture(page, `questions-warning-${size}`, true);
    }
    await page.getByRole('button', { name: 'Publish anyway' }).click();
    await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    await page.goto(`${server.url}/admin`);
    await page.getByRole('link', { name: 'See what changed' }).click();
    await page
      .locator('.pin', { has: page.getByRole('heading', { name: 'How much is delivery?' }) })
      .getByText('Another answer')
      .waitFor();
    await page.context().close();
  });

  it('lead from a question that was asked in several ways to one answer for all of them', async () => {
    const page = await open('/admin/questions', { viewport: PHONE });
    const row = page.locator('.question', { hasText: 'decaf' }).first();
    await row.locator('summary').click();
    const { recordGap, database } = server.house;
    await recordGap(database.tenantId, {
      ...{
        question: 'Any decaf coffee beans?',
        language: 'en',
        channel: 'whatsapp',
        conversationId: undefined,
      },
    });
    await row.getByText('Asked 8 times').waitFor();
    await row.getByRole('button', { name: 'Split out' }).first().click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL('**/admin/questions#gap-*');
    await row.getByRole('link', { name: 'Write the answer' }).click();
    expect((await page.getByLabel('Also asked as').inputValue()).trim().split('\n')).toHaveLength(3);
    await page.getByRole('textbox', { name: 'Answer' }).fill('Yes, every Friday.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'It closes 4 ways to ask it.' }).waitFor();
    await savePicture(page, 'questions-answered-phone');
    await page.context().close();
  });
});
