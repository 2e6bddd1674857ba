import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ConversationId } from '../../src/model/ids.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { colleague, fillThread } from '../support/form-desk.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';

const ANSWERS = [
  [
    '林先生',
    '你们的咖啡课可以包场吗？我们公司有二十个人',
    '可以的，包场最多 24 人，平日下午 $480，含材料和点心。',
  ],
  [
    'Nadia',
    'Hi, can I bring my own cups for the takeaway coffee and is there a discount for that or not',
    'Yes please do! 50 cents off each drink when you bring your own cup, also for iced drinks up to 16 oz.\n\nIt has to be clean, though.',
  ],
] as const;

describe('the desk in a browser', () => {
  let server: FormServer;
  let browser: Browser;
  let thread: ConversationId;
  let resolved: ConversationId;
  /** Errors of scripts, and what the page's policy refused. */
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm();
    browser = await launchBrowser();
    for (const [name, question, answer] of ANSWERS)
      await server.house.deskRoom.saveAnswer(await answered(name, question, answer));
    resolved = await answered('Doris Koh', 'Do you repair grinders?', 'Yes, bring it on a weekday.');
    thread = await fillThread(server);
    await server.customerWrites('This is terrible service, I want to complain!', {
      conversation: 'Hassan',
      name: 'Hassan',
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function answered(name: string, question: string, answer: string): Promise<ConversationId> {
    const of = { conversation: name, name };
    await server.customerWrites(question, of);
    const id = await server.customerWrites(name === '林先生' ? '真人客服' : 'human please', of);
    const ben = await colleague(server.house);
    await ben.says(id, answer);
    await ben.resolves(id);
    return id;
  }

  async function open(path: string, options: BrowserContextOptions = { viewport: DESK }): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${server.url}${path}`);
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }

  it.each([
    ['phone', PHONE, 'light'],
    ['phone', PHONE, 'dark'],
    ['desk', DESK, 'light'],
    ['desk', DESK, 'dark'],
  ] as const)('fits a %s, %o, in %s, and is easy to read', async (size, viewport, colorScheme) => {
    const page = await open('/admin', { viewport, colorScheme });
    for (const [name, path] of Object.entries({
      answers: '/admin/questions/answers',
      thread: `/admin/conversations/${thread}`,
      keep: `/admin/conversations/${resolved}`,
      list: '/admin/conversations?show=all',
    })) {
      await page.goto(`${server.url}${path}`);
      expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
      expect(await weakTexts(page), `${name} in ${colorScheme}`).toEqual([]);
      await savePicture(page, `desk-${name}-${size}-${colorScheme}`);
      await savePicture(page, `desk-${name}-${size}-${colorScheme}-whole`, true);
    }
    await page.context().close();
  });

  it('leads from a resolved conversation to an answer that the bot gives', async () => {
    const page = await open(`/admin/conversations/${resolved}`);
    await page.getByRole('button', { name: 'Keep this answer' }).click();
    await page.getByRole('status').filter({ hasText: 'Kept as a draft' }).waitFor();
    await page.getByRole('status').getByRole('link', { name: 'Answers to approve' }).click();
    const draft = page.getByRole('form', { name: 'Do you repair grinders?' });
    await draft.getByLabel('Answer').fill('Yes, on **weekdays**.');
    await draft.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('status').filter({ hasText: 'Approved' }).waitFor();
    await draft.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Try it' }).last().click();
    await page.locator('.trial strong', { hasText: 'weekdays' }).first().waitFor();
    await page.context().close();
  });

  it('brings a rejected answer back with what was typed in it, into its own form', async () => {
    const page = await open('/admin/questions/answers');
    const nadia = page.getByRole('form', { name: /own cups/ });
    await nadia.getByLabel('Answer').fill('Yes, 50 cents off.');
    await nadia.getByRole('button', { name: 'Reject' }).click();
    await page.getByRole('status').filter({ hasText: 'Rejected' }).waitFor();
    await nadia.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await nadia.waitFor();
    expect(await nadia.getByLabel('Answer').inputValue()).toBe('Yes, 50 cents off.');
    expect(
      await page
        .getByRole('form', { name: /咖啡课/ })
        .getByLabel('Answer')
        .inputValue(),
    ).toContain('24');
    await page.context().close();
  });

  it('says at once when a colleague takes the conversation, and a reply then takes it over', async () => {
    const of = { conversation: 'live', name: 'Farid' };
    const id = await server.customerWrites('human please', of);
    const page = await open(`/admin/conversations/${id}`);
    const box = page.getByLabel('Your reply');
    await box.fill('Hello Farid');
    const ben = await colleague(server.house);
    await ben.says(id, 'Ben here.');
    await page.getByText('Ben Ong has this conversation. A reply from you takes it over.').waitFor();
    expect(await box.inputValue()).toBe('Hello Farid');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.message.staff', { hasText: 'Hello Farid' }).waitFor();
    await page.getByText('You answer here; the bot is silent.').waitFor();
    await page.context().close();
  });

  it('gives back a reply that was too late, and sends it the second time', async () => {
    const of = { conversation: 'late', name: 'Siti' };
    const id = await server.customerWrites('human please', of);
    const page = await open(`/admin/conversations/${id}`);
    const box = page.getByLabel('Your reply');
    // As on a phone whose connection is slow: the page hears of nothing.
    await page.route('**/admin/live*', (route) => route.abort());
    await page.reload();
    await box.fill('Hello Siti');
    const ben = await colleague(server.house);
    await ben.says(id, 'Ben here.');
    await page.unroute('**/admin/live*');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('alert').filter({ hasText: 'Ben Ong has taken this conversation' }).waitFor();
    expect(await box.inputValue()).toBe('Hello Siti');
    await savePicture(page, 'desk-refused-desk-light');
    await server.customerWrites('Is anybody there?', of);
    await page.locator('.message.customer', { hasText: 'Is anybody there?' }).waitFor();
    expect(await box.inputValue(), 'what is written stays while the page goes on').toBe('Hello Siti');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.message.staff', { hasText: 'Hello Siti' }).waitFor();
    await page.context().close();
  });

  it('sends a refused message again', async () => {
    const page = await open(`/admin/conversations/${thread}`);
    const message = page.locator('.message.staff', { hasText: 'new cake today' });
    await message.getByRole('button', { name: 'Try again' }).click();
    await message.locator('.delivery.sent').waitFor();
    expect(server.house.platform.textsOf('林晓雯')).toContain('We will bring you a new cake today at 4 pm.');
    await page.context().close();
  });
});
